import { describe, expect, it } from 'vitest';
import { memoryAdapter } from '../adapters/memory.ts';
import { profileNamed, profileNames } from '../model/profile.ts';
import { type Rules, referenceRules } from '../model/replication/rules.ts';
import { judgeLaw } from './laws.ts';
import { loadLaws } from './load-laws.ts';

async function broken(fault: Partial<Rules>, name = profileNames[0] ?? ''): Promise<string[]> {
  const profile = profileNamed(name) ?? expect.unreachable();
  const adapter = memoryAdapter(profile, { rules: { ...referenceRules, ...fault } });
  const ids: string[] = [];
  for (const property of loadLaws) {
    if (property.form !== 'law') continue;
    const result = await judgeLaw(property, adapter, profile, 11, 300);
    if (result.counterexample !== undefined) ids.push(property.id);
  }
  return ids;
}

const { capacityCoefficient, classifyLoad, loadScore } = referenceRules;

describe('the laws of the load score', () => {
  it.each(profileNames)('hold of the reference in %s', async (name) => {
    expect(await broken({}, name)).toEqual([]);
  });

  it('notice a coefficient that takes shares for percent', async () => {
    expect(await broken({ capacityCoefficient: (share, mark) => (share * 100 > mark ? 1 : 0.5) })).toEqual(['LB-1']);
  });

  it('notice a coefficient that jumps where the ramp ends', async () => {
    const jumping = (share: number, mark: number): number =>
      share > mark ? 1 : Math.min(0.9, capacityCoefficient(share, mark));
    expect(await broken({ capacityCoefficient: jumping })).toEqual(['LB-1']);
  });

  it('notice coefficients that do not add up or fall', async () => {
    const scored = (change: Partial<ReturnType<typeof loadScore>>): Partial<Rules> => ({
      loadScore: (facts, of, mark) => ({ ...loadScore(facts, of, mark), ...change }),
    });
    expect(await broken(scored({ replicaCoefficient: 0.5 }))).toEqual(['LB-2']);
    const falling: Partial<Rules> = {
      loadScore: (facts, of, mark) => {
        const capacity = 1 - facts.usedShare;
        return { ...loadScore(facts, of, mark), capacityCoefficient: capacity, replicaCoefficient: facts.usedShare };
      },
    };
    expect(await broken(falling)).toEqual(['LB-2']);
  });

  it('notice a score that ignores replicas, disks, or turns them round', async () => {
    const only = (part: 'replicas' | 'usedShare'): Partial<Rules> => ({
      loadScore: (facts, of, mark) => ({ ...loadScore(facts, of, mark), score: facts[part] / (of[part] || 1) }),
    });
    expect(await broken(only('usedShare'))).toContain('LB-3');
    expect(await broken(only('replicas'))).toContain('LB-3');
    const turned: Partial<Rules> = {
      loadScore: (facts, of, mark) => ({ ...loadScore(facts, of, mark), score: -loadScore(facts, of, mark).score }),
    };
    expect(await broken(turned)).toContain('LB-3');
  });

  it('notice scores that are not relative to the average', async () => {
    const doubled: Partial<Rules> = {
      loadScore: (facts, of, mark) => ({ ...loadScore(facts, of, mark), score: 2 * loadScore(facts, of, mark).score }),
    };
    expect(await broken(doubled)).toEqual(['LB-4']);
  });

  it('notice a division by zero', async () => {
    const dividing: Partial<Rules> = {
      loadScore: (facts, of, mark) => {
        const known = loadScore(facts, of, mark);
        const { capacityCoefficient: capacity, replicaCoefficient: replica } = known;
        const score = (facts.usedShare / of.usedShare) * capacity + (facts.replicas / of.replicas) * replica;
        return { ...known, score };
      },
    };
    expect(await broken(dividing)).toEqual(['LB-5']);
  });

  it('notice classes by absolute distance, or swapped', async () => {
    const absolute: Partial<Rules> = {
      classifyLoad: (value, average, threshold) =>
        Math.abs(value - average) <= threshold ? 'MID' : value > average ? 'HIGH' : 'LOW',
    };
    expect(await broken(absolute)).toEqual(['LB-7']);
    const swapped: Partial<Rules> = { classifyLoad: (value, average, by) => classifyLoad(average, value, by) };
    expect(await broken(swapped)).toEqual(['LB-7']);
  });

  it('bear answers that are no numbers', async () => {
    const nonsense = { ...memoryAdapter(profileNamed(profileNames[0] ?? '') ?? expect.unreachable()), law: () => null };
    for (const property of loadLaws) {
      if (property.form !== 'law') continue;
      const profile = profileNamed('documented-3.4') ?? expect.unreachable();
      const result = await judgeLaw(property, nonsense, profile, 5, 20);
      expect(result.counterexample?.property).toBe(property.id);
    }
  });
});
