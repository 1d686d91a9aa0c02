import type { Command, CommandKind, ShowTablets, TabletCommand, TabletRef, Topology } from '../../model/scenario.ts';
import { isSnapshotCommand } from '../../model/snapshot/commands.ts';
import { at } from '../../model/vector.ts';
import { commandKinds, type Observation } from '../adapter.ts';

/** A source of whole numbers: one of 0 up to `count` - 1. */
export type Draw = (count: number) => number;

/** A small seeded source. */
export function seeded(seed: number): Draw {
  let state = seed >>> 0;
  return (count) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * count);
  };
}

/** Three to six backends with one or two disks, one of them sometimes full. */
export function drawTopology(draw: Draw): Topology {
  const disks = 1 + draw(2);
  const full = draw(12);
  const backends = Array.from({ length: 3 + draw(4) }, (_, nth) => ({
    name: `b${nth + 1}`,
    disks: Array.from({ length: disks }, () => ({
      medium: draw(3) === 0 ? ('SSD' as const) : ('HDD' as const),
      totalBytes: nth === full ? 0 : 2 ** 40,
      ...(draw(4) === 0 && nth !== full ? { usedBytes: 2 ** 38 } : {}),
    })),
  }));
  return { backends };
}

const tabletKinds: readonly TabletCommand['do'][] = commandKinds.filter(isTabletKind);

function isTabletKind(kind: CommandKind): kind is TabletCommand['do'] {
  return !isSnapshotCommand({ do: kind });
}

/** Any command on tablets at all, mostly about what is there, and now and then about what is not. */
export function drawCommand(draw: Draw, seen: Observation, nth: number): Command {
  const kind = draw(2) > 0 ? oneOf(draw, common) : oneOf(draw, tabletKinds);
  const backend = `b${1 + draw(seen.backends.length + 1)}`;
  const known = draw(5) > 0 && seen.tables.length > 0 ? oneOf(draw, seen.tables) : undefined;
  const table = known?.name ?? `t${1 + draw(3)}`;
  const on = draw(2) === 0;
  const load = draw(4) === 0 ? `l${draw(nth + 1)}` : `l${nth}`;
  const only = draw(9) > 0 && known !== undefined ? oneOf(draw, known.partitions).name : oneOf(draw, ['p2', 'nowhere']);
  const partitions =
    draw(3) > 0
      ? [only]
      : oneOf(draw, [
          ['p1', 'p2'],
          ['p2', 'p1'],
        ]);
  const place = { table, partition: only, bucket: draw(2) };
  switch (kind) {
    case 'createTable':
      return drawTable(draw, `t${1 + draw(3)}`);
    case 'dropTable':
    case 'query':
    case 'beginSchemaChange':
    case 'endSchemaChange':
      return { do: kind, table };
    case 'alterWriteQuorum':
      return { do: kind, table, writeQuorum: oneOf(draw, quorums) };
    case 'alterReplicationNum':
      return { do: kind, table, replicationNum: draw(5), ...(draw(2) === 0 ? {} : { partition: only }) };
    case 'repairTable':
    case 'cancelRepair':
    case 'showReplicaDistribution':
      return { do: kind, table, ...(draw(2) === 0 ? {} : { partitions }) };
    case 'load':
    case 'beginLoad':
      return { do: kind, load: `l${nth}`, table, partitions };
    case 'commitLoad':
    case 'abortLoad':
      return { do: kind, load };
    case 'loseReplica':
    case 'compact':
    case 'readReplica':
      return { do: kind, ...place, backend: drawHolder(draw, seen, place) ?? backend };
    case 'setReplicaStatus':
      return {
        do: kind,
        ...place,
        backend: drawHolder(draw, seen, place) ?? backend,
        status: oneOf(draw, ['bad', 'BAD', 'ok', 'DEAD', '"']),
      };
    case 'failWrites':
    case 'failClones':
    case 'stallClones':
    case 'stallPublish':
    case 'repeatReports':
      return { do: kind, backend, on };
    case 'failDisk':
    case 'replaceDisk':
      return { do: kind, backend, disk: draw(3) };
    case 'fillDisk':
      return { do: kind, backend, disk: draw(3), usedBytes: oneOf(draw, [0, 2 ** 38, 2 ** 40, 2 ** 41]) };
    case 'showReplicaStatus':
      return { do: kind, table, ...(draw(2) === 0 ? {} : { partitions }), ...drawStatus(draw) };
    case 'showTablets':
      return { ...drawShowTablets(draw, table, backend), ...(draw(2) === 0 ? {} : { partitions }) };
    case 'showTablet':
      return { do: kind, ...place };
    case 'showProc':
      return { do: kind, path: oneOf(draw, paths) };
    case 'setConfig':
      return { do: kind, name: oneOf(draw, configs), value: oneOf(draw, ['2', '3', '0', 'x', '']) };
    case 'advance':
      return { do: kind, seconds: oneOf(draw, [1, 2, 5, 20, 60, 400]) };
    case 'heal':
    case 'changeLeader':
    case 'showStatistic':
      return { do: kind };
    default:
      return { do: kind, backend };
  }
}

/** Without these most runs are soon stuck in faults. */
const common = [
  'advance',
  'advance',
  'load',
  'load',
  'load',
  'query',
  'readReplica',
  'createTable',
  'alterReplicationNum',
  'beginSchemaChange',
  'endSchemaChange',
  'showTablet',
  'heal',
  'addBackend',
] as const;

const quorums = ['MAJORITY', 'ONE', 'ALL', 'all', 'HALF', '', '"; --'];
const configs = [
  'tablet_sched_slot_num_per_path',
  'schedule_slot_num_per_path',
  'tablet_sched_max_scheduling_tablets',
  'tablet_sched_max_balancing_tablets',
  'tablet_sched_disable_balance',
  'nope',
];
const statuses = ['OK', 'ok', 'DEAD', 'VERSION_ERROR', 'MISSING', 'NOPE'];
const paths = [
  '/',
  '/backends',
  '/statistic',
  '/cluster_balance',
  '/cluster_balance/working_slots',
  '/cluster_balance/pending_tablets',
  '/cluster_balance/history_tablets',
  '/cluster_balance/priority_repair',
  '/cluster_balance/cluster_load_stat',
  '/cluster_balance/cluster_load_stat/HDD',
  '/cluster_balance/cluster_load_stat/SSD',
  '/nope',
];

function drawTable(draw: Draw, table: string): Command {
  const partitions = draw(2) === 0 ? ['p1'] : ['p1', 'p2'];
  return {
    do: 'createTable',
    table,
    replicationNum: draw(6) === 0 ? draw(8) : 1 + draw(3),
    partitions,
    buckets: 1 + draw(3),
    ...(draw(2) === 0 ? {} : { writeQuorum: draw(3) > 0 ? 'ONE' : oneOf(draw, quorums) }),
    ...(draw(4) > 0 ? {} : { medium: oneOf(draw, ['HDD', 'SSD'] as const) }),
    ...(draw(3) > 0 ? {} : { rowBytes: oneOf(draw, [1, 2 ** 30, 2 ** 36]) }),
  };
}

/** A backend that has a replica of the tablet at this place, two times out of three. */
function drawHolder(draw: Draw, seen: Observation, { table, partition, bucket }: TabletRef): string | undefined {
  const home = seen.tables.find(({ name }) => name === table)?.partitions.find(({ name }) => name === partition);
  const tablet = home === undefined || bucket >= home.buckets ? undefined : at(seen.tablets, home.first + bucket);
  const replicas = tablet?.replicas ?? [];
  const id = draw(3) === 0 || replicas.length === 0 ? undefined : oneOf(draw, replicas).BackendId;
  return seen.backends.find((backend) => backend.id === id)?.name;
}

function drawStatus(draw: Draw) {
  if (draw(2) === 0) return {};
  return { status: { operator: oneOf(draw, ['=', '!='] as const), value: oneOf(draw, statuses) } };
}

/** Orders that leave nothing open, so that a page of the list is always the same. */
const orders = [
  [{ column: 'ReplicaId', descending: true }],
  [
    { column: 'backendid', descending: false },
    { column: 'TabletId', descending: true },
  ],
  [{ column: 'nope', descending: false }],
];

function drawShowTablets(draw: Draw, table: string, backend: string): ShowTablets {
  const where = {
    ...(draw(3) > 0 ? {} : { version: 1 + draw(4) }),
    ...(draw(3) > 0 ? {} : { backend }),
    ...(draw(3) > 0 ? {} : { state: oneOf(draw, ['NORMAL', 'clone', 'DECOMMISSION', 'NOPE']) }),
  };
  return {
    do: 'showTablets',
    table,
    ...(draw(2) === 0 ? {} : { where }),
    ...(draw(2) === 0 ? {} : { orderBy: oneOf(draw, orders) }),
    ...(draw(2) === 0 ? {} : { limit: 1 + draw(4), offset: draw(3) }),
  };
}

function oneOf<T>(draw: Draw, values: readonly T[]): T {
  const value = values[draw(values.length)];
  if (value === undefined) throw new RangeError('nothing to choose from');
  return value;
}
