import type { Command, Topology } from '../../../model/scenario.ts';
import type { SnapshotPart } from '../../../model/snapshot/commands.ts';
import type { Letter } from '../scope.ts';
import type { SharedDataScope } from './scope.ts';

function cluster(...volumes: readonly string[]): Topology {
  const located = volumes.map((name) => ({ name, location: `s3://bucket/${name}` }));
  return { backends: [], sharedData: { volumes: located, frontends: ['f1', 'f2'], computeNodes: ['c1'] } };
}

function advance(seconds: number): Command {
  return { do: 'advance', seconds };
}

/** An interval in which a job and the hand-over after it have room, in seconds. */
const INTERVAL = 20;

const often = interval(INTERVAL);

function interval(seconds: number): Command {
  return { do: 'setConfig', name: 'automated_cluster_snapshot_interval_seconds', value: String(seconds) };
}

/** The steps of jobs one by one: larger ones would have too many ways in which uploads can fall. */
const stepByStep: Letter = { commands: [advance(1)] };

function once(...commands: readonly Command[]): Letter {
  return { commands, atMost: 1 };
}

function fails(request: 'put' | 'delete'): Command {
  return { do: 'failStore', request, nth: 1 };
}

function write(load: string): Command {
  return { do: 'writeTable', load, table: 't1' };
}

/** A restore that is broken off after so many of its steps. */
function killed(killedAfter: number): Command {
  return { do: 'restore', source: { from: 'snapshot', job: 1 }, killedAfter };
}

function damage(part: SnapshotPart, how: 'remove' | 'truncate'): Command {
  return { do: 'damageSnapshot', job: 1, part, how };
}

/** Long enough for every clean-up, and then for another job; few jobs make it a quick look. */
const settle: readonly Command[] = [interval(600), { do: 'heal' }, advance(400), advance(600)];

/** The scopes of shared-data clusters that have a name. */
export const sharedDataScopes: readonly SharedDataScope[] = [
  {
    name: 'retention',
    title: 'a second snapshot takes the place of the first while the FE crashes and a request to the store fails',
    topology: cluster('v1'),
    prologue: [often, { do: 'enableSnapshots' }, advance(2 * INTERVAL - 1)],
    alphabet: [
      stepByStep,
      once({ do: 'crashFrontend' }),
      once({ do: 'restartFrontend' }),
      once(fails('put'), fails('delete')),
    ],
    depth: 18,
    epilogue: settle,
  },
  {
    name: 'off-race',
    title: 'OFF while a job is under way, ON with another volume, and the first volume is dropped',
    topology: cluster('v1', 'v2'),
    prologue: [often, { do: 'enableSnapshots', volume: 'v2' }, advance(INTERVAL)],
    alphabet: [
      stepByStep,
      { commands: [{ do: 'disableSnapshots' }], atMost: 2 },
      once({ do: 'enableSnapshots', volume: 'v1' }),
      once({ do: 'dropVolume', volume: 'v2' }),
      once(fails('put'), fails('delete')),
    ],
    depth: 14,
    epilogue: settle,
  },
  {
    name: 'restore',
    title: 'a catalog and a load around a capture, a damaged snapshot, and restores that are broken off and repeated',
    topology: cluster('v1'),
    prologue: [
      { do: 'createObject', object: { kind: 'database', name: 'd1' } },
      { do: 'createObject', object: { kind: 'table', name: 't1', database: 'd1' } },
      often,
      { do: 'enableSnapshots' },
      advance(INTERVAL),
    ],
    alphabet: [
      stepByStep,
      once({ do: 'createObject', object: { kind: 'catalog', name: 'c1' } }),
      { commands: [write('l1'), write('l2')], inOrder: true },
      once(damage('VERSION', 'remove'), damage('feImage', 'remove'), damage('starmgrImage', 'truncate')),
      {
        commands: [
          { do: 'restore', source: { from: 'snapshot', job: 1 } },
          { do: 'restore', source: { from: 'meta' } },
          killed(1),
          killed(4),
          killed(10),
        ],
        atMost: 2,
      },
    ],
    depth: 15,
    epilogue: settle,
  },
];
