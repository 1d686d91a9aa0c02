import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandKinds } from '../../adapters/adapter.ts';
import { choiceTape, memoryAdapter } from '../../adapters/memory.ts';
import { profileNamed } from '../../model/profile.ts';
import { referenceRules } from '../../model/replication/rules.ts';
import type { State } from '../../model/replication/state.ts';
import { initialState, step } from '../../model/replication/step.ts';
import type { Command, CommandKind, Scenario } from '../../model/scenario.ts';
import { ScenarioArbitrary } from './arbitrary.ts';
import { alphabet, emphases } from './emphasis.ts';
import { sharedDataAlphabet } from './shared-data/emphasis.ts';
import { drawnSuites } from './suites.ts';

const profile = profileNamed('documented-3.4') ?? expect.unreachable();
const adapter = memoryAdapter(profile);

const allSuites = Object.keys(emphases).join();

function arbitrary(length: number, capabilities = adapter.capabilities, suite = allSuites): ScenarioArbitrary {
  return new ScenarioArbitrary({ profile, suite, length, capabilities });
}

function drawn(suite: string, profileName: string, seed: number, numRuns: number): readonly Scenario[] {
  const other = profileNamed(profileName) ?? expect.unreachable();
  const options = { profile: other, suite, length: 150, capabilities: adapter.capabilities };
  return fc.sample(new ScenarioArbitrary(options), { seed, numRuns });
}

describe('scenarios', () => {
  it('are the same for the same seed', () => {
    const draw = (): unknown => fc.sample(arbitrary(100), { seed: 3, numRuns: 5 });
    expect(draw()).toEqual(draw());
  });

  it('are plain JSON', () => {
    for (const scenario of fc.sample(arbitrary(60), { seed: 4, numRuns: 10 })) {
      expect(JSON.parse(JSON.stringify(scenario))).toEqual(scenario);
    }
  });

  it('use every kind of command, and refused ones too', () => {
    const kinds = new Set<CommandKind>();
    let refused = 0;
    for (const scenario of fc.sample(arbitrary(150, adapter.capabilities, drawnSuites.join()), {
      seed: 5,
      numRuns: 100,
    })) {
      const session = adapter.open(scenario.topology);
      scenario.commands.forEach((command, nth) => {
        kinds.add(command.do);
        if (session.apply(command, scenario.choices[nth] ?? []).kind === 'refused') refused += 1;
      });
    }
    expect([...kinds].sort()).toEqual([...commandKinds].sort());
    expect(new Set([...alphabet, ...sharedDataAlphabet].map(({ kind }) => kind))).toEqual(new Set(commandKinds));
    expect(refused).toBeGreaterThan(50);
  });

  it('of several suites are about each of them', () => {
    expect(drawn('balancing', profile.name, 9, 20).some(isCompacted)).toBe(false);
    expect(new Set(drawn('replication,balancing', profile.name, 9, 30).map(isCompacted))).toEqual(
      new Set([true, false]),
    );
    expect(drawn('operations', profile.name, 9, 1)[0]?.suite).toBe('operations');
  });

  it('are not drawn for a suite that nobody knows', () => {
    expect(() => drawn('replication,restoring', profile.name, 1, 1)).toThrow(
      /suite 'restoring'; there are: replication/,
    );
  });

  it('are about tablets only where the target has no shared-data clusters', () => {
    const capabilities = new Set([...adapter.capabilities].filter((kind) => kind !== 'enableSnapshots'));
    const several = fc.sample(arbitrary(5, capabilities, drawnSuites.join()), { seed: 2, numRuns: 20 });
    expect(several.every(({ topology }) => topology.sharedData === undefined)).toBe(true);
    expect(() => fc.sample(arbitrary(5, capabilities, 'snapshot,restore'), 1)).toThrow(/no shared-data clusters/);
  });

  it.each(['documented-3.4', 'starrocks-main'])('end at rest and whole under %s', (name) => {
    const settled = drawn('balancing', name, 10, 20).filter(isSettled);
    expect(settled.length).toBeGreaterThan(3);
    for (const scenario of settled) {
      const last = stateAfter(scenario, name);
      expect(last.tables.some(({ altering }) => altering)).toBe(false);
      expect(last.backends.every(({ running, disks }) => running && disks.every(({ online }) => online))).toBe(true);
      expect(last.loads.filter(({ versions }) => versions.length === 0)).toEqual([]);
    }
  });

  it('are mostly long', () => {
    const lengths = fc.sample(arbitrary(200), { seed: 6, numRuns: 100 }).map((scenario) => scenario.commands.length);
    expect(lengths.filter((length) => length > 140).length).toBeGreaterThan(70);
  });

  it('hold only commands that the target can do', () => {
    const capabilities = new Set(
      [...adapter.capabilities].filter((kind) => kind !== 'crashBackend' && kind !== 'heal'),
    );
    const drawn = fc.sample(arbitrary(100, capabilities), { seed: 7, numRuns: 20 });
    const kinds = new Set(drawn.flatMap((scenario) => scenario.commands.map((command) => command.do)));
    expect(kinds.has('crashBackend') || kinds.has('heal')).toBe(false);
  });

  it('shrink without the context in which they were drawn', () => {
    const scenario = fc.sample(arbitrary(80), { seed: 8, numRuns: 10 }).find(({ commands }) => commands.some(isLoad));
    const details = fc.check(
      fc.property(arbitrary(80), (candidate) => !candidate.commands.some(isLoad)),
      { numRuns: 1, examples: scenario === undefined ? [] : [[scenario]] },
    );
    expect(details.counterexample?.[0]?.commands.length).toBeLessThanOrEqual(2);
  });
});

function isLoad(command: Command): boolean {
  return command.do === 'load';
}

/** Where balancing is judged nothing is compacted. */
function isCompacted({ commands }: Scenario): boolean {
  return commands.some((command: Command) => command.do === 'compact');
}

function stateAfter(scenario: Scenario, name: string): State {
  const start = initialState(profileNamed(name) ?? expect.unreachable(), scenario.topology);
  return scenario.commands.reduce(
    (state, command, nth) => step(referenceRules, state, command, choiceTape(scenario.choices[nth] ?? [])).state,
    start,
  );
}

/** Nothing but time and reads at the end, and more of it than is drawn. */
function isSettled({ commands }: Scenario): boolean {
  const last = commands.filter((command) => command.do !== 'query').slice(-7);
  return last.length === 7 && last.every((command) => command.do === 'advance');
}
