import type { SnapshotFolderView } from '../../model/views/sharedData.ts';
import type { ClusterSnapshotJobRow } from '../../model/views/snapshot.ts';
import type { Say, SharedDataProperty, SharedDataStep } from '../property.ts';
import { isPoisoned, isSameLife, isSeen, isStoreSound, staysOn } from './bounds.ts';
import { contentOf, folderKey, foldersNamed, folderWithKey } from './folders.ts';
import { calledJob, jobNamed, listedAs, newestFinished, turned } from './jobs.ts';
import { watchLeftovers } from './leftovers.ts';

const described = { of: 'sharedData', level: 'must', suite: 'snapshot', needs: [] } as const;

/** What failures and deletions leave alone (S05, S06; snapshot notes 9, SP-5 to SP-8 and SN-18). */
export const faultProperties: readonly SharedDataProperty[] = [
  {
    ...described,
    id: 'SP-5',
    title: 'the deletion of a snapshot touches neither another one nor data',
    clauses: ['S06'],
    form: 'step',
    judge: judgeDeletion,
  },
  {
    ...described,
    id: 'SP-6',
    title: 'when the objects of a new snapshot cannot be written the old one stays and is listed',
    clauses: ['S06'],
    form: 'step',
    judge: judgeFailedUpload,
  },
  {
    ...described,
    id: 'SP-7',
    title: 'when the old snapshot cannot be deleted the new one stays finished, and the deletion is tried again',
    clauses: ['S06'],
    level: 'should',
    needs: ['advance'],
    form: 'eventually',
    start: () => {
      const retries = watchLeftovers({
        kind: 'deletion not tried again',
        message: 'its deletion may have failed, but the store works again',
        concerns: ({ story }, { hadTrouble }) => story.automation.state === 'on' && hadTrouble,
      });
      return (step, say) => {
        retries(step, say);
        judgeFailedDeletion(step, say);
      };
    },
  },
  {
    ...described,
    id: 'SP-8',
    title: 'the objects of a finished snapshot are never written again',
    clauses: ['S05'],
    form: 'step',
    judge: (step, say) => {
      if (isSeen(step) && !isByKit(step)) for (const row of stillFinished(step)) judgeSame(step, say, row, 'rewritten');
    },
  },
  {
    ...described,
    id: 'SN-18',
    title: 'failed attempts and what is cleaned up after them leave the live snapshot as it is',
    clauses: ['S06'],
    form: 'step',
    judge: (step, say) => {
      if (!isSeen(step) || isByKit(step) || !hasFailedAttempt(step)) return;
      for (const row of stillFinished(step)) judgeSame(step, say, row, 'changed by a failed attempt');
    },
  },
];

/** Whether the kit itself changes folders, or the names under which they are listed. */
function isByKit({ command }: SharedDataStep): boolean {
  const kinds = ['damageSnapshot', 'copyVolume', 'createVolume', 'alterVolume', 'dropVolume'];
  return kinds.includes(command.do);
}

function stillFinished({ before, after }: SharedDataStep): readonly ClusterSnapshotJobRow[] {
  return after.jobs.filter(
    (row) => row.STATE === 'FINISHED' && jobNamed(before, row.SNAPSHOT_NAME)?.STATE === 'FINISHED',
  );
}

function judgeSame(step: SharedDataStep, say: Say, row: ClusterSnapshotJobRow, kind: string): void {
  for (const was of foldersNamed(step.before, step.story, row.SNAPSHOT_NAME)) {
    const is = folderWithKey(step.after, folderKey(step.before, was));
    say.exercised();
    if (is === undefined || contentOf(is) !== contentOf(was))
      say.violated(kind, `${calledJob(row)} has been FINISHED all the time, but the files of its folder have changed`);
  }
}

/** Whether a job fails in the step, or what a failed one has left is being removed. */
function hasFailedAttempt(step: SharedDataStep): boolean {
  if (turned(step, 'ERROR').length > 0) return true;
  return shrunk(step).some((folder) => jobNamed(step.after, folder.name)?.STATE === 'ERROR');
}

/** Folders of which files have gone in the step. */
function shrunk({ before, after }: SharedDataStep): readonly SnapshotFolderView[] {
  return before.bucket.folders.filter((was) => {
    const paths = new Set(folderWithKey(after, folderKey(before, was))?.files.map(({ path }) => path));
    return was.files.some(({ path }) => !paths.has(path));
  });
}

function judgeDeletion(step: SharedDataStep, say: Say): void {
  const { before, after, story } = step;
  if (!isSameLife(step) || isByKit(step)) return;
  const going = new Set(shrunk(step).map((folder) => folderKey(before, folder)));
  if (going.size === 0) return;
  say.exercised();
  for (const was of before.bucket.folders) {
    const isOthers = story.foreign.has(folderKey(before, was)) && jobNamed(before, was.name) === undefined;
    const isLive = after.isUp && jobNamed(after, was.name)?.STATE === 'FINISHED';
    if (going.has(folderKey(before, was)) && (isOthers || isLive))
      say.violated(
        'another folder touched',
        `files of ${was.name} were deleted together with those of another snapshot`,
      );
  }
  // After a restore the versions of another past are written over.
  for (const [key, etag] of story.generation > 0 ? [] : before.bucket.data) {
    const now = after.bucket.data.get(key);
    if (now !== undefined && now !== etag) say.violated('data rewritten', `the data object ${key} has other bytes now`);
  }
  judgeTables(step, say);
}

function judgeTables(step: SharedDataStep, say: Say): void {
  const { before, after } = step;
  if (!isSeen(step) || !isStoreSound(step)) return;
  for (const table of after.catalog.tables) {
    const was = before.catalog.tables.find(({ name, path }) => name === table.name && path === table.path);
    if (was?.loads !== undefined && table.loads === undefined)
      say.violated('data deleted', `${table.name} cannot be read any more since a snapshot was deleted`);
  }
}

function judgeFailedUpload(step: SharedDataStep, say: Say): void {
  const { before, after } = step;
  if (!isSeen(step) || !before.isUp || !staysOn(step) || isStoreSound(step)) return;
  if (step.command.do === 'changeLeader' || isPoisoned(step) || isHandingOver(step)) return;
  const failed = turned(step, 'ERROR');
  const live = newestFinished(before);
  if (failed.length === 0 || live === undefined || turned(step, 'FINISHED').length > 0) return;
  if (after.jobs.filter((row) => row.STATE === 'FINISHED').some((row) => row.JOB_ID !== live.JOB_ID)) return;
  say.exercised();
  const now = jobNamed(after, live.SNAPSHOT_NAME);
  if (now?.STATE !== 'FINISHED')
    say.violated('old snapshot lost', `${calledJob(live)} is ${now?.STATE ?? 'gone'} after another job has failed`);
  else if (listedAs(after, live.SNAPSHOT_NAME) === undefined)
    say.violated('old snapshot not listed', `${calledJob(live)} is not listed after another job has failed`);
}

/** Whether a release may have ended the old snapshot for a new one that it has not recorded yet. */
function isHandingOver({ after, profile }: SharedDataStep): boolean {
  return profile.handOver === 'expireFirst' && after.jobs.some((row) => row.STATE === 'UPLOADING');
}

/** While the folder of an expired snapshot cannot be deleted the newest one must stay what it is. */
function judgeFailedDeletion(step: SharedDataStep, say: Say): void {
  const { before, after, profile, story } = step;
  if (!isSeen(step) || !staysOn(step) || isStoreSound(step)) return;
  const waits = after.jobs.some(
    (row) => row.STATE === 'EXPIRED' && foldersNamed(after, story, row.SNAPSHOT_NAME).length > 0,
  );
  const live = newestFinished(before);
  if (!waits || live === undefined || profile.handOver === 'expireFirst') return;
  if (isPoisoned(step)) return;
  say.exercised();
  const now = jobNamed(after, live.SNAPSHOT_NAME);
  if (now?.STATE === 'ERROR')
    say.violated(
      'new snapshot failed',
      `${calledJob(live)} was FINISHED and is ERROR since an old one cannot be deleted`,
    );
}
