import { referenceSnapshotRules } from '../../model/snapshot/rules.ts';
import type { Job } from '../../model/snapshot/state.ts';
import { type Mutant, withSnapshotFault } from './mutant.ts';

const reference = referenceSnapshotRules;

/** Faults in how a new snapshot takes the place of the old one (S06). */
const handOverMutants: readonly Mutant[] = [
  {
    name: 'old-deleted-before-upload',
    clauses: ['S06'],
    expected: ['SN-2', 'SJ-10', 'SN-3'],
    story: 'The old snapshot is deleted before the new one is uploaded.',
    ...withSnapshotFault({ handOver: () => ['cleanUp', 'upload', 'record', 'cleanUp'] }),
  },
  {
    name: 'old-expires-before-record',
    clauses: ['S06'],
    expected: ['SN-3', 'SJ-10'],
    story: 'The old snapshot is expired and deleted before the new one is recorded: a crash then leaves none listed.',
    profile: 'documented-3.4',
    ...withSnapshotFault({
      handOver: (profile) => reference.handOver({ ...profile, handOver: 'expireFirst' }),
    }),
  },
  {
    name: 'never-expires',
    clauses: ['S06'],
    expected: ['SN-4'],
    story: 'Superseded snapshots stay finished.',
    ...withSnapshotFault({ expires: () => false }),
  },
  {
    name: 'new-one-expires',
    clauses: ['S06'],
    expected: ['SJ-10', 'SN-2'],
    story: 'The clean-up expires the new snapshot and keeps the old one.',
    ...withSnapshotFault({
      expires: ({ job, keep }) => job.state === 'FINISHED' && job.id === keep?.id,
    }),
  },
  {
    name: 'all-expire',
    clauses: ['S06'],
    expected: ['SN-2', 'SJ-10', 'SN-3'],
    story: 'The clean-up spares nothing, not even the snapshot that has just been finished.',
    ...withSnapshotFault({ expires: ({ job }) => job.state === 'FINISHED' }),
  },
  {
    name: 'live-folder-deleted',
    clauses: ['S06'],
    expected: ['SN-2', 'SP-2', 'SP-5'],
    story: 'The clean-up deletes the folder of the snapshot that it keeps.',
    ...withSnapshotFault({
      deletesFolder: (facts, profile) => facts.job.id === facts.keep?.id || reference.deletesFolder(facts, profile),
    }),
  },
  {
    name: 'failed-attempt-expires-the-live-one',
    clauses: ['S06', 'S09'],
    expected: ['SJ-10', 'SP-6', 'SJ-11'],
    story: 'When a job fails the clean-up runs as if it had finished, and expires the snapshot that is still needed.',
    ...withSnapshotFault({
      othersAfterFailure: (jobs) =>
        jobs.map((job): Job => (job.state === 'FINISHED' ? { ...job, state: 'EXPIRED' } : job)),
    }),
  },
  {
    name: 'failure-spreads',
    clauses: ['S09'],
    expected: ['SJ-1'],
    story: 'A job that fails takes those before it along.',
    ...withSnapshotFault({
      othersAfterFailure: (jobs) =>
        jobs.map(
          (job): Job =>
            job.state === 'FINISHED' || job.state === 'EXPIRED'
              ? { ...job, state: 'ERROR', error: 'another job has failed' }
              : job,
        ),
    }),
  },
  {
    name: 'failed-attempt-cleans-up-the-live-one',
    clauses: ['S06'],
    expected: ['SN-18', 'SN-2', 'SP-2'],
    story: 'What is deleted after a failed attempt is the folder of the live snapshot, not that of the attempt.',
    profile: 'documented-3.4',
    ...withSnapshotFault({ deletedAfterFailure: (failed, live) => live ?? failed }),
  },
];

/** Faults in what is deleted (S05, S06). */
const deletionMutants: readonly Mutant[] = [
  {
    name: 'partial-uploads-leak',
    clauses: ['S06'],
    expected: ['SN-5'],
    story: 'What a failed upload has left is never deleted.',
    source: 'https://github.com/thelastpickle/cassandra-medusa/issues/66',
    ...withSnapshotFault({
      deletesAfterFailure: () => false,
      deletesFolder: (facts, profile) => facts.job.state !== 'ERROR' && reference.deletesFolder(facts, profile),
    }),
  },
  {
    name: 'partial-uploads-wait-for-the-next-job',
    clauses: ['S06'],
    expected: ['SP-7', 'SN-5'],
    story: 'What a failed upload has left stays as long as jobs go on failing, because only a finished one cleans up.',
    profile: 'documented-3.4',
    source: 'https://github.com/velero-io/velero/issues/5940',
    ...withSnapshotFault({ deletesAfterFailure: () => false }),
  },
  {
    name: 'old-snapshots-never-removed',
    clauses: ['S06'],
    expected: ['SJ-9'],
    story: 'The store ignores the deletion of folders, and the FE takes that for success: old snapshots stay for ever.',
    source: 'https://github.com/StarRocks/starrocks/issues/64249',
    ...withSnapshotFault({ keysToDelete: () => [] }),
  },
  {
    name: 'failed-delete-counts-as-done',
    clauses: ['S06', 'S07'],
    expected: ['SJ-9'],
    story: 'A snapshot is DELETED although the store has refused its deletion.',
    ...withSnapshotFault({ isDeleted: () => true }),
  },
  {
    name: 'failed-delete-not-noticed',
    clauses: ['S06', 'S07'],
    expected: ['SJ-9'],
    story: 'The answer of the store to a deletion is not looked at, and the snapshot is DELETED with an object left.',
    ...withSnapshotFault({ noticesFailedDelete: () => false }),
  },
  {
    name: 'subfolders-not-deleted',
    clauses: ['S06'],
    expected: ['SP-4'],
    story: 'Only what lies in the folder itself is deleted, not what lies in folders below.',
    ...withSnapshotFault({
      keysToDelete: (keys) => keys.filter((key) => !/\/(v2|starmgr)\/[^/]+$/.test(key)),
      isDeleted: ({ failed, remaining }) => !failed && remaining === 0,
    }),
  },
  {
    name: 'first-page-deleted',
    clauses: ['S06'],
    expected: ['SP-4'],
    story: 'Of the objects in a folder only the first page of the listing is deleted.',
    ...withSnapshotFault({
      keysToDelete: (keys) => keys.slice(0, 3),
      isDeleted: ({ failed, remaining }) => !failed && remaining === 0,
    }),
  },
  {
    name: 'interrupted-deletion-given-up',
    clauses: ['S06'],
    expected: ['SP-7', 'SN-10', 'SN-5'],
    story: 'A folder without its first file is not recognised any more, so that the rest of it stays for ever.',
    source: 'https://github.com/pingcap/tidb/issues/36376',
    ...withSnapshotFault({
      keysToDelete: (keys) => (keys.some((key) => key.endsWith('/ROLE')) ? keys : []),
      isDeleted: ({ failed, remaining }) => !failed && remaining === 0,
    }),
  },
  {
    name: 'deletion-of-a-part-stuck',
    clauses: ['S06'],
    expected: ['SP-7', 'SN-10', 'SN-5'],
    story: 'When objects of a folder are already gone its deletion counts as failed, again and again.',
    source: 'https://github.com/velero-io/velero/issues/2980',
    ...withSnapshotFault({
      keysToDelete: (keys) => (keys.length < reference.uploads().length ? [] : keys),
      isDeleted: ({ failed, remaining }) => !failed && remaining === 0,
    }),
  },
  {
    name: 'similar-names-deleted',
    clauses: ['S05', 'S06'],
    expected: ['SP-5', 'SP-2', 'SN-2'],
    story: 'A deletion takes everything whose name begins alike, and with it the next snapshot.',
    ...withSnapshotFault({ deletionPrefix: (dir) => dir.slice(0, -6) }),
  },
  {
    name: 'service-folder-deleted',
    clauses: ['S05', 'S06'],
    expected: ['SP-5', 'SP-2', 'SN-2'],
    story: 'A deletion takes the whole folder of the cluster, with its data.',
    ...withSnapshotFault({ deletionPrefix: (dir) => dir.slice(0, dir.indexOf('/meta/image/') + 1) }),
  },
  {
    name: 'any-service-id-deleted',
    clauses: ['S05'],
    expected: ['SP-10', 'SP-5', 'SP-2'],
    story: 'The path of a deletion has a wildcard for the service id, so that another cluster loses its snapshots.',
    ...withSnapshotFault({
      deletionPrefix: (dir) => dir.replace(/[^/]+\/meta\/image\/.*$/, ''),
      keysToDelete: (keys) => keys.filter((key) => key.includes('/meta/image/')),
    }),
  },
  {
    name: 'deletes-on-the-volume-of-today',
    clauses: ['S02', 'S06'],
    expected: ['SJ-9', 'SN-12'],
    story: 'What lies on the volume before is looked for on the volume that is in use now, and so stays.',
    ...withSnapshotFault({ volumeOfDeletion: (own, inForce) => inForce ?? own }),
  },
  {
    name: 'failed-delete-fails-the-new-one',
    clauses: ['S06'],
    expected: ['SP-7', 'SJ-1'],
    story: 'When the old snapshot cannot be deleted the job of the new one fails.',
    ...withSnapshotFault({ failedDeleteEndsJob: () => true }),
  },
  {
    name: 'failed-delete-not-tried-again',
    clauses: ['S06'],
    expected: ['SP-7', 'SN-10'],
    story: 'A deletion that has failed is never tried again by itself.',
    profile: 'documented-3.4',
    ...withSnapshotFault({ retriesDeletes: () => false }),
  },
];

/** Faults in what follows on a finished or failed job (S06, S09). */
export const snapshotRetentionMutants: readonly Mutant[] = [...handOverMutants, ...deletionMutants];
