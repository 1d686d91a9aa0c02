import { backendRows } from '../../model/replication/showCluster.ts';
import { backendsView, partitionsView } from '../../model/views/replication.ts';
import { createTableText, partitionRows } from './createTableText.ts';
import type { TableColumn } from './definition.ts';
import { isLikeName } from './like.ts';
import { textOfLiteral } from './literals.ts';
import { showProc } from './proc.ts';
import type { Cell, Reply } from './protocol/index.ts';
import { textRows, viewRows } from './replies.ts';
import { databaseNamed, type Session, tableNamed } from './session.ts';
import { showTablet, showTablets } from './showTablet.ts';
import type { ShowStatement, TableName } from './sql/index.ts';
import { serverVersion, showStatus, showVariables } from './variables.ts';

/** Runs SHOW and DESCRIBE; none of them changes anything. */
export function executeShow(session: Session, statement: ShowStatement): Reply {
  const { cluster } = session;
  const { state } = cluster;
  switch (statement.kind) {
    case 'showDatabases':
      return textRows(['Database'], sorted(state.databases.map(({ name }) => name)));
    case 'showTables':
      return showTables(session, statement.database, statement.pattern);
    case 'showCreateTable':
      return showCreateTable(session, statement.table);
    case 'showPartitions': {
      const { table, definition } = tableNamed(session, statement.table);
      return viewRows(partitionsView, partitionRows(table, definition), state.profile);
    }
    case 'describe':
      return describe(session, statement.table);
    case 'showTablet':
      return showTablet(session, statement.tabletId);
    case 'showTablets':
      return showTablets(session, statement);
    case 'showProc':
      return showProc(cluster, statement.path);
    case 'showBackends':
      return viewRows(backendsView, backendRows(state), state.profile);
    case 'showFrontends':
      return textRows(frontendColumns, [frontend]);
    case 'showProcesslist':
      return showProcesslist(session);
    case 'showVariables':
      return showVariables(session, statement.filter);
    case 'showStatus':
      return showStatus(session, statement.filter);
    case 'showWarnings':
      return textRows(['Level', 'Code', 'Message'], []);
  }
}

function showTables(session: Session, name: string | null, pattern: string | null): Reply {
  const database = databaseNamed(session, name);
  const names = session.cluster.state.tables
    .filter((table) => table.database === database.name && (pattern === null || isLikeName(table.name, pattern)))
    .map((table) => table.name);
  return textRows([`Tables_in_${database.name}`], sorted(names));
}

function showCreateTable(session: Session, name: TableName): Reply {
  const { table, definition } = tableNamed(session, name);
  return textRows(['Table', 'Create Table'], [[table.name, createTableText(table, definition)]]);
}

function describe(session: Session, name: TableName): Reply {
  const { definition } = tableNamed(session, name);
  return textRows(['Field', 'Type', 'Null', 'Key', 'Default', 'Extra'], definition.columns.map(described));
}

function described({ name, type, nullable, isKey, defaultValue, aggregation }: TableColumn): Cell[] {
  const preset = defaultValue === null ? null : textOfLiteral(defaultValue);
  return [name, type.text, nullable ? 'YES' : 'NO', String(isKey), preset, aggregation?.toUpperCase() ?? ''];
}

const frontendColumns = [
  'Id',
  'Name',
  'IP',
  'EditLogPort',
  'HttpPort',
  'QueryPort',
  'RpcPort',
  'Role',
  'Alive',
  'Version',
];
const frontend: readonly Cell[] = [
  '1',
  'fe1',
  '127.0.0.1',
  '9010',
  '8030',
  '9030',
  '9020',
  'LEADER',
  'true',
  serverVersion,
];

function showProcesslist({ sessions }: Session): Reply {
  const rows = [...sessions.values()].map((other): Cell[] => [
    String(other.connectionId),
    other.user,
    other.database ?? null,
    other.transaction === undefined ? 'Sleep' : 'Transaction',
    other.cluster.name,
  ]);
  return textRows(['Id', 'User', 'Db', 'Command', 'Cluster'], rows);
}

function sorted(names: readonly string[]): Cell[][] {
  return [...names].sort().map((name) => [name]);
}
