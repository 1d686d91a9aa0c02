/**
 * The words in which a system is driven: topologies, commands and their outcomes. Everything here is plain JSON with
 * symbolic names (`b1`, `t1`, `p1`, `l1`), so that a scenario replays from a file, on any target, without a seed.
 */
import type { SharedDataSpec, SnapshotCommand } from './snapshot/commands.ts';

export type Medium = 'HDD' | 'SSD';

/** One storage path of a backend. */
export interface DiskSpec {
  readonly medium: Medium;
  readonly totalBytes: number;
  /** Bytes that something other than tablets occupies; none when absent. */
  readonly usedBytes?: number;
}

/** One backend as it is when a scenario starts: running, empty. */
export interface BackendSpec {
  readonly name: string;
  readonly disks: readonly DiskSpec[];
}

/** The cluster in which a scenario starts. */
export interface Topology {
  readonly backends: readonly BackendSpec[];
  /** The data lies in an object store instead of on backends, of which there are none then. */
  readonly sharedData?: SharedDataSpec;
}

/** One tablet by its place: the bucket-th tablet (from 0) of a partition. */
export interface TabletRef {
  readonly table: string;
  readonly partition: string;
  readonly bucket: number;
}

export interface CreateTable {
  readonly do: 'createTable';
  readonly table: string;
  readonly replicationNum: number;
  /** As a client writes it; an unknown value must be refused (R04). Absent: not given, so the default holds. */
  readonly writeQuorum?: string;
  readonly partitions: readonly string[];
  readonly buckets: number;
  /** The medium that the table asks for (R24); absent: the default medium. */
  readonly medium?: Medium;
  /** What the row of one load weighs in one tablet on the simulated disks; a kilobyte when absent. */
  readonly rowBytes?: number;
}

export interface DropTable {
  readonly do: 'dropTable';
  readonly table: string;
}

export interface AlterWriteQuorum {
  readonly do: 'alterWriteQuorum';
  readonly table: string;
  readonly writeQuorum: string;
}

/** ALTER TABLE ... MODIFY PARTITION ... SET ("replication_num" = ...): all partitions when none is named. */
export interface AlterReplicationNum {
  readonly do: 'alterReplicationNum';
  readonly table: string;
  readonly partition?: string;
  readonly replicationNum: number;
}

export interface OnTable<Name extends string> {
  readonly do: Name;
  readonly table: string;
}

/** A statement about a table or some of its partitions; about all of them when none is named. */
export interface OnPartitions<Name extends string> extends OnTable<Name> {
  readonly partitions?: readonly string[];
}

/** A whole load: plan, write, commit, publish. It puts one row of its identity into every tablet of the partitions. */
export interface Load {
  readonly do: 'load';
  readonly load: string;
  readonly table: string;
  readonly partitions: readonly string[];
}

/** Plans a load and writes it to every replica, without committing. */
export interface BeginLoad {
  readonly do: 'beginLoad';
  readonly load: string;
  readonly table: string;
  readonly partitions: readonly string[];
}

export interface CommitLoad {
  readonly do: 'commitLoad';
  readonly load: string;
}

export interface AbortLoad {
  readonly do: 'abortLoad';
  readonly load: string;
}

/** Reads a whole table. */
export interface Query {
  readonly do: 'query';
  readonly table: string;
}

export interface OnBackend<Name extends string> {
  readonly do: Name;
  readonly backend: string;
}

/** A fault of a backend that lasts until it is switched off. */
export interface SwitchFault<Name extends string> extends OnBackend<Name> {
  readonly on: boolean;
}

export interface OnReplica<Name extends string> extends TabletRef, OnBackend<Name> {}

/** Something that happens to one storage path of a backend, counted from 0. */
export interface OnDisk<Name extends string> extends OnBackend<Name> {
  readonly disk: number;
}

/** Other programs take this much of a disk from now on. */
export interface FillDisk extends OnDisk<'fillDisk'> {
  readonly usedBytes: number;
}

export interface StatusFilter {
  readonly operator: '=' | '!=';
  /** As a client writes it; an unknown one must be refused (R17). */
  readonly value: string;
}

/** ADMIN SHOW REPLICA STATUS (R17). */
export interface ShowReplicaStatus extends OnPartitions<'showReplicaStatus'> {
  readonly status?: StatusFilter;
}

/** SHOW TABLET FROM (R18). Columns are named as a client writes them. */
export interface ShowTablets extends OnPartitions<'showTablets'> {
  readonly where?: { readonly version?: number; readonly backend?: string; readonly state?: string };
  readonly orderBy?: readonly { readonly column: string; readonly descending: boolean }[];
  readonly limit?: number;
  readonly offset?: number;
}

/** SHOW TABLET <id> of the tablet at this place, and then the command that its DetailCmd gives: two result sets (R20). */
export interface ShowTablet extends TabletRef {
  readonly do: 'showTablet';
}

/** SHOW PROC '/statistic' and then '/statistic/<id of the scenario's database>': two result sets (R15, R16). */
export interface ShowStatistic {
  readonly do: 'showStatistic';
}

/** SHOW PROC of a path without names or ids of this scenario in it. */
export interface ShowProc {
  readonly do: 'showProc';
  readonly path: string;
}

export interface SetReplicaStatus extends OnReplica<'setReplicaStatus'> {
  readonly status: string;
}

export interface SetConfig {
  readonly do: 'setConfig';
  readonly name: string;
  readonly value: string;
}

/** Lets time pass. */
export interface Advance {
  readonly do: 'advance';
  readonly seconds: number;
}

/** Another FE becomes the leader: what the old one only had in memory is gone (R22). */
export interface ChangeLeader {
  readonly do: 'changeLeader';
}

/** Ends every fault: crashed backends run again and nothing fails or stalls any more. */
export interface Heal {
  readonly do: 'heal';
}

/** What is done to a cluster that keeps replicated tablets on backends. */
export type TabletCommand =
  | CreateTable
  | DropTable
  | AlterWriteQuorum
  | Load
  | BeginLoad
  | CommitLoad
  | AbortLoad
  | Query
  | OnBackend<'crashBackend'>
  | OnBackend<'restartBackend'>
  | OnBackend<'addBackend'>
  | OnBackend<'dropBackend'>
  | OnBackend<'decommissionBackend'>
  | OnReplica<'loseReplica'>
  | OnReplica<'compact'>
  | SetReplicaStatus
  | SwitchFault<'failWrites'>
  | SwitchFault<'failClones'>
  | SwitchFault<'stallClones'>
  | SwitchFault<'stallPublish'>
  | SwitchFault<'repeatReports'>
  | AlterReplicationNum
  | OnPartitions<'repairTable'>
  | OnPartitions<'cancelRepair'>
  | OnTable<'beginSchemaChange'>
  | OnTable<'endSchemaChange'>
  | OnBackend<'cancelDecommission'>
  | OnDisk<'failDisk'>
  | OnDisk<'replaceDisk'>
  | FillDisk
  | ChangeLeader
  | OnReplica<'readReplica'>
  | ShowReplicaStatus
  | OnPartitions<'showReplicaDistribution'>
  | ShowTablets
  | ShowTablet
  | ShowStatistic
  | ShowProc
  | SetConfig
  | Advance
  | Heal;

/** One thing that a client, an operator or misfortune does to the system. */
export type Command = TabletCommand | SnapshotCommand;

export type CommandKind = Command['do'];

/** What a query found in one tablet: the identities of the loads whose rows it returned, in no particular order. */
export interface TabletContent extends TabletRef {
  readonly loads: readonly string[];
}

/** The columns and rows of an answer, as text; null is SQL's NULL. */
export interface ResultSet {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/**
 * How a command ended. `refused` is definite: nothing has changed. `indefinite` is not: it may or may not have happened,
 * or may still happen; only loads and queries may end so, after anything else a run cannot go on.
 */
export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'loaded'; readonly status: 'VISIBLE' | 'COMMITTED' }
  | { readonly kind: 'answered'; readonly contents: readonly TabletContent[] }
  | { readonly kind: 'listed'; readonly results: readonly ResultSet[] }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'indefinite'; readonly message: string };

/** A replayable run: where it starts, what happens, and how what the specification leaves open is decided. */
export interface Scenario {
  readonly profile: string;
  readonly suite: string;
  readonly topology: Topology;
  readonly commands: readonly Command[];
  /** For the i-th command the decisions it takes, in order; missing ones are 0. */
  readonly choices: readonly (readonly number[])[];
}
