import { nameOf } from '../../model/replication/names.ts';
import type { Backend, State, Table, Tablet } from '../../model/replication/state.ts';
import { isAvailable } from '../../model/replication/state.ts';
import type { Command, CommandKind } from '../../model/scenario.ts';
import { at } from '../../model/vector.ts';
import { oneIn, oneOf, type Random } from './random.ts';

/** How one kind of command is drawn from the state of the model. */
export interface Letter {
  readonly kind: CommandKind;
  /** How often it is drawn compared with the others that are enabled. */
  readonly weight: number;
  readonly isEnabled: (state: State) => boolean;
  /** `serial` is a number that no earlier command of the scenario had, for names that must be new. */
  readonly draw: (state: State, random: Random, serial: number) => Command;
}

const maxTables = 2;
const maxBackends = 7;

/** All commands, the simpler first, because shrinkers prefer earlier alternatives. */
export const alphabet: readonly Letter[] = [
  {
    kind: 'advance',
    weight: 24,
    isEnabled: always,
    draw: (_state, random) => ({ do: 'advance', seconds: oneOf(random, durations) }),
  },
  {
    kind: 'load',
    weight: 18,
    isEnabled: hasTable,
    draw: (state, random, serial) => ({ do: 'load', ...drawLoad(state, random, serial) }),
  },
  {
    kind: 'query',
    weight: 6,
    isEnabled: hasTable,
    draw: (state, random) => ({ do: 'query', table: nameOf(drawTable(state, random)) }),
  },
  {
    kind: 'beginLoad',
    weight: 4,
    isEnabled: hasTable,
    draw: (state, random, serial) => ({ do: 'beginLoad', ...drawLoad(state, random, serial) }),
  },
  {
    kind: 'commitLoad',
    weight: 8,
    isEnabled: hasOpenLoad,
    draw: (state, random) => ({ do: 'commitLoad', load: drawOpenLoad(state, random) }),
  },
  {
    kind: 'abortLoad',
    weight: 2,
    isEnabled: hasOpenLoad,
    draw: (state, random) => ({ do: 'abortLoad', load: drawOpenLoad(state, random) }),
  },
  { kind: 'createTable', weight: 4, isEnabled: (state) => state.tables.length < maxTables, draw: drawCreateTable },
  {
    kind: 'alterWriteQuorum',
    weight: 3,
    isEnabled: hasTable,
    draw: (state, random) => ({
      do: 'alterWriteQuorum',
      table: nameOf(drawTable(state, random)),
      writeQuorum: drawQuorum(random),
    }),
  },
  {
    kind: 'dropTable',
    weight: 1,
    isEnabled: (state) => state.tables.length > 1,
    draw: (state, random) => ({ do: 'dropTable', table: nameOf(drawTable(state, random)) }),
  },
  onBackend('crashBackend', 7, (backend) => backend.running),
  onBackend('restartBackend', 7, (backend) => !backend.running),
  {
    kind: 'addBackend',
    weight: 2,
    isEnabled: (state) => state.backends.length < maxBackends,
    draw: (state) => ({ do: 'addBackend', backend: freshBackend(state) }),
  },
  onBackend('dropBackend', 2, (_backend, state) => state.backends.length > 2),
  onBackend('decommissionBackend', 2, (backend) => !backend.decommissioned),
  faultSwitch('failWrites', 6, 'writesFail'),
  faultSwitch('failClones', 3, 'clonesFail'),
  faultSwitch('stallClones', 3, 'clonesStall'),
  faultSwitch('stallPublish', 2, 'publishStalls'),
  onReplica('loseReplica', 3),
  onReplica('compact', 4),
  { kind: 'setReplicaStatus', weight: 3, isEnabled: hasTable, draw: drawStatus },
  {
    kind: 'setConfig',
    weight: 1,
    isEnabled: always,
    draw: (_state, random) => ({
      do: 'setConfig',
      name: 'tablet_sched_slot_num_per_path',
      value: oneOf(random, ['2', '3', '4']),
    }),
  },
  { kind: 'heal', weight: 3, isEnabled: hasFault, draw: () => ({ do: 'heal' }) },
];

const durations: readonly number[] = [1, 1, 2, 3, 5, 5, 10, 20, 20, 25, 40, 60, 200];

function always(): boolean {
  return true;
}

function hasTable(state: State): boolean {
  return state.tables.length > 0;
}

function hasOpenLoad(state: State): boolean {
  return state.loads.some((load) => load.versions.length === 0);
}

function hasFault(state: State): boolean {
  return state.backends.some((backend) => !backend.running || hasAnyFault(backend));
}

function hasAnyFault({ faults }: Backend): boolean {
  return faults.writesFail || faults.clonesFail || faults.clonesStall || faults.publishStalls;
}

function drawTable(state: State, random: Random): Table {
  return oneOf(random, state.tables);
}

/** Mostly all partitions or one; now and then one that does not exist, which must be refused. */
function drawLoad(
  state: State,
  random: Random,
  serial: number,
): { load: string; table: string; partitions: readonly string[] } {
  const table = drawTable(state, random);
  const load = `l${serial}`;
  if (oneIn(random, 40)) return { load, table: nameOf(table), partitions: ['nowhere'] };
  const names = table.partitions.map((partition) => partition.name);
  const partitions = oneIn(random, 3) ? [oneOf(random, names)] : names;
  return { load, table: nameOf(table), partitions };
}

function drawOpenLoad(state: State, random: Random): string {
  return oneOf(
    random,
    state.loads.filter((load) => load.versions.length === 0),
  ).label;
}

const quorums: readonly string[] = ['MAJORITY', 'MAJORITY', 'ONE', 'ALL', 'all', 'HALF', ''];

function drawQuorum(random: Random): string {
  return oneOf(random, quorums);
}

function drawCreateTable(state: State, random: Random): Command {
  const available = state.backends.filter(isAvailable).length;
  const table = `t${state.tables.length === 0 || state.tables.some((other) => other.name === 't1') ? state.tables.length + 1 : 1}`;
  const replicationNum = oneIn(random, 20) ? oneOf(random, [0, available + 1]) : drawReplicationNum(available, random);
  const partitions = oneIn(random, 3) ? ['p1', 'p2'] : ['p1'];
  const command = { do: 'createTable' as const, table, replicationNum, partitions, buckets: 1 + random.below(3) };
  return oneIn(random, 2) ? command : { ...command, writeQuorum: drawQuorum(random) };
}

/** Mostly 3, as by default. */
function drawReplicationNum(available: number, random: Random): number {
  if (available >= 3 && !oneIn(random, 3)) return 3;
  return 1 + random.below(Math.max(1, Math.min(available, 4)));
}

function freshBackend(state: State): string {
  for (let nth = 1; ; nth += 1) if (!state.backends.some((backend) => backend.name === `b${nth}`)) return `b${nth}`;
}

function onBackend(
  kind: 'crashBackend' | 'restartBackend' | 'dropBackend' | 'decommissionBackend',
  weight: number,
  suits: (backend: Backend, state: State) => boolean,
): Letter {
  const candidates = (state: State): Backend[] => state.backends.filter((backend) => suits(backend, state));
  return {
    kind,
    weight,
    isEnabled: (state) => candidates(state).length > 0,
    draw: (state, random) => ({ do: kind, backend: oneOf(random, candidates(state)).name }),
  };
}

function faultSwitch(
  kind: 'failWrites' | 'failClones' | 'stallClones' | 'stallPublish',
  weight: number,
  fault: keyof Backend['faults'],
): Letter {
  return {
    kind,
    weight,
    isEnabled: always,
    draw: (state, random) => {
      const backend = oneOf(random, state.backends);
      return { do: kind, backend: backend.name, on: !backend.faults[fault] };
    },
  };
}

function onReplica(kind: 'loseReplica' | 'compact', weight: number): Letter {
  return { kind, weight, isEnabled: hasTable, draw: (state, random) => ({ do: kind, ...drawPlace(state, random) }) };
}

function drawPlace(
  state: State,
  random: Random,
): { table: string; partition: string; bucket: number; backend: string } {
  const table = drawTable(state, random);
  const partition = oneOf(random, table.partitions);
  const bucket = random.below(partition.buckets);
  const tablet = at(state.tablets, partition.firstTablet + bucket);
  const place = { table: nameOf(table), partition: partition.name, bucket };
  return { ...place, backend: drawHolder(state, tablet, random) };
}

function drawHolder(state: State, tablet: Tablet | undefined, random: Random): string {
  const holders = tablet?.replicas.flatMap((replica) =>
    state.backends.filter((backend) => backend.id === replica.backendId),
  );
  return oneOf(random, holders === undefined || holders.length === 0 ? state.backends : holders).name;
}

function drawStatus(state: State, random: Random): Command {
  const status = oneOf(random, ['bad', 'bad', 'bad', 'ok', 'DEAD']);
  return { do: 'setReplicaStatus', ...drawPlace(state, random), status };
}
