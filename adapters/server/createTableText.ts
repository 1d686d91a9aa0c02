import type { TableLayout } from '../../model/operations/answer.ts';
import type { Table } from '../../model/replication/state.ts';
import type { RangePartition, TableColumn, TableDefinition } from './definition.ts';
import { textOfLiteral } from './literals.ts';

/**
 * The statement that makes the table, as SHOW CREATE TABLE prints it; `write_quorum` only when it is not the default
 * (replication notes 1a.7).
 */
export function createTableText(table: Table, definition: TableDefinition): string {
  const { name } = table;
  return creationText(
    { name, buckets: table.partitions[0]?.buckets ?? 0, properties: propertyLines(table) },
    definition,
  );
}

/** What of a table's statement its definition does not say; properties as `"key" = "value"`. */
export interface CreatedAs {
  readonly name: string;
  readonly buckets: number;
  readonly properties: readonly string[];
}

/** The statement that makes a table of that definition. */
export function creationText({ name, buckets, properties }: CreatedAs, definition: TableDefinition): string {
  const { key, comment } = definition;
  const lines = [
    `CREATE TABLE \`${name}\` (`,
    definition.columns.map(columnText).join(',\n'),
    ') ENGINE=OLAP ',
    `${key.model.toUpperCase()} KEY(${key.columns.map(quoted).join(', ')})`,
    ...(comment === '' ? [] : [`COMMENT "${escaped(comment)}"`]),
    ...partitionLines(definition),
    `${distributionText(definition)} BUCKETS ${buckets} `,
    'PROPERTIES (',
    properties.join(',\n'),
    ');',
  ];
  return lines.join('\n');
}

/** What SHOW PARTITIONS says of the partitions of a table with this definition. */
export function layoutOf(definition: TableDefinition | undefined): TableLayout {
  if (definition === undefined) return { partitionKey: '', distributionKey: '', ranges: [] };
  const column = partitionColumnOf(definition);
  const names = definition.distributionColumns.map((position) => definition.columns[position]?.name ?? '');
  return {
    partitionKey: column?.name ?? '',
    distributionKey: names.length === 0 ? 'ALL KEY' : names.join(', '),
    ranges: column === undefined ? [] : definition.ranges.map((range) => rangeText(column, range)),
  };
}

function partitionColumnOf({ columns, partitionColumn }: TableDefinition): TableColumn | undefined {
  return partitionColumn === undefined ? undefined : columns[partitionColumn];
}

function columnText(column: TableColumn): string {
  const aggregation = column.aggregation === null ? '' : ` ${column.aggregation.toUpperCase()}`;
  const nullable = column.nullable ? 'NULL' : 'NOT NULL';
  const value = column.defaultValue === null ? null : textOfLiteral(column.defaultValue);
  const preset = value === null ? '' : ` DEFAULT "${escaped(value)}"`;
  return `  ${quoted(column.name)} ${column.type.text}${aggregation} ${nullable}${preset} COMMENT "${escaped(column.comment)}"`;
}

function partitionLines(definition: TableDefinition): string[] {
  const column = partitionColumnOf(definition);
  if (column === undefined) return [];
  const ranges = definition.ranges.map(
    (range) => `PARTITION ${range.name} VALUES [(${lowerText(column, range)}), (${upperText(range)}))`,
  );
  return [`PARTITION BY RANGE(${quoted(column.name)})`, `(${ranges.join(',\n')})`];
}

function lowerText(column: TableColumn, { lower }: RangePartition): string {
  return `"${escaped(lower ?? leastText(column))}"`;
}

function upperText({ upper }: RangePartition): string {
  return upper === undefined ? 'MAXVALUE' : `"${escaped(upper)}"`;
}

/** The least value of the column's type, which stands for "no lower bound". */
function leastText({ type }: TableColumn): string {
  return type.kind === 'date' ? '0000-01-01' : String(type.bounds?.least ?? '');
}

function rangeText(column: TableColumn, { lower, upper }: RangePartition): string {
  const type = column.type.text.replace(/\(.*$/, '').toUpperCase();
  const end = upper ?? 'MAXVALUE';
  return `[types: [${type}]; keys: [${lower ?? leastText(column)}]; ..types: [${type}]; keys: [${end}]; )`;
}

function distributionText({ columns, distributionColumns }: TableDefinition): string {
  if (distributionColumns.length === 0) return 'DISTRIBUTED BY RANDOM';
  const names = distributionColumns.map((position) => quoted(columns[position]?.name ?? ''));
  return `DISTRIBUTED BY HASH(${names.join(', ')})`;
}

function propertyLines(table: Table): string[] {
  // HDD is the default, which SHOW CREATE TABLE leaves out.
  const medium = table.medium === 'HDD' ? [] : [`"storage_medium" = "${table.medium}"`];
  const quorum = table.writeQuorum === 'MAJORITY' ? [] : [`"write_quorum" = "${table.writeQuorum}"`];
  return [
    '"compression" = "LZ4"',
    '"replicated_storage" = "true"',
    `"replication_num" = "${table.replicationNum}"`,
    ...medium,
    ...quorum,
  ];
}

function quoted(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
}
