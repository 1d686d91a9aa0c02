import type { TabletRef } from '../scenario.ts';
import type { Partition, State, Table } from './state.ts';

/** The database in which the tables of a scenario live. */
export const SCENARIO_DATABASE = 'd1';

/** Splits `database.table`; a bare name is a table of the scenario's database. */
export function splitName(name: string): { readonly database: string; readonly table: string } {
  const dot = name.indexOf('.');
  if (dot < 0) return { database: SCENARIO_DATABASE, table: name };
  return { database: name.slice(0, dot), table: name.slice(dot + 1) };
}

/** The table of that (qualified) name. */
export function tableNamed(state: State, name: string): Table | undefined {
  const { database, table } = splitName(name);
  return state.tables.find((candidate) => candidate.name === table && candidate.database === database);
}

/** The name by which commands refer to a table: bare within the scenario's database. */
export function nameOf(table: Table): string {
  return table.database === SCENARIO_DATABASE ? table.name : `${table.database}.${table.name}`;
}

export function partitionNamed(table: Table, name: string): Partition | undefined {
  return table.partitions.find((partition) => partition.name === name);
}

/** The ordinal of the tablet at a place, or undefined when there is none. */
export function ordinalAt(state: State, ref: TabletRef): number | undefined {
  const table = tableNamed(state, ref.table);
  const partition = table === undefined ? undefined : partitionNamed(table, ref.partition);
  if (partition === undefined || ref.bucket < 0 || ref.bucket >= partition.buckets) return undefined;
  return partition.firstTablet + ref.bucket;
}
