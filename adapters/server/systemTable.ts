import type { Row } from './cluster.ts';
import { valueTypeOf } from './columnTypes.ts';
import type { TableColumn, TableDefinition } from './definition.ts';

/** A table of information_schema: what DESC says of it, and its rows now. */
export interface SystemTable {
  readonly definition: TableDefinition;
  readonly rows: readonly Row[];
}

/** The types of columns in information_schema. */
export type SystemType = 'bigint' | 'int' | 'double' | 'datetime' | 'varchar';

/** The definition of a table of information_schema, by the names and types of its columns. */
export function systemDefinition(columns: readonly (readonly [name: string, type: SystemType])[]): TableDefinition {
  return {
    columns: columns.map(([name, type]) => systemColumn(name, type)),
    key: { model: 'duplicate', columns: [] },
    comment: '',
    partitionColumn: undefined,
    ranges: [],
    distributionColumns: [],
  };
}

function systemColumn(name: string, type: SystemType): TableColumn {
  const args = type === 'varchar' ? [2048] : [];
  const value = valueTypeOf({ name: type, args, at: { line: 1, column: 1 } });
  // Types of system tables are printed without display widths.
  const text = type === 'varchar' ? value.text : type;
  return {
    name,
    type: { ...value, text },
    nullable: true,
    isKey: false,
    aggregation: null,
    defaultValue: null,
    comment: '',
  };
}
