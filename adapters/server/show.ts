import { listing } from '../../model/operations/answer.ts';
import { backendRows } from '../../model/operations/backendRows.ts';
import { partitionList } from '../../model/operations/partitionRows.ts';
import { showProc } from '../../model/operations/proc.ts';
import { shownBackendsView } from '../../model/operations/views.ts';
import { time } from '../../model/views/columns.ts';
import { reply } from './answers.ts';
import type { Cluster } from './cluster.ts';
import { createTableText } from './createTableText.ts';
import type { TableColumn, TableDefinition } from './definition.ts';
import { isLikeName } from './like.ts';
import { textOfLiteral } from './literals.ts';
import type { Cell, Reply } from './protocol/index.ts';
import { textRows } from './replies.ts';
import { databaseNamed, type Session, tableNamed } from './session.ts';
import { showTablet, showTablets } from './showTablet.ts';
import type { ShowStatement, TableName } from './sql/index.ts';
import { systemTable } from './systemTables.ts';
import { serverVersion, showStatus, showVariables } from './variables.ts';

/** Runs SHOW and DESCRIBE; none of them changes anything. */
export function executeShow(session: Session, statement: ShowStatement): Reply {
  const { cluster } = session;
  const { state } = cluster;
  switch (statement.kind) {
    case 'showDatabases':
      return textRows(['Database'], sorted(state.databases.map(({ name }) => name)));
    case 'showTables':
    case 'showFullTables':
      return showTables(session, statement);
    case 'showCreateTable':
      return showCreateTable(session, statement.table);
    case 'showPartitions': {
      const { table } = tableNamed(session, statement.table);
      return reply(cluster, (shown) => partitionList(shown, table));
    }
    case 'describe':
      return describe(session, statement.table);
    case 'showTablet':
      return showTablet(session, statement.tabletId);
    case 'showTablets':
      return showTablets(session, statement);
    case 'showProc':
      return reply(cluster, (shown) => showProc(shown, statement.path));
    case 'showBackends':
      return reply(cluster, (shown) => listing(shown, shownBackendsView, backendRows(shown)));
    case 'showComputeNodes':
      return textRows(computeNodeColumns, []);
    case 'showFrontends':
      return textRows(frontendColumns, [frontendRow(cluster)]);
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

type ShowTables = Extract<ShowStatement, { kind: 'showTables' | 'showFullTables' }>;

function showTables(session: Session, { kind, database: name, pattern }: ShowTables): Reply {
  const database = databaseNamed(session, name);
  const names = session.cluster.state.tables
    .filter((table) => table.database === database.name && (pattern === null || isLikeName(table.name, pattern)))
    .map((table) => table.name);
  const column = `Tables_in_${database.name}`;
  if (kind === 'showTables') return textRows([column], sorted(names));
  return textRows(
    [column, 'Table_type'],
    sorted(names).map(([table = null]) => [table, 'BASE TABLE']),
  );
}

function showCreateTable(session: Session, name: TableName): Reply {
  const { table, definition } = tableNamed(session, name);
  return textRows(['Table', 'Create Table'], [[table.name, createTableText(table, definition)]]);
}

function describe(session: Session, name: TableName): Reply {
  return describeColumns((systemTable(session, name) ?? tableNamed(session, name)).definition);
}

/** DESC of a table with this definition. */
export function describeColumns(definition: TableDefinition): Reply {
  return textRows(['Field', 'Type', 'Null', 'Key', 'Default', 'Extra'], definition.columns.map(described));
}

function described({ name, type, nullable, isKey, defaultValue, aggregation }: TableColumn): Cell[] {
  const preset = defaultValue === null ? null : textOfLiteral(defaultValue);
  return [name, type.text, nullable ? 'YES' : 'NO', String(isKey), preset, aggregation?.toUpperCase() ?? ''];
}

/** Columns of SHOW COMPUTE NODES; a cluster without shared data has none. */
export const computeNodeColumns: readonly string[] = (
  'ComputeNodeId IP HeartbeatPort BePort HttpPort BrpcPort LastStartTime LastHeartbeat Alive SystemDecommissioned ' +
  'ClusterDecommissioned ErrMsg Version CpuCores MemLimit NumRunningQueries MemUsedPct CpuUsedPct DataCacheMetrics ' +
  'HasStoragePath StatusCode'
).split(' ');

/** Columns of SHOW FRONTENDS. */
export const frontendColumns: readonly string[] = (
  'Id Name IP EditLogPort HttpPort QueryPort RpcPort Role ClusterId Join Alive ReplayedJournalId LastHeartbeat IsHelper ' +
  'ErrMsg StartTime Version'
).split(' ');

/** The one FE, which is the leader and as old as the cluster. */
function frontendRow({ state: { nowMs, profile } }: Cluster): Cell[] {
  const [now, start] = [nowMs, 0].map((ms) => time.encode(ms, profile));
  const ports = ['9010', '8030', '9030', '9020'];
  const rest = ['LEADER', '1', 'true', 'true', '1', now ?? null, 'true', '', start ?? null, serverVersion];
  return ['1', 'fe1', '127.0.0.1', ...ports, ...rest];
}

/** SHOW PROCESSLIST. */
export function showProcesslist({ sessions }: Session): Reply {
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
