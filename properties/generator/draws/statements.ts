import { nameOf } from '../../../model/replication/names.ts';
import type { State } from '../../../model/replication/state.ts';
import type { ShowReplicaStatus, ShowTablets, StatusFilter } from '../../../model/scenario.ts';
import type { Letter } from '../letter.ts';
import { oneIn, oneOf, type Random } from '../random.ts';
import { always, drawPartitions, drawTablet, hasTable } from './places.ts';

/** What an operator asks and orders: repair hints, and statements that show something. */
export const statementLetters: readonly Letter[] = [
  {
    kind: 'repairTable',
    isEnabled: hasTable,
    draw: (state, random) => ({ do: 'repairTable', ...drawPartitions(state, random) }),
  },
  {
    kind: 'cancelRepair',
    isEnabled: (state) => state.hints.length > 0,
    draw: (state, random) => ({ do: 'cancelRepair', ...drawPartitions(state, random) }),
  },
  { kind: 'showReplicaStatus', isEnabled: hasTable, draw: drawShowReplicaStatus },
  {
    kind: 'showReplicaDistribution',
    isEnabled: hasTable,
    draw: (state, random) => ({ do: 'showReplicaDistribution', ...drawPartitions(state, random) }),
  },
  { kind: 'showTablets', isEnabled: hasTable, draw: drawShowTablets },
  {
    kind: 'showTablet',
    isEnabled: hasTable,
    draw: (state, random) => ({ do: 'showTablet', ...drawTablet(state, random).ref }),
  },
  { kind: 'showStatistic', isEnabled: always, draw: () => ({ do: 'showStatistic' }) },
  { kind: 'showProc', isEnabled: always, draw: (_state, random) => ({ do: 'showProc', path: oneOf(random, paths) }) },
];

/** Paths that are there, with one detail or another, and paths that are not. */
const paths: readonly string[] = [
  '/cluster_balance',
  '/cluster_balance/pending_tablets',
  '/cluster_balance/running_tablets',
  '/cluster_balance/history_tablets',
  '/cluster_balance/all_tablets',
  '/cluster_balance/working_slots',
  '/cluster_balance/priority_repair',
  '/cluster_balance/cluster_load_stat',
  '/cluster_balance/cluster_load_stat/HDD',
  '/cluster_balance/cluster_load_stat/SSD',
  '/cluster_balance/cluster_load_stat/TAPE',
  '/cluster_balance/nonsense',
  '//cluster_balance//pending_tablets',
  '/statistic',
  '/statistic/x',
  '/statistic/0',
  '/dbs/0',
  '/nonsense',
  '/nonsense/deeper',
  'no-slash',
];

const statuses: readonly string[] = [
  'OK',
  'OK',
  'DEAD',
  'VERSION_ERROR',
  'SCHEMA_ERROR',
  'MISSING',
  'MISSING',
  'BAD',
  'ok',
  'NOPE',
  '',
];

function drawShowReplicaStatus(state: State, random: Random): ShowReplicaStatus {
  const command: ShowReplicaStatus = { do: 'showReplicaStatus', ...drawPartitions(state, random) };
  return oneIn(random, 3) ? command : { ...command, status: drawFilter(random) };
}

function drawFilter(random: Random): StatusFilter {
  return { operator: oneIn(random, 3) ? '!=' : '=', value: oneOf(random, statuses) };
}

function drawShowTablets(state: State, random: Random): ShowTablets {
  const command: ShowTablets = { do: 'showTablets', ...drawPartitions(state, random) };
  return {
    ...command,
    ...(oneIn(random, 2) ? { where: drawWhere(state, random) } : {}),
    ...(oneIn(random, 2) ? { orderBy: drawOrder(random) } : {}),
    ...(oneIn(random, 2) ? drawPage(rowsOf(state, command), random) : {}),
  };
}

const replicaStates: readonly string[] = ['NORMAL', 'NORMAL', 'CLONE', 'DECOMMISSION', 'ROLLUP', 'normal', 'NOPE'];

/** One condition, seldom two or three. */
function drawWhere(state: State, random: Random): NonNullable<ShowTablets['where']> {
  const version = oneOf(
    random,
    state.tables.flatMap(({ partitions }) => partitions),
  ).visibleVersion;
  const first = random.below(3);
  return {
    ...(first === 0 || oneIn(random, 8) ? { version: Math.max(1, version - random.below(2)) } : {}),
    ...(first === 1 || oneIn(random, 8) ? { backend: oneOf(random, state.backends).name } : {}),
    ...(first === 2 || oneIn(random, 8) ? { state: oneOf(random, replicaStates) } : {}),
  };
}

const columns: readonly string[] = [
  'TabletId',
  'ReplicaId',
  'BackendId',
  'Version',
  'LstFailedVersion',
  'DataSize',
  'RowCount',
  'State',
  'VersionCount',
  'PathHash',
  'backendid',
  'NoSuchColumn',
];

function drawOrder(random: Random): NonNullable<ShowTablets['orderBy']> {
  return Array.from({ length: 1 + random.below(2) }, () => ({
    column: oneOf(random, columns),
    descending: oneIn(random, 2),
  }));
}

/** A page in the midst of the rows, at their end and beyond it, or of none. */
function drawPage(rows: number, random: Random): { readonly limit: number; readonly offset?: number } {
  const limit = oneOf(random, [0, 1, 2, 5, rows, rows + 1]);
  if (oneIn(random, 3)) return { limit };
  return { limit, offset: oneOf(random, [0, 1, 2, Math.max(0, rows - 1), rows, rows + 1]) };
}

/** How many replicas the tablets have that the command asks for. */
function rowsOf(state: State, { table: name, partitions: named }: ShowTablets): number {
  const { partitions = [] } = state.tables.find((table) => nameOf(table) === name) ?? {};
  const meant = partitions.filter((partition) => named?.includes(partition.name) !== false);
  return meant.reduce((rows, { buckets, replicationNum }) => rows + buckets * replicationNum, 0);
}
