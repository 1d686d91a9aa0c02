import { ordinalsIn } from '../ordinals.ts';
import { isFree } from './cloneSlots.ts';
import { backendById, type Draft, tableById, tabletAt } from './draft.ts';
import { diagnosisOf, homeOf } from './facts.ts';
import type { Diagnosis } from './health.ts';
import { movesByDiskAndTablet } from './moveByCount.ts';
import { movesByScore } from './moveByScore.ts';
import { endOf, isDestination, pathsFor, retry, startFullClone, startMigration } from './scheduler.ts';
import type { Backend, CloneEnd, Partition, Replica, Table, Tablet, Task } from './state.ts';
import { isAvailable } from './state.ts';
import { hasLoadNews, makeStatistics, rememberInputs } from './statistics.ts';
import { end, enqueueMove, type Move, PATH_BUSY, removeReplica } from './tasks.ts';

/** A tablet and where one of its replicas is to go. */
export interface ChosenMove extends Move {
  readonly tablet: Tablet;
}

/** How often a move may fail to be scheduled (replication notes 4b.10). */
const MOST_ATTEMPTS = 10;

/** Makes load statistics anew when they are old (R25), and then picks moves for a later round (R27). */
export function refreshStatistics(draft: Draft): void {
  const { state, rules } = draft;
  if (!rules.areStale(state.nowMs - state.statistics.madeMs, state.profile.statisticsIntervalMs)) return;
  if (!hasLoadNews(state)) return;
  makeStatistics(draft);
  selectMoves(draft);
  rememberInputs(draft);
}

/** When load statistics are made next; never while nothing has changed. */
export function nextStatisticsMs(draft: Draft): number {
  const { state } = draft;
  if (!hasLoadNews(state)) return Number.POSITIVE_INFINITY;
  return state.statistics.madeMs + state.profile.statisticsIntervalMs;
}

function selectMoves(draft: Draft): void {
  const { state, rules } = draft;
  if (!rules.balances(state.config.disableBalance)) return;
  if ([...state.pending, ...state.running].some(({ type }) => type === 'BALANCE')) return;
  const most = rules.mostMoves(state.config.maxBalancingTablets);
  const moves = state.profile.balanceBy === 'loadScore' ? movesByScore(draft, most) : movesByDiskAndTablet(draft, most);
  for (const { tablet, ...move } of moves) enqueueMove(draft, tablet, move);
}

/** The tablets of one medium with a replica on a backend that are worth moving from there and may be moved (R27). */
export function* movableOn(
  draft: Draft,
  backend: Backend,
  medium: Tablet['medium'],
  isWorth: (tablet: Tablet) => boolean,
): Generator<Tablet> {
  const holding = draft.state.holdings.get(backend.id);
  for (const ordinal of holding === undefined ? [] : ordinalsIn(holding)) {
    const tablet = tabletAt(draft, ordinal);
    if (tablet?.medium === medium && isWorth(tablet) && isMovable(draft, tablet)) yield tablet;
  }
}

/** Whether a tablet may be moved at all: it is healthy, has no task, and its table is at rest. */
export function isMovable(draft: Draft, tablet: Tablet): boolean {
  if (draft.state.scheduled.has(tablet.ordinal)) return false;
  if (tableById(draft.state, tablet.tableId)?.altering !== false) return false;
  const diagnosis = diagnosisOf(draft, tablet);
  return diagnosis !== undefined && draft.rules.isMovable(diagnosis.status);
}

/** The path of a backend that would take a tablet: of its medium, the emptiest first. */
export function pathOn(draft: Draft, backend: Backend, tablet: Tablet): CloneEnd | undefined {
  const partition = homeOf(draft.state, tablet)?.partition;
  if (partition === undefined || !isAvailable(backend) || !isDestination(draft, tablet, backend)) return undefined;
  const paths = pathsFor(draft, backend, tablet.rowBytes * partition.visibleVersion);
  const path = paths.find(({ medium }) => draft.rules.suitsMedium(medium, tablet.medium));
  return path === undefined ? undefined : { backendId: path.backendId, pathHash: path.pathHash };
}

interface Home {
  readonly table: Table;
  readonly partition: Partition;
}

/** Carries a waiting move out (R23): the copy is made on the destination; the source's goes afterwards, as a redundant one. */
export function moveReplica(draft: Draft, task: Task, tablet: Tablet, diagnosis: Diagnosis, home: Home): void {
  const { rules } = draft;
  if (!rules.executesMove(diagnosis.status)) {
    end(draft, task, 'CANCELLED', `tablet is ${diagnosis.status}, it is not moved`);
    return;
  }
  if (home.table.altering) {
    end(draft, task, 'CANCELLED', 'table is in alter process');
    return;
  }
  const ends = endsOf(draft, task, tablet, home.partition);
  if (typeof ends === 'string') {
    end(draft, task, 'CANCELLED', ends);
    return;
  }
  if (!isFree(draft, ends.source, 'BALANCE') || !isFree(draft, ends.destination, 'BALANCE')) {
    postpone(draft, task);
    return;
  }
  if (ends.source.backendId === ends.destination.backendId) {
    startMigration(draft, task, tablet, ends.source, ends.destination);
    return;
  }
  startFullClone(draft, task, tablet, home.partition, ends.source, ends.destination);
  if (rules.removesBeforeCopying()) removeFirst(draft, tablet.ordinal, ends.source.backendId);
}

/** The ends of a move, while both are still fit for it. */
function endsOf(
  draft: Draft,
  task: Task,
  tablet: Tablet,
  partition: Partition,
): { readonly source: CloneEnd; readonly destination: CloneEnd } | string {
  const from = tablet.replicas.find(({ backendId }) => backendId === task.source?.backendId);
  if (from === undefined || !isSource(draft, from, partition)) return 'the replica to be moved is no source any more';
  const to = task.destination === undefined ? undefined : backendById(draft.state, task.destination.backendId);
  const isLocal = to?.id === from.backendId && to.alive;
  const isFit = to !== undefined && (isLocal || isDestination(draft, tablet, to));
  const paths = isFit ? roomOn(draft, to, tablet, partition) : [];
  if (!paths.some(({ pathHash }) => pathHash === task.destination?.pathHash) || task.destination === undefined) {
    return 'the destination cannot take the replica any more';
  }
  return { source: endOf(from), destination: task.destination };
}

function roomOn(draft: Draft, backend: Backend, tablet: Tablet, partition: Partition): readonly CloneEnd[] {
  return pathsFor(draft, backend, tablet.rowBytes * partition.visibleVersion);
}

function isSource(draft: Draft, replica: Replica, { visibleVersion }: Partition): boolean {
  return draft.rules.isSource(replica, backendById(draft.state, replica.backendId), visibleVersion);
}

function postpone(draft: Draft, task: Task): void {
  if (draft.state.config.disableBalance || task.failedScheduling >= MOST_ATTEMPTS) {
    end(draft, task, 'CANCELLED', PATH_BUSY);
  } else {
    retry(draft, task, PATH_BUSY);
  }
}

function removeFirst(draft: Draft, ordinal: number, backendId: number): void {
  const tablet = tabletAt(draft, ordinal);
  const replica = tablet?.replicas.find((other) => other.backendId === backendId);
  if (tablet !== undefined && replica !== undefined) removeReplica(draft, tablet, replica.id);
}
