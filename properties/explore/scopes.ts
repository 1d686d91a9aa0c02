import type { BackendSpec, Command, CreateTable, Topology } from '../../model/scenario.ts';
import type { Letter, Scope } from './scope.ts';

const TIB = 1_099_511_627_776;

/** Backends `b1` to `b<count>` with one disk each, all alike. */
function cluster(count: number): Topology {
  const backends = Array.from({ length: count }, (_, nth): BackendSpec => {
    return { name: `b${nth + 1}`, disks: [{ medium: 'HDD', totalBytes: TIB }] };
  });
  return { backends };
}

type BackendCommand = Extract<Command, { readonly backend: string }>;

/** The same command for each of the first backends. */
function onEach(count: number, commandOn: (backend: string) => BackendCommand): readonly Command[] {
  return Array.from({ length: count }, (_, nth) => commandOn(`b${nth + 1}`));
}

/** The table of all scopes, in one of its variants. */
function table(...variants: readonly Partial<CreateTable>[]): Letter {
  const plain = { do: 'createTable', table: 't1', replicationNum: 3, partitions: ['p1'], buckets: 1 } as const;
  return { commands: variants.map((variant): Command => ({ ...plain, ...variant })), atMost: 1 };
}

const everyQuorum = ['MAJORITY', 'ALL', 'ONE'].map((writeQuorum) => ({ writeQuorum }));

const p1 = { table: 't1', partition: 'p1', bucket: 0 } as const;

function begins(count: number): Letter {
  const commands = labels(count).map((load): Command => ({ do: 'beginLoad', load, table: 't1', partitions: ['p1'] }));
  return { commands, inOrder: true };
}

/** Whole loads, which are called other names than those in two steps. */
function loads(...names: readonly string[]): Letter {
  const commands = names.map((load): Command => ({ do: 'load', load, table: 't1', partitions: ['p1'] }));
  return { commands, inOrder: true };
}

function commits(count: number): Letter {
  return { commands: labels(count).map((load): Command => ({ do: 'commitLoad', load })) };
}

function aborts(count: number, atMost: number): Letter {
  return { commands: labels(count).map((load): Command => ({ do: 'abortLoad', load })), atMost };
}

function labels(count: number): string[] {
  return Array.from({ length: count }, (_, nth) => `l${nth + 1}`);
}

function passes(atMost: number, ...seconds: readonly number[]): Letter {
  return { commands: seconds.map((each): Command => ({ do: 'advance', seconds: each })), atMost };
}

const reads: Letter = { commands: [{ do: 'query', table: 't1' }] };

/** Switches a fault on; it stays. */
function fault(count: number, kind: 'failWrites' | 'stallPublish'): Letter {
  return { commands: onEach(count, (backend) => ({ do: kind, backend, on: true })), atMost: 1 };
}

/** One of several faults. */
function faults(count: number, ...kinds: readonly ('failClones' | 'stallClones')[]): Letter {
  return {
    commands: kinds.flatMap((kind) => onEach(count, (backend) => ({ do: kind, backend, on: true }))),
    atMost: 1,
  };
}

function crash(count: number): Letter {
  return crashes(count, 1);
}

function crashes(count: number, atMost: number): Letter {
  return { commands: onEach(count, (backend) => ({ do: 'crashBackend', backend })), atMost };
}

function restart(count: number): Letter {
  return { commands: onEach(count, (backend) => ({ do: 'restartBackend', backend })), atMost: 1 };
}

function drop(count: number): readonly Command[] {
  return onEach(count, (backend) => ({ do: 'dropBackend', backend }));
}

function lose(count: number): readonly Command[] {
  return onEach(count, (backend) => ({ do: 'loseReplica', ...p1, backend }));
}

function markBad(count: number): readonly Command[] {
  return onEach(count, (backend) => ({ do: 'setReplicaStatus', ...p1, backend, status: 'bad' }));
}

function config(name: string, ...values: readonly string[]): Letter {
  return once(...values.map((value): Command => ({ do: 'setConfig', name, value })));
}

function once(...commands: readonly Command[]): Letter {
  return { commands, atMost: 1 };
}

const newLeader = once({ do: 'changeLeader' });

/** Clones that are silent are given up after so many seconds, for which nobody has to wait three minutes. */
const shortTimeout = config('tablet_sched_min_clone_task_timeout_sec', '15');

/** The scopes that have a name, the smallest first. */
export const scopes: readonly Scope[] = [
  {
    name: 'two-loads',
    title: 'two loads into one tablet of three replicas, and backends that die',
    topology: cluster(3),
    alphabet: [table({}), begins(2), commits(2), crashes(3, 2), passes(3, 5, 20)],
  },
  {
    name: 'write-quorum',
    title: 'two loads into one tablet of three replicas while a backend crashes, comes back or does not publish',
    topology: cluster(3),
    alphabet: [
      table(...everyQuorum, { writeQuorum: 'HALF' }),
      begins(2),
      commits(2),
      crash(3),
      restart(3),
      fault(3, 'stallPublish'),
      passes(2, 5, 20),
      reads,
    ],
  },
  {
    name: 'loads',
    title: 'loads into one or two tablets that are given up, or that a backend cannot store',
    topology: cluster(3),
    alphabet: [
      table({}, { replicationNum: 1, buckets: 2 }, { replicationNum: 1, partitions: ['p1', 'p2'] }),
      begins(1),
      commits(1),
      aborts(1, 1),
      {
        commands: [{ do: 'load', load: 'l2', table: 't1', partitions: ['p1', 'p2'] }, ...loads('l2').commands],
        atMost: 1,
      },
      crash(3),
      restart(3),
      fault(3, 'failWrites'),
      passes(2, 20),
      reads,
    ],
  },
  {
    name: 'repair',
    title: 'one tablet on four backends: lost, bad and dropped replicas, clones that fail or stall',
    topology: cluster(4),
    alphabet: [
      table({}),
      loads('l3'),
      { commands: [...lose(4), ...markBad(4), ...drop(4)], atMost: 2 },
      faults(4, 'stallClones', 'failClones'),
      shortTimeout,
      passes(3, 20),
      reads,
      { commands: onEach(4, (backend) => ({ do: 'readReplica', ...p1, backend })) },
    ],
  },
  {
    name: 'slots',
    title: 'several clones at once on few paths, whose number of slots is changed',
    topology: cluster(3),
    alphabet: [
      table({ replicationNum: 2, buckets: 3 }, { replicationNum: 2, buckets: 4 }),
      crash(3),
      once(...drop(3)),
      config('tablet_sched_slot_num_per_path', '0', '3'),
      newLeader,
      passes(2, 1, 20),
    ],
  },
  {
    name: 'hints',
    title: 'repairs that an operator wants first, takes back, or that a new leader forgets',
    topology: cluster(3),
    alphabet: [
      table({ replicationNum: 2, partitions: ['p1', 'p2'] }),
      crash(3),
      restart(3),
      {
        commands: [
          { do: 'repairTable', table: 't1' },
          { do: 'repairTable', table: 't1', partitions: ['p2'] },
        ],
        atMost: 2,
      },
      { commands: [{ do: 'cancelRepair', table: 't1', partitions: ['p1'] }], atMost: 1 },
      config('tablet_sched_max_scheduling_tablets', '0'),
      newLeader,
      passes(2, 20),
    ],
  },
  {
    name: 'redundancy',
    title: 'replicas too many, loads that still write to them, and a schema change meanwhile',
    topology: cluster(3),
    alphabet: [
      table({ replicationNum: 2 }),
      begins(1),
      commits(1),
      crash(3),
      restart(3),
      once({ do: 'alterReplicationNum', table: 't1', replicationNum: 1 }),
      once({ do: 'beginSchemaChange', table: 't1' }),
      once({ do: 'endSchemaChange', table: 't1' }),
      newLeader,
      passes(3, 20),
      reads,
    ],
  },
  {
    name: 'balance',
    title: 'a new backend gets replicas of its own, while a load comes in or balancing is switched off',
    topology: cluster(3),
    alphabet: [
      table({ buckets: 2 }),
      begins(1),
      commits(1),
      once({ do: 'addBackend', backend: 'b4' }),
      config('tablet_sched_disable_balance', 'true'),
      crash(4),
      passes(4, 20, 60),
      reads,
    ],
  },
];
