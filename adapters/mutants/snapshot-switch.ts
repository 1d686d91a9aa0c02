import { referenceSnapshotRules } from '../../model/snapshot/rules.ts';
import { type Mutant, withSnapshotFault } from './mutant.ts';

const reference = referenceSnapshotRules;

/** Faults of ON (S01, S02). */
const onMutants: readonly Mutant[] = [
  {
    name: 'on-volume-unchecked',
    clauses: ['S02'],
    expected: ['SN-11'],
    story: 'ON is accepted for a volume that does not exist, and every job fails for it.',
    ...withSnapshotFault({
      onRefusal: (facts) => reference.onRefusal({ ...facts, volumeExists: true }),
    }),
  },
  {
    name: 'on-sets-volume-before-checks',
    clauses: ['S02'],
    expected: ['SN-11', 'SN-12'],
    story: 'A refused ON has changed the volume for snapshots all the same.',
    ...withSnapshotFault({ volumeAfterRefusal: (_current, wanted) => wanted }),
  },
  {
    name: 'second-on-without-effect',
    clauses: ['S02'],
    expected: ['SN-12'],
    story: 'A second ON with another volume is accepted, but no snapshot ever appears there.',
    source: 'https://github.com/StarRocks/starrocks/issues/62501',
    ...withSnapshotFault({
      onRefusal: (facts) => reference.onRefusal({ ...facts, isOn: false }),
      volumeAfterOn: (current, wanted) => current ?? wanted,
    }),
  },
  {
    name: 'on-goes-to-first-volume',
    clauses: ['S02'],
    expected: ['SN-12'],
    story:
      'ON without a name takes the volume that the cluster was bootstrapped with, not the one that is the default.',
    profile: 'documented-3.4',
    ...withSnapshotFault({ volumeForOn: (named, _volumes, builtin) => named ?? builtin }),
  },
  {
    name: 'on-ignores-named-volume',
    clauses: ['S02'],
    expected: ['SN-12', 'SN-11'],
    story: 'Snapshots go to the default volume whatever volume ON names.',
    ...withSnapshotFault({
      volumeForOn: (_named, volumes, builtin, profile) => reference.volumeForOn(undefined, volumes, builtin, profile),
    }),
  },
  {
    name: 'on-is-only-in-memory',
    clauses: ['S02'],
    expected: ['SN-13', 'RS-9'],
    story: 'Another FE that becomes the leader does not know that automated snapshots are ON.',
    ...withSnapshotFault({ managerOfNewLeader: (manager) => ({ ...manager, volume: undefined }) }),
  },
  {
    name: 'jobs-start-while-off',
    clauses: ['S01'],
    expected: ['SN-11'],
    story: 'Jobs are scheduled although nobody has switched automated snapshots on.',
    ...withSnapshotFault({ mayStartJob: (facts) => reference.mayStartJob({ ...facts, isOn: true }) }),
  },
  {
    name: 'manual-snapshot-accepted',
    clauses: ['S01'],
    expected: ['SN-15'],
    story: 'A statement that makes a snapshot by hand is taken for one that starts a job.',
    ...withSnapshotFault({ manualRefusal: () => undefined }),
  },
];

/** Faults of OFF (S07). */
const offMutants: readonly Mutant[] = [
  {
    name: 'off-only-flips-the-flag',
    clauses: ['S07'],
    expected: ['SN-8'],
    story: 'OFF stops further jobs, but what is finished stays where it is.',
    ...withSnapshotFault({ offExpires: () => false }),
  },
  {
    name: 'running-job-survives-off',
    clauses: ['S07'],
    expected: ['SN-8', 'SN-9'],
    story: 'A job that is under way when OFF is said goes on and is finished while automated snapshots are OFF.',
    profile: 'documented-3.4',
    ...withSnapshotFault({ offEndsJob: () => false }),
  },
  {
    name: 'off-hides-snapshots',
    clauses: ['S07', 'S08'],
    expected: ['SN-9', 'SN-8'],
    story: 'OFF only hides what is finished, and the next ON offers it again although nothing kept its data meanwhile.',
    ...withSnapshotFault({
      offExpires: () => false,
      listedSnapshots: (manager, profile) =>
        manager.volume === undefined ? [] : reference.listedSnapshots(manager, profile),
    }),
  },
  {
    name: 'off-gives-up-failed-deletes',
    clauses: ['S07'],
    expected: ['SN-10'],
    story: 'What OFF could not delete is tried again only while automated snapshots are ON.',
    profile: 'documented-3.4',
    ...withSnapshotFault({
      retriesDeletes: (facts) => facts.isOn && reference.retriesDeletes(facts),
    }),
  },
  {
    name: 'off-fails-with-the-store',
    clauses: ['S07'],
    expected: ['SN-14'],
    story: 'OFF is refused when the store refuses one of its deletes, so that nobody can switch the feature off.',
    profile: 'documented-3.4',
    source: 'https://github.com/StarRocks/starrocks/issues/59770',
    ...withSnapshotFault({ incompleteOffRefusal: () => 'Failed to delete a snapshot' }),
  },
  {
    name: 'off-leaves-scheduler-on',
    clauses: ['S07'],
    expected: ['SN-11', 'SN-8'],
    story: 'OFF deletes everything and answers, but the next job starts as before.',
    ...withSnapshotFault({ offSwitchesOff: () => false }),
  },
  {
    name: 'off-not-journaled',
    clauses: ['S07'],
    expected: ['SN-11', 'SN-8'],
    story: 'OFF is forgotten when another FE becomes the leader: jobs go on at the volume of the last one.',
    ...withSnapshotFault({
      managerOfNewLeader: (manager) => ({ ...manager, volume: manager.volume ?? manager.jobs.at(-1)?.volume }),
    }),
  },
];

/** Faults of volumes that are dropped (S02, S07). */
const dropMutants: readonly Mutant[] = [
  {
    name: 'volume-in-use-dropped',
    clauses: ['S02'],
    expected: ['SN-14'],
    story: 'The volume that snapshots go to can be dropped.',
    source: 'https://github.com/StarRocks/starrocks/pull/62246',
    ...withSnapshotFault({
      dropVolumeRefusal: (facts) => reference.dropVolumeRefusal({ ...facts, snapshotVolume: undefined }),
    }),
  },
  {
    name: 'dropped-volume-poisons',
    clauses: ['S02', 'S07'],
    expected: ['SN-14'],
    story: 'A failed job on a volume that was dropped makes every later clean-up fail, and with it jobs and OFF.',
    profile: 'documented-3.4',
    ...withSnapshotFault({
      failsWithoutVolume: () => true,
      deletesFolder: (facts, profile) => reference.deletesFolder(facts, { ...profile, failedFolders: 'everyCleanUp' }),
    }),
  },
];

/** Faults of ON, OFF and the volumes (S01, S02, S07). */
export const snapshotSwitchMutants: readonly Mutant[] = [...onMutants, ...offMutants, ...dropMutants];
