import { describe, expect, it } from 'vitest';
import { mutants } from '../adapters/mutants/catalog.ts';
import { profileNamed } from '../model/profile.ts';
import { properties } from './catalog.ts';
import { runMutants } from './mutation.ts';

const profile = profileNamed('documented-3.4') ?? expect.unreachable();

describe('every mutant', () => {
  it('has a name of its own, a story, and properties that exist', () => {
    const ids = new Set(properties.map((property) => property.id));
    expect(new Set(mutants.map((mutant) => mutant.name)).size).toBe(mutants.length);
    for (const mutant of mutants) {
      expect(mutant.story.length, mutant.name).toBeGreaterThan(20);
      expect(
        mutant.expected.filter((id) => !ids.has(id)),
        mutant.name,
      ).toEqual([]);
      expect(mutant.clauses.length, mutant.name).toBeGreaterThan(0);
    }
  });

  // All of them fail in their recorded cases; that they are found without those is shown for a sample here, and for all
  // by `tabletproof mutants`.
  it.each(mutants.filter((_, nth) => nth % 12 === 0))(
    '$name is caught by scenarios drawn at random',
    async (mutant) => {
      const report = await runMutants({
        mutants: [mutant],
        properties: properties.filter(({ id }) => mutant.expected.includes(id)),
        profile,
        seed: 1,
        runs: 300,
        length: 150,
        shrinkExecutions: 0,
        shortestKnown: new Map(),
      });
      expect(report.caught).toBe(1);
    },
  );
});
