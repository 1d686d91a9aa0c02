import type { ClusterSnapshotJobRow } from '../../model/views/snapshot.ts';
import type { Say, SharedDataProperty, SharedDataStep, SharedDataWatcher } from '../property.ts';
import { followerBoundMs, isPoisoned, isSameLife, isSeen } from './bounds.ts';
import { calledJob, compareIds, hasFinished, inOrder, isUnfinished, jobWithId, newJobs, reachable } from './jobs.ts';

const described = { of: 'sharedData', level: 'must', suite: 'snapshot', needs: [] } as const;

/** What the rows of jobs may say (S09; snapshot notes 9, SJ-1 to SJ-6). */
export const jobRowProperties: readonly SharedDataProperty[] = [
  {
    ...described,
    id: 'SJ-1',
    title: 'a job moves along the documented states, and nothing becomes of one that is deleted or has failed',
    clauses: ['S09'],
    form: 'step',
    judge: judgeStates,
  },
  {
    ...described,
    id: 'SJ-2',
    title: 'there is at most one unfinished job',
    clauses: ['S09'],
    form: 'always',
    judge: ({ after }, say) => {
      const unfinished = after.jobs.filter(isUnfinished);
      if (!after.isUp || unfinished.length === 0) return;
      say.exercised();
      if (unfinished.length > 1)
        say.violated('two jobs at once', `${unfinished.map(calledJob).join(' and ')} are under way at once`);
    },
  },
  {
    ...described,
    id: 'SJ-3',
    title: 'job ids grow, and the unfinished job has the greatest one',
    clauses: ['S09'],
    level: 'should',
    form: 'eventually',
    start: watchIds,
  },
  {
    ...described,
    id: 'SJ-4',
    title: 'a job has a finish time once it has finished, and keeps it on every FE',
    clauses: ['S09'],
    form: 'eventually',
    start: watchFinishTimes,
  },
  {
    ...described,
    id: 'SJ-5',
    title: 'no job finishes before it was created or in the future',
    clauses: ['S09'],
    form: 'always',
    judge: judgeTimes,
  },
  {
    ...described,
    id: 'SJ-6',
    title: 'a failed job says why, and no other one has an error message',
    clauses: ['S09'],
    form: 'always',
    judge: ({ after }, say) => {
      if (!after.isUp) return;
      for (const row of after.jobs) {
        if (row.STATE === 'ERROR') say.exercised();
        if (row.STATE === 'ERROR' && isEmpty(row))
          say.violated('failed without a reason', `${calledJob(row)} is ERROR`);
        else if (row.STATE !== 'ERROR' && !isEmpty(row))
          say.violated('reason without a failure', `${calledJob(row)} is ${row.STATE}, but says: ${row.ERROR_MESSAGE}`);
      }
    },
  },
];

function judgeStates(step: SharedDataStep, say: Say): void {
  if (!isSeen(step)) return;
  for (const was of step.before.jobs) {
    const is = jobWithId(step.after, was.JOB_ID);
    if (is === undefined) continue;
    if (is.STATE !== was.STATE) say.exercised();
    if (!reachable[was.STATE].includes(is.STATE) && !(isPoisoned(step) && is.STATE === 'ERROR'))
      say.violated('illegal transition', `${calledJob(is)} went from ${was.STATE} to ${is.STATE}`);
    if (is.SNAPSHOT_NAME !== was.SNAPSHOT_NAME || is.CREATED_TIME !== was.CREATED_TIME)
      say.violated('another job', `job ${is.JOB_ID} was ${was.SNAPSHOT_NAME} and is ${is.SNAPSHOT_NAME}`);
  }
}

function watchIds(): SharedDataWatcher {
  let highest: string | undefined;
  return (step, say) => {
    const { after } = step;
    if (!after.isUp) return;
    const rows = inOrder(after.jobs);
    const greatest = rows.at(-1)?.JOB_ID;
    if (!isSameLife(step)) {
      highest = greatest;
      return;
    }
    for (const row of newJobs(step)) {
      say.exercised();
      if (highest !== undefined && compareIds(row.JOB_ID, highest) <= 0)
        say.violated('job id did not grow', `${calledJob(row)} is new, but there has been a job ${highest}`);
    }
    const behind = rows.slice(0, -1).find(isUnfinished);
    if (behind !== undefined && greatest !== undefined)
      say.violated('older job unfinished', `${calledJob(behind)} is ${behind.STATE}, though job ${greatest} is newer`);
    if (greatest !== undefined && (highest === undefined || compareIds(greatest, highest) > 0)) highest = greatest;
  };
}

function watchFinishTimes(): SharedDataWatcher {
  let followersSinceMs = 0;
  return (step, say) => {
    const { before, after, profile, afterMs } = step;
    if (!after.isUp) return;
    for (const row of after.jobs) judgeFinishTime(step, say, row);
    const isStill = isSeen(step) && before.isUp && JSON.stringify(before.jobs) === JSON.stringify(after.jobs);
    if (!isStill) followersSinceMs = afterMs;
    if (profile.stampsFinishTwice || after.frontends.length < 2 || afterMs - followersSinceMs <= followerBoundMs)
      return;
    for (const row of after.followerJobs) {
      const leader = jobWithId(after, row.JOB_ID);
      if (leader !== undefined && leader.FINISHED_TIME !== row.FINISHED_TIME)
        say.violated('finish time differs', `${calledJob(row)} has another FINISHED_TIME on another FE`);
    }
  };
}

function judgeFinishTime(step: SharedDataStep, say: Say, row: ClusterSnapshotJobRow): void {
  const { FINISHED_TIME: time } = row;
  if (hasFinished(row)) say.exercised();
  if (hasFinished(row) && time === null)
    say.violated('no finish time', `${calledJob(row)} is ${row.STATE}, but has no FINISHED_TIME`);
  if (isUnfinished(row) && time !== null)
    say.violated('finish time too early', `${calledJob(row)} is ${row.STATE}, but has a FINISHED_TIME`);
  const was = isSameLife(step) ? jobWithId(step.before, row.JOB_ID) : undefined;
  // A release shows another time until the leader has cleaned up, and again when it is restarted.
  if (was === undefined || was.FINISHED_TIME === null || was.FINISHED_TIME === time || step.profile.stampsFinishTwice)
    return;
  say.violated('finish time changed', `the FINISHED_TIME of ${calledJob(row)} has changed`);
}

function judgeTimes({ after, story, command }: SharedDataStep, say: Say): void {
  if (!after.isUp || story.clockBackMs > 0 || command.do === 'stepClock') return;
  for (const row of after.jobs) {
    const { CREATED_TIME: created, FINISHED_TIME: finished } = row;
    if (created === null || finished === null) continue;
    say.exercised();
    if (finished < created) say.violated('finished before created', `${calledJob(row)} finished before it was created`);
    else if (finished > after.clockMs)
      say.violated('finished in the future', `${calledJob(row)} finished in the future`);
  }
}

function isEmpty({ ERROR_MESSAGE: message }: ClusterSnapshotJobRow): boolean {
  return message.trim() === '';
}
