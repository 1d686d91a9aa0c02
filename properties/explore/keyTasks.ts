import type { Priority } from '../../model/replication/priority.ts';
import type { CloneEnd, State, Surroundings, Task } from '../../model/replication/state.ts';
import { at } from '../../model/vector.ts';
import { mix } from './fingerprint.ts';
import { type Frame, printFor, tags } from './frame.ts';

const priorities: Readonly<Record<Priority, number>> = { LOW: 0, NORMAL: 1, HIGH: 2, VERY_HIGH: 3 };

/** Waiting, running and abandoned tasks, in their order, and the hints that make some of them urgent. */
export function mixTasks(frame: Frame, state: State): void {
  const { whole } = frame;
  mix(whole, state.pending.length);
  mix(whole, state.running.length);
  let nth = 0;
  for (const tasks of [state.pending, state.running, state.abandoned]) {
    for (const task of tasks) {
      mixTask(frame, state, task, nth);
      nth += 1;
    }
  }
  for (const { partitionId, untilMs } of state.hints) {
    mix(whole, tags.hint);
    mix(whole, partitionNumber(state, partitionId));
    mix(whole, untilMs - state.nowMs);
  }
}

function partitionNumber({ tables }: State, partitionId: number): number {
  let number = 0;
  for (const { partitions } of tables) {
    for (const { id } of partitions) {
      if (id === partitionId) return number;
      number += 1;
    }
  }
  return -1;
}

function mixTask(frame: Frame, state: State, task: Task, nth: number): void {
  const { whole } = frame;
  mix(whole, tags.task);
  mix(whole, task.ordinal);
  mix(whole, wordNumber(task.status));
  mix(whole, wordNumber(task.state));
  mix(whole, wordNumber(task.balance ?? task.type));
  mix(whole, wordNumber(task.clone ?? ''));
  mix(whole, wordNumber(task.message));
  mix(whole, priorities[task.originalPriority] * 4 + priorities[task.priority]);
  mix(whole, task.timeoutMs);
  mix(whole, ageOf(state, task.lastScheduledMs));
  mix(whole, ageOf(state, task.lastVisitedMs));
  mix(whole, ageOf(state, task.lastAdjustedMs));
  mix(whole, task.failedScheduling);
  mix(whole, task.failedRunning);
  mix(whole, task.visibleVersion);
  mix(whole, task.committedVersion);
  mix(whole, (task.forgotten ? 1 : 0) | (isStuck(state, task.stuckOn) ? 2 : 0));
  mixEnd(frame, state, task.source, tags.taskSource, nth);
  mixEnd(frame, state, task.destination, tags.taskDestination, nth);
  if (task.replicaId >= 0) mixTaskReplica(frame, state, task, nth);
}

function mixTaskReplica(frame: Frame, state: State, { ordinal, replicaId }: Task, nth: number): void {
  const replica = at(state.tablets, ordinal)?.replicas.find(({ id }) => id === replicaId);
  const print = replica === undefined ? frame.whole : printFor(frame, state, replica.backendId);
  mix(print, tags.taskReplica);
  mix(print, nth);
}

function mixEnd(frame: Frame, state: State, end: CloneEnd | undefined, tag: number, nth: number): void {
  if (end === undefined) return;
  const print = printFor(frame, state, end.backendId);
  mix(print, tag);
  mix(print, nth);
  mix(print, Number(end.pathHash) - end.backendId);
}

/** How long ago a moment was; -1 while it has not come. */
function ageOf({ nowMs }: State, ms: number): number {
  return ms < 0 ? -1 : nowMs - ms;
}

/** Whether trying to schedule the task again is in vain: what it was tried in are these very objects. */
function isStuck(state: State, tried: Surroundings | undefined): boolean {
  return (
    tried !== undefined &&
    tried.backends === state.backends &&
    tried.slots === state.slots &&
    tried.balanceSlots === state.balanceSlots &&
    tried.usedBytes === state.usedBytes &&
    at(state.tablets, tried.tablet.ordinal) === tried.tablet &&
    state.tables.includes(tried.table)
  );
}

const words = new Map<string, number>();

/** A number for a word of the task lists, the same all through the process. Numbers in messages are ids, so they go. */
function wordNumber(word: string): number {
  const known = words.get(word);
  if (known !== undefined) return known;
  const plain = word.replaceAll(/\d+/g, '#');
  const number = plain === word ? words.size + 1 : wordNumber(plain);
  words.set(word, number);
  return number;
}
