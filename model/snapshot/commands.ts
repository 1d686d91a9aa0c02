/**
 * The words in which a shared-data cluster is driven: its topology, what clients and operators do to it, and what befalls
 * it. Symbolic like all of a scenario: volumes `v1`, snapshots by the number of their job from 1, loads `l1`.
 */

/** A storage volume as it is when a scenario starts. The first one is the default volume. */
export interface VolumeSpec {
  readonly name: string;
  /** Folder in the object store, for example `s3://bucket/cluster`; with or without a slash at its end. */
  readonly location: string;
}

/** A cluster whose data lies in an object store (S01). */
export interface SharedDataSpec {
  readonly volumes: readonly VolumeSpec[];
  /** Hosts of the FEs; the first one is the leader. */
  readonly frontends: readonly string[];
  readonly computeNodes: readonly string[];
  /** Another cluster has a snapshot in the location of the first volume, under a service id of its own. */
  readonly neighbour?: boolean;
}

/** An object that a snapshot must hold (S10). Names are unique within their kind. */
export type ClusterObject =
  | { readonly kind: 'catalog'; readonly name: string }
  | { readonly kind: 'database'; readonly name: string }
  /** A table lies on a volume: the default one when none is named. */
  | { readonly kind: 'table'; readonly name: string; readonly database: string; readonly volume?: string }
  | { readonly kind: 'view'; readonly name: string; readonly database: string }
  | { readonly kind: 'user'; readonly name: string }
  | { readonly kind: 'role'; readonly name: string }
  /** SELECT on a table, granted to a user. */
  | { readonly kind: 'grant'; readonly user: string; readonly table: string }
  /** A continuous load into a table. */
  | { readonly kind: 'loadJob'; readonly name: string; readonly table: string }
  | { readonly kind: 'resourceGroup'; readonly name: string }
  /** A function whose JAR is a local file: an external dependency that no snapshot holds. */
  | { readonly kind: 'function'; readonly name: string; readonly database: string };

export type ClusterObjectKind = ClusterObject['kind'];

/** A part of a snapshot's folder. */
export type SnapshotPart = 'VERSION' | 'ROLE' | 'feImage' | 'checksum' | 'starmgrImage';

/** What is restored: the snapshot of the nth job, or the `meta` folder of the volume that holds it. */
export interface RestoreSource {
  readonly from: 'snapshot' | 'meta';
  /** Number of the job from 1, in order of creation; of the last one that has a folder when absent. */
  readonly job?: number;
  /** The volume under which it is looked for: the one that the job wrote to when absent. */
  readonly volume?: string;
  readonly trailingSlashes?: number;
}

/** A frontend, compute node or volume as cluster_snapshot.yaml lists it. */
export interface RestoredFrontend {
  readonly host: string;
  readonly type?: 'follower' | 'observer';
}

export interface RestoredVolume {
  readonly name: string;
  readonly location: string;
}

/**
 * The leader is stopped and started with `--cluster_snapshot` and a file with these sections (S12 to S16); the other FEs and
 * the compute nodes follow with empty folders. Absent sections are absent from the file. All volumes that the file needs are
 * listed by whoever runs the command, those of `volumes` with other locations.
 */
export interface Restore {
  readonly do: 'restore';
  readonly source: RestoreSource;
  readonly frontends?: readonly RestoredFrontend[];
  readonly computeNodes?: readonly string[];
  readonly volumes?: readonly RestoredVolume[];
  /** A flaw in the file that must be refused before anything is touched. */
  readonly flaw?: 'unknownVolume' | 'noPath' | 'wrongSuffix' | 'leaderListed' | 'duplicateHost' | 'badPort';
  /** The FE is killed after so many steps of the restore; it is then down until it is restored again. */
  readonly killedAfter?: number;
}

export type SnapshotCommand =
  /** ADMIN SET AUTOMATED CLUSTER SNAPSHOT ON [STORAGE VOLUME v]. */
  | { readonly do: 'enableSnapshots'; readonly volume?: string }
  /** ADMIN SET AUTOMATED CLUSTER SNAPSHOT OFF. */
  | { readonly do: 'disableSnapshots' }
  /** A statement that creates a snapshot by hand; must be refused (S01). */
  | { readonly do: 'createSnapshot' }
  | { readonly do: 'createVolume'; readonly volume: string; readonly location: string }
  | { readonly do: 'alterVolume'; readonly volume: string; readonly comment: string }
  | { readonly do: 'dropVolume'; readonly volume: string }
  | { readonly do: 'setDefaultVolume'; readonly volume: string }
  /** DESC STORAGE VOLUME. */
  | { readonly do: 'describeVolume'; readonly volume: string }
  | { readonly do: 'createObject'; readonly object: ClusterObject }
  /** A dropped table goes to the recycle bin; with a database all that lies in it goes. */
  | { readonly do: 'dropObject'; readonly object: ClusterObject }
  | { readonly do: 'recoverTable'; readonly table: string }
  /** A load into a table: answered when visible, or COMMITTED while publishing is held up. */
  | { readonly do: 'writeTable'; readonly load: string; readonly table: string }
  | { readonly do: 'readTable'; readonly table: string }
  /** Committed loads stay unpublished while on. */
  | { readonly do: 'holdPublish'; readonly on: boolean }
  /** Removes garbage of all tables: what the usual pass may remove, or everything that is not visible (`full`). */
  | { readonly do: 'vacuum'; readonly full: boolean }
  /** Erases what is in the recycle bin as far as that is allowed. */
  | { readonly do: 'eraseRecycleBin' }
  /** A metadata checkpoint outside any snapshot job. */
  | { readonly do: 'checkpoint' }
  /** The n-th request of a kind to the store from now on fails, once. */
  | { readonly do: 'failStore'; readonly request: 'put' | 'delete' | 'list' | 'get'; readonly nth: number }
  /** All requests to the store fail while on. */
  | { readonly do: 'breakStore'; readonly on: boolean }
  /** A part of the folder of the nth job's snapshot is gone or cut short. */
  | {
      readonly do: 'damageSnapshot';
      readonly job: number;
      readonly part: SnapshotPart;
      readonly how: 'remove' | 'truncate';
    }
  /** All objects of a volume are copied to another location, as an operator does before a restore elsewhere. */
  | { readonly do: 'copyVolume'; readonly volume: string; readonly location: string }
  /** The leader FE dies; nothing but `restartFrontend`, `restore` and the passing of time is possible then. */
  | { readonly do: 'crashFrontend' }
  | { readonly do: 'restartFrontend' }
  /** The wall clock of the FE is set forward or back. */
  | { readonly do: 'stepClock'; readonly seconds: number }
  | Restore;

const kinds: Readonly<Record<SnapshotCommand['do'], true>> = {
  enableSnapshots: true,
  disableSnapshots: true,
  createSnapshot: true,
  createVolume: true,
  alterVolume: true,
  dropVolume: true,
  setDefaultVolume: true,
  describeVolume: true,
  createObject: true,
  dropObject: true,
  recoverTable: true,
  writeTable: true,
  readTable: true,
  holdPublish: true,
  vacuum: true,
  eraseRecycleBin: true,
  checkpoint: true,
  failStore: true,
  breakStore: true,
  damageSnapshot: true,
  copyVolume: true,
  crashFrontend: true,
  restartFrontend: true,
  stepClock: true,
  restore: true,
};

/** Whether a command concerns shared-data clusters only. */
export function isSnapshotCommand(command: { readonly do: string }): command is SnapshotCommand {
  return Object.hasOwn(kinds, command.do);
}
