import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { memoryAdapter } from '../../adapters/memory.ts';
import { mutantNamed } from '../../adapters/mutants/catalog.ts';
import { profileNamed } from '../../model/profile.ts';
import type { Command, Scenario } from '../../model/scenario.ts';
import { properties } from '../catalog.ts';
import { runSync } from '../execute.ts';
import { ScenarioArbitrary } from '../generator/arbitrary.ts';
import { newJudge } from '../judge.ts';
import { type Found, minimize } from '../minimize.ts';
import { candidates } from './candidates.ts';
import { exchanged, lowerBackends, renamed } from './rename.ts';
import { meaningOf, repaired } from './repair.ts';
import { without } from './scenarios.ts';
import { simplerCommands } from './simplerCommands.ts';
import { simplerTopologies } from './simplerTopologies.ts';

const profile = profileNamed('documented-3.4') ?? expect.unreachable();

const backends = ['b1', 'b2', 'b3', 'b4'].map((name) => ({
  name,
  disks: [{ medium: 'HDD', totalBytes: 1e12 }] as const,
}));

function scenario(commands: Scenario['commands']): Scenario {
  return {
    profile: profile.name,
    suite: 'replication',
    topology: { backends },
    commands,
    choices: commands.map(() => []),
  };
}

const table = { do: 'createTable', table: 't1', replicationNum: 3, partitions: ['p1'], buckets: 2 } as const;

const plain = { medium: 'HDD', totalBytes: 1_099_511_627_776 } as const;

const everything = new ScenarioArbitrary({
  profile,
  suite: 'replication,operations,balancing',
  length: 100,
  capabilities: memoryAdapter(profile).capabilities,
});

/** How often a command can be made simpler when the last of its simpler forms, the least simple one, is taken each time. */
function stepsToSimplest(command: Command): number {
  let steps = 0;
  for (let last: Command | undefined = command; last !== undefined && steps < 200; steps += 1) {
    last = simplerCommands(last).at(-1);
  }
  return steps;
}

const noisy = scenario([
  { do: 'advance', seconds: 5 },
  { ...table, table: 't7' },
  { do: 'compact', table: 't7', partition: 'p1', bucket: 0, backend: 'b2' },
  { do: 'failWrites', backend: 'b3', on: true },
  { do: 'load', load: 'l4', table: 't7', partitions: ['p1'] },
  { do: 'advance', seconds: 1 },
  { do: 'query', table: 't7' },
  { do: 'load', load: 'l9', table: 't7', partitions: ['p1'] },
]);

describe('shrinking', () => {
  it('ends at the shortest case under canonical names, and says what it cost', async () => {
    const mutant = mutantNamed('publish-advances-all') ?? expect.unreachable();
    const adapter = memoryAdapter(profile, mutant);
    const judge = newJudge(properties, profile);
    runSync(adapter, noisy, judge);
    const failure = judge.failures.find((other) => other.property === 'WQ-7') ?? expect.unreachable();
    const found: Found = { failure, scenario: noisy, run: 1 };
    const counterexample = await minimize(found, { adapter, profile, properties, executions: 2000 });
    const evidence = counterexample.evidence;
    expect(evidence.form === 'scenario' && evidence.scenario.commands).toEqual(
      [
        { do: 'createTable', table: 't1', replicationNum: 2, partitions: ['p1'], buckets: 1 },
        { do: 'alterWriteQuorum', table: 't1', writeQuorum: 'ONE' },
        { do: 'failWrites', backend: 'b1', on: true },
        { do: 'load', load: 'l1', table: 't1', partitions: ['p1'] },
      ]
        .filter((command) => command.do !== 'alterWriteQuorum')
        .map((command) =>
          command.do === 'createTable'
            ? expect.objectContaining({ do: 'createTable', table: 't1', buckets: 1 })
            : command,
        ),
    );
    expect(counterexample.shrinkExecutions).toBeGreaterThan(0);
  });

  it('never leaves the failure that it started from', async () => {
    const mutant = mutantNamed('failed-load-published-in-part') ?? expect.unreachable();
    const adapter = memoryAdapter(profile, mutant);
    const start = scenario([
      { ...table, writeQuorum: 'ALL', partitions: ['p1', 'p2'] },
      { do: 'loseReplica', table: 't1', partition: 'p1', bucket: 0, backend: 'b1' },
      { do: 'load', load: 'l1', table: 't1', partitions: ['p1', 'p2'] },
      { do: 'query', table: 't1' },
    ]);
    const judge = newJudge(properties, profile);
    runSync(adapter, start, judge);
    expect(judge.failures.length).toBeGreaterThan(1);
    for (const failure of judge.failures) {
      const counterexample = await minimize(
        { failure, scenario: start, run: 1 },
        { adapter, profile, properties, executions: 500 },
      );
      expect([counterexample.property, counterexample.kind]).toEqual([failure.property, failure.kind]);
    }
  });
});

describe('candidates', () => {
  it('are never the scenario itself and never come twice', () => {
    const texts = [...candidates(noisy)].map((candidate) => JSON.stringify(candidate));
    expect(new Set(texts).size).toBe(texts.length);
    expect(texts).not.toContain(JSON.stringify(noisy));
  });

  it('drop commands that have lost their sense', () => {
    const rest = repaired(without(noisy, new Set([1])), meaningOf(noisy));
    expect(rest.commands.map((command) => command.do)).toEqual(['advance', 'failWrites', 'advance']);
  });

  it('keep commands that were drawn to be refused', () => {
    const refusing = scenario([
      { ...table, writeQuorum: 'HALF' },
      { do: 'advance', seconds: 1 },
    ]);
    expect(repaired(without(refusing, new Set([1])), meaningOf(refusing)).commands).toHaveLength(1);
  });
});

describe('simpler commands', () => {
  test.each<[Command, readonly Partial<Command>[]]>([
    [{ do: 'repairTable', table: 't1', partitions: ['p1'] }, [{ do: 'repairTable', table: 't1' }]],
    [
      { do: 'cancelRepair', table: 't1', partitions: ['p1', 'p2'] },
      [
        { do: 'cancelRepair', table: 't1' },
        { do: 'cancelRepair', table: 't1', partitions: ['p1'] },
        { do: 'cancelRepair', table: 't1', partitions: ['p2'] },
      ],
    ],
    [
      { do: 'showTablets', table: 't1', where: { version: 2 }, limit: 1, offset: 0 },
      [
        { do: 'showTablets', table: 't1', limit: 1, offset: 0 },
        { do: 'showTablets', table: 't1', where: { version: 2 } },
        { do: 'showTablets', table: 't1', where: { version: 2 }, limit: 1 },
        { do: 'showTablets', table: 't1', where: { version: 2 }, limit: 0, offset: 0 },
      ],
    ],
    [
      { do: 'alterReplicationNum', table: 't1', partition: 'p1', replicationNum: 2 },
      [
        { do: 'alterReplicationNum', table: 't1', replicationNum: 2 },
        { do: 'alterReplicationNum', table: 't1', partition: 'p1', replicationNum: 1 },
      ],
    ],
    [
      { do: 'fillDisk', backend: 'b1', disk: 1, usedBytes: 1 },
      [
        { do: 'fillDisk', backend: 'b1', disk: 0, usedBytes: 1 },
        { do: 'fillDisk', backend: 'b1', disk: 1, usedBytes: 0 },
      ],
    ],
    [{ do: 'setConfig', name: 'x', value: '1' }, [{ do: 'setConfig', name: 'x', value: '0' }]],
    [{ do: 'setConfig', name: 'x', value: 'true' }, []],
    [{ do: 'changeLeader' }, []],
  ])('of %j', (command, simpler) => expect(simplerCommands(command)).toEqual(simpler));

  it('of a table lose one thing that was given at a time', () => {
    const weighty = { ...table, buckets: 1, replicationNum: 1, medium: 'SSD', rowBytes: 2048 } as const;
    const { medium, rowBytes, ...plain } = weighty;
    expect(simplerCommands(weighty)).toEqual([
      { ...plain, rowBytes },
      { ...plain, medium },
      { ...weighty, rowBytes: 1024 },
    ]);
  });

  it('always end', () => {
    for (const drawn of fc.sample(everything, { seed: 1, numRuns: 40 })) {
      for (const command of drawn.commands) expect(stepsToSimplest(command)).toBeLessThan(200);
    }
  });
});

describe('simpler clusters', () => {
  it('have fewer and plainer disks, at once or one by one', () => {
    const disks = [
      { medium: 'SSD', totalBytes: 1e12 },
      { medium: 'HDD', totalBytes: 1e12 },
    ] as const;
    const uneven = { backends: ['b1', 'b2', 'b3'].map((name) => ({ name, disks: name === 'b3' ? [plain] : disks })) };
    const counts = [...simplerTopologies(uneven)].map((topology) => topology.backends.map((one) => one.disks.length));
    expect(counts).toEqual([
      [2, 2],
      [1, 1, 1],
      [1, 2, 1],
      [2, 1, 1],
      [2, 2, 1],
      [2, 2, 1],
      [2, 2, 1],
    ]);
    expect([...simplerTopologies({ backends: [{ name: 'b1', disks: [plain] }] })]).toEqual([]);
  });
});

describe('names', () => {
  it('of partitions are given in order of appearance, except of those that must be refused', () => {
    const { commands } = renamed(
      scenario([
        { ...table, partitions: ['p3', 'p1'] },
        { do: 'repairTable', table: 't1', partitions: ['p1'] },
        { do: 'cancelRepair', table: 't1', partitions: ['nowhere'] },
        { do: 'alterReplicationNum', table: 't1', partition: 'p3', replicationNum: 1 },
      ]),
    );
    expect(commands).toMatchObject([
      { partitions: ['p1', 'p2'] },
      { partitions: ['p2'] },
      { partitions: ['nowhere'] },
      { partition: 'p1' },
    ]);
  });

  it('of backends are exchanged in conditions too, and those that join get the lowest free number', () => {
    const asked: Command = { do: 'showTablets', table: 't1', where: { backend: 'b4' } };
    expect(exchanged(scenario([asked]), 'b4', 'b1').commands).toMatchObject([{ where: { backend: 'b1' } }]);
    const joining = scenario([{ do: 'addBackend', backend: 'b7' }]);
    expect([...lowerBackends(joining)].map(({ commands }) => commands)).toEqual([
      [{ do: 'addBackend', backend: 'b5' }],
    ]);
  });

  it('are given in order of appearance', () => {
    expect(renamed(noisy).commands[1]).toMatchObject({ table: 't1' });
    expect(renamed(noisy).commands[7]).toMatchObject({ load: 'l2', table: 't1' });
  });

  it('of backends are exchanged everywhere at once', () => {
    const swapped = exchanged(noisy, 'b1', 'b3');
    expect(swapped.commands[3]).toMatchObject({ backend: 'b1' });
    expect(exchanged(swapped, 'b1', 'b3')).toEqual(noisy);
  });
});
