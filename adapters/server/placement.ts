import type { Partition } from '../../model/replication/state.ts';
import type { Row } from './cluster.ts';
import { stored } from './columnTypes.ts';
import { knownColumn, rangeOf, type TableDefinition } from './definition.ts';
import { analyzing } from './refusal.ts';
import type { KnownTable } from './session.ts';
import type { Insert, Literal, Partitions } from './sql/index.ts';

/** Where the rows of a load go. */
export interface Placement {
  /** Names of the partitions that get a row, in the order of their first rows. */
  readonly partitions: readonly string[];
  /** By the ordinal of the tablet. */
  readonly byTablet: ReadonlyMap<number, readonly Row[]>;
}

/** The rows of an INSERT, complete and in the order of the table's columns. */
export function rowsOf(statement: Insert, definition: TableDefinition): Row[] {
  const positions = targetPositions(statement, definition);
  return statement.rows.map((literals) => {
    if (literals.length !== positions.length) throw wrongCount(positions.length, literals.length);
    return definition.columns.map((_column, nth) => cellOf(definition, nth, literals[positions.indexOf(nth)]));
  });
}

/** Puts every row into its tablet: the partition by range, the bucket by the first distribution column. */
export function placeRows(known: KnownTable, rows: readonly Row[], only: Partitions | null): Placement {
  const chosen = only === null ? undefined : partitionsOf(known, only).map((partition) => partition.name);
  const partitions: string[] = [];
  const byTablet = new Map<number, Row[]>();
  rows.forEach((row, nth) => {
    const partition = partitionFor(known, row);
    if (partition === undefined || (chosen !== undefined && !chosen.includes(partition.name))) {
      throw analyzing(`Insert has filtered data : row ${nth + 1} belongs to none of the partitions`, 'filteredRows');
    }
    if (!partitions.includes(partition.name)) partitions.push(partition.name);
    const ordinal = partition.firstTablet + bucketOf(known.definition, row, nth, partition.buckets);
    const there = byTablet.get(ordinal);
    if (there === undefined) byTablet.set(ordinal, [row]);
    else there.push(row);
  });
  return { partitions, byTablet };
}

/** The partitions that a PARTITION clause names, as often as it names them. */
export function partitionsOf({ table }: KnownTable, { names }: Partitions): Partition[] {
  return names.map((name) => {
    const partition = table.partitions.find((candidate) => candidate.name === name);
    if (partition === undefined) {
      throw analyzing(`Unknown partition '${name}' in table '${table.name}'`, 'unknownPartition');
    }
    return partition;
  });
}

function targetPositions(statement: Insert, definition: TableDefinition): number[] {
  if (statement.columns === null) return definition.columns.map((_column, nth) => nth);
  return statement.columns.map((name) => knownColumn(definition, name, 'field list'));
}

function wrongCount(columns: number, values: number) {
  return analyzing(
    `Inserted target column count: ${columns} doesn't match select/value column count: ${values}`,
    'columnCount',
  );
}

function cellOf(definition: TableDefinition, nth: number, given: Literal | undefined): string | null {
  const column = definition.columns[nth];
  const literal = given ?? column?.defaultValue ?? undefined;
  const value = column === undefined || literal === undefined ? { cell: null } : stored(literal, column.type);
  if (value === undefined) {
    const type = column?.type.text;
    throw analyzing(
      `Insert has filtered data : value of column '${column?.name}' is no ${type}`,
      'filteredRows',
      given?.at,
    );
  }
  if (value.cell === null && column?.nullable === false) {
    throw analyzing(`Insert has filtered data : column '${column.name}' cannot be NULL`, 'filteredRows', given?.at);
  }
  return value.cell;
}

function partitionFor({ table, definition }: KnownTable, row: Row): Partition | undefined {
  if (definition.partitionColumn === undefined) return table.partitions[0];
  const range = rangeOf(definition, row[definition.partitionColumn] ?? null);
  return table.partitions.find((partition) => partition.name === range?.name);
}

function bucketOf(definition: TableDefinition, row: Row, nth: number, buckets: number): number {
  const [first] = definition.distributionColumns;
  if (first === undefined) return nth % buckets;
  return bucketFor(row[first] ?? null, definition.columns[first]?.type.kind === 'integer', buckets);
}

/** A whole number is its own hash, so that a client can say which bucket a row goes to; any other value is hashed. */
function bucketFor(cell: string | null, isInteger: boolean, buckets: number): number {
  if (cell === null) return 0;
  if (!isInteger) return hashOf(cell) % buckets;
  const count = BigInt(buckets);
  return Number(((BigInt(cell) % count) + count) % count);
}

/** FNV-1a over UTF-16 units. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
