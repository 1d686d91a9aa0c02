import type { BackendView, Observation, TabletView } from '../adapters/adapter.ts';
import { at } from '../model/vector.ts';
import { isFaultFree, isQuiet, longestTimeoutMs, mayBeLost, mostBytes, queueLimit } from './ledger.ts';
import { backendIn, completeRows, isHealthy, nameOfBackend, rowOn, where } from './looks.ts';
import type { Say, Step, Watcher } from './property.ts';

/**
 * How long a cluster without faults may take until every tablet is healthy: what hangs runs into its timeout first, then
 * each replica takes a round of the checker and its clone, on whatever slots there are.
 */
export function settleBoundMs({ profile, ledger, before }: Step): number {
  const timeoutMs = longestTimeoutMs(ledger, profile, before);
  const rounds = 12 * profile.checkerIntervalMs;
  return profile.backendDownToleranceMs + 3 * profile.repairDelayMs + timeoutMs + rounds;
}

/** What a quiet period began with. */
interface Quiet {
  readonly first: Step;
  /** Tables with unfinished loads, which keep the replicas that they wrote to and decide when those are complete. */
  readonly busyTables: ReadonlySet<string>;
  judged: boolean;
}

/**
 * Watches for quiet periods (no fault in force, nothing but time and reads) that last longer than the bound: then every
 * tablet that could be repaired when the period began must be healthy.
 */
export function repairWatcher(kind: string, concerns: (step: Step, tablet: TabletView) => boolean): Watcher {
  let quiet: Quiet | undefined;
  return (step, say) => {
    if (!isQuiet(step.command) || !isFaultFree(step.ledger) || limitsQueue(step)) {
      quiet = undefined;
      return;
    }
    quiet ??= { first: step, busyTables: busyTables(step), judged: false };
    if (quiet.judged || step.after.nowMs - quiet.first.before.nowMs < settleBoundMs(step)) return;
    quiet.judged = true;
    for (const index of repairableIn(quiet, concerns)) judgeTablet(step, say, kind, at(step.after.tablets, index));
  };
}

function judgeTablet(step: Step, say: Say, kind: string, tablet: TabletView | undefined): void {
  if (tablet === undefined) return;
  say.exercised();
  if (isHealthy(tablet, step.after)) return;
  const rows = tablet.replicas.map((row) => `${nameOfBackend(step.after, row.BackendId)}:${row.State}/${row.Status}`);
  say.violated(
    kind,
    `${where(tablet)} should be healthy by now, but is ${rows.join(' ')} with ${tablet.missing} missing`,
  );
}

/** The tablets that could be repaired when the period began. */
function repairableIn(
  { first: step, busyTables: busy }: Quiet,
  concerns: (step: Step, tablet: TabletView) => boolean,
): ReadonlySet<number> {
  const repairable = new Set<number>();
  const rooms = step.before.backends.filter((backend) => !backend.decommissioned && hasRoom(step, backend));
  for (const table of step.before.tables) {
    if (busy.has(table.name) || table.altering || step.ledger.altering.has(table.name)) continue;
    for (const { first, buckets, replicationNum } of table.partitions) {
      if (rooms.length < replicationNum) continue;
      for (let index = first; index < first + buckets; index += 1) {
        const tablet = at(step.before.tablets, index);
        if (tablet === undefined || !hasSource(step, step.before, tablet) || !concerns(step, tablet)) continue;
        if (findsPlace(step, tablet, rooms)) repairable.add(index);
      }
    }
  }
  return repairable;
}

/**
 * Where lost replicas make room (interpretation 8), any backend with room will do. A release that only counts finds a
 * place for certain when enough backends have no record of the tablet.
 */
function findsPlace(step: Step, tablet: TabletView, rooms: readonly BackendView[]): boolean {
  if (step.profile.forceRedundantBy === 'backend') return true;
  const spare = rooms.filter((room) => rowOn(tablet, room.id) === undefined).length;
  const sound = completeRows(tablet).filter((row) => {
    const room = rooms.find((candidate) => candidate.id === row.BackendId);
    return room !== undefined && !mayBeLost(step.ledger, tablet, room.name);
  }).length;
  return spare >= tablet.replicationNum - sound;
}

/** Whether the queue may be full of tasks that wait for what never comes, so that others are never queued. */
function limitsQueue({ ledger, profile, after }: Step): boolean {
  return queueLimit(ledger, profile) < after.tablets.size;
}

/** Whether some disk of the backend would take any tablet under every reading of the limits. */
function hasRoom({ ledger, before, profile }: Step, backend: BackendView): boolean {
  const needed = mostBytes(ledger, before);
  return backend.disks.some(
    ({ online, freeBytes, totalBytes }) =>
      online &&
      freeBytes - needed > Math.min(profile.diskLimit.reserveBytes, totalBytes * (1 - profile.diskLimit.share)),
  );
}

function busyTables({ ledger }: Step): ReadonlySet<string> {
  return new Set([...ledger.waiting.values(), ...[...ledger.inFlight.values()].map((load) => load.table)]);
}

/** A complete replica whose data the kit has not destroyed, on a backend all of whose disks work. */
function hasSource(step: Step, observation: Observation, tablet: TabletView): boolean {
  return completeRows(tablet).some((row) => {
    const name = nameOfBackend(observation, row.BackendId);
    const isWhole = backendIn(observation, row.BackendId)?.disks.every(({ online }) => online) === true;
    return isWhole && !step.ledger.dropped.has(name) && name !== row.BackendId && !mayBeLost(step.ledger, tablet, name);
  });
}
