import type { OrdinalSet } from '../ordinals.ts';
import type { Profile } from '../profile.ts';
import type { Medium } from '../scenario.ts';
import type { Vector } from '../vector.ts';
import type { ClusterLoad } from './clusterLoad.ts';
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
  readonly config: Config;
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
  /** Slots of the same paths that only balance tasks use (R31). */
  readonly balanceSlots: SlotPool;
  /** Bytes that replicas take, by path hash. */
  readonly usedBytes: ReadonlyMap<string, number>;
  /** Replicas by backend and the medium that their table asks for, under the keys of `countKey`. */
  readonly replicaCounts: ReadonlyMap<string, number>;
  /** The load statistics that decisions are based on, and when they were made (R25). */
  readonly statistics: Statistics;
  /** Repair hints, oldest first (R21). Only the leader has them. */
  readonly hints: readonly RepairHint[];
  /** By tablet the replica that a finished move has made superfluous (R23). Only the leader remembers. */
  readonly moved: ReadonlyMap<number, number>;
  /** Clones that the FE has given up and whose backend may still report. */
  readonly abandoned: readonly Task[];
  /** Replicas whose data is gone although the FE has a record of them. */
  readonly lost: readonly Placement[];
  /** Copies on backends that were down when their record was removed. */
  readonly garbage: readonly Placement[];
  readonly nextId: number;
}

/** Configuration that can be changed at run time. */
export interface Config {
  readonly slotsPerPath: number;
  readonly maxSchedulingTablets: number;
  readonly maxBalancingTablets: number;
  readonly disableBalance: boolean;
  readonly cloneTimeoutMinMs: number;
  readonly cloneTimeoutMaxMs: number;
}

/** Load statistics as of a moment. */
export interface Statistics {
  readonly madeMs: number;
  readonly load: ClusterLoad;
  /** Bytes that replicas took then, by path hash: what disks are known to hold. */
  readonly usedBytes: ReadonlyMap<string, number>;
  /** What moves were looked for in; while all of it is the same, looking again is in vain. */
  readonly seen: BalanceInputs | undefined;
}

/** Everything on which the choice of moves depends. */
export interface BalanceInputs {
  readonly backends: readonly Backend[];
  readonly tables: readonly Table[];
  readonly usedBytes: ReadonlyMap<string, number>;
  readonly replicaCounts: ReadonlyMap<string, number>;
  readonly scheduled: ReadonlySet<number>;
  readonly suspects: OrdinalSet;
  readonly config: Config;
}

/** An operator's wish that tablets of a partition be repaired first. */
export interface RepairHint {
  readonly tableId: number;
  readonly partitionId: number;
  readonly untilMs: number;
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
  /** Truth and belief: a failed disk takes nothing and has lost what it held. */
  readonly online: boolean;
}

/** Faults that a backend shows until they are switched off. */
export interface BackendFaults {
  readonly writesFail: boolean;
  readonly clonesFail: boolean;
  readonly clonesStall: boolean;
  readonly publishStalls: boolean;
  /** It reports every finished clone a second time. */
  readonly reportsTwice: boolean;
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
  readonly medium: Medium;
  /** A schema change is under way. */
  readonly altering: boolean;
  readonly partitions: readonly Partition[];
}

export interface Partition {
  readonly id: number;
  readonly indexId: number;
  readonly name: string;
  readonly replicationNum: number;
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
  /** Until when it is to be repaired before any replica of its tablet is removed; -1 when it is not. */
  readonly furtherRepairUntilMs: number;
  /** Of a replica about to go: loads that began before this id may still be writing to it; -1 otherwise. */
  readonly watermark: number;
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
  readonly medium: Medium;
  /** What one version weighs on a disk. */
  readonly rowBytes: number;
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

/** What a move evens out, in the words of releases (replication notes 8.45). */
export type BalanceKind =
  | 'INTER_NODE_LOAD_SCORE'
  | 'INTER_NODE_DISK_USAGE'
  | 'INTER_NODE_TABLET_DISTRIBUTION'
  | 'INTRA_NODE_DISK_USAGE'
  | 'INTRA_NODE_TABLET_DISTRIBUTION';

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
  readonly medium: Medium;
  /** What a balance task is to even out; undefined for repairs. */
  readonly balance: BalanceKind | undefined;
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
  readonly balanceSlots: SlotPool;
  readonly usedBytes: ReadonlyMap<string, number>;
}

/** Whether a backend can be given new replicas. */
export function isAvailable(backend: Backend): boolean {
  return backend.alive && !backend.decommissioned;
}
