import { splitName } from '../../model/replication/names.ts';
import type { Command, CreateTable, TabletRef } from '../../model/scenario.ts';

/** What the symbolic names of a scenario stand for in a target. */
export interface Places {
  /** The id of a backend. */
  backendId(name: string): string;
  /** `host:port` of a backend's heartbeat service. */
  backendAddress(name: string): string;
  /** The id of a tablet. */
  tabletId(ref: TabletRef): string;
  /** The keys (p, k) of the rows that a load puts into these partitions, so that every bucket gets one. */
  keys(table: string, partitions: readonly string[]): readonly (readonly [p: number, k: number])[];
}

/**
 * The SQL of a command, one statement a text, without semicolons. A load that was begun goes on in the session that began it.
 * @param command what is to happen
 * @param places what its names stand for
 */
export function statementsOf(command: Command, places: Places): string[] {
  switch (command.do) {
    case 'createTable':
      return [createTable(command)];
    case 'dropTable':
      return [`DROP TABLE ${tableOf(command.table)} FORCE`];
    case 'alterWriteQuorum':
      return [`ALTER TABLE ${tableOf(command.table)} SET ("write_quorum" = ${text(command.writeQuorum)})`];
    case 'load':
      return [insert(command, places)];
    case 'beginLoad':
      return ['BEGIN', insert(command, places)];
    case 'commitLoad':
      return ['COMMIT'];
    case 'abortLoad':
      return ['ROLLBACK'];
    case 'query':
      return [`SELECT p, k, v FROM ${tableOf(command.table)}`];
    case 'crashBackend':
      return [`CALL chaos.crash_backend(${places.backendId(command.backend)})`];
    case 'restartBackend':
      return [`CALL chaos.restart_backend(${places.backendId(command.backend)})`];
    case 'addBackend':
      return [`ALTER SYSTEM ADD BACKEND ${text(places.backendAddress(command.backend))}`];
    case 'dropBackend':
      return [`ALTER SYSTEM DROP BACKEND ${text(places.backendAddress(command.backend))} FORCE`];
    case 'decommissionBackend':
      return [`ALTER SYSTEM DECOMMISSION BACKEND ${text(places.backendAddress(command.backend))}`];
    case 'loseReplica':
      return [`CALL chaos.lose_replica(${places.tabletId(command)}, ${places.backendId(command.backend)})`];
    case 'compact':
      return [`CALL chaos.compact(${places.tabletId(command)}, ${places.backendId(command.backend)})`];
    case 'setReplicaStatus':
      return [setReplicaStatus(places.tabletId(command), places.backendId(command.backend), command.status)];
    case 'failWrites':
      return [`CALL chaos.fail_writes(${places.backendId(command.backend)}, ${switchText(command.on)})`];
    case 'failClones':
      return [`CALL chaos.fail_clones(${places.backendId(command.backend)}, ${switchText(command.on)})`];
    case 'stallClones':
      return [`CALL chaos.stall_clones(${places.backendId(command.backend)}, ${switchText(command.on)})`];
    case 'stallPublish':
      return [`CALL chaos.stall_publish(${places.backendId(command.backend)}, ${switchText(command.on)})`];
    case 'setConfig':
      return [`ADMIN SET FRONTEND CONFIG (${text(command.name)} = ${text(command.value)})`];
    case 'advance':
      return [`CALL chaos.advance(${command.seconds})`];
    case 'heal':
      return ['CALL chaos.heal()'];
  }
}

/** The table of that (qualified) name, quoted. */
export function tableOf(name: string): string {
  const { database, table } = splitName(name);
  return `${quoted(database)}.${quoted(table)}`;
}

/** A name in backticks. */
export function quoted(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

/** The n-th partition takes the rows whose p is n; k decides the bucket, and v is the load. */
function createTable({ table, partitions, buckets, replicationNum, writeQuorum }: CreateTable): string {
  const ranges = partitions.map((name, nth) => `PARTITION ${quoted(name)} VALUES LESS THAN ("${nth + 1}")`);
  const quorum = writeQuorum === undefined ? '' : `, "write_quorum" = ${text(writeQuorum)}`;
  return [
    `CREATE TABLE ${tableOf(table)} (p INT, k INT, v VARCHAR(64))`,
    'DUPLICATE KEY(p, k)',
    `PARTITION BY RANGE(p) (${ranges.join(', ')})`,
    `DISTRIBUTED BY HASH(k) BUCKETS ${buckets}`,
    `PROPERTIES ("replication_num" = "${replicationNum}"${quorum})`,
  ].join(' ');
}

function insert(
  {
    load,
    table,
    partitions,
  }: { readonly load: string; readonly table: string; readonly partitions: readonly string[] },
  places: Places,
): string {
  const keys = places.keys(table, partitions);
  const rows = (keys.length === 0 ? [[0, 0] as const] : keys).map(([p, k]) => `(${p}, ${k}, ${text(load)})`);
  // Naming the partitions makes an unknown one an error even when the rows would fit elsewhere.
  const only = `PARTITION (${partitions.map(quoted).join(', ')})`;
  return `INSERT INTO ${tableOf(table)} ${only} WITH LABEL ${quoted(load)} (p, k, v) VALUES ${rows.join(', ')}`;
}

function setReplicaStatus(tabletId: string, backendId: string, status: string): string {
  const properties = `"tablet_id" = "${tabletId}", "backend_id" = "${backendId}", "status" = ${text(status)}`;
  return `ADMIN SET REPLICA STATUS PROPERTIES(${properties})`;
}

function switchText(on: boolean): string {
  return on ? 'TRUE' : 'FALSE';
}

/** A text in double quotes, as StarRocks wants those of properties. */
function text(value: string): string {
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
