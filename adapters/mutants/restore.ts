import { isUnfinished } from '../../model/snapshot/jobRules.ts';
import type { FolderFacts, RestoreStep } from '../../model/snapshot/restoreRules.ts';
import { referenceSnapshotRules } from '../../model/snapshot/rules.ts';
import type { Job } from '../../model/snapshot/state.ts';
import { type Mutant, withSnapshotFault } from './mutant.ts';

const reference = referenceSnapshotRules;

/** The job of a snapshot is under way in its own image. */
function takenForFailed(jobs: readonly Job[]): readonly Job[] {
  return jobs.map((job) => (isUnfinished(job) ? { ...job, leftovers: 'unknown' } : job));
}

const hasNoFile = ({ hasVersion, hasRole }: FolderFacts): boolean => !hasVersion && !hasRole;

/** Faults in which snapshot is restored (S12, S13). */
const sourceMutants: readonly Mutant[] = [
  {
    name: 'slash-at-the-end-not-understood',
    clauses: ['S13'],
    expected: ['RS-4'],
    story: 'A path with a slash at its end has an empty name of a snapshot.',
    ...withSnapshotFault({ normalPath: (path) => path }),
  },
  {
    name: 'meta-path-not-understood',
    clauses: ['S13'],
    expected: ['RS-4', 'RS-5'],
    story: 'Nothing is ever found below a folder meta.',
    ...withSnapshotFault({ fromMeta: () => undefined }),
  },
  {
    name: 'oldest-of-meta-restored',
    clauses: ['S13'],
    expected: ['RS-5'],
    story: 'Of the snapshots below meta the first one that is listed is restored, which is the oldest.',
    profile: 'documented-3.4',
    ...withSnapshotFault({ fromMeta: (folders) => folders[0] }),
  },
  {
    name: 'newest-of-meta-although-partial',
    clauses: ['S13'],
    expected: ['RS-5'],
    story: 'Of the snapshots below meta the newest one is taken, though its upload was interrupted.',
    profile: 'documented-3.4',
    source: 'https://github.com/StarRocks/starrocks/pull/71209',
    ...withSnapshotFault({ fromMeta: (folders) => folders.at(-1) }),
  },
  {
    name: 'anything-is-restorable',
    clauses: ['S12'],
    expected: ['RS-6'],
    story: 'Nobody looks whether a snapshot is whole; without its files an empty cluster comes up.',
    ...withSnapshotFault({ unrestorable: () => undefined }),
  },
  {
    name: 'brand-new-without-version-and-role',
    clauses: ['S12'],
    expected: ['RS-6'],
    story: 'A folder without VERSION and ROLE is taken for that of a cluster that is brand-new.',
    profile: 'documented-3.4',
    ...withSnapshotFault({
      unrestorable: (folder, profile) => (hasNoFile(folder) ? undefined : reference.unrestorable(folder, profile)),
    }),
  },
  {
    name: 'checksum-not-verified',
    clauses: ['S12'],
    expected: ['RS-6'],
    story: 'A snapshot is restored without a look at the checksum of its image.',
    profile: 'documented-3.4',
    source: 'https://github.com/etcd-io/etcd/issues/18340',
    ...withSnapshotFault({
      unrestorable: (folder, profile) => reference.unrestorable({ ...folder, checksumFits: true }, profile),
    }),
  },
  {
    name: 'starmgr-image-not-missed',
    clauses: ['S12'],
    expected: ['RS-6'],
    story: 'A snapshot without an image of StarMgr is restored to a cluster whose tables cannot be read.',
    profile: 'documented-3.4',
    ...withSnapshotFault({
      unrestorable: (folder, profile) => reference.unrestorable({ ...folder, hasStarmgrImage: true }, profile),
    }),
  },
];

/** The steps of the reference with these moved to right after another one; before all others without one. */
function moving(steps: readonly RestoreStep[], after?: RestoreStep): typeof reference.restoreSteps {
  return (profile) => {
    const others = reference.restoreSteps(profile).filter((step) => !steps.includes(step));
    const at = after === undefined ? 0 : others.indexOf(after) + 1;
    return [...others.slice(0, at), ...steps, ...others.slice(at)];
  };
}

/** Faults in the course of a restore (S12). */
const courseMutants: readonly Mutant[] = [
  {
    name: 'wipes-before-it-looks',
    clauses: ['S12'],
    expected: ['RS-7'],
    story: 'The metadata of the FE is deleted before the snapshot is looked for.',
    profile: 'documented-3.4',
    ...withSnapshotFault({ restoreSteps: moving(['wipe']) }),
  },
  {
    name: 'ports-checked-after-the-wipe',
    clauses: ['S12', 'S14'],
    expected: ['RS-7'],
    story: 'A port that cannot be one is noticed when the metadata of the FE is already deleted.',
    profile: 'documented-3.4',
    ...withSnapshotFault({
      flawNoticed: (flaw, profile) => (flaw === 'badPort' ? 'afterWipe' : reference.flawNoticed(flaw, profile)),
    }),
  },
  {
    name: 'nodes-checked-at-the-end',
    clauses: ['S12', 'S14'],
    expected: ['RS-7'],
    story: 'That a host is listed which is already there is noticed when everything else is restored.',
    profile: 'documented-3.4',
    ...withSnapshotFault({
      flawNoticed: (flaw, profile) =>
        flaw === 'leaderListed' || flaw === 'duplicateHost' ? 'atTheEnd' : reference.flawNoticed(flaw, profile),
    }),
  },
  {
    name: 'half-download-started-from',
    clauses: ['S12'],
    expected: ['RS-19', 'RS-1'],
    story: 'What a restore that broke off has left in the folder of the FE is mixed with what the next one downloads.',
    source: 'https://github.com/gardener/etcd-backup-restore/pull/58',
    ...withSnapshotFault({ clearsLocalFiles: () => false }),
  },
  {
    name: 'probe-never-finished',
    clauses: ['S12'],
    expected: ['RS-16'],
    story: 'The probe goes on answering restoring although everything that the file asks for is done.',
    ...withSnapshotFault({
      restoreSteps: (profile) => reference.restoreSteps(profile).filter((step) => step !== 'finish'),
    }),
  },
  {
    name: 'jars-needed-to-start',
    clauses: ['S10'],
    expected: ['RS-17', 'RS-1'],
    story: 'A restored FE does not start while the JAR of a function is missing.',
    ...withSnapshotFault({ startsWithoutJars: ({ functions }) => functions.length === 0 }),
  },
];

/** Faults in what has become of snapshots and automation after a restore (S05, S12, S16). */
const snapshotMutants: readonly Mutant[] = [
  {
    name: 'restored-snapshot-deleted',
    clauses: ['S12'],
    expected: ['RS-8'],
    story: 'The job of the snapshot that was restored is found unfinished, called failed, and its objects are deleted.',
    source: 'https://github.com/StarRocks/starrocks/pull/56098',
    ...withSnapshotFault({ jobsAfterRestore: takenForFailed }),
  },
  {
    name: 'restored-job-without-ids',
    clauses: ['S12'],
    expected: ['SN-7', 'SP-3'],
    story: 'The snapshot that was restored is listed without the journal ids of its images.',
    ...withSnapshotFault({
      jobsAfterRestore: (jobs, restored) =>
        reference.jobsAfterRestore(jobs, { ...restored, feJournalId: 0, starmgrJournalId: 0 }),
    }),
  },
  {
    name: 'restored-off',
    clauses: ['S12'],
    expected: ['RS-9'],
    story: 'Automated snapshots are OFF after a restore, whatever they were.',
    ...withSnapshotFault({ volumeAfterRestore: () => undefined }),
  },
  {
    name: 'journal-begins-anew-after-restore',
    clauses: ['S12'],
    expected: ['SN-7'],
    story: 'After a restore the FE journal begins anew, so that later snapshots have lower ids than earlier ones.',
    ...withSnapshotFault({ journalIdAfterRestore: () => 1 }),
  },
  {
    name: 'service-id-made-anew',
    clauses: ['S05', 'S12'],
    expected: ['SP-1'],
    story: 'A restored cluster has a service id of its own, and so loses its snapshots.',
    ...withSnapshotFault({ restoredServiceId: ({ serviceId }) => `${serviceId}-restored` }),
  },
  {
    name: 'original-cleaned-up',
    clauses: ['S16'],
    expected: ['RS-14'],
    story: 'A cluster that is restored elsewhere cleans up before its volumes are moved: at the place of the original.',
    profile: 'documented-3.4',
    ...withSnapshotFault({ restoreSteps: moving(['fixJobs', 'cleanUp'], 'load'), jobsAfterRestore: takenForFailed }),
  },
];

/** Faults of a restore but for the sections of its file (S12, S13, S16). */
export const restoreMutants: readonly Mutant[] = [...sourceMutants, ...courseMutants, ...snapshotMutants];
