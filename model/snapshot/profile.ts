/**
 * What differs between the documents and the releases about snapshots, as data. Field names say the decision; the sections
 * are those of the snapshot notes.
 */
export interface SnapshotProfile {
  /** `automated_cluster_snapshot_interval_seconds` when nobody has set it (S03; 2.7). */
  readonly snapshotIntervalMs: number;
  /** How long one step of a job takes in the simulated cluster: a capture, an image, an object that is put or deleted. */
  readonly snapshotStepMs: number;
  /** A failed delete is tried again after this long; null: only when another snapshot finishes or OFF is said (2.18). */
  readonly deleteRetryMs: number | null;
  /** What comes first in the hand-over: the record of the new snapshot, or the end of the old one (2.15). */
  readonly handOver: 'recordFirst' | 'expireFirst';
  /** Whether OFF ends a job that is under way (1.16). */
  readonly offEndsJob: boolean;
  /** Which jobs the view lists while ON (5.4). */
  readonly listed: 'notYetDeleted' | 'newestFinished';
  /** What lies in the folder of a volume that is gone cannot be deleted: given up, or an error for good (2.20). */
  readonly missingVolume: 'skipped' | 'poison';
  /** The volume of ON without a name (1.5). */
  readonly defaultVolume: 'marked' | 'builtin';
  /** Since when the interval counts for the first job (1.13; interpretation 23). */
  readonly firstJobAfter: 'on' | 'leaderStart';
  /** Which folder of `meta` is restored (7.9). */
  readonly restoredFromMeta: 'newestComplete' | 'firstListed';
  /** Whether a restore looks at everything before it touches local state (7.9). */
  readonly restoreValidates: 'first' | 'late';
  /** How many ended jobs the history keeps (2.21). */
  readonly jobHistoryLimit: number;
  /** Garbage when no snapshot has ever finished while ON: kept for good, or collected (6.5). */
  readonly beforeFirstSnapshot: 'keepAll' | 'collect';
  /** Whether a job that uploads shows it, or still says SNAPSHOTING (2.1). */
  readonly showsUploading: boolean;
  /** By which clock intervals and garbage are measured: one that only goes forward, or the FE's wall clock (2.6, 3.3). */
  readonly measuredBy: 'elapsedTime' | 'wallClock';
  /** When the objects of a failed job go: at once, or with the next clean-up, and again with each one after it (2.18). */
  readonly failedFolders: 'atOnce' | 'everyCleanUp';
  /** Which rows the history gives up: only those without anything left in the bucket, or failed ones too (2.22). */
  readonly trimsFailedJobs: boolean;
  /** Whether a full vacuum keeps what live snapshots need (6.4). */
  readonly fullVacuumKeepsSnapshots: boolean;
  /** Whether the time at which a snapshot was finished is stamped anew by the leader after the clean-up (2.23). */
  readonly stampsFinishTwice: boolean;
}
