import type { ProfileName } from '../model/profile.ts';
import type { Rules } from '../model/replication/rules.ts';
import type { Command, CommandKind, Medium, Outcome, Topology } from '../model/scenario.ts';
import type { RestoreFileAnswer } from '../model/snapshot/restoreFile.ts';
import type { Vector } from '../model/vector.ts';
import type { HintRow, LoadRow, ReplicaStatusRow, SlotsRow, TaskRow } from '../model/views/replication.ts';
import type { SharedDataView } from '../model/views/sharedData.ts';

/**
 * What a target can do: the commands it takes, `laws` when it answers pure decisions, `choices` when it lets the
 * scenario decide what the specification leaves open.
 */
export type Capability = CommandKind | 'laws' | 'choices';

/** What a target's reading of a cluster_snapshot.yaml comes to (Appendix of the snapshot document). */
export type ReadRestoreFile = (text: string, leaderHost: string | null) => RestoreFileAnswer;

/** The decisions behind the laws. */
export interface Laws extends Rules {
  readonly readRestoreFile: ReadRestoreFile;
}

/** The pure decisions that a target may expose, and their arguments. */
export type LawName =
  | 'quorumSize'
  | 'loadSucceeds'
  | 'updateVersions'
  | 'diagnose'
  | 'isDead'
  | 'compareTasks'
  | 'raisePriority'
  | 'timeoutMs'
  | 'clampSlots'
  | 'capacityCoefficient'
  | 'loadScore'
  | 'classifyLoad'
  | 'readRestoreFile';

/** All of them, as law files and `chaos.law` name them. */
export const lawNames: readonly LawName[] = [
  'quorumSize',
  'loadSucceeds',
  'updateVersions',
  'diagnose',
  'isDead',
  'compareTasks',
  'raisePriority',
  'timeoutMs',
  'clampSlots',
  'capacityCoefficient',
  'loadScore',
  'classifyLoad',
  'readRestoreFile',
];

export type LawArguments<Name extends LawName> = Parameters<Laws[Name]>;

/** One question to a pure decision of the target. */
export interface LawCall {
  readonly law: LawName;
  readonly args: readonly unknown[];
}

/** A storage path as SHOW PROC '/backends/<id>' shows it. */
export interface DiskView {
  readonly pathHash: string;
  readonly medium: Medium;
  readonly totalBytes: number;
  readonly freeBytes: number;
  readonly online: boolean;
}

/** A backend as SHOW PROC '/backends' shows it; `name` is the scenario's. */
export interface BackendView {
  readonly name: string;
  readonly id: string;
  readonly alive: boolean;
  readonly decommissioned: boolean;
  readonly freeBytes: number;
  readonly disks: readonly DiskView[];
}

/** A partition as SHOW PARTITIONS shows it; its tablets are `first` up to `first + buckets - 1`. */
export interface PartitionView {
  readonly name: string;
  readonly visibleVersion: number;
  readonly replicationNum: number;
  readonly first: number;
  readonly buckets: number;
}

/** A table as SHOW CREATE TABLE and SHOW PARTITIONS show it. */
export interface TableView {
  readonly name: string;
  readonly replicationNum: number;
  readonly writeQuorum: string;
  readonly medium: Medium;
  /** A schema change is under way. */
  readonly altering: boolean;
  readonly partitions: readonly PartitionView[];
}

/** A tablet as ADMIN SHOW REPLICA STATUS shows it. `missing` counts its MISSING rows. */
export interface TabletView {
  readonly index: number;
  readonly table: string;
  readonly partition: string;
  readonly bucket: number;
  readonly tabletId: string;
  readonly replicationNum: number;
  readonly visibleVersion: number;
  readonly replicas: readonly ReplicaStatusRow[];
  readonly missing: number;
}

/** What a client sees of the system at one moment. What did not change is the same object as before. */
export interface Observation {
  /** The target's clock in milliseconds since the scenario's start. */
  readonly nowMs: number;
  readonly backends: readonly BackendView[];
  readonly tables: readonly TableView[];
  /** By index; undefined once the table was dropped. */
  readonly tablets: Vector<TabletView | undefined>;
  /** The index of each tablet by its id; dropped ones may remain. */
  readonly indices: ReadonlyMap<string, number>;
  /** Indices of the tablets that may differ from the observation before. */
  readonly touched: readonly number[];
  readonly pending: readonly TaskRow[];
  readonly running: readonly TaskRow[];
  /** Ids of the tablets that have a task, as SHOW PROC '/cluster_balance/all_tablets' lists them. */
  readonly scheduled: readonly string[];
  /** Rows of the history that the observation before did not have. */
  readonly ended: readonly TaskRow[];
  readonly slots: readonly SlotsRow[];
  /** Repair hints in force, as SHOW PROC '/cluster_balance/priority_repair' lists them. */
  readonly hints: readonly HintRow[];
  /** Load statistics by medium, as SHOW PROC '/cluster_balance/cluster_load_stat/<medium>' shows them. */
  readonly load: Readonly<Record<Medium, readonly LoadRow[]>>;
  /** What is seen of a shared-data cluster; everything above but the time is empty then. */
  readonly sharedData?: SharedDataView;
}

/** A target that answers at once. */
export interface SyncSession {
  apply(command: Command, choices: readonly number[]): Outcome;
  observe(): Observation;
}

/** A target behind a wire. Rejects with a `TargetError` when it breaks the conversation. */
export interface AsyncSession {
  apply(command: Command, choices: readonly number[]): Promise<Outcome>;
  observe(): Promise<Observation>;
  close(): Promise<void>;
}

interface Described {
  /** As it is named in reports; carries no secret. */
  readonly target: string;
  readonly profile: ProfileName;
  readonly capabilities: ReadonlySet<Capability>;
}

export interface SyncAdapter extends Described {
  readonly mode: 'sync';
  open(topology: Topology): SyncSession;
  law(call: LawCall): unknown;
}

export interface AsyncAdapter extends Described {
  readonly mode: 'async';
  open(topology: Topology): Promise<AsyncSession>;
  law(call: LawCall): Promise<unknown>;
  close(): Promise<void>;
}

/** How the kit reaches the system that it judges. */
export type Adapter = SyncAdapter | AsyncAdapter;

/** Every command that a scenario may hold. */
export const commandKinds: readonly CommandKind[] = [
  'createTable',
  'dropTable',
  'alterWriteQuorum',
  'load',
  'beginLoad',
  'commitLoad',
  'abortLoad',
  'query',
  'crashBackend',
  'restartBackend',
  'addBackend',
  'dropBackend',
  'decommissionBackend',
  'loseReplica',
  'compact',
  'setReplicaStatus',
  'failWrites',
  'failClones',
  'stallClones',
  'stallPublish',
  'repeatReports',
  'alterReplicationNum',
  'repairTable',
  'cancelRepair',
  'beginSchemaChange',
  'endSchemaChange',
  'cancelDecommission',
  'failDisk',
  'replaceDisk',
  'fillDisk',
  'changeLeader',
  'readReplica',
  'showReplicaStatus',
  'showReplicaDistribution',
  'showTablets',
  'showTablet',
  'showStatistic',
  'showProc',
  'setConfig',
  'advance',
  'heal',
  'enableSnapshots',
  'disableSnapshots',
  'createSnapshot',
  'createVolume',
  'alterVolume',
  'dropVolume',
  'setDefaultVolume',
  'describeVolume',
  'createObject',
  'dropObject',
  'recoverTable',
  'writeTable',
  'readTable',
  'holdPublish',
  'vacuum',
  'eraseRecycleBin',
  'checkpoint',
  'failStore',
  'breakStore',
  'damageSnapshot',
  'copyVolume',
  'crashFrontend',
  'restartFrontend',
  'stepClock',
  'restore',
];

/** Why a conversation with a target ended without an answer that can be judged. */
export type TargetFault = 'unreachable' | 'refusedLogin' | 'disconnected' | 'timeout' | 'nonsense' | 'unable';

/** A target that cannot be reached, stopped answering, or answered what no client can understand. */
export class TargetError extends Error {
  readonly fault: TargetFault;

  constructor(fault: TargetFault, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'TargetError';
    this.fault = fault;
  }
}
