import type { ClusterSnapshotJobRow, ClusterSnapshotRow } from './snapshot.ts';

/** What a client can tell of a file in a snapshot's folder. */
export interface SnapshotFileView {
  /** Below the folder of the snapshot, for example `v2/image.42`. */
  readonly path: string;
  readonly bytes: number;
  /** The ETag, or a fingerprint of the content: another one after a rewrite with other bytes. */
  readonly etag: string;
}

/** A folder below `meta/image/` as the listing of the bucket shows it. */
export interface SnapshotFolderView {
  readonly volume: string;
  readonly serviceId: string;
  readonly name: string;
  /** By path. */
  readonly files: readonly SnapshotFileView[];
  /** The highest N of `v2/image.N`, and M of `starmgr/image.M`; 0 without one. */
  readonly feJournalId: number;
  readonly starmgrJournalId: number;
  /** Whether `v2/checksum.N` holds the CRC32 of `v2/image.N`, and the images are whole. */
  readonly isIntact: boolean;
}

/** The bucket as it is listed. */
export interface BucketView {
  readonly folders: readonly SnapshotFolderView[];
  /** Keys of all objects that are neither in a snapshot's folder nor data, by volume: none are expected. */
  readonly strays: readonly string[];
  /** Fingerprints of the data objects by key; keys begin with the volume's location. */
  readonly data: ReadonlyMap<string, string>;
}

export interface VolumeView {
  readonly name: string;
  readonly location: string;
  readonly isDefault: boolean;
  readonly comment: string;
}

export interface SharedTableView {
  readonly name: string;
  readonly database: string;
  readonly volume: string;
  /** Where its data lies: begins with the location of its volume. */
  readonly path: string;
  readonly visibleVersion: number;
  /** The visible rows, by the loads that wrote them, sorted; undefined when the table cannot be read. */
  readonly loads: readonly string[] | undefined;
}

/** What the cluster holds, as SHOW statements list it; each list is sorted by name. */
export interface CatalogView {
  readonly catalogs: readonly string[];
  readonly databases: readonly string[];
  readonly tables: readonly SharedTableView[];
  readonly views: readonly string[];
  readonly users: readonly string[];
  readonly roles: readonly string[];
  /** `user -> table`. */
  readonly grants: readonly string[];
  readonly loadJobs: readonly string[];
  readonly resourceGroups: readonly string[];
  readonly functions: readonly string[];
  readonly volumes: readonly VolumeView[];
  /** Tables in the recycle bin. */
  readonly recycled: readonly string[];
}

export interface FrontendView {
  readonly host: string;
  readonly role: 'leader' | 'follower' | 'observer';
}

/** What a client sees of a shared-data cluster and its bucket at one moment. */
export interface SharedDataView {
  /** Whether the leader FE answers. While it does not, everything but the bucket is as it was seen last. */
  readonly isUp: boolean;
  /** The wall clock of the FE, in milliseconds on the scale of the rows' times. */
  readonly clockMs: number;
  /** `automated_cluster_snapshot_interval_seconds`, in force. */
  readonly intervalMs: number;
  readonly snapshots: readonly ClusterSnapshotRow[];
  readonly jobs: readonly ClusterSnapshotJobRow[];
  /** The same two views as another FE shows them. */
  readonly followerSnapshots: readonly ClusterSnapshotRow[];
  readonly followerJobs: readonly ClusterSnapshotJobRow[];
  readonly catalog: CatalogView;
  readonly frontends: readonly FrontendView[];
  readonly computeNodes: readonly string[];
  readonly bucket: BucketView;
  /** What the restore probe answers: `restoring` until nodes and volumes are as the file says. */
  readonly restoreState: 'restoring' | 'finished';
}
