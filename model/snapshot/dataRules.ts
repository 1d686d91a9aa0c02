import { isUnfinished } from './jobRules.ts';
import type { SnapshotProfile } from './profile.ts';
import { newestFinished } from './shownRules.ts';
import type { Job, SnapshotManager } from './state.ts';

/** What a vacuum knows of an old version of a table; times are on the clock by which garbage is measured. */
export interface VersionFacts {
  readonly committedMs: number;
  /** When the version after it was committed. */
  readonly supersededMs: number;
  /** Only what was superseded, or dropped, before this may go. */
  readonly boundaryMs: number;
  readonly nowMs: number;
  readonly isFull: boolean;
}

/** What the recycle bin knows of a dropped table. */
export interface RecycledFacts {
  readonly droppedMs: number;
  readonly boundaryMs: number;
  readonly nowMs: number;
  readonly withDatabase: boolean;
}

/** What publishing finds in the bucket under the key of the version that it is about to write. */
export interface FoundVersion {
  readonly gtid: number;
}

/** The decisions about rows, versions and garbage (S10, S11). */
export interface DataRules {
  /** S11: what was superseded or dropped before this moment may go (snapshot notes 6.1). */
  safeDeletionTime(manager: SnapshotManager, profile: SnapshotProfile): number;
  /** S11: whether a vacuum removes a version that is not visible any more. */
  mayVacuum(facts: VersionFacts, profile: SnapshotProfile): boolean;
  /** S11: whether the recycle bin gives a table up. */
  mayErase(facts: RecycledFacts): boolean;
  /** S11: whether a dropped table's data stays until it is erased. */
  keepsDataOfDropped(): boolean;
  /** S10: whether what lies under the key of a version is the load that is being published (snapshot notes 6.11). */
  isPublishedAlready(found: FoundVersion, gtid: number): boolean;
  /** S10: whether committed loads are published when an FE comes up. */
  publishesAfterStart(): boolean;
  /** S10: the version of a table that is read, given the FE's and the newest in the bucket. */
  versionRead(visible: number, newestStored: number): number;
  /** S10: whether a table can be read, given the groups of shards that StarMgr knows and the partitions that it has. */
  hasShards(groups: number, partitions: number): boolean;
}

const SNAPSHOTS_WITH_DATA: readonly Job['state'][] = ['FINISHED', 'EXPIRED', 'DELETED'];

/** The newest snapshot needs nothing that was superseded before the job before it began, and that one's end may be near. */
function boundary({ volume, jobs }: SnapshotManager, { beforeFirstSnapshot }: SnapshotProfile): number {
  if (volume === undefined) return Number.POSITIVE_INFINITY;
  const live = newestFinished(jobs);
  if (live === undefined) return beforeFirstSnapshot === 'keepAll' ? 0 : beforeFirst(jobs);
  const predecessor = jobs.findLast(({ id, state }) => id < live.id && SNAPSHOTS_WITH_DATA.includes(state));
  if (predecessor !== undefined) return predecessor.startedMs;
  return beforeFirstSnapshot === 'keepAll' ? 0 : live.startedMs;
}

/** A job that is under way may be the first snapshot; what it captures is not older than itself. */
function beforeFirst(jobs: readonly Job[]): number {
  return jobs.findLast(isUnfinished)?.startedMs ?? Number.POSITIVE_INFINITY;
}

export const referenceDataRules: DataRules = {
  safeDeletionTime: boundary,
  mayVacuum: ({ committedMs, supersededMs, boundaryMs, nowMs, isFull }, { fullVacuumKeepsSnapshots }) => {
    const graceMs = Math.min(nowMs + 1, boundaryMs);
    return isFull && !fullVacuumKeepsSnapshots ? committedMs < graceMs : supersededMs < graceMs;
  },
  mayErase: ({ droppedMs, boundaryMs }) => droppedMs < boundaryMs,
  keepsDataOfDropped: () => true,
  isPublishedAlready: (found, gtid) => found.gtid === gtid,
  publishesAfterStart: () => true,
  versionRead: (visible) => visible,
  hasShards: (groups, partitions) => groups >= partitions,
};
