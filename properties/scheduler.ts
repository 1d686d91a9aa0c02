import type { TabletView } from '../adapters/adapter.ts';
import { at } from '../model/vector.ts';
import type { ReplicaStatusRow, TaskRow } from '../model/views/replication.ts';
import { watchDestinations } from './destinations.ts';
import { mayBeLost } from './ledger.ts';
import {
  backendIn,
  completeRows,
  isComplete,
  nameOfBackend,
  removesReplica,
  rowOn,
  staysOnBackend,
  taskKey,
  where,
} from './looks.ts';
import type { Property, Say, Step, Watcher } from './property.ts';
import { repairWatcher } from './settling.ts';

const described = { level: 'must', suite: 'replication', needs: ['advance'] } as const;

/** Properties of the tablet scheduler (R01, R08 to R11, R14, R28; replication notes 4 and 10, SC). */
export const schedulerProperties: readonly Property[] = [
  {
    ...described,
    id: 'SC-1',
    title: 'the tablets with a task are exactly those of the waiting and the running tasks',
    clauses: ['R09'],
    form: 'always',
    of: 'tasks',
    judge: judgeTaskLists,
  },
  {
    ...described,
    id: 'SC-6',
    title: 'a task that has ended stays ended, and only a waiting task starts to run',
    clauses: ['R09', 'R11'],
    form: 'eventually',
    start: watchTaskStates,
  },
  {
    ...described,
    id: 'SC-9',
    title: 'a clone without a report ends when its timeout is over, not before and not never',
    clauses: ['R11', 'R14'],
    form: 'always',
    of: 'tasks',
    judge: judgeTimeout,
  },
  {
    ...described,
    id: 'SC-11',
    title: 'a new replica is put on a living backend with room that has none of the tablet',
    clauses: ['R01', 'R08'],
    form: 'eventually',
    start: watchDestinations,
  },
  {
    ...described,
    id: 'SC-13',
    title: 'a clone copies from a replica that is alive, not bad and complete for the version of the task',
    clauses: ['R10'],
    form: 'always',
    of: 'tasks',
    judge: (step, say) => {
      for (const task of clonesIn(step)) if (isNew(step, task)) judgeSource(step, say, task);
    },
  },
  {
    ...described,
    id: 'SC-14',
    title: 'a clone runs between two different backends, or between two disks when it only moves a replica',
    clauses: ['R10'],
    form: 'always',
    of: 'tasks',
    judge: (step, say) => {
      for (const task of clonesIn(step)) {
        say.exercised();
        if (task.SrcBe === task.DestBe && !staysOnBackend(task))
          say.violated('self-clone', `the clone of tablet ${task.TabletId} runs from backend ${task.SrcBe} to itself`);
      }
    },
  },
  {
    ...described,
    id: 'SC-15',
    title: 'the scheduler never removes the last complete replica of a tablet',
    clauses: ['R11', 'R12'],
    form: 'step',
    of: 'tablet',
    judge: judgeLastCopy,
  },
  {
    ...described,
    id: 'SC-16',
    title: 'a task removes one redundant replica, and only of a tablet with more than N',
    clauses: ['R11'],
    form: 'step',
    of: 'tablet',
    judge: judgeRemovals,
  },
  {
    ...described,
    id: 'SC-24',
    title: 'once faults are over every tablet that can be repaired becomes healthy',
    clauses: ['R14'],
    form: 'eventually',
    start: () => repairWatcher('still unhealthy', () => true),
  },
];

function clonesIn(step: Step): TaskRow[] {
  const { running, ended } = step.after;
  return [...running, ...ended].filter((task) => task.SrcBe !== '-1' && task.DestBe !== '-1' && hasRun(task));
}

/** A move has its ends before it starts, so one that was cancelled may never have run. */
function hasRun({ Type, State }: TaskRow): boolean {
  return Type === 'REPAIR' || State === 'RUNNING' || State === 'FINISHED';
}

/** Whether the clone was started by this step: of an older one the source may have changed since. */
function isNew(step: Step, task: TaskRow): boolean {
  return !step.before.running.some((other) => other.TabletId === task.TabletId && other.LstSched === task.LstSched);
}

function judgeTaskLists(step: Step, say: Say): void {
  const { pending, running, scheduled } = step.after;
  say.exercised();
  const listed = new Set([...pending, ...running].map((task) => task.TabletId));
  const extra = scheduled.find((id) => !listed.has(id) && id !== '-1');
  if (extra !== undefined)
    say.violated('id without a task', `tablet ${extra} is held as scheduled, but no task of it waits or runs`);
  const absent = [...listed].find((id) => !scheduled.includes(id));
  if (absent !== undefined)
    say.violated('task without an id', `tablet ${absent} has a task, but is not held as scheduled`);
  const misplaced =
    pending.find((task) => task.State !== 'PENDING') ?? running.find((task) => task.State !== 'RUNNING');
  if (misplaced !== undefined)
    say.violated(
      'state in the wrong list',
      `the task of tablet ${misplaced.TabletId} is listed with state ${misplaced.State}`,
    );
}

/** The last state in which each task was seen. */
function watchTaskStates(): Watcher {
  const states = new Map<string, string>();
  return (step, say) => {
    const { pending, running, ended } = step.after;
    // What the old leader only had in memory is gone, and with it what was known of its tasks.
    if (step.command.do === 'changeLeader') states.clear();
    for (const task of [...ended, ...pending, ...running]) {
      // A move may follow a repair of its tablet within the same moment.
      const key = `${taskKey(task)} ${task.Type}`;
      const was = states.get(key);
      if (was === task.State) {
        if (isEnded(was) && ended.includes(task)) revived(say, task, was);
        continue;
      }
      say.exercised();
      if (was !== undefined && isEnded(was)) revived(say, task, was);
      if (was === 'RUNNING' && task.State === 'PENDING')
        say.violated('back to waiting', `the task of tablet ${task.TabletId} ran and waits again`);
      states.set(key, task.State);
    }
  };
}

function isEnded(state: string): boolean {
  return state !== 'PENDING' && state !== 'RUNNING';
}

function revived(say: Say, task: TaskRow, was: string): void {
  say.violated('ended task revived', `the task of tablet ${task.TabletId} had ended ${was} and is ${task.State} now`);
}

/** A report is late by its timeout and two rounds of the scheduler at the most. */
function judgeTimeout(step: Step, say: Say): void {
  const { schedulerIntervalMs } = step.profile;
  for (const task of step.after.ended) judgeTimedOut(step, say, task);
  for (const task of step.after.running) {
    say.exercised();
    const timeoutMs = timeoutOf(step, task);
    const ranMs = step.after.nowMs - (task.LstSched ?? step.after.nowMs);
    if (ranMs > timeoutMs + 2 * schedulerIntervalMs) {
      say.violated(
        'never times out',
        `the clone of tablet ${task.TabletId} runs for ${ranMs / 1000} s with a timeout of ${timeoutMs / 1000} s`,
      );
    }
  }
}

/** A clone that is said to have timed out has had its time. */
function judgeTimedOut(step: Step, say: Say, task: TaskRow): void {
  if (task.State !== 'TIMEOUT' || task.Finished === null || task.LstSched === null) return;
  say.exercised();
  const ranMs = task.Finished - task.LstSched;
  const timeoutMs = timeoutOf(step, task);
  if (ranMs < timeoutMs)
    say.violated(
      'times out early',
      `the clone of tablet ${task.TabletId} was given up after ${ranMs / 1000} s with a timeout of ${timeoutMs / 1000} s`,
    );
}

function timeoutOf({ profile }: Step, task: TaskRow): number {
  return profile.timeoutUnit === 'second' ? task.Timeout * 1000 : task.Timeout;
}

/** A source that is lagging now may have been complete then, so both moments must speak against it. */
function judgeSource(step: Step, say: Say, task: TaskRow): void {
  const before = tabletOf(step.before.tablets, step, task.TabletId);
  const after = tabletOf(step.after.tablets, step, task.TabletId);
  if (before === undefined || after === undefined || before.visibleVersion !== after.visibleVersion) return;
  const was = rowOn(before, task.SrcBe);
  const is = rowOn(after, task.SrcBe);
  if (was === undefined && is === undefined) return;
  if (was?.ReplicaId !== is?.ReplicaId || wasRepaired(step, task)) return;
  say.exercised();
  const usable = [was, is].some((row) => row !== undefined && isComplete(row, task.VisibleVer));
  if (!usable)
    say.violated(
      'unfit source',
      `the clone of ${where(after)} copies from backend ${task.SrcBe}, which is not complete for version ${task.VisibleVer}`,
    );
  const wasDead = backendIn(step.before, task.SrcBe)?.alive === false;
  if (wasDead && backendIn(step.after, task.SrcBe)?.alive === false)
    say.violated('dead source', `the clone of ${where(after)} copies from backend ${task.SrcBe}, which is dead`);
}

/** Whether the source was itself the destination of a clone that ended in this step. */
function wasRepaired(step: Step, task: TaskRow): boolean {
  return step.after.ended.some((other) => other.TabletId === task.TabletId && other.DestBe === task.SrcBe);
}

function tabletOf(tablets: Step['after']['tablets'], step: Step, tabletId: string): TabletView | undefined {
  const index = step.after.indices.get(tabletId);
  return index === undefined ? undefined : at(tablets, index);
}

function judgeLastCopy(step: Step, say: Say, before: TabletView | undefined, after: TabletView | undefined): void {
  if (before === undefined || after === undefined || step.command.do !== 'advance') return;
  const complete = completeRows(before);
  const isLost = (row: ReplicaStatusRow): boolean =>
    mayBeLost(step.ledger, before, nameOfBackend(step.before, row.BackendId));
  // While nobody could know that a copy is gone, removing another one was not wrong.
  if (complete.some(isLost)) return;
  const sound = complete.filter(
    (row) => row.Status === 'OK' && !step.ledger.crashed.has(nameOfBackend(step.before, row.BackendId)),
  );
  if (sound.length === 0) return;
  say.exercised();
  if (completeRows(after).length === 0)
    say.violated('last copy removed', `${where(after)} had ${sound.length} complete replicas and has none now`);
}

function judgeRemovals(step: Step, say: Say, before: TabletView | undefined, after: TabletView | undefined): void {
  if (before === undefined || after === undefined || step.command.do !== 'advance') return;
  const removals = step.after.ended.filter(
    (task) => task.TabletId === after.tabletId && task.State === 'FINISHED' && removesReplica(task),
  );
  const removed = before.replicas.filter(
    (row) => row.State !== 'CLONE' && !after.replicas.some((other) => other.ReplicaId === row.ReplicaId),
  );
  if (removals.length === 0 && removed.length === 0) return;
  say.exercised();
  if (removed.length > removals.length) {
    say.violated(
      'removed without a task',
      `${removed.length} replicas of ${where(after)} are gone, but ${removals.length} tasks removed one`,
    );
  }
  const forced = removals.some((task) => task.Status === 'FORCE_REDUNDANT');
  if (
    !forced &&
    removed.length > 0 &&
    after.replicas.length < Math.min(before.replicationNum, before.replicas.length)
  ) {
    say.violated(
      'removed below N',
      `${where(after)} has ${after.replicas.length} of ${before.replicationNum} replicas after redundant ones were removed`,
    );
  }
}
