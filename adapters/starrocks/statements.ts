import { SCENARIO_DATABASE } from '../../model/replication/names.ts';
import type { Command, OnReplica, TabletCommand, TabletRef } from '../../model/scenario.ts';
import { doubleQuoted, quotedText, tableOf, tableText } from './quoting.ts';
import { type SharedPlaces, sharedDataStatement } from './sharedDataStatements.ts';
import { replicaStatusStatement, tableAndPartitions, tabletsStatement } from './showStatements.ts';
import { alterReplicationNumStatement, createTableStatement, insertStatement } from './tableStatements.ts';

/** What the symbolic names of a scenario stand for in a target. */
export interface Places {
  /** The id of a backend. */
  backendId(name: string): string;
  /** The id of a backend that the cluster has now; 0, which is nobody's, when it has left. */
  presentBackendId(name: string): string;
  /** `host:port` of a backend's heartbeat service. */
  backendAddress(name: string): string;
  /** The id of a tablet. */
  tabletId(ref: TabletRef): string;
  /** The id of the replica that a tablet has on a backend; -1 when it has none there. */
  replicaId(ref: TabletRef, backend: string): string;
  /** The keys (p, k) of the rows that a load puts into these partitions, so that every bucket gets one. */
  keys(table: string, partitions: readonly string[]): readonly (readonly [p: number, k: number])[];
}

/** The SQL of a command, without semicolons. A load that was begun goes on in the session that began it. */
export interface Script {
  /** What must work first. */
  readonly before: readonly string[];
  /** The command itself: it takes the decisions, and its answer is the command's outcome. */
  readonly statement: string;
  /** What must work once the command was done. */
  readonly after: readonly string[];
}

/**
 * The SQL of a command. Of a command that shows two result sets it is the first statement, whose answer leads to the
 * second.
 * @param command what is to happen
 * @param places what its names stand for
 */
export function scriptOf(command: Command, places: Places): Script {
  return { before: beforeOf(command), statement: statementOf(command, places), after: afterOf(command) };
}

/** The SQL of a command that every kind of cluster takes; undefined for those that only one with backends takes. */
export function sharedPlainStatement(command: TabletCommand): string | undefined {
  switch (command.do) {
    case 'setConfig':
    case 'advance':
    case 'heal':
    case 'changeLeader':
      return plainStatement(command);
    default:
      return undefined;
  }
}

type PlainCommand = Extract<TabletCommand, { do: 'setConfig' | 'advance' | 'heal' | 'changeLeader' }>;

function plainStatement(command: PlainCommand): string {
  switch (command.do) {
    case 'setConfig':
      return `ADMIN SET FRONTEND CONFIG (${doubleQuoted(command.name)} = ${doubleQuoted(command.value)})`;
    case 'advance':
      return chaos('advance', command.seconds);
    case 'heal':
      return chaos('heal');
    case 'changeLeader':
      return chaos('change_leader');
  }
}

function beforeOf(command: Command): readonly string[] {
  return command.do === 'beginLoad' ? ['BEGIN'] : [];
}

function afterOf(command: Command): readonly string[] {
  if (command.do !== 'createTable' || command.rowBytes === undefined) return [];
  return [chaos('set_row_bytes', tableText(command.table), command.rowBytes)];
}

/** What names of shared data stand for where there is none. */
const nowhere: SharedPlaces = {
  databaseOf: () => SCENARIO_DATABASE,
  location: (location) => location,
  snapshotName: (job) => `no-job-${job}`,
  restore: ({ do: _, ...command }) => ({ file: '', command: JSON.stringify(command) }),
};

function statementOf(command: Command, places: Places): string {
  switch (command.do) {
    case 'createTable':
      return createTableStatement(command);
    case 'dropTable':
      return `DROP TABLE ${tableOf(command.table)} FORCE`;
    case 'alterWriteQuorum':
      return `ALTER TABLE ${tableOf(command.table)} SET ("write_quorum" = ${doubleQuoted(command.writeQuorum)})`;
    case 'alterReplicationNum':
      return alterReplicationNumStatement(command);
    case 'load':
    case 'beginLoad':
      return insertStatement(command, places.keys(command.table, command.partitions));
    case 'commitLoad':
      return 'COMMIT';
    case 'abortLoad':
      return 'ROLLBACK';
    case 'query':
      return `SELECT p, k, v FROM ${tableOf(command.table)}`;
    case 'readReplica':
      return readReplica(command, places);
    case 'crashBackend':
      return chaos('crash_backend', places.backendId(command.backend));
    case 'restartBackend':
      return chaos('restart_backend', places.backendId(command.backend));
    case 'addBackend':
      return `ALTER SYSTEM ADD BACKEND ${doubleQuoted(places.backendAddress(command.backend))}`;
    case 'dropBackend':
      return `ALTER SYSTEM DROP BACKEND ${doubleQuoted(places.backendAddress(command.backend))} FORCE`;
    case 'decommissionBackend':
      return `ALTER SYSTEM DECOMMISSION BACKEND ${doubleQuoted(places.backendAddress(command.backend))}`;
    case 'cancelDecommission':
      return `CANCEL DECOMMISSION BACKEND ${doubleQuoted(places.backendAddress(command.backend))}`;
    case 'loseReplica':
      return chaos('lose_replica', places.tabletId(command), places.backendId(command.backend));
    case 'compact':
      return chaos('compact', places.tabletId(command), places.backendId(command.backend));
    case 'setReplicaStatus':
      return setReplicaStatus(places.tabletId(command), places.backendId(command.backend), command.status);
    case 'failWrites':
      return chaos('fail_writes', places.backendId(command.backend), switchText(command.on));
    case 'failClones':
      return chaos('fail_clones', places.backendId(command.backend), switchText(command.on));
    case 'stallClones':
      return chaos('stall_clones', places.backendId(command.backend), switchText(command.on));
    case 'stallPublish':
      return chaos('stall_publish', places.backendId(command.backend), switchText(command.on));
    case 'repeatReports':
      return chaos('repeat_reports', places.backendId(command.backend), switchText(command.on));
    case 'failDisk':
      return chaos('fail_disk', places.backendId(command.backend), command.disk);
    case 'replaceDisk':
      return chaos('replace_disk', places.backendId(command.backend), command.disk);
    case 'fillDisk':
      return chaos('fill_disk', places.backendId(command.backend), command.disk, command.usedBytes);
    case 'repairTable':
      return `ADMIN REPAIR TABLE ${tableAndPartitions(command)}`;
    case 'cancelRepair':
      return `ADMIN CANCEL REPAIR TABLE ${tableAndPartitions(command)}`;
    case 'beginSchemaChange':
      return chaos('begin_schema_change', tableText(command.table));
    case 'endSchemaChange':
      return chaos('end_schema_change', tableText(command.table));
    case 'showReplicaStatus':
      return replicaStatusStatement(command);
    case 'showReplicaDistribution':
      return `ADMIN SHOW REPLICA DISTRIBUTION FROM ${tableAndPartitions(command)}`;
    case 'showTablets':
      return tabletsStatement(command, (name) => places.presentBackendId(name));
    case 'showTablet':
      return `SHOW TABLET ${places.tabletId(command)}`;
    case 'showStatistic':
      return "SHOW PROC '/statistic'";
    case 'showProc':
      return `SHOW PROC ${quotedText(command.path)}`;
    case 'setConfig':
    case 'advance':
    case 'heal':
    case 'changeLeader':
      return plainStatement(command);
    default:
      // A cluster with backends refuses all of them, whatever their names stand for (S01).
      return sharedDataStatement(command, nowhere);
  }
}

/** A call of one of the procedures for faults and virtual time. */
function chaos(procedure: string, ...args: readonly (string | number)[]): string {
  return `CALL chaos.${procedure}(${args.join(', ')})`;
}

/** The hints that make a query read one tablet from one of its replicas. */
function readReplica(command: OnReplica<'readReplica'>, places: Places): string {
  const tablet = places.tabletId(command);
  const replica = places.replicaId(command, command.backend);
  return `SELECT p, k, v FROM ${tableOf(command.table)} TABLET(${tablet}) REPLICA(${replica})`;
}

function setReplicaStatus(tabletId: string, backendId: string, status: string): string {
  const properties = `"tablet_id" = "${tabletId}", "backend_id" = "${backendId}", "status" = ${doubleQuoted(status)}`;
  return `ADMIN SET REPLICA STATUS PROPERTIES(${properties})`;
}

function switchText(on: boolean): string {
  return on ? 'TRUE' : 'FALSE';
}
