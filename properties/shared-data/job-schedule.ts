import type { ClusterSnapshotJobRow } from '../../model/views/snapshot.ts';
import type { Say, SharedDataProperty, SharedDataStep, SharedDataWatcher } from '../property.ts';
import { isPoisoned, isSeen, isStoreUsable, jobBoundMs, staysOn } from './bounds.ts';
import { calledJob, inOrder, jobWithId, newJobs } from './jobs.ts';

const described = { of: 'sharedData', level: 'should', suite: 'snapshot', needs: ['advance'] } as const;

/** When jobs start (S03; snapshot notes 9, SJ-12 and SJ-13). */
export const scheduleProperties: readonly SharedDataProperty[] = [
  {
    ...described,
    id: 'SJ-12',
    title: 'from the start of a job to the start of the next one at least the interval passes',
    clauses: ['S03'],
    form: 'eventually',
    start: watchDistance,
  },
  {
    ...described,
    id: 'SJ-13',
    title: 'a new interval holds from the next decision on, without a restart',
    clauses: ['S03'],
    form: 'eventually',
    start: watchNewInterval,
  },
];

const intervalName = 'automated_cluster_snapshot_interval_seconds';

/** A job after which nothing has happened that the interval may count from instead. */
interface Last {
  readonly row: ClusterSnapshotJobRow;
  readonly intervalMs: number;
}

function watchDistance(): SharedDataWatcher {
  let last: Last | undefined;
  return (step, say) => {
    if (!isUndisturbed(step)) {
      last = undefined;
      return;
    }
    for (const row of newJobs(step)) {
      if (last !== undefined) judgeDistance(say, last, row);
      last = { row, intervalMs: step.after.intervalMs };
    }
  };
}

/** Whether one leader schedules with one interval by one clock throughout the step. */
function isUndisturbed(step: SharedDataStep): boolean {
  const { before, after, command, story } = step;
  // Names that must not repeat carry other times than those of the jobs once the clock was set back.
  if (!isSeen(step) || !before.isUp || !staysOn(step) || story.clockBackMs > 0) return false;
  if (before.intervalMs !== after.intervalMs) return false;
  return command.do !== 'stepClock' && command.do !== 'changeLeader' && command.do !== 'enableSnapshots';
}

function judgeDistance(say: Say, { row: last, intervalMs }: Last, row: ClusterSnapshotJobRow): void {
  const distanceMs = distanceOf(last, row);
  if (distanceMs === undefined) return;
  say.exercised();
  if (distanceMs <= intervalMs - 1000)
    say.violated(
      'job too early',
      `${calledJob(row)} starts ${distanceMs / 1000} s after ${calledJob(last)}; the interval is ${intervalMs / 1000} s`,
    );
}

/** Times are shown in whole seconds, so that this may be wrong by less than one. */
function distanceOf(one: ClusterSnapshotJobRow, other: ClusterSnapshotJobRow): number | undefined {
  const { CREATED_TIME: from } = one;
  const { CREATED_TIME: to } = other;
  return from === null || to === null ? undefined : to - from;
}

/** A new interval that no job has started under. */
interface Changed {
  readonly sinceMs: number;
  readonly intervalMs: number;
  readonly last: ClusterSnapshotJobRow | undefined;
}

function watchNewInterval(): SharedDataWatcher {
  let changed: Changed | undefined;
  return (step, say) => {
    const { command, outcome, after, afterMs } = step;
    if (command.do === 'setConfig' && command.name === intervalName && outcome.kind === 'done' && after.isUp) {
      judgeSetting(step, say, Number(command.value) * 1000);
      changed = staysOn(step) ? { sinceMs: afterMs, intervalMs: after.intervalMs, last: lastOf(step) } : undefined;
      return;
    }
    if (!isUndisturbed(step) || !isStoreUsable(step) || isPoisoned(step)) changed = undefined;
    if (changed === undefined) return;
    const [next] = newJobs(step);
    if (next !== undefined) {
      judgeNext(step, say, changed, next);
      changed = undefined;
    } else if (afterMs - changed.sinceMs > changed.intervalMs + 2 * jobBoundMs(step)) {
      say.exercised();
      say.violated('new interval not taken up', `no job has started within the new interval of ${seconds(changed)} s`);
    }
  };
}

function judgeSetting({ after }: SharedDataStep, say: Say, intervalMs: number): void {
  if (!(intervalMs > 0)) return;
  if (after.intervalMs !== intervalMs)
    say.violated(
      'interval not set',
      `the interval was set to ${intervalMs / 1000} s, but is ${after.intervalMs / 1000}`,
    );
}

function lastOf({ after }: SharedDataStep): ClusterSnapshotJobRow | undefined {
  return inOrder(after.jobs).at(-1);
}

function judgeNext(step: SharedDataStep, say: Say, changed: Changed, next: ClusterSnapshotJobRow): void {
  say.exercised();
  const { last, intervalMs } = changed;
  if (last === undefined || step.story.clockSteps > 0 || jobWithId(step.before, last.JOB_ID) === undefined) return;
  const distanceMs = distanceOf(last, next);
  if (distanceMs !== undefined && distanceMs <= intervalMs - 1000)
    say.violated('old interval goes on', `${calledJob(next)} starts before the new interval of ${seconds(changed)} s`);
}

function seconds({ intervalMs }: Changed): number {
  return intervalMs / 1000;
}
