import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Adapter, type AsyncAdapter, TargetError } from '../adapters/adapter.ts';
import { memoryAdapter } from '../adapters/memory.ts';
import { profileNamed } from '../model/profile.ts';
import { tabletRuns } from '../model/replication/recall.ts';
import type { Outcome, Scenario } from '../model/scenario.ts';
import { runCampaign } from './campaign.ts';
import { propertiesOf } from './catalog.ts';
import { ScenarioArbitrary } from './generator/arbitrary.ts';
import type { Property } from './property.ts';

const profile = profileNamed('documented-3.4') ?? expect.unreachable();
const honest = memoryAdapter(profile);

/** Those that commands are needed for, so that the wire breaks while scenarios run. */
const scenarioProperties = propertiesOf(['replication']).filter((property) => property.form !== 'law');

async function certify(
  adapter: Adapter,
  runs = 30,
  judged: readonly Property[] = propertiesOf(['replication']),
): Promise<Awaited<ReturnType<typeof runCampaign>>> {
  return runCampaign({
    adapter,
    profile,
    suites: ['replication'],
    properties: judged,
    seed: 2,
    runs,
    length: 120,
    timeLimitMs: undefined,
    shrinkExecutions: 50,
  });
}

/** The honest model with its answers bent. */
function bent(bend: (outcome: Outcome) => Outcome): Adapter {
  return {
    ...honest,
    target: 'bent',
    open: (topology) => {
      const session = honest.open(topology);
      return { apply: (command, choices) => bend(session.apply(command, choices)), observe: () => session.observe() };
    },
  };
}

/** The honest model behind a wire that breaks after some answers. */
function breakingAfter(answers: number, fault: 'disconnected' | 'timeout' | 'nonsense'): AsyncAdapter {
  let left = answers;
  const answer = async <T>(value: () => T): Promise<T> => {
    left -= 1;
    if (left < 0) throw new TargetError(fault, `the target is gone (${fault})`);
    return value();
  };
  return {
    mode: 'async',
    target: 'wire',
    profile: honest.profile,
    capabilities: honest.capabilities,
    law: (call) => answer(() => honest.law(call)),
    close: async () => undefined,
    open: async (topology) => {
      const session = honest.open(topology);
      return {
        apply: (command, choices) => answer(() => session.apply(command, choices)),
        observe: () => answer(() => session.observe()),
        close: async () => undefined,
      };
    },
  };
}

describe('an adapter', () => {
  it('that refuses everything is not certified', async () => {
    const result = await certify(bent(() => ({ kind: 'refused', message: 'no' })));
    expect(result.verdict).toBe('violates');
  });

  it('that accepts everything is not certified', async () => {
    const result = await certify(bent((outcome) => (outcome.kind === 'refused' ? { kind: 'done' } : outcome)));
    expect(result.verdict).toBe('violates');
  });

  it('that loses answers is not certified', async () => {
    const result = await certify(
      bent((outcome) =>
        outcome.kind === 'answered'
          ? { ...outcome, contents: outcome.contents.map((content) => ({ ...content, loads: content.loads.slice(1) })) }
          : outcome,
      ),
    );
    expect(result.properties.find((property) => property.id === 'DU-1')?.verdict).toBe('fail');
  });

  it('that answers laws wrongly is caught by them', async () => {
    const result = await certify({ ...honest, law: () => 'nonsense' }, 5);
    const laws = result.properties.filter(
      (property) => property.exercised > 0 && ['WQ-1', 'TH-1', 'TH-6', 'WQ-17'].includes(property.id),
    );
    expect(laws.map((property) => property.verdict)).toEqual(['fail', 'fail', 'fail', 'fail']);
  });

  it.each(['disconnected', 'timeout', 'nonsense'] as const)(
    'that breaks the conversation (%s) leaves the verdict unknown',
    async (fault) => {
      const result = await certify(breakingAfter(1500, fault), 30, scenarioProperties);
      expect(result.verdict).toBe('unknown');
      expect(result.interrupted).toEqual({ fault, message: `the target is gone (${fault})` });
      expect(result.properties.every((property) => property.verdict !== 'fail')).toBe(true);
      expect(result.runs).toBeGreaterThan(0);
    },
  );

  it('that answers indefinitely raises no false alarm', async () => {
    let nth = 0;
    const result = await certify(
      bent((outcome) => {
        nth += 1;
        return outcome.kind === 'loaded' && nth % 5 === 0
          ? { kind: 'indefinite', message: 'connection lost' }
          : outcome;
      }),
    );
    expect(
      result.counterexamples.map((counterexample) => `${counterexample.property}: ${counterexample.message}`),
    ).toEqual([]);
  });
});

describe('the reference in memory', () => {
  it('shows what it would show without the steps that it recalls from the walk', () => {
    const arbitrary = new ScenarioArbitrary({
      profile,
      suite: 'replication',
      length: 80,
      capabilities: honest.capabilities,
    });
    const seen = (scenario: Scenario): unknown[] => {
      const session = honest.open(scenario.topology);
      return scenario.commands.map((command, nth) => [
        session.apply(command, scenario.choices[nth] ?? []),
        session.observe(),
      ]);
    };
    for (const scenario of fc.sample(arbitrary, { seed: 9, numRuns: 15 })) {
      const stranger = structuredClone(scenario);
      expect(tabletRuns.recall(scenario.topology, profile)?.steps.length).toBe(scenario.commands.length);
      expect(tabletRuns.recall(stranger.topology, profile)).toBeUndefined();
      expect(seen(scenario)).toEqual(seen(stranger));
    }
  });
});
