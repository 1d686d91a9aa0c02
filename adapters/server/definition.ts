import { compareStored, stored, type ValueType, valueTypeOf } from './columnTypes.ts';
import { analyzing } from './refusal.ts';
import type { ColumnDefinition, CreateTable, Literal, PartitionValue, TableKey } from './sql/index.ts';

/** A column as it was created. */
export interface TableColumn {
  readonly name: string;
  readonly type: ValueType;
  readonly nullable: boolean;
  readonly isKey: boolean;
  readonly aggregation: string | null;
  readonly defaultValue: Literal | null;
  readonly comment: string;
}

/** One range partition: rows from `lower` up to but without `upper`; undefined is the least or greatest value of all. */
export interface RangePartition {
  readonly name: string;
  readonly lower: string | undefined;
  readonly upper: string | undefined;
}

/** What CREATE TABLE says of a table that the model need not know. */
export interface TableDefinition {
  readonly columns: readonly TableColumn[];
  readonly key: TableKey;
  readonly comment: string;
  /** Position of the column of PARTITION BY; undefined for a table with one partition of its own name. */
  readonly partitionColumn: number | undefined;
  readonly ranges: readonly RangePartition[];
  /** Positions of the columns of DISTRIBUTED BY HASH; empty when rows are spread without regard to their values. */
  readonly distributionColumns: readonly number[];
}

/** Position of the column of that name, without regard to case, or -1. */
export function columnPosition(columns: readonly { readonly name: string }[], name: string): number {
  const wanted = name.toLowerCase();
  return columns.findIndex((column) => column.name.toLowerCase() === wanted);
}

/** The position of a column of a statement; throws when the table has none of that name. */
export function knownColumn(definition: TableDefinition, name: string, clause: string): number {
  const position = columnPosition(definition.columns, name);
  if (position < 0) throw analyzing(`Unknown column '${name}' in '${clause}'`, 'unknownColumn');
  return position;
}

/** Reads the definition from the statement; throws a refusal for what cannot be. */
export function defineTable(statement: CreateTable): TableDefinition {
  const key = keyOf(statement);
  const columns = statement.columns.map((column) => columnFrom(column, key));
  const twice = columns.find((column, nth) => columnPosition(columns, column.name) !== nth);
  if (twice !== undefined) throw analyzing(`Duplicate column name '${twice.name}'`, 'duplicateColumn');
  const missing = key.columns.find((name) => columnPosition(columns, name) < 0);
  if (missing !== undefined) throw analyzing(`Key column(${missing}) doesn't exist`);
  const { partitionBy } = statement;
  const partitionColumn = partitionBy === null ? undefined : positionIn(columns, partitionBy.column, 'Partition');
  return {
    columns,
    key,
    comment: statement.comment ?? '',
    partitionColumn,
    ranges: partitionColumn === undefined ? [] : rangesOf(statement, columns[partitionColumn]),
    distributionColumns: distributionOf(statement, columns),
  };
}

/** The partition that a row with this value belongs to, or undefined when there is none. NULL is less than any value. */
export function rangeOf(definition: TableDefinition, cell: string | null): RangePartition | undefined {
  const { partitionColumn } = definition;
  const kind = partitionColumn === undefined ? undefined : definition.columns[partitionColumn]?.type.kind;
  if (kind === undefined) return undefined;
  if (cell === null) return definition.ranges.find((range) => range.lower === undefined);
  return definition.ranges.find(
    ({ lower, upper }) =>
      (lower === undefined || compareStored(lower, cell, kind) <= 0) &&
      (upper === undefined || compareStored(cell, upper, kind) < 0),
  );
}

/** Without a key clause the first column is the key of a table that keeps duplicates. */
function keyOf(statement: CreateTable): TableKey {
  return statement.key ?? { model: 'duplicate', columns: statement.columns.slice(0, 1).map((column) => column.name) };
}

function columnFrom(column: ColumnDefinition, key: TableKey): TableColumn {
  const isKey = key.columns.some((name) => name.toLowerCase() === column.name.toLowerCase());
  return {
    name: column.name,
    type: valueTypeOf(column.type),
    nullable: column.nullable ?? !(isKey && key.model === 'primary'),
    isKey,
    aggregation: column.aggregation,
    defaultValue: column.defaultValue,
    comment: column.comment ?? '',
  };
}

function positionIn(columns: readonly TableColumn[], name: string, what: string): number {
  const position = columnPosition(columns, name);
  if (position < 0) throw analyzing(`${what} column[${name}] does not exist in column list`);
  return position;
}

function distributionOf({ distribution }: CreateTable, columns: readonly TableColumn[]): number[] {
  if (distribution?.type !== 'hash') return [];
  return distribution.columns.map((name) => positionIn(columns, name, 'Distribution'));
}

function rangesOf({ partitionBy }: CreateTable, column: TableColumn | undefined): RangePartition[] {
  const ranges: RangePartition[] = [];
  if (partitionBy === null || column === undefined) return ranges;
  for (const { name, lower, upper } of partitionBy.partitions) {
    if (ranges.some((range) => range.name === name)) {
      throw analyzing(`Duplicate partition name ${name}`, 'samePartition');
    }
    const previous = ranges.at(-1);
    const range = {
      name,
      lower: lower === null ? previous?.upper : boundOf(lower, column),
      upper: boundOf(upper, column),
    };
    checkOrder(range, previous, column);
    ranges.push(range);
  }
  return ranges;
}

function boundOf(value: PartitionValue, column: TableColumn): string | undefined {
  if (value.type === 'maxvalue') return undefined;
  const bound = stored(value, column.type);
  if (bound === undefined || bound.cell === null) {
    throw analyzing(
      `Invalid partition value for column ${column.name} of type ${column.type.text}`,
      undefined,
      value.at,
    );
  }
  return bound.cell;
}

function checkOrder(range: RangePartition, previous: RangePartition | undefined, { type }: TableColumn): void {
  const { lower, upper } = range;
  const empty = lower !== undefined && upper !== undefined && compareStored(lower, upper, type.kind) >= 0;
  const afterAll = previous !== undefined && previous.upper === undefined;
  const overlaps =
    previous?.upper !== undefined && lower !== undefined && compareStored(lower, previous.upper, type.kind) < 0;
  if (empty || afterAll || overlaps) {
    throw analyzing(`Range of partition ${range.name} is empty or overlaps the partition before it`);
  }
}
