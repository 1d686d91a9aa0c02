import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { commandKinds } from '../../adapters/adapter.ts';
import { memoryAdapter } from '../../adapters/memory.ts';
import { withSnapshotFault } from '../../adapters/mutants/mutant.ts';
import { profileNamed } from '../../model/profile.ts';
import type { Command, Scenario, Topology } from '../../model/scenario.ts';
import { propertiesOf } from '../catalog.ts';
import { runSync } from '../execute.ts';
import { ScenarioArbitrary } from '../generator/arbitrary.ts';
import { newJudge } from '../judge.ts';
import { minimize } from '../minimize.ts';
import { candidates } from './candidates.ts';
import { referenceAt } from './reference.ts';
import { renamed } from './rename.ts';
import { meaningOf, repaired } from './repair.ts';
import { without } from './scenarios.ts';
import { simplerCommands } from './simplerCommands.ts';
import { shorterTimes } from './simplerSnapshotCommands.ts';
import { simplerTopologies } from './simplerTopologies.ts';

const profile = profileNamed('documented-3.4') ?? expect.unreachable();
const topology: Topology = {
  backends: [],
  sharedData: {
    volumes: [
      { name: 'v1', location: 's3://bucket/v1/' },
      { name: 'v2', location: 's3://bucket/v2/' },
    ],
    frontends: ['fe1', 'fe2', 'fe3'],
    computeNodes: ['cn1'],
  },
};

function scenario(commands: readonly Command[]): Scenario {
  return { profile: profile.name, suite: 'snapshot', topology, commands, choices: commands.map(() => []) };
}

const everything = new ScenarioArbitrary({
  profile,
  suite: 'snapshot,restore',
  length: 100,
  capabilities: new Set(commandKinds),
});

/** A cluster that keeps superseded snapshots as they are. */
const keepsAll = withSnapshotFault({ expires: () => false });

/** How each command ended, by the reference. */
function outcomes(of: Scenario): readonly string[] {
  const reference = referenceAt(of) ?? expect.unreachable();
  return of.commands.map((command, nth) => {
    const { kind } = reference.outcomeOf(command, of.choices[nth] ?? []);
    reference.keep();
    return kind;
  });
}

const interval: Command = { do: 'setConfig', name: 'automated_cluster_snapshot_interval_seconds', value: '30' };
const aJob: Command = { do: 'advance', seconds: 31 };

/** Three jobs, of which the last two are wanted. */
const threeJobs = scenario([
  interval,
  { do: 'enableSnapshots' },
  { ...aJob },
  { ...aJob },
  { do: 'damageSnapshot', job: 2, part: 'VERSION', how: 'remove' },
  { ...aJob },
  { do: 'restore', source: { from: 'snapshot', job: 2 } },
  { do: 'restore', source: { from: 'snapshot', job: 9 } },
]);

it('a fault of a shared-data cluster is shrunk to what shows it, under canonical names', async () => {
  const adapter = memoryAdapter(profile, keepsAll, 'memory:keeps-all');
  const judged = propertiesOf(['snapshot']).filter(({ id }) => id === 'SN-4');
  const [found] = fc.sample(everything, { seed: 3, numRuns: 40 }).flatMap((drawn) => {
    const judge = newJudge(judged, profile);
    runSync(adapter, drawn, judge);
    return judge.failures.map((failure) => ({ failure, scenario: drawn, run: 1 }));
  });
  const options = { adapter, profile, properties: judged, executions: 2000 };
  const { evidence } = await minimize(found ?? expect.unreachable(), options);
  const shrunk = evidence.form === 'scenario' ? evidence.scenario : expect.unreachable();
  expect(shrunk.commands.length).toBeLessThanOrEqual(4);
  expect(shrunk.topology.sharedData).toEqual({
    volumes: [{ name: 'v1', location: 's3://bucket/v1' }],
    frontends: ['fe1'],
    computeNodes: ['cn1'],
  });
  expect(shrunk.commands.filter((command) => command.do === 'enableSnapshots')).toHaveLength(1);
});

describe('repair', () => {
  it('renumbers jobs when others vanish, also of commands that must be refused', () => {
    const meaning = meaningOf(threeJobs);
    const { commands } = repaired(without(threeJobs, new Set([2])), meaning);
    expect(commands.filter((command) => command.do === 'restore' || command.do === 'damageSnapshot')).toMatchObject([
      { job: 1 },
      { source: { job: 1 } },
      { source: { job: 8 } },
    ]);
    const again = repaired({ ...threeJobs, commands: commands.slice(1) }, meaning);
    expect(again.commands.at(-1)).toMatchObject({ do: 'restore' });
  });

  it('drops commands that have become refused', () => {
    const off = scenario([{ do: 'enableSnapshots' }, { do: 'disableSnapshots' }, { do: 'disableSnapshots' }]);
    const rest = repaired(without(off, new Set([0])), meaningOf(off));
    expect(rest.commands).toEqual([off.commands[2]]);
  });
});

describe('canonical names', () => {
  it('change nothing about how commands end', () => {
    for (const drawn of fc.sample(everything, { seed: 1, numRuns: 30 })) {
      const canonical = renamed(drawn);
      expect(outcomes(canonical)).toEqual(outcomes(drawn));
      expect(renamed(canonical)).toEqual(canonical);
    }
  });

  it('are given to everything, and a volume that does not exist keeps its name', () => {
    const { commands, topology: cluster } = renamed({
      ...scenario([
        { do: 'createObject', object: { kind: 'table', name: 't7', database: 'd3', volume: 'main' } },
        { do: 'createObject', object: { kind: 'grant', user: 'u4', table: 't7' } },
        { do: 'writeTable', load: 'l9', table: 't8' },
        { do: 'enableSnapshots', volume: 'nowhere' },
        {
          do: 'restore',
          source: { from: 'meta', volume: 'main' },
          frontends: [{ host: 'other' }, { host: 'boss' }],
          computeNodes: ['worker'],
          volumes: [{ name: 'main', location: 's3://a' }],
        },
      ]),
      topology: {
        backends: [],
        sharedData: { volumes: [{ name: 'main', location: 's3://a/' }], frontends: ['boss'], computeNodes: [] },
      },
    });
    expect(cluster.sharedData).toEqual({
      volumes: [{ name: 'v1', location: 's3://bucket/v1/' }],
      frontends: ['fe1'],
      computeNodes: [],
    });
    expect(commands).toEqual([
      { do: 'createObject', object: { kind: 'table', name: 't1', database: 'd1', volume: 'v1' } },
      { do: 'createObject', object: { kind: 'grant', user: 'u1', table: 't1' } },
      { do: 'writeTable', load: 'l1', table: 't2' },
      { do: 'enableSnapshots', volume: 'nowhere' },
      {
        do: 'restore',
        source: { from: 'meta', volume: 'v1' },
        frontends: [{ host: 'fe2' }, { host: 'fe1' }],
        computeNodes: ['cn1'],
        volumes: [{ name: 'v1', location: 's3://bucket/v1' }],
      },
    ]);
  });
});

describe('simpler commands', () => {
  test.each<[Command, readonly Partial<Command>[]]>([
    [{ do: 'enableSnapshots', volume: 'v1' }, [{ do: 'enableSnapshots' }]],
    [{ do: 'failStore', request: 'put', nth: 3 }, [{ nth: 1 }, { nth: 2 }]],
    [{ do: 'stepClock', seconds: -60 }, [{ seconds: -1 }, { seconds: -5 }]],
    [
      { do: 'damageSnapshot', job: 2, part: 'ROLE', how: 'truncate' },
      [{ how: 'remove' }, { part: 'VERSION' }, { job: 1 }],
    ],
    [
      { do: 'restore', source: { from: 'meta', job: 1 }, computeNodes: ['cn1', 'cn2'] },
      [
        { source: { from: 'meta', job: 1 } },
        { source: { from: 'meta' } },
        { source: { from: 'snapshot', job: 1 } },
        { computeNodes: ['cn2'] },
        { computeNodes: ['cn1'] },
      ],
    ],
    [{ do: 'restore', source: { from: 'snapshot' } }, []],
  ])('of %j', (command, simpler) => {
    const forms = simplerCommands(command);
    expect(forms).toHaveLength(simpler.length);
    expect(forms).toMatchObject(simpler);
  });

  it('take less time', () => {
    expect(shorterTimes({ do: 'advance', seconds: 31 })).toMatchObject(
      [1, 10, 15, 21, 30].map((seconds) => ({ seconds })),
    );
    expect(shorterTimes({ do: 'advance', seconds: 1 })).toEqual([]);
  });

  it('always end', () => {
    for (const drawn of fc.sample(everything, { seed: 2, numRuns: 30 })) {
      for (const command of drawn.commands) {
        let steps = 0;
        let last: Command | undefined = command;
        for (; last !== undefined && steps < 400; steps += 1) last = simplerCommands(last).at(-1);
        expect(steps).toBeLessThan(400);
      }
    }
  });
});

it('simpler clusters have fewer nodes and volumes, and no slashes', () => {
  const told = [...simplerTopologies(topology)].map(({ backends, sharedData }) => [
    backends.length,
    sharedData?.frontends.length,
    sharedData?.volumes.map(({ location }) => location.slice('s3://bucket/'.length)),
  ]);
  expect(told).toEqual([
    [0, 1, ['v1/', 'v2/']],
    [0, 3, ['v1/']],
    [0, 2, ['v1/', 'v2/']],
    [0, 3, ['v1', 'v2']],
    [0, 3, ['v1', 'v2/']],
    [0, 3, ['v1/', 'v2']],
  ]);
});

it('candidates of a shared-data scenario are never itself and stay on a shared-data cluster', () => {
  const texts = new Set<string>();
  for (const candidate of candidates(threeJobs)) {
    const text = JSON.stringify(candidate);
    expect(texts.has(text)).toBe(false);
    texts.add(text);
    expect(candidate.topology.sharedData).toBeDefined();
  }
  expect(texts.has(JSON.stringify(threeJobs))).toBe(false);
});
