import type { Command, TabletRef, Topology } from '../../model/scenario.ts';
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
    })),
  }));
  return { backends };
}

/** Any command at all, mostly about what is there, and now and then about what is not. */
export function drawCommand(draw: Draw, seen: Observation, nth: number): Command {
  const kind = draw(3) > 0 ? oneOf(draw, common) : oneOf(draw, commandKinds);
  const backend = `b${1 + draw(seen.backends.length + 1)}`;
  const table = `t${1 + draw(draw(6) === 0 ? 3 : 2)}`;
  const on = draw(2) === 0;
  const load = draw(4) === 0 ? `l${draw(nth + 1)}` : `l${nth}`;
  const partitions = oneOf(draw, [['p1'], ['p1'], ['p1'], ['p1', 'p2'], ['p2', 'p1'], ['nowhere']]);
  switch (kind) {
    case 'createTable':
      return drawTable(draw, table);
    case 'dropTable':
    case 'query':
      return { do: kind, table };
    case 'alterWriteQuorum':
      return { do: kind, table, writeQuorum: oneOf(draw, quorums) };
    case 'load':
    case 'beginLoad':
      return { do: kind, load: `l${nth}`, table, partitions };
    case 'commitLoad':
    case 'abortLoad':
      return { do: kind, load };
    case 'loseReplica':
    case 'compact':
      return { do: kind, ...drawPlace(draw, table), backend };
    case 'setReplicaStatus':
      return { do: kind, ...drawPlace(draw, table), backend, status: oneOf(draw, ['bad', 'BAD', 'ok', 'DEAD', '"']) };
    case 'failWrites':
    case 'failClones':
    case 'stallClones':
    case 'stallPublish':
      return { do: kind, backend, on };
    case 'setConfig':
      return { do: kind, name: oneOf(draw, configs), value: oneOf(draw, ['2', '3', '0', 'x', '']) };
    case 'advance':
      return { do: kind, seconds: oneOf(draw, [1, 2, 5, 20, 60, 400]) };
    case 'heal':
      return { do: kind };
    default:
      return { do: kind, backend };
  }
}

/** Without these most runs are soon stuck in faults. */
const common = ['advance', 'advance', 'load', 'load', 'load', 'query', 'createTable', 'heal', 'addBackend'] as const;

const quorums = ['MAJORITY', 'ONE', 'ALL', 'all', 'HALF', '', '"; --'];
const configs = ['tablet_sched_slot_num_per_path', 'schedule_slot_num_per_path', 'nope'];

function drawTable(draw: Draw, table: string): Command {
  const partitions = draw(2) === 0 ? ['p1'] : ['p1', 'p2'];
  const command = { do: 'createTable' as const, table, replicationNum: draw(5), partitions, buckets: 1 + draw(3) };
  return draw(2) === 0 ? command : { ...command, writeQuorum: oneOf(draw, quorums) };
}

function drawPlace(draw: Draw, table: string): TabletRef {
  return { table, partition: draw(2) === 0 ? 'p1' : 'p2', bucket: draw(3) };
}

function oneOf<T>(draw: Draw, values: readonly T[]): T {
  const value = values[draw(values.length)];
  if (value === undefined) throw new RangeError('nothing to choose from');
  return value;
}
