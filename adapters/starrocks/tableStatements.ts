import type { AlterReplicationNum, CreateTable } from '../../model/scenario.ts';
import { doubleQuoted, partitionList, quoted, tableOf } from './quoting.ts';

/** CREATE TABLE: the n-th partition takes the rows whose p is n; k decides the bucket, and v is the load. */
export function createTableStatement(command: CreateTable): string {
  const ranges = command.partitions.map((name, nth) => `PARTITION ${quoted(name)} VALUES LESS THAN ("${nth + 1}")`);
  return [
    `CREATE TABLE ${tableOf(command.table)} (p INT, k INT, v VARCHAR(64))`,
    'DUPLICATE KEY(p, k)',
    `PARTITION BY RANGE(p) (${ranges.join(', ')})`,
    `DISTRIBUTED BY HASH(k) BUCKETS ${command.buckets}`,
    `PROPERTIES (${propertiesOf(command).join(', ')})`,
  ].join(' ');
}

function propertiesOf({ replicationNum, writeQuorum, medium }: CreateTable): string[] {
  return [
    `"replication_num" = "${replicationNum}"`,
    ...(writeQuorum === undefined ? [] : [`"write_quorum" = ${doubleQuoted(writeQuorum)}`]),
    ...(medium === undefined ? [] : [`"storage_medium" = "${medium}"`]),
  ];
}

/** ALTER TABLE ... MODIFY PARTITION: one partition, or `*` for all of them. */
export function alterReplicationNumStatement({ table, partition, replicationNum }: AlterReplicationNum): string {
  const which = partition === undefined ? '(*)' : quoted(partition);
  return `ALTER TABLE ${tableOf(table)} MODIFY PARTITION ${which} SET ("replication_num" = "${replicationNum}")`;
}

/** What a load is about, whether it goes through at once or is begun. */
interface LoadParts {
  readonly load: string;
  readonly table: string;
  readonly partitions: readonly string[];
}

/**
 * INSERT of one row a bucket, whose value is the load.
 * @param keys the keys (p, k) of the rows
 */
export function insertStatement({ load, table, partitions }: LoadParts, keys: readonly (readonly number[])[]): string {
  const rows = (keys.length === 0 ? [[0, 0]] : keys).map((key) => `(${key.join(', ')}, ${doubleQuoted(load)})`);
  // Naming the partitions makes an unknown one an error even when the rows would fit elsewhere.
  const into = `${tableOf(table)} ${partitionList(partitions)}`;
  return `INSERT INTO ${into} WITH LABEL ${quoted(load)} (p, k, v) VALUES ${rows.join(', ')}`;
}
