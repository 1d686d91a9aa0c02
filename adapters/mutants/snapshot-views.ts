import { referenceSnapshotRules } from '../../model/snapshot/rules.ts';
import { type Mutant, withSnapshotFault } from './mutant.ts';

const reference = referenceSnapshotRules;
const EIGHT_HOURS_MS = 8 * 3_600_000;

/** Faults of `cluster_snapshots` (S08). */
const listMutants: readonly Mutant[] = [
  {
    name: 'oldest-listed',
    clauses: ['S08'],
    expected: ['SN-6'],
    story: 'The view shows the oldest finished snapshot, not the newest.',
    profile: 'documented-3.4',
    ...withSnapshotFault({
      listedSnapshots: ({ jobs }) => jobs.filter(({ state }) => state === 'FINISHED').slice(0, 1),
    }),
  },
  {
    name: 'failed-listed',
    clauses: ['S08'],
    expected: ['SN-6'],
    story: 'The view also shows snapshots whose jobs have failed.',
    ...withSnapshotFault({
      listedSnapshots: ({ jobs }) => jobs.filter(({ state }) => state === 'FINISHED' || state === 'ERROR'),
    }),
  },
  {
    name: 'deleted-still-listed',
    clauses: ['S08'],
    expected: ['SN-6'],
    story: 'The view goes on showing snapshots that are deleted.',
    ...withSnapshotFault({
      listedSnapshots: ({ jobs }) => jobs.filter(({ state }) => state === 'FINISHED' || state === 'DELETED'),
    }),
  },
  {
    name: 'listed-before-finished',
    clauses: ['S08'],
    expected: ['SN-6', 'SN-7'],
    story: 'The view shows the snapshot of the job that is under way.',
    ...withSnapshotFault({
      listedSnapshots: ({ jobs }) => jobs.filter(({ state }) => state !== 'DELETED' && state !== 'ERROR'),
    }),
  },
  {
    name: 'list-empty-during-hand-over',
    clauses: ['S06', 'S08'],
    expected: ['SN-3', 'SN-6'],
    story: 'The view is empty while two snapshots are finished.',
    profile: 'documented-3.4',
    ...withSnapshotFault({
      listedSnapshots: (manager, profile) => {
        const finished = manager.jobs.filter(({ state }) => state === 'FINISHED');
        return finished.length > 1 ? [] : reference.listedSnapshots(manager, profile);
      },
    }),
  },
  {
    name: 'snapshot-type-manual',
    clauses: ['S08'],
    expected: ['SN-16'],
    story: 'Automated snapshots are shown as manual ones.',
    ...withSnapshotFault({ shownType: () => 'MANUAL' }),
  },
  {
    name: 'journal-ids-swapped',
    clauses: ['S08'],
    expected: ['SP-3', 'SN-7'],
    story: 'The view shows the journal id of the FE as that of StarMgr, and the other way.',
    ...withSnapshotFault({
      shownIds: ({ feJournalId, starmgrJournalId }) => [starmgrJournalId, feJournalId],
    }),
  },
  {
    name: 'volume-of-today-shown',
    clauses: ['S02', 'S08'],
    expected: ['SN-12', 'SP-1'],
    story: 'The view shows the volume that is in use now, not the one that the snapshot lies on.',
    ...withSnapshotFault({ shownVolume: (own, inForce) => inForce ?? own }),
  },
  {
    name: 'path-without-service-id',
    clauses: ['S05', 'S08'],
    expected: ['SP-1'],
    story: 'The path in the view lacks the service id, so that nothing can be restored with it.',
    ...withSnapshotFault({
      shownPath: (location, _serviceId, name) => (location === undefined ? '' : `${location}/meta/image/${name}`),
    }),
  },
];

/** Faults of `cluster_snapshot_jobs` (S09) and of times in both views (S04). */
const rowMutants: readonly Mutant[] = [
  {
    name: 'failed-jobs-not-shown',
    clauses: ['S09'],
    expected: ['SJ-7', 'SJ-14', 'SJ-15'],
    story: 'Jobs that have failed are missing in the view.',
    ...withSnapshotFault({ listedJobs: (jobs) => jobs.filter(({ state }) => state !== 'ERROR') }),
  },
  {
    name: 'expired-jobs-not-shown',
    clauses: ['S09'],
    expected: ['SJ-14', 'SN-6'],
    story: 'Jobs whose snapshots have expired are missing in the view until these are deleted.',
    ...withSnapshotFault({ listedJobs: (jobs) => jobs.filter(({ state }) => state !== 'EXPIRED') }),
  },
  {
    name: 'time-zone-applied-twice',
    clauses: ['S04', 'S08'],
    expected: ['SN-16'],
    story: 'The time of creation is shifted by the time zone once more.',
    ...withSnapshotFault({ shownCreatedTime: (job) => reference.shownCreatedTime(job) + EIGHT_HOURS_MS }),
  },
  {
    name: 'finish-shown-as-creation',
    clauses: ['S04', 'S08', 'S09'],
    expected: ['SN-16', 'SJ-1'],
    story: 'Once a job has finished the time of that is shown as the time of its creation.',
    ...withSnapshotFault({
      shownCreatedTime: (job) => reference.shownFinishedTime(job) ?? reference.shownCreatedTime(job),
    }),
  },
  {
    name: 'finish-time-never-shown',
    clauses: ['S09'],
    expected: ['SJ-4'],
    story: 'Finished jobs have no time at which they finished.',
    ...withSnapshotFault({ shownFinishedTime: () => null }),
  },
  {
    name: 'unfinished-jobs-have-finish-time',
    clauses: ['S09'],
    expected: ['SJ-4'],
    story: 'A job that is under way already shows a time at which it finished.',
    source: 'https://github.com/StarRocks/starrocks/pull/55177',
    ...withSnapshotFault({
      shownFinishedTime: (job) => reference.shownFinishedTime(job) ?? reference.shownCreatedTime(job),
    }),
  },
  {
    name: 'message-of-failure-not-shown',
    clauses: ['S09'],
    expected: ['SJ-6'],
    story: 'The view never says why a job has failed.',
    ...withSnapshotFault({ shownError: () => '' }),
  },
  {
    name: 'deleted-shown-as-finished',
    clauses: ['S09'],
    expected: ['SN-4', 'SJ-1', 'SJ-8'],
    story: 'Jobs whose snapshots were deleted are shown as FINISHED again.',
    ...withSnapshotFault({ shownState: ({ state }) => (state === 'DELETED' ? 'FINISHED' : state) }),
  },
];

/** Faults of FEs that are not the leader (S08, S09). */
const followerMutants: readonly Mutant[] = [
  {
    name: 'followers-know-no-jobs',
    clauses: ['S08', 'S09'],
    expected: ['SN-13'],
    story: 'Only the leader FE knows of snapshots and jobs.',
    ...withSnapshotFault({ followerManager: (manager) => ({ ...manager, jobs: [] }) }),
  },
  {
    name: 'followers-miss-the-last-record',
    clauses: ['S08', 'S09'],
    expected: ['SN-13'],
    story: 'Other FEs go on showing deleted snapshots as expired.',
    ...withSnapshotFault({
      followerManager: (manager) => ({
        ...manager,
        jobs: manager.jobs.map((job) => (job.state === 'DELETED' ? { ...job, state: 'EXPIRED' } : job)),
      }),
    }),
  },
  {
    name: 'followers-stamp-finish-themselves',
    clauses: ['S09'],
    expected: ['SJ-4', 'SN-13'],
    story: 'Other FEs show as the time of finish the time at which they heard of it.',
    profile: 'documented-3.4',
    ...withSnapshotFault({
      followerManager: (manager) => ({
        ...manager,
        jobs: manager.jobs.map((job) =>
          job.finishedMs === null ? job : { ...job, finishedMs: job.finishedMs + 2_000 },
        ),
      }),
    }),
  },
];

/** Faults of what the two views show (S08, S09). */
export const snapshotViewMutants: readonly Mutant[] = [...listMutants, ...rowMutants, ...followerMutants];
