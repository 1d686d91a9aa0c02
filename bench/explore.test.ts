import { expect, it } from 'vitest';
import { mutantNamed } from '../adapters/mutants/catalog.ts';
import { profileNamed } from '../model/profile.ts';
import { exploreSpeed } from './explore.ts';
import { settingOf } from './variant.ts';

const profile = profileNamed('documented-3.4') ?? expect.fail('no such profile');

it('measures the search beside the bare steps that it takes', async () => {
  const speed = await exploreSpeed(settingOf(profile), 1, 1);
  expect(speed.failures).toEqual([]);
  expect(speed.transitions).toBeGreaterThan(speed.states);
  expect(speed.bareTransitionsPerSecond).toBeGreaterThan(speed.transitionsPerSecond);
  expect(speed.ratio).toBeGreaterThan(0);
});

it('tells what the search finds wrong', async () => {
  const mutant = mutantNamed('publish-advances-all') ?? expect.fail('no such mutant');
  const { failures } = await exploreSpeed(settingOf(profile, mutant.rules), 1, 1);
  expect(failures.some((failure) => mutant.expected.some((id) => failure.startsWith(id)))).toBe(true);
});
