import type { SnapshotProfile } from './profile.ts';
import type { Job, SnapshotManager, Volume } from './state.ts';

/** What ON knows when it decides. */
export interface OnFacts {
  readonly isOn: boolean;
  readonly volume: string;
  readonly volumeExists: boolean;
}

/** What DROP STORAGE VOLUME knows when it decides. */
export interface DropVolumeFacts {
  readonly volume: Volume;
  /** The volume for snapshots, while ON. */
  readonly snapshotVolume: string | undefined;
  readonly hasTables: boolean;
}

/** The decisions about ON, OFF and the volumes (S01, S02, S07). */
export interface SwitchRules {
  /** S02: the volume of ON, given the one that was named and the one that the cluster was bootstrapped with. */
  volumeForOn(
    named: string | undefined,
    volumes: readonly Volume[],
    builtin: string,
    profile: SnapshotProfile,
  ): string | undefined;
  /** S02, interpretation 22: why ON is refused, or undefined. */
  onRefusal(facts: OnFacts): string | undefined;
  /** S02: the volume for snapshots after an ON that was not refused, given the one before it and the one that it wanted. */
  volumeAfterOn(current: string | undefined, wanted: string): string;
  /** S02: the volume for snapshots after a refused ON that wanted another one. */
  volumeAfterRefusal(current: string | undefined, wanted: string): string | undefined;
  /** S07, interpretation 22: why OFF is refused, or undefined. */
  offRefusal(isOn: boolean): string | undefined;
  /** S07, interpretation 24: why OFF is refused when it could not delete everything, or undefined. */
  incompleteOffRefusal(): string | undefined;
  /** S01: why a statement that makes a snapshot by hand is refused, or undefined: then a job starts. */
  manualRefusal(): string | undefined;
  /** S07, interpretation 24: whether OFF ends the job that is under way. */
  offEndsJob(profile: SnapshotProfile): boolean;
  /** S07: whether OFF takes this snapshot away. */
  offExpires(job: Job): boolean;
  /** S07: whether the feature is off once OFF has answered. */
  offSwitchesOff(): boolean;
  /** S02: the feature as a restarted or another FE finds it (snapshot notes 1.19). */
  managerOfNewLeader(manager: SnapshotManager): SnapshotManager;
  /** S02: why a volume cannot be dropped, or undefined (snapshot notes 1.18). */
  dropVolumeRefusal(facts: DropVolumeFacts): string | undefined;
}

export const referenceSwitchRules: SwitchRules = {
  volumeForOn: (named, volumes, builtin, profile) =>
    named ?? (profile.defaultVolume === 'builtin' ? builtin : volumes.find(({ isDefault }) => isDefault)?.name),
  onRefusal: ({ isOn, volume, volumeExists }) => {
    if (isOn) return 'Automated snapshot has been turn on';
    return volumeExists ? undefined : `Unknown storage volume: ${volume}`;
  },
  volumeAfterOn: (_current, wanted) => wanted,
  volumeAfterRefusal: (current) => current,
  offRefusal: (isOn) => (isOn ? undefined : 'Automated snapshot has not been turn on'),
  incompleteOffRefusal: () => undefined,
  manualRefusal: () => 'Getting syntax error: cluster snapshots are only created by the system',
  offEndsJob: (profile) => profile.offEndsJob,
  offExpires: (job) => job.state === 'FINISHED',
  offSwitchesOff: () => true,
  managerOfNewLeader: (manager) => manager,
  dropVolumeRefusal: ({ volume, snapshotVolume, hasTables }) => {
    if (volume.isDefault) return `default storage volume can not be removed: ${volume.name}`;
    if (snapshotVolume === volume.name) {
      return `Snapshot enabled on storage volume '${volume.name}', drop volume failed.`;
    }
    return hasTables ? `Storage volume '${volume.name}' is referenced by dbs or tables` : undefined;
  },
};
