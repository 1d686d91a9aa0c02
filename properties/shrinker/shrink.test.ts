import { describe, expect, it } from 'vitest';
import { memoryAdapter } from '../../adapters/memory.ts';
import { mutantNamed } from '../../adapters/mutants/catalog.ts';
import { profileNamed } from '../../model/profile.ts';
import type { Scenario } from '../../model/scenario.ts';
import { properties } from '../catalog.ts';
import { runSync } from '../execute.ts';
import { newJudge } from '../judge.ts';
import { type Found, minimize } from '../minimize.ts';
import { candidates } from './candidates.ts';
import { exchanged, renamed } from './rename.ts';
import { refusedCommands, repaired } from './repair.ts';
import { without } from './scenarios.ts';

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
    const adapter = memoryAdapter(profile, mutant.rules);
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
    const adapter = memoryAdapter(profile, mutant.rules);
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
    const rest = repaired(without(noisy, new Set([1])), refusedCommands(noisy));
    expect(rest.commands.map((command) => command.do)).toEqual(['advance', 'failWrites', 'advance']);
  });

  it('keep commands that were drawn to be refused', () => {
    const refusing = scenario([
      { ...table, writeQuorum: 'HALF' },
      { do: 'advance', seconds: 1 },
    ]);
    expect(repaired(without(refusing, new Set([1])), refusedCommands(refusing)).commands).toHaveLength(1);
  });
});

describe('names', () => {
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
