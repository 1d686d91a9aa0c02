import type { Observation, TabletView } from '../adapters/adapter.ts';
import type { Profile } from '../model/profile.ts';
import { at } from '../model/vector.ts';
import type { TaskRow } from '../model/views/replication.ts';
import { queueLimit } from './ledger.ts';
import { isMoved } from './load-moves.ts';
import { backendIn, completeRows, isHealthy, tableIn, taskKey, where } from './looks.ts';
import type { Property, Say, Step, Watcher } from './property.ts';

const described = { level: 'must', suite: 'replication', needs: ['advance'] } as const;

/** How long an unhealthy tablet may go without a task: tolerance, start delay and two rounds of the checker (R06). */
function queueBoundMs(profile: Profile): number {
  return profile.backendDownToleranceMs + 3 * profile.repairDelayMs + 2 * profile.checkerIntervalMs;
}

/** Properties of the tablet checker (R06, R09; replication notes 3 and 10, CK). */
export const checkerProperties: readonly Property[] = [
  {
    ...described,
    id: 'CK-1',
    title: 'an unhealthy tablet that can be repaired has a task within two rounds of the checker',
    clauses: ['R06', 'R09', 'R14'],
    form: 'eventually',
    start: watchQueueing,
  },
  {
    ...described,
    id: 'CK-2',
    title: 'a tablet has at most one task that waits or runs',
    clauses: ['R09'],
    form: 'always',
    of: 'tasks',
    judge: ({ after }, say) => {
      if (after.pending.length + after.running.length === 0) return;
      say.exercised();
      const seen = new Set<string>();
      for (const { TabletId } of [...after.pending, ...after.running]) {
        if (seen.has(TabletId)) say.violated('queued twice', `tablet ${TabletId} has two tasks at once`);
        seen.add(TabletId);
      }
    },
  },
  {
    ...described,
    id: 'CK-3',
    title: 'a healthy tablet is never queued for repair',
    clauses: ['R06'],
    form: 'eventually',
    start: watchHealthyTablets,
  },
];

/** Since when each tablet has been unhealthy, repairable and without a task. */
function watchQueueing(): Watcher {
  const sinceMs = new Map<number, number>();
  return (step, say) => {
    for (const index of step.after.touched) arm(step, sinceMs, index);
    if (sinceMs.size === 0) return;
    if (startsAnew(step)) for (const index of sinceMs.keys()) sinceMs.set(index, step.after.nowMs);
    if (step.before.backends !== step.after.backends) for (const index of sinceMs.keys()) arm(step, sinceMs, index);
    const tasks = tasksOf(step);
    for (const [index, since] of sinceMs) judgeWaiting(step, say, sinceMs, index, since, tasks);
  };
}

/** A new leader begins to wait anew, and a checker that finds the queue full holds back (replication notes 3.2, 3.9). */
function startsAnew({ command, before, after, ledger, profile }: Step): boolean {
  const limit = queueLimit(ledger, profile);
  const isFull = ({ pending, running }: Observation): boolean => pending.length > limit || running.length > limit;
  // A backend that comes back for a moment may have been heard, from when on it is tolerated anew.
  const isAnew = command.do === 'changeLeader' || command.do === 'restartBackend' || command.do === 'heal';
  return isAnew || limit < after.tablets.size || isFull(before) || isFull(after);
}

function arm(step: Step, sinceMs: Map<number, number>, index: number): void {
  const tablet = at(step.after.tablets, index);
  if (tablet === undefined || !isRepairable(tablet) || isAltering(step, tablet)) sinceMs.delete(index);
  else if (!sinceMs.has(index) || hasOtherTrouble(at(step.before.tablets, index), tablet)) {
    sinceMs.set(index, step.after.nowMs);
  }
}

/** Whether other replicas are in trouble than before: then the time that is tolerated has begun anew. */
function hasOtherTrouble(before: TabletView | undefined, after: TabletView): boolean {
  return before === undefined || troubleOf(before) !== troubleOf(after);
}

function troubleOf(tablet: TabletView): string {
  return tablet.replicas.map((row) => `${row.BackendId} ${row.Status}`).join();
}

function judgeWaiting(
  step: Step,
  say: Say,
  sinceMs: Map<number, number>,
  index: number,
  since: number,
  tasks: ReadonlySet<string>,
): void {
  const tablet = at(step.after.tablets, index);
  if (tablet === undefined) return;
  const waitedMs = step.after.nowMs - since;
  if (isAltering(step, tablet)) {
    sinceMs.set(index, step.after.nowMs);
    return;
  }
  if (tasks.has(tablet.tabletId)) {
    say.exercised();
    sinceMs.set(index, step.after.nowMs);
  } else if (waitedMs > queueBoundMs(step.profile)) {
    say.exercised();
    say.violated('never queued', `${where(tablet)} has been unhealthy for ${waitedMs / 1000} s and has no task`);
  }
}

/** While a schema changes a release looks at no tablet of the table (replication notes 3.4). */
function isAltering({ command, ledger, after }: Step, tablet: TabletView): boolean {
  const isEnding = command.do === 'endSchemaChange' && command.table === tablet.table;
  return isEnding || ledger.altering.has(tablet.table) || tableIn(after, tablet.table)?.altering === true;
}

/** Replicas are missing, dead or behind for certain, and one that is complete could be the source. */
function isRepairable(tablet: TabletView): boolean {
  const complete = completeRows(tablet).filter((row) => row.Status === 'OK');
  return complete.length > 0 && complete.length < tablet.replicationNum;
}

function tasksOf(step: Step): ReadonlySet<string> {
  const { pending, running, ended } = step.after;
  const ids = new Set<string>();
  for (const rows of [pending, running, ended]) for (const { TabletId } of rows) ids.add(TabletId);
  return ids;
}

/** Tasks that appear for tablets which nothing touched and which are healthy before and after. */
function watchHealthyTablets(): Watcher {
  const known = new Set<string>();
  return (step, say) => {
    const { pending, running, ended } = step.after;
    const quiet = pending.length + running.length + ended.length === 0;
    if (quiet) {
      if (step.command.do === 'advance' && step.command.seconds * 1000 >= step.profile.checkerIntervalMs)
        say.exercised();
      return;
    }
    for (const rows of [pending, running, ended]) {
      for (const task of rows) {
        const key = taskKey(task);
        if (known.has(key)) continue;
        known.add(key);
        if (task.Type !== 'REPAIR') continue;
        say.exercised();
        judgeNewTask(step, say, task);
      }
    }
  };
}

function judgeNewTask(step: Step, say: Say, task: TaskRow): void {
  const { before, after } = step;
  const index = after.indices.get(task.TabletId);
  const tablet = index === undefined || after.touched.includes(index) ? undefined : at(after.tablets, index);
  if (tablet === undefined || before.backends !== after.backends) return;
  // A move that was in vain has left no trace but its tasks: its copy came and went.
  if (isMoved(step, tablet)) return;
  if (!isHealthy(tablet, before) || tablet.replicas.some((row) => backendIn(after, row.BackendId) === undefined))
    return;
  say.violated('healthy tablet queued', `${where(tablet)} is healthy, but has a task with status ${task.Status}`);
}
