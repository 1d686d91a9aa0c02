import type { SnapshotCommand } from '../../../model/snapshot/commands.ts';
import { setConfig } from '../config.ts';
import { creationText } from '../createTableText.ts';
import type { Reply } from '../protocol/index.ts';
import { analyzing, refusal } from '../refusal.ts';
import { ok, textRows } from '../replies.ts';
import { accept, type Session, takeChoices } from '../session.ts';
import { executeSession } from '../sessionStatements.ts';
import { describeColumns, showProcesslist } from '../show.ts';
import type { ShowStatement, Statement, TableName } from '../sql/index.ts';
import { showStatus, showVariables } from '../variables.ts';
import { checkIsUp, runShared, type SharedCluster } from './cluster.ts';
import { showSnapshotConfig } from './config.ts';
import { createTable, definitionOf, insert, select } from './data.ts';
import { creation, databaseOf, knownDatabase, privilege, removal, tableIn } from './objects.ts';
import { refuseWithSharedData } from './refusals.ts';
import * as shows from './shows.ts';
import { systemTableOf } from './systemTables.ts';
import { snapshotCommand, volumeCommands } from './volumes.ts';

/** Runs a statement on a cluster with shared data; throws a Refusal when it is refused. */
export function executeShared(session: Session, shared: SharedCluster, statement: Statement): Reply {
  // Procedures stand for what befalls a cluster from outside, whether its FE runs or not.
  if (statement.kind === 'call') return executeSession(session, statement);
  checkIsUp(shared);
  const { meta } = shared.state;
  switch (statement.kind) {
    case 'use':
    case 'setVariables':
    case 'setNames':
    case 'kill':
      return executeSession(session, statement);
    case 'select':
      return select(session, shared, statement);
    case 'insert':
      return insert(session, shared, statement);
    case 'createDatabase':
      return createDatabase(session, shared, statement.database, statement.ifNotExists);
    case 'dropDatabase':
      return dropDatabase(session, shared, statement.database, statement.ifExists);
    case 'createTable':
      return createTable(session, shared, statement);
    case 'dropTable':
      return dropTable(session, shared, statement);
    case 'recoverTable':
      return take(session, shared, { do: 'recoverTable', table: statement.table.table });
    case 'snapshotsOn':
    case 'snapshotsOff':
      accept(runShared(shared, snapshotCommand(statement), takeChoices(session)), (message) => analyzing(message));
      return ok;
    case 'createVolume':
    case 'alterVolume':
    case 'dropVolume':
    case 'setDefaultVolume':
      return take(session, shared, ...volumeCommands(meta, statement));
    case 'describeVolume':
      return show(session, shared, { do: 'describeVolume', volume: statement.volume });
    case 'createNamed':
      return takeIfAny(session, shared, creation(meta, statement, session.database));
    case 'dropNamed':
      return takeIfAny(session, shared, removal(meta, statement, session.database));
    case 'grantSelect':
    case 'revokeSelect':
      return take(session, shared, privilege(meta, statement, session.database));
    case 'adminSetFrontendConfig':
      return setConfig(session, statement.properties);
    case 'adminShowFrontendConfig':
      return showSnapshotConfig(shared, statement.pattern);
    case 'showCatalogs':
      return shows.showCatalogs(meta);
    case 'showUsers':
      return shows.showUsers(meta);
    case 'showRoles':
      return shows.showRoles(meta);
    case 'showGrants':
      return shows.showGrants(meta, statement.user ?? session.user);
    case 'showFunctions':
      return shows.showFunctions(meta, knownDatabase(meta, databaseOf(anyIn(statement.database), session.database)));
    case 'showRoutineLoads':
      return shows.showRoutineLoads(meta, statement.database);
    case 'showResourceGroups':
      return shows.showResourceGroups(meta);
    case 'showRecycleBin':
      return shows.showRecycleBin(shared.state);
    case 'showVolumes':
      return shows.showVolumes(meta, statement.pattern);
    case 'begin':
    case 'commit':
    case 'rollback':
      throw refuseWithSharedData('transactions of several statements');
    default:
      return executeSharedShow(session, shared, statement);
  }
}

type Rest = Exclude<
  Statement,
  { readonly kind: 'call' | 'use' | 'setVariables' | 'setNames' | 'kill' | 'select' | 'insert' }
>;

function executeSharedShow(session: Session, shared: SharedCluster, statement: Rest): Reply {
  const { meta } = shared.state;
  switch (statement.kind) {
    case 'showDatabases':
      return shows.nameList(
        'Database',
        meta.databases.map(({ name }) => name),
      );
    case 'showTables':
    case 'showFullTables':
      return showTables(session, shared, statement);
    case 'showCreateTable':
      return showCreateTable(session, shared, statement.table);
    case 'showPartitions':
      return shows.showPartitions(tableIn(meta, statement.table, session.database));
    case 'describe':
      return describe(session, shared, statement.table);
    case 'showFrontends':
      return shows.showFrontends(shared.state);
    case 'showComputeNodes':
      return shows.showComputeNodes(shared.state);
    case 'showProcesslist':
      return showProcesslist(session);
    case 'showVariables':
      return showVariables(session, statement.filter);
    case 'showStatus':
      return showStatus(session, statement.filter);
    case 'showWarnings':
      return textRows(['Level', 'Code', 'Message'], []);
    default:
      throw refuseWithSharedData(`tablets with replicas, which '${statement.kind}' is about`);
  }
}

function take(session: Session, shared: SharedCluster, ...commands: readonly SnapshotCommand[]): Reply {
  const choose = takeChoices(session);
  for (const command of commands) accept(runShared(shared, command, choose));
  return ok;
}

function show(session: Session, shared: SharedCluster, command: SnapshotCommand): Reply {
  const outcome = accept(runShared(shared, command, takeChoices(session)));
  const [result] = outcome.kind === 'listed' ? outcome.results : [];
  return textRows(result?.columns ?? [], result?.rows ?? []);
}

function takeIfAny(session: Session, shared: SharedCluster, command: SnapshotCommand | undefined): Reply {
  return command === undefined ? ok : take(session, shared, command);
}

function createDatabase(session: Session, shared: SharedCluster, name: string, ifNotExists: boolean): Reply {
  const exists = shared.state.meta.databases.some((database) => database.name === name);
  if (exists && ifNotExists) return ok;
  return take(session, shared, { do: 'createObject', object: { kind: 'database', name } });
}

function dropDatabase(session: Session, shared: SharedCluster, name: string, ifExists: boolean): Reply {
  const exists = shared.state.meta.databases.some((database) => database.name === name);
  if (!exists && ifExists) return ok;
  take(session, shared, { do: 'dropObject', object: { kind: 'database', name } });
  if (session.database === name) session.database = undefined;
  return ok;
}

function dropTable(
  session: Session,
  shared: SharedCluster,
  { table: name, ifExists, force }: Extract<Statement, { kind: 'dropTable' }>,
): Reply {
  const { meta } = shared.state;
  const database = databaseOf(name, session.database);
  const exists = meta.tables.some((table) => table.database === database && table.name === name.table);
  if (!exists && ifExists) return ok;
  const { name: table } = tableIn(meta, name, session.database);
  if (force) throw refusal('On shared data this server keeps dropped tables in the recycle bin; leave out FORCE');
  return take(session, shared, { do: 'dropObject', object: { kind: 'table', name: table, database } });
}

function showTables(
  session: Session,
  { state: { meta } }: SharedCluster,
  { kind, database, pattern }: Extract<ShowStatement, { kind: 'showTables' | 'showFullTables' }>,
): Reply {
  const home = knownDatabase(meta, databaseOf(anyIn(database), session.database));
  return shows.showTables(meta, home, pattern, kind === 'showFullTables');
}

function showCreateTable(session: Session, shared: SharedCluster, name: TableName): Reply {
  const table = tableIn(shared.state.meta, name, session.database);
  const properties = ['"compression" = "LZ4"', `"storage_volume" = "${table.volume}"`];
  const text = creationText({ name: table.name, buckets: 1, properties }, definitionOf(shared, table));
  return textRows(['Table', 'Create Table'], [[table.name, text]]);
}

function describe(session: Session, shared: SharedCluster, name: TableName): Reply {
  const system = systemTableOf(shared, name, session.database);
  if (system !== undefined) return describeColumns(system.definition);
  return describeColumns(definitionOf(shared, tableIn(shared.state.meta, name, session.database)));
}

/** A name of which only the database matters. */
function anyIn(database: string | null): TableName {
  return { database, table: '', at: { line: 1, column: 1 } };
}
