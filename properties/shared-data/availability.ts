import type { Say, SharedDataProperty, SharedDataStep, SharedDataWatcher } from '../property.ts';
import { isSameLife, isSeen, jobBoundMs, staysOn } from './bounds.ts';
import { isRestorable, ownFolders } from './folders.ts';
import { calledJob, inOrder, jobNamed, listedAs, newestFinished } from './jobs.ts';
import { watchLeftovers } from './leftovers.ts';
import { watchNextSnapshot } from './next-snapshot.ts';
import { isRepeated } from './story-snapshots.ts';

const described = { of: 'sharedData', level: 'must', suite: 'snapshot', needs: [] } as const;

/** Which snapshots there are, in the view and in the bucket (S03, S06, S08; snapshot notes 9, SN-1 to SN-6). */
export const availabilityProperties: readonly SharedDataProperty[] = [
  {
    ...described,
    id: 'SN-1',
    title: 'while ON a snapshot is finished in every interval',
    clauses: ['S02', 'S03'],
    needs: ['advance'],
    form: 'eventually',
    start: () =>
      watchNextSnapshot({
        kind: 'no snapshot in time',
        message: 'automated snapshots are ON and the store works',
        concerns: ({ story }, reason) =>
          (reason === 'on' || reason === 'finished' || reason === 'other') && story.droppedVolumes.size === 0,
      }),
  },
  {
    ...described,
    id: 'SN-2',
    title: 'once a snapshot was finished while ON, one that can be restored is always in the bucket',
    clauses: ['S06'],
    form: 'always',
    judge: judgeRestorable,
  },
  {
    ...described,
    id: 'SN-3',
    title: 'once a snapshot was finished while ON, one is always listed',
    clauses: ['S06', 'S08'],
    level: 'should',
    form: 'always',
    judge: (step, say) => {
      if (!step.story.hasLive || !staysOn(step) || !isSeen(step)) return;
      if (step.profile.handOver !== 'recordFirst') return;
      say.exercised();
      if (step.after.snapshots.length === 0)
        say.violated('nothing listed', 'a snapshot was finished since ON, but cluster_snapshots is empty');
    },
  },
  {
    ...described,
    id: 'SN-4',
    title: 'once a newer snapshot is finished the older one does not stay so',
    clauses: ['S06', 'S08'],
    needs: ['advance'],
    form: 'eventually',
    start: watchSuperseded,
  },
  {
    ...described,
    id: 'SN-5',
    title: 'folders of superseded and of failed jobs go while ON',
    clauses: ['S06'],
    needs: ['advance'],
    form: 'eventually',
    start: () =>
      watchLeftovers({
        kind: 'folder left behind',
        message: 'nobody needs this folder, and the store has always worked',
        concerns: ({ story }, { hadTrouble }) => story.automation.state === 'on' && !hadTrouble,
      }),
  },
  {
    ...described,
    id: 'SN-6',
    title: 'the view lists the newest finished snapshot while ON, and none that is deleted, failed or unfinished',
    clauses: ['S06', 'S08'],
    form: 'always',
    judge: judgeListing,
  },
];

function judgeRestorable(step: SharedDataStep, say: Say): void {
  const { story, after, command } = step;
  if (!story.hasLive || !staysOn(step) || !isSameLife(step) || command.do === 'damageSnapshot') return;
  say.exercised();
  // A release writes a snapshot into the folder that another one of its name has left.
  const shared = after.bucket.folders.filter(
    ({ name }) => isRepeated(story, name) && jobNamed(after, name) !== undefined,
  );
  const own = [...ownFolders(step), ...shared];
  if (own.some(isRestorable)) return;
  const found = own.length === 0 ? 'none is there at all' : `${own.length} are there, and none is complete`;
  say.violated('no restorable snapshot', `a snapshot was finished since ON, but of folders in the bucket ${found}`);
}

/** Two may be finished during the hand-over, but not for longer than that takes. */
function watchSuperseded(): SharedDataWatcher {
  const since = new Map<string, number>();
  return (step, say) => {
    if (!isSeen(step) || !step.before.isUp || step.story.automation.state === 'unknown') {
      since.clear();
      return;
    }
    const finished = inOrder(step.after.jobs).filter((row) => row.STATE === 'FINISHED');
    const superseded = finished.slice(0, -1);
    for (const id of since.keys()) if (!superseded.some((row) => row.JOB_ID === id)) since.delete(id);
    if (finished.length === 1 && staysOn(step)) say.exercised();
    for (const row of superseded) {
      const sinceMs = since.get(row.JOB_ID) ?? step.afterMs;
      since.set(row.JOB_ID, sinceMs);
      if (step.afterMs - sinceMs <= jobBoundMs(step)) continue;
      say.exercised();
      say.violated('superseded stays finished', `${calledJob(row)} is still FINISHED, though a newer one is`);
    }
  };
}

function judgeListing(step: SharedDataStep, say: Say): void {
  const { after, story } = step;
  if (!isSeen(step)) return;
  for (const { SNAPSHOT_NAME: name } of after.snapshots) {
    say.exercised();
    const row = jobNamed(after, name);
    if (row === undefined) say.violated('listed without a job', `${name} is listed, but has no job`);
    else if (row.STATE !== 'FINISHED' && row.STATE !== 'EXPIRED')
      say.violated('listed though not there', `${name} is listed, but ${calledJob(row)} is ${row.STATE}`);
  }
  const newest = newestFinished(after);
  if (newest === undefined || !staysOn(step) || story.olderJobs.has(newest.SNAPSHOT_NAME)) return;
  say.exercised();
  if (listedAs(after, newest.SNAPSHOT_NAME) === undefined)
    say.violated('newest not listed', `${calledJob(newest)} is FINISHED, but not in cluster_snapshots`);
}
