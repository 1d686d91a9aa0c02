import { tabletsOfTable } from '../../model/operations/lookup.ts';
import { createDatabase, dropDatabase } from '../../model/replication/tables.ts';
import type { Medium, Outcome } from '../../model/scenario.ts';
import { alterPartitions, alterTable, replicationRefusal } from './alterTable.ts';
import { change, forgetDropped, run } from './cluster.ts';
import { defineTable, type TableDefinition } from './definition.ts';
import { isPlainName, propertyOf, wholeNumber } from './literals.ts';
import type { Reply } from './protocol/index.ts';
import { keepDropped, recoverTable } from './recycleBin.ts';
import { analyzing, refusal } from './refusal.ts';
import { ok } from './replies.ts';
import { accept, databaseNamed, findTable, type KnownTable, type Session, tableNamed, takeChoices } from './session.ts';
import type { CreateTable, DefinitionStatement, Property } from './sql/index.ts';

/** Most tablets of one cluster; what is beyond would only exhaust memory. */
export const maxTablets = 100_000;

/** Properties of CREATE TABLE that say nothing about replicas; they are taken and have no effect here. */
const ignoredProperties: ReadonlySet<string> = new Set([
  'bucket_size',
  'compression',
  'enable_persistent_index',
  'fast_schema_evolution',
  'in_memory',
  'replicated_storage',
  'storage_format',
]);

/** Runs CREATE, DROP and ALTER of databases and tables. */
export function executeDefinition(session: Session, statement: DefinitionStatement): Reply {
  switch (statement.kind) {
    case 'createDatabase':
      return makeDatabase(session, statement.database, statement.ifNotExists);
    case 'dropDatabase':
      return removeDatabase(session, statement.database, statement.ifExists);
    case 'createTable':
      return makeTable(session, statement);
    case 'dropTable': {
      const known = findTable(session, statement.table);
      if (known === undefined && statement.ifExists) return ok;
      return removeTable(session, known ?? tableNamed(session, statement.table), statement.force);
    }
    case 'alterTableSet':
      return alterTable(session, tableNamed(session, statement.table), statement.properties);
    case 'alterTableModifyPartitions': {
      const { table, partitions, properties } = statement;
      return alterPartitions(session, tableNamed(session, table), partitions, properties);
    }
    case 'recoverTable':
      return recoverTable(session, statement.table);
  }
}

/** Without FORCE the table can be recovered. */
function removeTable(session: Session, known: KnownTable, force: boolean): Reply {
  if (!force) keepDropped(session.cluster, known);
  accept(run(session.cluster, { do: 'dropTable', table: known.qualified }, takeChoices(session)));
  forgetDropped(session.cluster);
  return ok;
}

function makeDatabase(session: Session, name: string, ifNotExists: boolean): Reply {
  const exists = session.cluster.state.databases.some((database) => database.name === name);
  if (exists && ifNotExists) return ok;
  if (!isPlainName(name)) throw analyzing(`Incorrect database name '${name}'`, 'wrongDatabaseName');
  const outcome = change(session.cluster, takeChoices(session), (draft) => createDatabase(draft, name));
  accept(outcome, (message) => refusal(message, 'databaseExists'));
  return ok;
}

function removeDatabase(session: Session, name: string, ifExists: boolean): Reply {
  const exists = session.cluster.state.databases.some((database) => database.name === name);
  if (!exists && ifExists) return ok;
  const outcome = change(session.cluster, takeChoices(session), (draft) => dropDatabase(draft, name));
  accept(outcome, (message) => refusal(message, 'noSuchDatabaseToDrop'));
  forgetDropped(session.cluster);
  if (session.database === name) session.database = undefined;
  return ok;
}

function makeTable(session: Session, statement: CreateTable): Reply {
  const { table: name } = statement.table;
  const database = databaseNamed(session, statement.table.database);
  if (findTable(session, statement.table) !== undefined) {
    if (statement.ifNotExists) return ok;
    throw analyzing(`Table '${name}' already exists`, 'tableExists');
  }
  if (!isPlainName(name)) throw analyzing(`Incorrect table name '${name}'`, 'wrongTableName');
  const definition = defineTable(statement);
  accept(createInModel(session, `${database.name}.${name}`, statement, definition), createRefusal);
  const created = session.cluster.state.tables.at(-1);
  if (created !== undefined) session.cluster.definitions.set(created.id, definition);
  return ok;
}

function createInModel(session: Session, table: string, statement: CreateTable, definition: TableDefinition): Outcome {
  const { properties } = statement;
  const unknown = properties.find(({ key }) => !isTableProperty(key));
  if (unknown !== undefined) throw analyzing(`Unknown properties: {${unknown.key}=${unknown.value}}`);
  const writeQuorum = propertyOf(properties, 'write_quorum');
  const names = definition.ranges.map((range) => range.name);
  const partitions = definition.partitionColumn === undefined ? [statement.table.table] : names;
  const command = {
    do: 'createTable' as const,
    table,
    replicationNum: replicationNumOf(session, properties),
    partitions,
    buckets: bucketsOf(session, statement, partitions.length),
  };
  const medium = mediumOf(properties);
  const whole = {
    ...command,
    ...(writeQuorum === undefined ? {} : { writeQuorum }),
    ...(medium === undefined ? {} : { medium }),
  };
  return run(session.cluster, whole, takeChoices(session));
}

function isTableProperty(key: string): boolean {
  const name = key.toLowerCase();
  return ['replication_num', 'write_quorum', 'storage_medium'].includes(name) || ignoredProperties.has(name);
}

function replicationNumOf(session: Session, properties: readonly Property[]): number {
  const text = propertyOf(properties, 'replication_num');
  return text === undefined
    ? session.cluster.state.profile.defaultReplicationNum
    : wholeNumber(text.trim(), 'replication_num');
}

/** Without BUCKETS a table gets one for each backend. */
function bucketsOf(session: Session, { distribution }: CreateTable, partitions: number): number {
  const { state } = session.cluster;
  const buckets = distribution?.buckets ?? Math.max(1, state.backends.length);
  if (buckets < 1) throw analyzing('Number of hash buckets should be larger than zero');
  const living = state.tables.reduce((sum, table) => sum + tabletsOfTable(state, table).length, 0);
  if (living + buckets * partitions > maxTablets) {
    throw analyzing(`This server keeps at most ${maxTablets} tablets in a cluster; use fewer buckets or drop tables`);
  }
  return buckets;
}

function createRefusal(message: string) {
  return message.startsWith('unknown write quorum') ? refusal(message) : replicationRefusal(message);
}

function mediumOf(properties: readonly Property[]): Medium | undefined {
  const text = propertyOf(properties, 'storage_medium');
  const medium = text?.trim().toUpperCase();
  if (medium === undefined || medium === 'HDD' || medium === 'SSD') return medium;
  throw analyzing(`Invalid storage medium: ${text}`);
}
