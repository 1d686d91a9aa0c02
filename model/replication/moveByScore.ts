import { type ChosenMove, movableOn, pathOn } from './balance.ts';
import { type BackendLoad, type MediumLoad, mediums } from './clusterLoad.ts';
import { backendById, type Draft, pick } from './draft.ts';
import type { LoadFacts } from './loadScore.ts';
import type { Backend, Tablet } from './state.ts';
import { bytesOn } from './usage.ts';

/** So many tablets that could be moved are chosen between. */
const CHOICE = 4;

/** What a backend holds of a medium, as moves that are already picked will leave it. */
interface Standing {
  readonly load: BackendLoad;
  replicas: number;
  usedBytes: number;
}

/**
 * Moves from backends with a high load score to ones with a low score of the same medium, each of which brings the two
 * scores closer without turning them round (R23, R24, R27; interpretation 19).
 *
 * @param most how many at the most.
 */
export function movesByScore(draft: Draft, most: number): ChosenMove[] {
  const moves: ChosenMove[] = [];
  for (const medium of mediums) {
    const load = draft.state.statistics.load[medium];
    if (load !== undefined) moveWithin(draft, medium, load, most, moves);
  }
  return moves;
}

function moveWithin(draft: Draft, medium: Tablet['medium'], load: MediumLoad, most: number, moves: ChosenMove[]): void {
  const standings = load.backends
    .filter(({ available }) => available)
    .map((each): Standing => ({ load: each, replicas: each.replicas, usedBytes: each.usedBytes }));
  const sources = [...standings].sort((left, right) => right.load.score - left.load.score);
  const destinations = [...sources].reverse();
  for (const source of sources) {
    for (const destination of destinations) {
      if (!draft.rules.balancesBetween(source.load.loadClass, destination.load.loadClass)) continue;
      moveBetween(draft, medium, load, source, destination, most, moves);
    }
  }
}

/** Two backends of which one may give replicas to the other. */
interface Pair {
  readonly load: MediumLoad;
  readonly source: Standing;
  readonly destination: Standing;
  readonly from: Backend;
  readonly to: Backend;
}

function moveBetween(
  draft: Draft,
  medium: Tablet['medium'],
  load: MediumLoad,
  source: Standing,
  destination: Standing,
  most: number,
  moves: ChosenMove[],
): void {
  const from = backendById(draft.state, source.load.id);
  const to = backendById(draft.state, destination.load.id);
  if (from === undefined || to === undefined || moves.length >= most) return;
  const pair = { load, source, destination, from, to };
  const waiting = candidatesOf(draft, medium, pair, new Set(moves.map(({ tablet }) => tablet)));
  let offered: ChosenMove[] = [];
  while (moves.length < most) {
    offered = refilled(draft, pair, offered, waiting);
    const chosen = pick(draft, offered);
    if (chosen === undefined) return;
    moves.push(chosen);
    offered = offered.filter((other) => other !== chosen);
    const bytes = bytesOn(chosen.tablet, from.id);
    shift(source, -1, -bytes);
    shift(destination, 1, bytes);
  }
}

/** What is still worth moving of what was offered, and as much more as there is to choose between. */
function refilled(
  draft: Draft,
  pair: Pair,
  offered: readonly ChosenMove[],
  waiting: Iterator<ChosenMove>,
): ChosenMove[] {
  const worth = offered.filter(({ tablet }) => improves(draft, pair, bytesOn(tablet, pair.from.id)));
  while (worth.length < CHOICE) {
    const next = waiting.next();
    if (next.done === true) break;
    worth.push(next.value);
  }
  return worth;
}

function* candidatesOf(
  draft: Draft,
  medium: Tablet['medium'],
  pair: Pair,
  taken: ReadonlySet<Tablet>,
): Generator<ChosenMove> {
  const isWorth = (tablet: Tablet): boolean => improves(draft, pair, bytesOn(tablet, pair.from.id));
  for (const tablet of movableOn(draft, pair.from, medium, isWorth)) {
    const path = taken.has(tablet) ? undefined : pathOn(draft, pair.to, tablet);
    const moved = tablet.replicas.find(({ backendId }) => backendId === pair.from.id);
    if (path === undefined || moved === undefined) continue;
    const source = { backendId: pair.from.id, pathHash: moved.pathHash };
    yield { tablet, balance: 'INTER_NODE_LOAD_SCORE', source, destination: path };
  }
}

function improves(draft: Draft, { load, source, destination }: Pair, bytes: number): boolean {
  const score = (of: Standing, replicas: number, added: number): number =>
    draft.rules.loadScore(factsOf(of, replicas, added), load.averages, draft.state.profile.capacityHighWater).score;
  return draft.rules.improves(
    { before: score(source, 0, 0), after: score(source, -1, -bytes) },
    { before: score(destination, 0, 0), after: score(destination, 1, bytes) },
  );
}

function factsOf({ load, replicas, usedBytes }: Standing, moreReplicas: number, moreBytes: number): LoadFacts {
  const used = usedBytes + moreBytes;
  return {
    usedShare: load.totalBytes === 0 ? 0 : used / load.totalBytes,
    replicas: replicas + moreReplicas,
  };
}

function shift(standing: Standing, replicas: number, bytes: number): void {
  standing.replicas += replicas;
  standing.usedBytes += bytes;
}
