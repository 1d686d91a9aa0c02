import type { ClusterSnapshotJobRow } from '../../model/views/snapshot.ts';
import type { Say, SharedDataProperty, SharedDataStep, SharedDataWatcher } from '../property.ts';
import { isPoisoned, isSeen, jobBoundMs } from './bounds.ts';
import { foldersNamed, missingParts } from './folders.ts';
import { calledJob, hasFinished, isNewer, isUnfinished, jobNamed, jobWithId, turned } from './jobs.ts';

const described = { of: 'sharedData', level: 'must', suite: 'snapshot', needs: [] } as const;

/** What the states of jobs say about the bucket and about each other (S06, S09; snapshot notes 9, SJ-7 to SJ-11). */
export const jobCourseProperties: readonly SharedDataProperty[] = [
  {
    ...described,
    id: 'SJ-7',
    title: 'a job that was under way when the leader was lost ends as ERROR',
    clauses: ['S09'],
    level: 'should',
    form: 'eventually',
    start: watchInterrupted,
  },
  {
    ...described,
    id: 'SJ-8',
    title: 'a job is finished only when all of its objects are in the bucket',
    clauses: ['S05', 'S06'],
    form: 'step',
    judge: judgeFinished,
  },
  {
    ...described,
    id: 'SJ-9',
    title: 'the folder of a deleted snapshot is empty and stays so',
    clauses: ['S06', 'S07'],
    form: 'always',
    judge: judgeDeleted,
  },
  {
    ...described,
    id: 'SJ-10',
    title: 'a snapshot expires only for a newer one that is finished, or for OFF',
    clauses: ['S06'],
    form: 'step',
    judge: judgeExpired,
  },
  {
    ...described,
    id: 'SJ-11',
    title: 'a job that fails changes no other job',
    clauses: ['S06', 'S09'],
    form: 'step',
    judge: judgeFailed,
  },
];

/** Jobs that were under way when the leader was lost, with the time by which they must have ended. */
function watchInterrupted(): SharedDataWatcher {
  const interrupted = new Map<string, { readonly byMs: number; readonly mayHaveFinished: boolean }>();
  return (step, say) => {
    const { command, before, after, beforeMs, afterMs, story } = step;
    if (command.do === 'restore' || story.unsettled) {
      interrupted.clear();
      return;
    }
    const isLost = (before.isUp && !after.isUp) || (command.do === 'changeLeader' && step.outcome.kind !== 'refused');
    if (isLost) {
      for (const row of before.jobs.filter(isUnfinished))
        interrupted.set(row.JOB_ID, { byMs: afterMs, mayHaveFinished: afterMs > beforeMs });
    }
    if (!after.isUp) return;
    for (const [id, { byMs, mayHaveFinished }] of interrupted) {
      const isOver = judgeInterrupted(step, say, id, mayHaveFinished, before.isUp && afterMs - byMs > jobBoundMs(step));
      if (isOver) interrupted.delete(id);
      else if (!before.isUp) interrupted.set(id, { byMs: afterMs, mayHaveFinished });
    }
  };
}

/** Whether there is nothing more to see of it. */
function judgeInterrupted(
  step: SharedDataStep,
  say: Say,
  id: string,
  mayHaveFinished: boolean,
  isLate: boolean,
): boolean {
  const row = jobWithId(step.after, id);
  if (row === undefined) {
    say.exercised();
    const newer = step.after.jobs.some((other) => BigInt(other.JOB_ID) > BigInt(id));
    if (!newer)
      say.violated('interrupted job vanished', `job ${id} was under way when the leader was lost, and is gone`);
    return true;
  }
  if (row.STATE === 'ERROR' || (mayHaveFinished && hasFinished(row))) {
    say.exercised();
    return true;
  }
  if (hasFinished(row)) {
    say.exercised();
    say.violated(
      'interrupted job finished',
      `${calledJob(row)} was under way when the leader was lost, but is ${row.STATE}`,
    );
    return true;
  }
  if (isLate)
    say.violated('interrupted job goes on', `${calledJob(row)} was under way when the leader was lost, and still is`);
  return isLate;
}

function judgeFinished(step: SharedDataStep, say: Say): void {
  const { after, story, command } = step;
  if (!isSeen(step) || command.do === 'damageSnapshot') return;
  for (const row of turned(step, 'FINISHED')) {
    if (story.damaged.has(row.SNAPSHOT_NAME)) continue;
    say.exercised();
    const folders = after.bucket.folders.filter((folder) => folder.name === row.SNAPSHOT_NAME);
    if (folders.length === 0) {
      say.violated('finished without objects', `${calledJob(row)} is FINISHED, but has no folder in the bucket`);
    } else if (folders.every((folder) => missingParts(folder).length > 0)) {
      const missing = folders.flatMap(missingParts).join(', ');
      say.violated('finished too early', `${calledJob(row)} is FINISHED, but its folder lacks ${missing}`);
    }
  }
}

function judgeDeleted(step: SharedDataStep, say: Say): void {
  const { after, story } = step;
  if (!isSeen(step) || step.command.do === 'copyVolume' || step.command.do === 'createVolume') return;
  for (const row of after.jobs) {
    if (row.STATE !== 'DELETED') continue;
    say.exercised();
    const left = foldersNamed(after, story, row.SNAPSHOT_NAME).find((folder) => folder.files.length > 0);
    if (left !== undefined)
      say.violated('deleted but there', `${calledJob(row)} is DELETED, but ${left.files.length} files of it are there`);
  }
}

/** Snapshots that were finished before the step and are not any more. */
function ended({ before, after }: SharedDataStep): readonly ClusterSnapshotJobRow[] {
  return before.jobs.filter((was) => {
    const is = jobWithId(after, was.JOB_ID);
    return was.STATE === 'FINISHED' && (is === undefined || is.STATE !== 'FINISHED');
  });
}

function judgeExpired(step: SharedDataStep, say: Say): void {
  const { after, command, story } = step;
  if (!isSeen(step) || isPoisoned(step)) return;
  const isOff = command.do === 'disableSnapshots' || story.automation.state !== 'on';
  for (const row of ended(step)) {
    say.exercised();
    if (isOff || after.jobs.some((other) => isNewer(other, row) && supersedes(step, other))) continue;
    say.violated('expired without a successor', `${calledJob(row)} is not FINISHED any more, but nothing replaced it`);
  }
}

/** A release ends the old snapshot first, while the new one is still under way or is about to fail. */
function supersedes({ profile }: SharedDataStep, row: ClusterSnapshotJobRow): boolean {
  return hasFinished(row) || (profile.handOver === 'expireFirst' && row.STATE !== 'INITIALIZING');
}

function judgeFailed(step: SharedDataStep, say: Say): void {
  const { before, after, command } = step;
  if (!isSeen(step) || isPoisoned(step)) return;
  if (command.do === 'disableSnapshots' || step.story.automation.state !== 'on') return;
  const failed = turned(step, 'ERROR');
  if (failed.length === 0) return;
  say.exercised();
  const isReplaced = turned(step, 'FINISHED').length > 0 || hasSuccessor(step);
  if (isReplaced || (step.profile.handOver === 'expireFirst' && step.beforeMs !== step.afterMs)) return;
  for (const was of before.jobs) {
    const is = jobNamed(after, was.SNAPSHOT_NAME);
    const hasChanged = is !== undefined && is.STATE !== was.STATE && !failed.includes(is) && !isCleanUp(was, is);
    if (hasChanged)
      say.violated('failure changed another job', `${calledJob(was)} went to ${is.STATE} when another job failed`);
  }
}

function isCleanUp(was: ClusterSnapshotJobRow, is: ClusterSnapshotJobRow): boolean {
  return was.STATE === 'EXPIRED' && is.STATE === 'DELETED';
}

/** Whether a hand-over was under way, or came and went, in the step. */
function hasSuccessor({ before, after }: SharedDataStep): boolean {
  const newest = (rows: readonly ClusterSnapshotJobRow[]): number => rows.filter(hasFinished).length;
  return newest(after.jobs) > newest(before.jobs) || before.jobs.filter((row) => row.STATE === 'FINISHED').length > 1;
}
