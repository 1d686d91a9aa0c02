import { referenceSnapshotRules } from '../../model/snapshot/rules.ts';
import { type Mutant, withSnapshotFault } from './mutant.ts';

const reference = referenceSnapshotRules;

/** Faults in when jobs start (S03). */
const scheduleMutants: readonly Mutant[] = [
  {
    name: 'due-compared-backwards',
    clauses: ['S03'],
    expected: ['SN-1'],
    story: 'The scheduler starts a job while the interval has not passed, and none once it has.',
    ...withSnapshotFault({
      mayStartJob: ({ isOn, isBusy, nowMs, dueMs }) => isOn && !isBusy && nowMs < dueMs,
    }),
  },
  {
    name: 'one-job-and-no-more',
    clauses: ['S03'],
    expected: ['SN-1'],
    story: 'After its first job the scheduler is never armed again.',
    ...withSnapshotFault({
      jobDueMs: (facts, intervalMs, profile) =>
        facts.lastStartedMs === undefined ? reference.jobDueMs(facts, intervalMs, profile) : Number.POSITIVE_INFINITY,
    }),
  },
  {
    name: 'scheduler-dies-with-a-failed-job',
    clauses: ['S03'],
    expected: ['SN-1'],
    story: 'After a job has failed no other one is ever started.',
    ...withSnapshotFault({
      jobDueMs: (facts, intervalMs, profile) =>
        facts.lastFailed ? Number.POSITIVE_INFINITY : reference.jobDueMs(facts, intervalMs, profile),
    }),
  },
  {
    name: 'scheduler-not-restarted',
    clauses: ['S03'],
    expected: ['SN-13', 'RS-9'],
    story: 'A leader that comes up later than the last job started schedules no jobs.',
    ...withSnapshotFault({
      jobDueMs: (facts, intervalMs, profile) =>
        facts.lastStartedMs !== undefined && facts.lastStartedHereMs === undefined
          ? Number.POSITIVE_INFINITY
          : reference.jobDueMs(facts, intervalMs, profile),
    }),
  },
  {
    name: 'failed-job-repeated-at-once',
    clauses: ['S03'],
    expected: ['SJ-12'],
    story: 'A failed job is followed by the next one at once, for as long as the store refuses.',
    ...withSnapshotFault({
      jobDueMs: (facts, intervalMs, profile) =>
        facts.lastFailed ? Number.NEGATIVE_INFINITY : reference.jobDueMs(facts, intervalMs, profile),
    }),
  },
  {
    name: 'interval-counts-from-on',
    clauses: ['S03'],
    expected: ['SJ-12'],
    story: 'Once the interval has passed since ON jobs follow one another without a pause.',
    ...withSnapshotFault({ jobDueMs: ({ onSinceMs }, intervalMs) => onSinceMs + intervalMs }),
  },
  {
    name: 'interval-of-the-start',
    clauses: ['S03'],
    expected: ['SJ-13'],
    story: 'A new interval holds only after a restart.',
    ...withSnapshotFault({ intervalMs: (_configuredMs, atStartMs) => atStartMs }),
  },
  {
    name: 'two-schedulers',
    clauses: ['S09'],
    expected: ['SJ-2', 'SJ-3'],
    story: 'A job that takes longer than the interval gets company from a second one.',
    ...withSnapshotFault({ mayStartJob: (facts) => reference.mayStartJob({ ...facts, isBusy: false }) }),
  },
];

/** Faults in names and numbers (S04, S09). */
const nameMutants: readonly Mutant[] = [
  {
    name: 'name-in-seconds',
    clauses: ['S04'],
    expected: ['SN-16'],
    story: 'The name of a snapshot holds seconds where milliseconds belong.',
    ...withSnapshotFault({
      snapshotName: (createdMs) => reference.snapshotName(Math.floor(createdMs / 1000)),
    }),
  },
  {
    name: 'name-in-whole-minutes',
    clauses: ['S04'],
    expected: ['SN-17', 'SN-16'],
    story: 'The time in the name is rounded, so that jobs that follow closely have the same name.',
    ...withSnapshotFault({
      snapshotName: (createdMs) => reference.snapshotName(createdMs - (createdMs % 60_000)),
    }),
  },
  {
    name: 'name-repeats-after-clock-step',
    clauses: ['S04'],
    expected: ['SN-17'],
    story: 'When the clock was set back a job takes a name that was used before.',
    profile: 'documented-3.4',
    ...withSnapshotFault({ createdTime: (clockMs) => clockMs }),
  },
  {
    name: 'job-ids-fall',
    clauses: ['S09'],
    expected: ['SJ-3'],
    story: 'A new job gets a smaller id than the one before it.',
    ...withSnapshotFault({ jobId: (nextId, lastId) => (lastId === undefined ? nextId : lastId - 1) }),
  },
  {
    name: 'job-id-used-again',
    clauses: ['S09'],
    expected: ['SJ-3', 'SJ-1'],
    story: 'Ids of jobs begin anew after a while, so that one job takes the place of another.',
    ...withSnapshotFault({ jobId: (nextId) => 10_001 + (nextId % 3) }),
  },
];

/** Faults in what is captured (S03, S10). */
const captureMutants: readonly Mutant[] = [
  {
    name: 'journals-read-once',
    clauses: ['S10'],
    expected: ['SJ-17'],
    story: 'The two journals are read one after the other while both are written, so that StarMgr lags behind the FE.',
    ...withSnapshotFault({ capturePair: (before, after) => ({ meta: after.meta, star: before.star }) }),
  },
  {
    name: 'capture-never-quiet',
    clauses: ['S03'],
    expected: ['SN-1'],
    story: 'The job waits for a moment at which neither journal moves, which never comes, and fails.',
    ...withSnapshotFault({ capturePair: () => undefined }),
  },
  {
    name: 'recorded-ids-swapped',
    clauses: ['S03', 'S08'],
    expected: ['SN-7', 'SP-3'],
    story: 'A job records the journal ids of FE and StarMgr the wrong way round.',
    ...withSnapshotFault({
      recordedIds: (cut) => {
        const { feJournalId, starmgrJournalId } = reference.recordedIds(cut);
        return { feJournalId: starmgrJournalId, starmgrJournalId: feJournalId };
      },
    }),
  },
  {
    name: 'image-ids-read-elsewhere',
    clauses: ['S03', 'S08'],
    expected: ['SN-7', 'SP-3'],
    story: 'The journal id is read from a folder in which there are no images, and is 0.',
    source: 'https://github.com/StarRocks/starrocks/pull/65970',
    ...withSnapshotFault({
      recordedIds: (cut) => ({ ...reference.recordedIds(cut), feJournalId: 0 }),
    }),
  },
  {
    name: 'stale-image-uploaded',
    clauses: ['S03', 'S10'],
    expected: ['SP-3'],
    story: 'When the checkpoint is not made the last image is uploaded, as if it were the one that was captured.',
    ...withSnapshotFault({ imageOf: (_captured, local) => local }),
  },
  {
    name: 'image-without-users',
    clauses: ['S10'],
    expected: ['RS-1'],
    story: 'Users are missing in the images of snapshots.',
    ...withSnapshotFault({ imageHolds: (part) => part !== 'user' }),
  },
  {
    name: 'image-without-load-jobs',
    clauses: ['S10'],
    expected: ['RS-1'],
    story: 'Continuous loads are missing in the images of snapshots.',
    ...withSnapshotFault({ imageHolds: (part) => part !== 'loadJob' }),
  },
  {
    name: 'image-without-grants',
    clauses: ['S10'],
    expected: ['RS-1'],
    story: 'Privileges are missing in the images of snapshots.',
    ...withSnapshotFault({ imageHolds: (part) => part !== 'grant' }),
  },
  {
    name: 'image-without-catalogs',
    clauses: ['S10'],
    expected: ['RS-1'],
    story: 'External catalogs are missing in the images of snapshots.',
    ...withSnapshotFault({ imageHolds: (part) => part !== 'catalog' }),
  },
  {
    name: 'image-without-recycle-bin',
    clauses: ['S10'],
    expected: ['RS-1'],
    story: 'Dropped tables that could still be recovered are missing in the images of snapshots.',
    ...withSnapshotFault({ imageHolds: (part) => part !== 'recycleBin' }),
  },
  {
    name: 'restored-cluster-images-without-users',
    clauses: ['S10', 'S12'],
    expected: ['RS-18'],
    story: 'Once a cluster was restored its own images lack the users, because they are written from another source.',
    ...withSnapshotFault({
      imageHolds: (part, { manager }) => part !== 'user' || manager.jobs.every(({ detail }) => detail === ''),
    }),
  },
  {
    name: 'image-without-transactions',
    clauses: ['S10'],
    expected: ['RS-3'],
    story: 'Loads that were committed at the capture and not yet visible are missing in the images of snapshots.',
    ...withSnapshotFault({ imageHolds: (part) => part !== 'transaction' }),
  },
];

/** Faults in what is recorded of a job (S09). */
const recordMutants: readonly Mutant[] = [
  {
    name: 'failed-job-stays-under-way',
    clauses: ['S09'],
    expected: ['SJ-2', 'SJ-3', 'SJ-6'],
    story: 'A job that has failed says SNAPSHOTING for ever.',
    ...withSnapshotFault({ stateOfFailed: () => 'SNAPSHOTING' }),
  },
  {
    name: 'failed-without-a-reason',
    clauses: ['S09'],
    expected: ['SJ-6'],
    story: 'The message of what went wrong is swallowed.',
    ...withSnapshotFault({ errorMessage: () => '' }),
  },
  {
    name: 'finish-stamped-with-every-record',
    clauses: ['S09'],
    expected: ['SJ-4', 'SN-13'],
    story: 'The time of finish is set anew whenever the job is recorded.',
    profile: 'documented-3.4',
    ...withSnapshotFault({ finishedTime: (clockMs) => clockMs }),
  },
  {
    name: 'finish-in-seconds',
    clauses: ['S09'],
    expected: ['SJ-5'],
    story: 'Seconds are taken for milliseconds in the time of finish.',
    ...withSnapshotFault({
      finishedTime: (clockMs, before) => reference.finishedTime(Math.floor(clockMs / 1000), before),
    }),
  },
];

/** Faults of jobs until their snapshots are finished, but for the upload (S03, S04, S09, S10). */
export const snapshotJobMutants: readonly Mutant[] = [
  ...scheduleMutants,
  ...nameMutants,
  ...captureMutants,
  ...recordMutants,
];
