import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { AsyncAdapter } from '../adapters/adapter.ts';
import { memoryAdapter } from '../adapters/memory.ts';
import { mutantNamed } from '../adapters/mutants/catalog.ts';
import { profileNamed } from '../model/profile.ts';
import { type CampaignOptions, runCampaign } from './campaign.ts';
import { propertiesOf } from './catalog.ts';

const profile = profileNamed('documented-3.4') ?? expect.unreachable();

function options(more: Partial<CampaignOptions> = {}): CampaignOptions {
  return {
    adapter: memoryAdapter(profile),
    profile,
    suites: ['replication'],
    properties: propertiesOf(['replication']),
    seed: 7,
    runs: 120,
    length: 150,
    timeLimitMs: undefined,
    shrinkExecutions: 400,
    ...more,
  };
}

function mutantAdapter(name: string): CampaignOptions['adapter'] {
  const mutant = mutantNamed(name) ?? expect.unreachable();
  return memoryAdapter(profile, mutant, `memory:${name}`);
}

describe('campaign', () => {
  it('certifies the reference, and no MUST stays vacuous', async () => {
    const result = await runCampaign(options());
    expect(result.properties.filter((property) => property.verdict !== 'pass')).toEqual([]);
    expect(result.verdict).toBe('conforms');
  });

  it('gives the same result for the same seed', async () => {
    const once = await runCampaign(options({ runs: 30 }));
    const twice = await runCampaign(options({ runs: 30 }));
    expect(JSON.stringify(twice)).toBe(JSON.stringify(once));
  });

  it('finds the canary and shrinks it', async () => {
    const result = await runCampaign(options({ adapter: mutantAdapter('clean-up-removes-all'), runs: 40 }));
    expect(result.verdict).toBe('violates');
    const found = result.counterexamples.find((counterexample) => counterexample.property === 'SC-15');
    const evidence = found?.evidence ?? expect.unreachable();
    expect(evidence.form === 'scenario' && evidence.scenario.commands.length).toBeLessThanOrEqual(4);
  });

  it('calls a property vacuous that never had anything to judge, and certifies nothing then', async () => {
    const result = await runCampaign(options({ runs: 1, length: 1 }));
    expect(result.properties.find((property) => property.id === 'CL-5')?.verdict).toBe('vacuous');
    expect(result.verdict).toBe('unknown');
  });

  it('calls a property unknown that the target is not able to show', async () => {
    const able = memoryAdapter(profile);
    const capabilities = new Set([...able.capabilities].filter((capability) => capability !== 'laws'));
    const result = await runCampaign(options({ adapter: { ...able, capabilities }, runs: 60 }));
    const law = result.properties.find((property) => property.id === 'WQ-1');
    expect(law).toMatchObject({ verdict: 'unknown', reason: 'the target cannot do: laws' });
    expect(result.verdict).toBe('unknown');
  });

  it('draws nothing about shared data on a target without snapshots, and calls its properties unknown', async () => {
    const able = memoryAdapter(profile);
    const capabilities = new Set([...able.capabilities].filter((capability) => capability !== 'enableSnapshots'));
    const suites = ['snapshot', 'restore'] as const;
    const properties = propertiesOf(suites).filter(({ form }) => form !== 'law');
    const result = await runCampaign(options({ adapter: { ...able, capabilities }, suites, properties }));
    expect(result.runs).toBe(0);
    expect(result.properties.find((property) => property.id === 'SN-2')).toMatchObject({
      verdict: 'unknown',
      reason: 'the target cannot do: enableSnapshots',
    });
  });

  it('tells of every counterexample at once', async () => {
    const told: string[] = [];
    const adapter = mutantAdapter('unknown-quorum-becomes-majority');
    const onCounterexample = ({ property }: { property: string }): number => told.push(property);
    const result = await runCampaign(options({ adapter, runs: 20, onCounterexample }));
    expect(new Set(told)).toEqual(new Set(result.counterexamples.map((counterexample) => counterexample.property)));
    expect(told.length).toBeGreaterThan(result.counterexamples.length);
    expect(told).toContain('WQ-14');
  });

  it('has closed every session when it ends, also one that the time limit has cut off', async () => {
    const inner = memoryAdapter(profile);
    let sessions = 0;
    const adapter: AsyncAdapter = {
      ...inner,
      mode: 'async',
      open: async (topology) => {
        const session = inner.open(topology);
        sessions += 1;
        return {
          apply: async (command, choices) => {
            await setTimeout(2);
            return session.apply(command, choices);
          },
          observe: async () => session.observe(),
          close: async () => {
            sessions -= 1;
          },
        };
      },
      law: async (call) => inner.law(call),
      close: async () => undefined,
    };
    const properties = propertiesOf(['replication']).filter(({ form }) => form !== 'law');
    const result = await runCampaign(options({ adapter, properties, timeLimitMs: 100, shrinkExecutions: 0 }));
    expect(result.runs).toBeGreaterThan(0);
    expect(sessions).toBe(0);
  });
});
