import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryAdapter } from '../../adapters/memory.ts';
import { profileNamed } from '../../model/profile.ts';
import type { CommandKind } from '../../model/scenario.ts';
import { alphabet } from './alphabet.ts';
import { ScenarioArbitrary } from './arbitrary.ts';

const profile = profileNamed('documented-3.4') ?? expect.unreachable();
const adapter = memoryAdapter(profile);

function arbitrary(length: number, capabilities = adapter.capabilities): ScenarioArbitrary {
  return new ScenarioArbitrary({ profile, suite: 'replication', length, capabilities });
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
    for (const scenario of fc.sample(arbitrary(150), { seed: 5, numRuns: 60 })) {
      const session = adapter.open(scenario.topology);
      scenario.commands.forEach((command, nth) => {
        kinds.add(command.do);
        if (session.apply(command, scenario.choices[nth] ?? []).kind === 'refused') refused += 1;
      });
    }
    expect([...kinds].sort()).toEqual(alphabet.map((letter) => letter.kind).sort());
    expect(refused).toBeGreaterThan(50);
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
    const [scenario] = fc.sample(arbitrary(80), { seed: 8, numRuns: 1 });
    const details = fc.check(
      fc.property(arbitrary(80), (candidate) => !candidate.commands.some((command) => command.do === 'load')),
      { numRuns: 1, examples: scenario === undefined ? [] : [[scenario]] },
    );
    expect(details.counterexample?.[0]?.commands.length).toBeLessThanOrEqual(2);
  });
});
