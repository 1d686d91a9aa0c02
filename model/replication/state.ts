import type { OrdinalSet } from '../ordinals.ts';
import type { Profile } from '../profile.ts';
import type { Medium } from '../scenario.ts';
import type { Vector } from '../vector.ts';
import type { ReplicaState, TabletStatus } from './health.ts';
import type { Priority } from './priority.ts';
import type { WriteQuorum } from './quorum.ts';
import type { SlotPool } from './slots.ts';
import type { ReplicaVersions } from './versions.ts';

/**
 * The state of a shared-nothing cluster. Two truths are kept apart: what the FE believes (replica records, versions,
 * liveness, tasks) and what is really there (running processes, rowsets on disks, data that was lost).
 */
export interface State {
  readonly profile: Profile;
  readonly nowMs: number;
  readonly slotsPerPath: number;
  readonly backends: readonly Backend[];
  readonly databases: readonly Database[];
  readonly tables: readonly Table[];
  /** Every tablet that was ever created, by ordinal; undefined once its table was dropped. */
  readonly tablets: Vector<Tablet | undefined>;
  readonly loads: readonly LoadTransaction[];
  readonly pending: readonly Task[];
  readonly running: readonly Task[];
  readonly history: readonly Task[];
  /** Tablets that have a task: pending or running, never both. */
  readonly scheduled: ReadonlySet<number>;
  /** Tablets that may be unhealthy; all others are known to be healthy. */
  readonly suspects: OrdinalSet;
  /** By backend the tablets of which it has a replica record. */
  readonly holdings: ReadonlyMap<number, OrdinalSet>;
  /** Clone slots by path, under the keys of `slotKey` (R29). */
  readonly slots: SlotPool;
  /** Clones that the FE has given up and whose backend may still report. */
  readonly abandoned: readonly Task[];
  /** Replicas whose data is gone although the FE has a record of them. */
  readonly lost: readonly Placement[];
  /** Copies on backends that were down when their record was removed. */
  readonly garbage: readonly Placement[];
  readonly nextId: number;
}

/** A tablet on a backend. */
export interface Placement {
  readonly ordinal: number;
  readonly backendId: number;
}

export interface Disk {
  readonly path: string;
  readonly pathHash: string;
  readonly medium: Medium;
  readonly totalBytes: number;
  /** Bytes that something other than tablets occupies. */
  readonly usedBytes: number;
}

/** Faults that a backend shows until they are switched off. */
export interface BackendFaults {
  readonly writesFail: boolean;
  readonly clonesFail: boolean;
  readonly clonesStall: boolean;
  readonly publishStalls: boolean;
}

export interface Backend {
  readonly id: number;
  readonly name: string;
  readonly host: string;
  readonly heartbeatPort: number;
  /** Truth: the process runs. */
  readonly running: boolean;
  /** Belief: the last heartbeat was answered. */
  readonly alive: boolean;
  readonly lastHeartbeatMs: number;
  readonly startedMs: number;
  readonly decommissioned: boolean;
  readonly disks: readonly Disk[];
  readonly faults: BackendFaults;
}

export interface Database {
  readonly id: number;
  readonly name: string;
}

export interface Table {
  readonly id: number;
  readonly database: string;
  readonly name: string;
  readonly replicationNum: number;
  readonly writeQuorum: WriteQuorum;
  readonly partitions: readonly Partition[];
}

export interface Partition {
  readonly id: number;
  readonly indexId: number;
  readonly name: string;
  readonly visibleVersion: number;
  /** Version of the newest committed load; equals `visibleVersion` when nothing waits to be published. */
  readonly committedVersion: number;
  readonly firstTablet: number;
  readonly buckets: number;
}

/** What the FE records of a replica. */
export interface Replica extends ReplicaVersions {
  readonly id: number;
  readonly backendId: number;
  readonly pathHash: string;
  readonly state: ReplicaState;
  readonly bad: boolean;
  readonly setBadForce: boolean;
  readonly needFurtherRepair: boolean;
  /** An incremental clone has found that versions it needs are gone. */
  readonly tooFarBehind: boolean;
}

/** Consecutive versions stored together, with the identities of the loads that wrote them. */
export interface Rowset {
  readonly first: number;
  readonly last: number;
  readonly loads: readonly string[];
}

/** What a backend's disk really holds of a tablet. `version`: up to here nothing is missing. */
export interface Copy {
  readonly backendId: number;
  readonly version: number;
  readonly rowsets: readonly Rowset[];
}

export interface Tablet {
  readonly id: number;
  readonly ordinal: number;
  readonly tableId: number;
  readonly partition: number;
  readonly bucket: number;
  readonly replicas: readonly Replica[];
  readonly copies: readonly Copy[];
  /** When the checker last could have seen it healthy; -1 while it is healthy. */
  readonly unhealthySinceMs: number;
}

/** What a load has stored so far in one tablet: the ids of the replicas that reported success. */
export interface TabletWrite {
  readonly ordinal: number;
  readonly written: readonly number[];
}

/** A load in flight. */
export interface LoadTransaction {
  readonly id: number;
  readonly label: string;
  readonly tableId: number;
  readonly partitions: readonly number[];
  readonly writes: readonly TabletWrite[];
  /** Versions it will make visible, by position in `partitions`; empty until it is committed. */
  readonly versions: readonly number[];
}

export type TaskState = 'PENDING' | 'RUNNING' | 'FINISHED' | 'CANCELLED' | 'TIMEOUT' | 'UNEXPECTED';
export type CloneKind = 'incremental' | 'full';

/** One end of a clone. */
export interface CloneEnd {
  readonly backendId: number;
  readonly pathHash: string;
}

/** A scheduling task, which is about one tablet (R28). Times are -1 while they have not come. */
export interface Task {
  readonly id: number;
  readonly ordinal: number;
  readonly tabletId: number;
  readonly type: 'REPAIR' | 'BALANCE';
  readonly status: TabletStatus;
  readonly state: TaskState;
  readonly originalPriority: Priority;
  readonly priority: Priority;
  readonly source: CloneEnd | undefined;
  readonly destination: CloneEnd | undefined;
  readonly clone: CloneKind | undefined;
  readonly replicaId: number;
  readonly timeoutMs: number;
  readonly createdMs: number;
  readonly lastScheduledMs: number;
  readonly lastVisitedMs: number;
  readonly lastAdjustedMs: number;
  readonly finishedMs: number;
  readonly failedScheduling: number;
  readonly failedRunning: number;
  readonly visibleVersion: number;
  readonly committedVersion: number;
  readonly message: string;
  /** Truth: the backend has lost the task and will never report. */
  readonly forgotten: boolean;
  /** What there was when it could last not be scheduled: while all of it is the same, trying again is in vain. */
  readonly stuckOn: Surroundings | undefined;
}

/** What decides whether a waiting task can be scheduled. */
export interface Surroundings {
  readonly tablet: Tablet;
  readonly table: Table;
  readonly backends: readonly Backend[];
  readonly slots: SlotPool;
}

/** Whether a backend can be given new replicas. */
export function isAvailable(backend: Backend): boolean {
  return backend.alive && !backend.decommissioned;
}
