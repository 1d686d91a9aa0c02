import { describe, expect, it } from 'vitest';
import { mutants } from '../adapters/mutants/catalog.ts';
import { profileNamed } from '../model/profile.ts';
import { properties } from './catalog.ts';
import { runMutants } from './mutation.ts';
import type { Property } from './property.ts';

const profile = profileNamed('documented-3.4') ?? expect.unreachable();

/** Whether the property alone catches one of the faults that name it. */
async function isCaughtBy(property: Property): Promise<boolean> {
  // Most faults show in a few runs, so each of them gets a few before one gets many.
  return (await isCaughtWithin(10, property)) || (await isCaughtWithin(150, property));
}

async function isCaughtWithin(runs: number, property: Property): Promise<boolean> {
  for (const mutant of mutants.filter(({ expected }) => expected.includes(property.id))) {
    const report = await runMutants({
      mutants: [{ ...mutant, expected: [property.id] }],
      properties: [property],
      profile,
      seed: 1,
      runs,
      length: 150,
      shrinkExecutions: 0,
      shortestKnown: new Map(),
    });
    if (report.caught > 0) return true;
  }
  return false;
}

describe('every property', () => {
  it.each(properties.map((property) => [property.id, property] as const))(
    '%s alone catches a fault planted for it',
    async (_id, property) => {
      expect(await isCaughtBy(property)).toBe(true);
    },
    60_000,
  );
});

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

  it('is caught by a property that speaks for it', async () => {
    const report = await runMutants({
      mutants,
      properties,
      profile,
      seed: 1,
      runs: 300,
      length: 150,
      shrinkExecutions: 0,
      shortestKnown: new Map(),
    });
    expect(report.mutants.filter((result) => !result.caught).map((result) => result.name)).toEqual([]);
  }, 240_000);
});
