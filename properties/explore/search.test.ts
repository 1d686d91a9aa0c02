import { describe, expect, it } from 'vitest';
import { memoryAdapter } from '../../adapters/memory.ts';
import { mutantNamed } from '../../adapters/mutants/catalog.ts';
import type { Mutant } from '../../adapters/mutants/mutant.ts';
import { profileNamed } from '../../model/profile.ts';
import { referenceRules } from '../../model/replication/rules.ts';
import { properties } from '../catalog.ts';
import { runSync } from '../execute.ts';
import { newJudge } from '../judge.ts';
import { pinnedProfile, pins } from './pins.ts';
import type { Scope } from './scope.ts';
import { scopes } from './scopes.ts';
import { search } from './search.ts';
import { shortestOf } from './shortest.ts';

const profile = profileNamed(pinnedProfile) ?? expect.fail('no such profile');

function scopeNamed(name: string): Scope {
  return scopes.find((scope) => scope.name === name) ?? expect.fail(`no scope ${name}`);
}

function planted(name: string): Mutant {
  return mutantNamed(name) ?? expect.fail(`no mutant ${name}`);
}

/** The others take longer than a test may: `tabletproof explore` compares them with their pins. */
const quick = ['two-loads', 'write-quorum', 'loads', 'slots'];

describe('search of the reference', () => {
  it.each(quick)("finds every state of '%s', and nothing wrong", (name) => {
    const result = search({
      scope: scopeNamed(name),
      profile,
      rules: referenceRules,
      properties,
      maxStates: 100_000,
    });
    expect(result.violations).toEqual([]);
    expect(result.complete).toBe(true);
    const { states, transitions, depth } = result;
    expect({ states, transitions, depth }).toEqual(pins.get(name));
  });

  it('has a pin for every scope', () => {
    expect([...pins.keys()].sort()).toEqual(scopes.map(({ name }) => name).sort());
  });

  it('says that it is not complete when there are more states than it may visit', () => {
    const options = { scope: scopeNamed('repair'), profile, rules: referenceRules, properties, maxStates: 100 };
    expect(search(options)).toMatchObject({ complete: false, states: 100 });
  });

  it('ends at the depth of its scope', () => {
    const scope = { ...scopeNamed('repair'), depth: 2 };
    const options = { scope, profile, rules: referenceRules, properties, maxStates: 1000 };
    expect(search(options)).toMatchObject({ complete: true, depth: 2 });
  });
});

describe('search of a mutant', () => {
  const known = [
    { name: 'publish-advances-all', commands: 3 },
    { name: 'destination-already-holds-one', commands: 3 },
    { name: 'query-asks-for-next-version', commands: 2 },
    { name: 'cancelled-clone-leaves-replica', commands: 4 },
    { name: 'slot-change-ignored', commands: 2 },
  ];
  it.each(known)('finds $commands commands for $name, which replay', ({ name, commands }) => {
    const mutant = planted(name);
    const found = shortestOf(mutant, { properties, profile, mostCommands: 5, maxStates: 20_000 });
    const { violation } = found ?? expect.fail('nothing found');
    expect(violation.scenario.commands).toHaveLength(commands);
    const judge = newJudge(properties, profile);
    runSync(memoryAdapter(profile, mutant), violation.scenario, judge);
    const { property, kind, message } = violation;
    expect(judge.failures).toContainEqual({ property, kind, message, index: commands - 1 });
  });

  it('finds nothing when only a watcher of whole runs can notice', () => {
    const mutant = planted('fresh-copy-removed');
    expect(shortestOf(mutant, { properties, profile, mostCommands: 3, maxStates: 1000 })).toBeUndefined();
  });
});
