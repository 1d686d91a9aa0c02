import type { BackendView, Observation, TabletView } from '../adapters/adapter.ts';
import type { Medium } from '../model/scenario.ts';
import type { LoadRow } from '../model/views/replication.ts';
import { isFaultFree, isQuiet, mostBytes } from './ledger.ts';
import { countOn, isDisabled, mediums, movesAllowed, movesIn, offers, partitionsIn, shareOf } from './load-moves.ts';
import { backendIn, everyTablet, isHealthy, isRelease, rowOn, tableIn } from './looks.ts';
import type { Property, Step, Watcher } from './property.ts';

const common = { suite: 'balancing', needs: ['advance'] } as const;

/** That balancing happens at all where every reading of the documents asks for it (R23). */
export const gapProperties: readonly Property[] = [
  {
    ...common,
    id: 'LB-19',
    title: 'where the load is clearly uneven something is moved',
    clauses: ['R23', 'R25', 'R27'],
    level: 'should',
    form: 'eventually',
    start: watchGaps,
  },
];

/** Two sets of statistics, and the scheduler's rounds in which a move is picked. */
function balanceBoundMs({ profile }: Step): number {
  return 2 * 60_000 + 5 * profile.schedulerIntervalMs;
}

function watchGaps(): Watcher {
  let sinceMs: number | undefined;
  return (step, say) => {
    const { before, after } = step;
    if (!isQuiet(step.command) || !isFaultFree(step.ledger) || !mayBalance(step)) {
      sinceMs = undefined;
      return;
    }
    const isNew = before.load !== after.load;
    if (movesIn(step).length > 0) {
      if (sinceMs !== undefined || (isNew && hasGap(step, before))) say.exercised();
      sinceMs = undefined;
    } else if (isRepairing(step)) sinceMs = undefined;
    else if (sinceMs === undefined) sinceMs = isNew && hasGap(step, after) ? after.nowMs : undefined;
    else if (after.nowMs - sinceMs >= balanceBoundMs(step)) {
      sinceMs = undefined;
      if (!hasGap(step, after)) return;
      say.exercised();
      say.violated(
        'never balanced',
        `the load is uneven for ${balanceBoundMs(step) / 1000} s, but nothing has been moved`,
      );
    }
  };
}

function mayBalance({ ledger }: Step): boolean {
  return !isDisabled(ledger) && (movesAllowed(ledger) ?? 1) > 0 && ledger.inFlight.size + ledger.waiting.size === 0;
}

function isRepairing({ before, after }: Step): boolean {
  const { ended, pending, running } = after;
  return [...before.pending, ...before.running, ...pending, ...running, ...ended].some(({ Type }) => Type === 'REPAIR');
}

/**
 * Whether the load is so uneven that every balancer of the profile has something to move.
 *
 * @param seen where the replicas are; how loaded backends are comes from the newest statistics.
 */
function hasGap(step: Step, seen: Observation): boolean {
  if (seen.tables.some(({ altering }) => altering)) return false;
  return mediums.some((medium) => {
    const rows = step.after.load[medium];
    if (rows.length === 0 || rows.some((row) => shareOf(row) >= HALF)) return false;
    return isRelease(step.profile) ? hasSkew(step, seen, medium) : hasHighAndLow(step, seen, medium, rows);
  });
}

/** Below half of the capacity more bytes and more replicas both mean a higher score, and fuller disks are even enough. */
const HALF = 0.5;

/** By scores: a tablet whose move brings a HIGH and a LOW backend closer in both parts of the score. */
function hasHighAndLow(step: Step, seen: Observation, medium: Medium, rows: readonly LoadRow[]): boolean {
  const sources = rows.filter((row) => row.Class === 'HIGH' && isSteady(seen, row.BeId, medium));
  const destinations = rows.filter((row) => row.Class === 'LOW' && isSteady(seen, row.BeId, medium));
  const pairs = sources.flatMap((source) => destinations.map((destination) => ({ source, destination })));
  const bytes = mostBytes(step.ledger, seen) / Math.max(1, seen.tablets.size);
  return pairs.some(({ source, destination }) => {
    const left = (source.UsedCapacity - bytes) / source.Capacity;
    const grown = (destination.UsedCapacity + bytes) / destination.Capacity;
    if (left < grown || source.ReplicaNum - destination.ReplicaNum < 2) return false;
    return everyTablet(seen).some((tablet) => isMovable(seen, tablet, medium, source.BeId, destination.BeId));
  });
}

/** By numbers: a partition of which each of the fullest backends can give something to each of the emptiest ones. */
function hasSkew(step: Step, seen: Observation, medium: Medium): boolean {
  const hosts = seen.backends.filter((backend) => offers(backend, medium));
  if (hosts.length === 0 || !hosts.every(({ id }) => isSteady(seen, id, medium) && isListed(step, id, medium)))
    return false;
  return [...partitionsIn(seen).values()].some((tablets) => {
    const counts = new Map(hosts.map(({ id }) => [id, countOn(tablets, id)]));
    const [most, least] = [Math.max(...counts.values()), Math.min(...counts.values())];
    if (most - least < 2) return false;
    const fullest = hosts.filter(({ id }) => counts.get(id) === most);
    const emptiest = hosts.filter(({ id }) => counts.get(id) === least);
    return fullest.every((from) =>
      emptiest.every((to) => tablets.some((tablet) => isMovable(seen, tablet, medium, from.id, to.id))),
    );
  });
}

function isMovable(seen: Observation, tablet: TabletView, medium: Medium, from: string, to: string): boolean {
  return (
    tableIn(seen, tablet.table)?.medium === medium &&
    rowOn(tablet, from) !== undefined &&
    rowOn(tablet, to) === undefined &&
    isHealthy(tablet, seen)
  );
}

function isListed({ after }: Step, backendId: string, medium: Medium): boolean {
  return after.load[medium].some((row) => row.BeId === backendId && row.Available);
}

/** Whether a backend can give and take replicas of the medium: half of each disk is left. */
function isSteady(seen: Observation, backendId: string, medium: Medium): boolean {
  const backend: BackendView | undefined = backendIn(seen, backendId);
  return backend !== undefined && offers(backend, medium) && backend.disks.every(hasRoom);
}

function hasRoom({ online, freeBytes, totalBytes }: BackendView['disks'][number]): boolean {
  return online && freeBytes * 2 > totalBytes;
}
