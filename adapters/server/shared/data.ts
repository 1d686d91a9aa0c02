import type { Table } from '../../../model/snapshot/state.ts';
import type { Row } from '../cluster.ts';
import { defineTable, type TableDefinition } from '../definition.ts';
import { isPlainName, propertyOf } from '../literals.ts';
import { rowsOf } from '../placement.ts';
import type { Reply } from '../protocol/index.ts';
import { analyzing, refusal } from '../refusal.ts';
import { ok } from '../replies.ts';
import { type Source, selectFrom } from '../select.ts';
import { accept, type Session, takeChoices } from '../session.ts';
import type { CreateTable, Insert, Select, SelectFrom } from '../sql/index.ts';
import { runShared, type SharedCluster } from './cluster.ts';
import { databaseOf, knownDatabase, tableIn } from './objects.ts';
import { systemTableOf } from './systemTables.ts';

/** CREATE TABLE: one partition of its own name, on the volume of the property `storage_volume` or the default one. */
export function createTable(session: Session, shared: SharedCluster, statement: CreateTable): Reply {
  const { meta } = shared.state;
  const database = knownDatabase(meta, databaseOf(statement.table, session.database));
  const { table: name } = statement.table;
  const exists = meta.tables.some((table) => table.database === database && table.name === name);
  if (exists && statement.ifNotExists) return ok;
  if (exists) throw analyzing(`Table '${name}' already exists`, 'tableExists');
  if (!isPlainName(name)) throw analyzing(`Incorrect table name '${name}'`, 'wrongTableName');
  if (statement.partitionBy !== null) {
    throw analyzing('On shared data this server keeps tables of one partition; leave out PARTITION BY');
  }
  // What cannot be defined must be refused before the model makes it.
  defineTable(statement);
  const volume = propertyOf(statement.properties, 'storage_volume');
  const object = { kind: 'table' as const, name, database, ...(volume === undefined ? {} : { volume }) };
  accept(runShared(shared, { do: 'createObject', object }, takeChoices(session)));
  shared.creations.set(keyOf({ database, name }), statement);
  return ok;
}

/** The columns of a table. */
export function definitionOf(shared: SharedCluster, table: Table): TableDefinition {
  const creation = shared.creations.get(keyOf(table));
  if (creation === undefined) throw refusal(`The columns of '${keyOf(table)}' are not known to this server`);
  return defineTable(creation);
}

/** INSERT: a whole load, whose label is its name. */
export function insert(session: Session, shared: SharedCluster, statement: Insert): Reply {
  const table = tableIn(shared.state.meta, statement.table, session.database);
  const rows = rowsOf(statement, definitionOf(shared, table));
  const load = statement.label ?? `insert_${shared.unnamedLoads + 1}`;
  const outcome = accept(runShared(shared, { do: 'writeTable', load, table: table.name }, takeChoices(session)));
  if (statement.label === null) shared.unnamedLoads += 1;
  shared.rows.set(load, rows);
  if (outcome.kind === 'indefinite') return { kind: 'error', errno: 1105, sqlState: 'HY000', message: outcome.message };
  const status = outcome.kind === 'loaded' ? outcome.status : 'VISIBLE';
  return { kind: 'ok', affectedRows: rows.length, info: `{'label':'${load}', 'status':'${status}'}` };
}

/** SELECT: the rows of the loads that the model finds visible. */
export function select(session: Session, shared: SharedCluster, statement: Select): Reply {
  const from = statement.from === null ? undefined : sourceOf(session, shared, statement.from);
  return selectFrom(session, statement, from);
}

function sourceOf(session: Session, shared: SharedCluster, from: SelectFrom): Source {
  const system = systemTableOf(shared, from.table, session.database);
  if (system !== undefined) return system;
  if (from.partitions !== null || from.tablets.length + from.replicas.length > 0) {
    throw analyzing('On shared data this server reads whole tables; leave out PARTITION, TABLET and REPLICA');
  }
  const table = tableIn(shared.state.meta, from.table, session.database);
  const definition = definitionOf(shared, table);
  return { definition, rows: visibleRows(session, shared, table, definition) };
}

function visibleRows(session: Session, shared: SharedCluster, table: Table, definition: TableDefinition): Row[] {
  const read = accept(runShared(shared, { do: 'readTable', table: table.name }, takeChoices(session)));
  const loads = read.kind === 'answered' ? read.contents.flatMap((content) => content.loads) : [];
  return loads.flatMap((load) => shared.rows.get(load) ?? [rowOf(definition, load)]);
}

/** What a continuous load has written: nobody gave its row, so that the load itself stands in it. */
function rowOf({ columns }: TableDefinition, load: string): Row {
  return columns.map(({ type }) => (type.kind === 'text' ? load : type.kind === 'integer' ? '0' : null));
}

function keyOf({ database, name }: { readonly database: string; readonly name: string }): string {
  return `${database}.${name}`;
}
