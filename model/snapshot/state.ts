import type { Profile } from '../profile.ts';
import type { ClusterObjectKind, SnapshotPart } from './commands.ts';

/** The states of a job; `UPLOADING` exists in releases only (snapshot notes 2.1). */
export type JobState = 'INITIALIZING' | 'SNAPSHOTING' | 'UPLOADING' | 'FINISHED' | 'EXPIRED' | 'DELETED' | 'ERROR';

/** A snapshot and the job that makes it, as the FE has journaled them. Says nothing about what is in the bucket. */
export interface Job {
  readonly id: number;
  readonly name: string;
  /** Name of the volume that it writes to; the location is looked up when it is needed. */
  readonly volume: string;
  /** The wall clock when it was created; the name is made of it. */
  readonly createdMs: number;
  /** When it was created, on the clock by which intervals and garbage are measured. */
  readonly startedMs: number;
  readonly state: JobState;
  /** 0 until the capture. */
  readonly feJournalId: number;
  readonly starmgrJournalId: number;
  /** The wall clock when it finished, as the leader shows it; null until then. */
  readonly finishedMs: number | null;
  /** The same as it is journaled, which is what other FEs and later leaders know. */
  readonly journaledFinishedMs: number | null;
  readonly detail: string;
  readonly error: string;
  /** What the FE believes to be left of its folder once it has failed or expired. */
  readonly leftovers: 'unknown' | 'none' | 'abandoned';
}

/** The snapshot feature as it is journaled. */
export interface SnapshotManager {
  /** The volume for snapshots; undefined while OFF. */
  readonly volume: string | undefined;
  /** When ON was said, on the clock by which intervals are measured. */
  readonly onSinceMs: number;
  /** By id, ascending. */
  readonly jobs: readonly Job[];
}

export interface Volume {
  readonly name: string;
  readonly location: string;
  readonly isDefault: boolean;
  readonly comment: string;
}

export interface Database {
  readonly id: number;
  readonly name: string;
}

/** A table as the FE knows it; its rows are in the bucket. */
export interface Table {
  readonly id: number;
  readonly name: string;
  readonly database: string;
  readonly volume: string;
  /** Folder of its data, without a slash at the end. */
  readonly path: string;
  /** How many partitions it has: StarMgr must know as many groups of shards. */
  readonly partitions: number;
  readonly visibleVersion: number;
}

export interface RecycledTable {
  readonly table: Table;
  /** When it was dropped, on the clock by which garbage is measured. */
  readonly droppedMs: number;
  /** It went with its database. */
  readonly withDatabase: boolean;
}

export interface InDatabase {
  readonly name: string;
  readonly database: string;
}

export interface Grant {
  readonly user: string;
  readonly table: string;
}

export interface LoadJob {
  readonly name: string;
  readonly table: string;
  /** When it was created or has committed last, in scenario time. */
  readonly lastMs: number;
}

/** A load that is committed and not yet visible. */
export interface Txn {
  readonly load: string;
  readonly tableId: number;
  readonly version: number;
  /** Unlike ids these never come again, also not after a restore (snapshot notes 6.11). */
  readonly gtid: number;
}

export interface Frontend {
  readonly host: string;
  readonly role: 'leader' | 'follower' | 'observer';
}

/** Everything that the FEs have journaled: what an FE image holds. */
export interface Meta {
  /** Id of the newest record in the FE journal. */
  readonly journalId: number;
  /** Another one for every content: never repeats, also not after a restore. */
  readonly serial: number;
  readonly nextId: number;
  readonly catalogs: readonly string[];
  readonly databases: readonly Database[];
  readonly tables: readonly Table[];
  readonly recycled: readonly RecycledTable[];
  readonly views: readonly InDatabase[];
  readonly users: readonly string[];
  readonly roles: readonly string[];
  readonly grants: readonly Grant[];
  readonly loadJobs: readonly LoadJob[];
  readonly resourceGroups: readonly string[];
  readonly functions: readonly InDatabase[];
  readonly volumes: readonly Volume[];
  readonly frontends: readonly Frontend[];
  readonly computeNodes: readonly string[];
  readonly txns: readonly Txn[];
  readonly manager: SnapshotManager;
}

/** A cluster in which nobody has created anything. */
export const noObjects = {
  catalogs: [],
  databases: [],
  tables: [],
  recycled: [],
  views: [],
  users: [],
  roles: [],
  grants: [],
  loadJobs: [],
  resourceGroups: [],
  functions: [],
} satisfies Partial<Meta>;

/** Everything that StarMgr has journaled: what a StarMgr image holds. */
export interface StarMeta {
  readonly journalId: number;
  readonly serial: number;
  readonly serviceId: string;
  /** Groups of shards by table id. */
  readonly shards: ReadonlyMap<number, number>;
}

/** A part of the metadata that an image may hold or miss. */
export type ImagePart = ClusterObjectKind | 'volume' | 'transaction' | 'recycleBin' | 'snapshotManager';

/** Names of loads, the newest first; versions of a table share their tails. */
export interface Rows {
  readonly load: string;
  readonly older: Rows | undefined;
}

/** What the bytes of an object mean. */
export type Content =
  | { readonly kind: 'VERSION' | 'ROLE'; readonly text: string }
  | { readonly kind: 'feImage'; readonly meta: Meta }
  /** Of the image with that ETag. */
  | { readonly kind: 'checksum'; readonly of: string }
  | { readonly kind: 'starmgrImage'; readonly star: StarMeta }
  /** One version of a table, complete in itself. */
  | {
      readonly kind: 'data';
      readonly version: number;
      readonly gtid: number;
      /** On the clock by which garbage is measured. */
      readonly committedMs: number;
      readonly rows: Rows | undefined;
    }
  /** A load that is committed and not yet visible. */
  | { readonly kind: 'txnLog'; readonly load: string; readonly gtid: number };

export interface StoredObject {
  readonly content: Content;
  readonly isTruncated: boolean;
  readonly etag: string;
  readonly bytes: number;
}

/** Objects by key, grouped by the folder of a snapshot or a table so that a change copies little. */
export type Bucket = ReadonlyMap<string, ReadonlyMap<string, StoredObject>>;

/** Both journals at one moment. */
export interface Cut {
  readonly meta: Meta;
  readonly star: StarMeta;
}

/** What the leader still has to do for snapshots, one atom each; only in its memory. */
export type Task =
  | { readonly do: 'capture' | 'feImage' | 'starmgrImage' | 'finish'; readonly jobId: number }
  | { readonly do: 'upload'; readonly jobId: number; readonly parts: readonly SnapshotPart[] }
  /** Takes no time: plans what follows from the states of the jobs. */
  | { readonly do: 'cleanUp'; readonly jobId: number | undefined }
  | { readonly do: 'expire' | 'markDeleted'; readonly jobId: number | undefined; readonly target: number }
  /** Keys are undefined until the folder was listed. */
  | {
      readonly do: 'delete';
      readonly jobId: number | undefined;
      readonly target: number;
      readonly keys: readonly string[] | undefined;
    };

export type StoreRequest = 'put' | 'delete' | 'list' | 'get';

export interface StoreFaults {
  readonly isBroken: boolean;
  /** How many requests of a kind are left until one fails; absent: none will. */
  readonly countdown: Readonly<Partial<Record<StoreRequest, number>>>;
}

export interface SnapshotConfig {
  readonly intervalMs: number;
  readonly historyLimit: number;
}

/** A job as whoever drives the scenario remembers it. */
export interface Launched {
  readonly name: string;
  readonly volume: string;
  readonly location: string;
  readonly serviceId: string;
}

/** How far a restore has come with what the file asks for. */
export interface RestoreProgress {
  readonly isRestoring: boolean;
  readonly portsOpen: boolean;
  readonly frontends: boolean;
  readonly computeNodes: boolean;
  readonly volumes: boolean;
}

/** A shared-data cluster, its bucket, and what is wrong with them. */
export interface SharedDataState {
  readonly profile: Profile;
  /** Scenario time. */
  readonly nowMs: number;
  /** The wall clock minus scenario time. */
  readonly clockOffsetMs: number;
  readonly config: SnapshotConfig;
  /** Whether the leader FE runs. While it does not, `meta` and `star` are what was seen last. */
  readonly isUp: boolean;
  /** The wall clock when the leader FE answered last; of use only while it does not run. */
  readonly lastSeenMs: number;
  /** Host of the leader FE. */
  readonly host: string;
  /** When it became the leader, on the clock by which intervals are measured. */
  readonly leaderSinceMs: number;
  /** When it started a job last, on the same clock. */
  readonly lastStartedHereMs: number | undefined;
  /** The interval that held when it became the leader. */
  readonly intervalAtStartMs: number;
  /** In scenario time. */
  readonly upSinceMs: number;
  readonly meta: Meta;
  readonly star: StarMeta;
  /** The newest images in the leader's folder. */
  readonly images: Cut;
  /** Whether the leader's folder holds its metadata; otherwise the files that a broken-off restore left there. */
  readonly disk: 'intact' | ReadonlyMap<string, StoredObject>;
  readonly work: readonly Task[];
  /** What the job under way has captured. */
  readonly captured: Cut | undefined;
  /** When the next task is due, in scenario time. */
  readonly nextTaskMs: number;
  /** When failed deletes are tried again, in scenario time; undefined: nothing failed. */
  readonly retryMs: number | undefined;
  readonly bucket: Bucket;
  readonly faults: StoreFaults;
  readonly publishIsHeld: boolean;
  /** The volume that the cluster was bootstrapped with. */
  readonly builtinVolume: string;
  /** All jobs of the scenario, in order of creation. */
  readonly launched: readonly Launched[];
  readonly restore: RestoreProgress;
  /** Source of serials and global transaction ids; never set back. */
  readonly nextSerial: number;
}
