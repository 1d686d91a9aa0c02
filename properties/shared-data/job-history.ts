import type { ClusterSnapshotJobRow } from '../../model/views/snapshot.ts';
import type { Say, SharedDataProperty, SharedDataStep } from '../property.ts';
import { isSeen } from './bounds.ts';
import { calledJob, hasFinished, inOrder, isNewer, isTerminal, isUnfinished, jobWithId } from './jobs.ts';

const described = { of: 'sharedData', suite: 'snapshot', needs: [] } as const;

/** What is kept of jobs (S09; snapshot notes 9, SJ-14 and SJ-15). */
export const historyProperties: readonly SharedDataProperty[] = [
  {
    ...described,
    id: 'SJ-14',
    title: 'the history gives up ended jobs only, the oldest first',
    clauses: ['S09'],
    level: 'should',
    form: 'step',
    judge: judgeHistory,
  },
  {
    ...described,
    id: 'SJ-15',
    title: 'a restarted or another FE shows the same jobs as the one before it',
    clauses: ['S09'],
    level: 'must',
    form: 'step',
    judge: judgeReplay,
  },
];

function judgeHistory(step: SharedDataStep, say: Say): void {
  if (!isSeen(step)) return;
  const { before, after } = step;
  for (const row of before.jobs) {
    if (jobWithId(after, row.JOB_ID) !== undefined) continue;
    say.exercised();
    if (!isTerminal(row) && !mayHaveEnded(step, row))
      say.violated('row lost', `${calledJob(row)} was ${row.STATE}, and its row is gone`);
    const kept = inOrder(before.jobs).find(
      (other) => isTerminal(other) && isNewer(row, other) && jobWithId(after, other.JOB_ID) !== undefined,
    );
    // A failed job with something left in the bucket may be kept longer than a younger one without.
    if (kept !== undefined && kept.STATE === 'DELETED')
      say.violated(
        'younger row given up',
        `the row of ${calledJob(row)} is gone, but that of ${calledJob(kept)} is not`,
      );
  }
}

/** Whether the job can have come to its end, and its row have been given up for others, within the step. */
function mayHaveEnded({ after, command, story, profile }: SharedDataStep, row: ClusterSnapshotJobRow): boolean {
  const newer = after.jobs.filter((other) => isNewer(other, row));
  if (isUnfinished(row) || row.STATE === 'EXPIRED') return newer.length > 0;
  if (command.do === 'disableSnapshots' || story.automation.state !== 'on') return newer.length > 0;
  // A release ends the old snapshot for one that may still fail.
  return newer.some((row) => hasFinished(row) || (profile.handOver === 'expireFirst' && row.STATE !== 'INITIALIZING'));
}

function judgeReplay(step: SharedDataStep, say: Say): void {
  const { command, before, after, outcome } = step;
  const isReplay = command.do === 'restartFrontend' || command.do === 'changeLeader';
  if (!isReplay || outcome.kind === 'refused' || !isSeen(step) || before.jobs.length === 0) return;
  say.exercised();
  for (const was of before.jobs) {
    const is = jobWithId(after, was.JOB_ID);
    if (is === undefined) {
      if (!isTerminal(was)) say.violated('row not replayed', `${calledJob(was)} was ${was.STATE}, and is gone`);
    } else if (isTerminal(was) && shown(step, was) !== shown(step, is)) {
      say.violated('row replayed otherwise', `${calledJob(was)} looks different after the leader came up`);
    } else if (was.STATE === 'FINISHED' && is.STATE !== 'FINISHED' && !isSuperseded(step, is)) {
      say.violated('snapshot lost by replay', `${calledJob(was)} was FINISHED and is ${is.STATE} under the new leader`);
    }
  }
}

function shown({ profile }: SharedDataStep, row: ClusterSnapshotJobRow): string {
  return JSON.stringify(profile.stampsFinishTwice ? { ...row, FINISHED_TIME: null } : row);
}

function isSuperseded({ before, story }: SharedDataStep, row: ClusterSnapshotJobRow): boolean {
  if (story.automation.state !== 'on') return true;
  return before.jobs.some((other) => isNewer(other, row) && hasFinished(other));
}
