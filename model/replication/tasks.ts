import { tabletWith, taskWith } from './change.ts';
import { releaseSlots } from './cloneSlots.ts';
import { backendById, type Draft, putTablet, suspect, tabletAt, takeId, withoutCopy } from './draft.ts';
import type { Diagnosis } from './health.ts';
import { isHinted } from './hints.ts';
import type { BalanceKind, CloneEnd, Tablet, Task, TaskState } from './state.ts';

/** Why a task waits whose clone finds no free slot. */
export const PATH_BUSY = 'path busy, wait for next round';

/** Puts a new repair task into the queue (R09), unless that is full. */
export function enqueue(draft: Draft, tablet: Tablet, { status, priority }: Diagnosis): void {
  const { state, rules } = draft;
  const urgent = isHinted(draft, tablet);
  const queued = Math.max(state.pending.length, state.running.length);
  if (!rules.admitsTask(queued, state.config.maxSchedulingTablets, urgent)) return;
  const origin = urgent ? rules.hintedPriority(priority) : priority;
  queue(draft, { ...newTask(draft, tablet), status, originalPriority: origin, priority: origin });
}

/** Puts a move into the queue (R27). */
export function enqueueMove(draft: Draft, tablet: Tablet, move: Move): void {
  queue(draft, { ...newTask(draft, tablet), type: 'BALANCE', ...move });
}

/** Which replica a move is about, where it goes, and what that evens out. */
export interface Move {
  readonly balance: BalanceKind;
  readonly source: CloneEnd;
  readonly destination: CloneEnd;
}

function queue(draft: Draft, task: Task): void {
  const { state } = draft;
  state.pending = [...state.pending, task];
  draft.changes += 1;
  state.scheduled = new Set(state.scheduled).add(task.ordinal);
}

function newTask(draft: Draft, tablet: Tablet): Task {
  return {
    id: takeId(draft),
    ordinal: tablet.ordinal,
    tabletId: tablet.id,
    type: 'REPAIR',
    status: 'HEALTHY',
    state: 'PENDING',
    originalPriority: 'LOW',
    priority: 'LOW',
    source: undefined,
    destination: undefined,
    clone: undefined,
    replicaId: -1,
    medium: tablet.medium,
    balance: undefined,
    timeoutMs: 0,
    createdMs: draft.state.nowMs,
    lastScheduledMs: -1,
    lastVisitedMs: -1,
    lastAdjustedMs: -1,
    finishedMs: -1,
    failedScheduling: 0,
    failedRunning: 0,
    visibleVersion: -1,
    committedVersion: -1,
    message: '',
    forgotten: false,
    stuckOn: undefined,
  };
}

/** Replaces a pending or running task by a newer form of itself. */
export function putTask(draft: Draft, task: Task): void {
  const replaced = (other: Task): Task => (other.id === task.id ? task : other);
  if (task.state === 'PENDING') draft.state.pending = draft.state.pending.map(replaced);
  else draft.state.running = draft.state.running.map(replaced);
}

/** Moves a task from the queue to the running ones. */
export function start(draft: Draft, task: Task): void {
  draft.changes += 1;
  draft.state.pending = draft.state.pending.filter((other) => other.id !== task.id);
  draft.state.running = [...draft.state.running, task];
}

/** Ends a task: slots and tablet are free again, an unfinished copy goes, the history gets a row (R28). */
export function end(draft: Draft, task: Task, ended: TaskState, message: string): void {
  const { state, rules } = draft;
  draft.changes += 1;
  if (task.state === 'RUNNING' && rules.releasesSlots(ended)) releaseSlots(draft, task);
  state.pending = state.pending.filter((other) => other.id !== task.id);
  state.running = state.running.filter((other) => other.id !== task.id);
  if (rules.freesTablet(ended)) {
    const scheduled = new Set(state.scheduled);
    scheduled.delete(task.ordinal);
    state.scheduled = scheduled;
  }
  if (ended !== 'FINISHED' && rules.removesUnfinishedCopy(ended)) removeUnfinishedCopy(draft, task);
  const row = taskWith(task, { state: ended, finishedMs: state.nowMs, message: rules.reasonFor(ended, message) });
  const { history } = state;
  const most = rules.historyLength(state.profile.historyLimit);
  state.history = [...(history.length < most ? history : history.slice(1)), row];
  suspect(draft, task.ordinal);
}

/** Ends every task of a tablet, because there is nothing left to do for it. */
export function endTasksOf(draft: Draft, ordinal: number, message: string): void {
  for (const task of [...draft.state.pending, ...draft.state.running]) {
    if (task.ordinal === ordinal) end(draft, task, 'CANCELLED', message);
  }
  draft.state.abandoned = draft.state.abandoned.filter((task) => task.ordinal !== ordinal);
}

/** Deletes the record of a replica and the data behind it, at once or when its backend is back. */
export function removeReplica(draft: Draft, tablet: Tablet, replicaId: number): void {
  const replica = tablet.replicas.find((other) => other.id === replicaId);
  if (replica === undefined) return;
  const { backendId } = replica;
  const without = tabletWith(tablet, { replicas: tablet.replicas.filter((other) => other.id !== replicaId) });
  const running = backendById(draft.state, backendId)?.running === true;
  putTablet(draft, running ? withoutCopy(without, backendId) : without);
  suspect(draft, tablet.ordinal);
  if (!running) draft.state.garbage = [...draft.state.garbage, { ordinal: tablet.ordinal, backendId }];
  draft.state.lost = draft.state.lost.filter(
    (placement) => placement.ordinal !== tablet.ordinal || placement.backendId !== backendId,
  );
}

/** Takes away what a full clone has copied so far. */
export function removeUnfinishedCopy(draft: Draft, task: Task): void {
  const tablet = tabletAt(draft, task.ordinal);
  const unfinished = tablet?.replicas.find((replica) => replica.id === task.replicaId && replica.state === 'CLONE');
  if (tablet !== undefined && unfinished !== undefined) removeReplica(draft, tablet, unfinished.id);
}

/** Forgets which replica of a tablet a move has made superfluous. */
export function forgetMoved(draft: Draft, ordinal: number): void {
  const moved = new Map(draft.state.moved);
  moved.delete(ordinal);
  draft.state.moved = moved;
}
