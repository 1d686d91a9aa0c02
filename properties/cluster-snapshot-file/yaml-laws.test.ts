import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answerRestoreFile } from '../../adapters/clusterSnapshotFile/law.ts';
import { restoreFileMutants } from '../../adapters/mutants/clusterSnapshotFile.ts';
import { type Profile, profileNamed, profileNames } from '../../model/profile.ts';
import { type RestoreFileRules, referenceRestoreFileRules } from '../../model/snapshot/restoreFileRules.ts';
import type { LawProperty } from '../property.ts';
import { restoreFileLaws } from './yaml-laws.ts';

const profiles = profileNames.flatMap((name) => profileNamed(name) ?? []);
const [documented] = profiles;

/** The first sample whose answers are wrong, in words. */
function alarm(law: LawProperty, rules: RestoreFileRules, profile: Profile, samples: number): string | undefined {
  let wrong: string | undefined;
  const property = fc.property(law.questions(profile), (calls) => {
    const answers = calls.map(({ args: [text, leader] }) =>
      answerRestoreFile(String(text), String(leader), rules, profile),
    );
    wrong = law.judge(calls, answers, profile);
    return wrong === undefined;
  });
  fc.check(property, { numRuns: samples, endOnFailure: true });
  return wrong;
}

/** Ids of the properties, of those that are asked, that notice a faulty reader. */
function noticedBy(rules: RestoreFileRules, asked: readonly string[], samples: number): readonly string[] {
  const isAlarmed = (law: LawProperty) =>
    documented !== undefined && alarm(law, rules, documented, samples) !== undefined;
  return restoreFileLaws
    .filter(({ id }) => asked.includes(id))
    .filter(isAlarmed)
    .map(({ id }) => id);
}

const all = restoreFileLaws.map(({ id }) => id);

describe.each(profiles.map((profile) => [profile.name, profile] as const))('in the profile %s', (_, profile) => {
  test.each(restoreFileLaws.map((law) => [law.id, law] as const))('the reference keeps %s', (_id, law) => {
    expect(alarm(law, referenceRestoreFileRules, profile, 50)).toBe(undefined);
  });
});

const noticed = new Set<string>();

test.each(restoreFileMutants.map((mutant) => [mutant.name, mutant] as const))(
  '%s is noticed',
  (_, { expected, rules }) => {
    const by = noticedBy(rules, expected, 100);
    expect(by).not.toEqual([]);
    for (const id of by) noticed.add(id);
  },
);

test('every property notices a fault that it is meant for', () => {
  expect([...noticed].sort()).toEqual([...all].sort());
});

describe('what the documents leave open is no alarm', () => {
  test.each<[string, Partial<RestoreFileRules>]>([
    ['unknown keys are ignored', { isKnownKey: () => true }],
    [
      'quoted ports are refused',
      { portOf: (port) => (typeof port === 'number' ? referenceRestoreFileRules.portOf(port) : undefined) },
    ],
    ['types are compared letter by letter', { frontendType: exactType }],
    [
      'only texts are properties',
      {
        propertyOf: (key, value) =>
          typeof value === 'string' ? referenceRestoreFileRules.propertyOf(key, value) : undefined,
      },
    ],
  ])('%s', (_, lenient) => {
    expect(noticedBy({ ...referenceRestoreFileRules, ...lenient }, all, 15)).toEqual([]);
  });

  test('a target may ignore the leader, forget empty lists, and refuse a file without content', () => {
    const [ym9, ym10] = ['YM-9', 'YM-10'].map((id) => restoreFileLaws.find((law) => law.id === id));
    const call = { law: 'readRestoreFile', args: ['', 'leader.example.com'] } as const;
    const judge = (law: LawProperty | undefined, answer: unknown) =>
      documented === undefined ? 'no profile' : law?.judge([call], [answer], documented);
    expect(judge(ym9, { accepted: true, file: { frontends: [{ host: 'a' }] } })).toBe(undefined);
    expect(judge(ym10, { accepted: true, file: { frontends: [], storageVolumes: [] } })).toBe(undefined);
    expect(judge(ym10, { accepted: false, reason: 'no content' })).toBe(undefined);
    expect(judge(ym10, { accepted: true, file: { computeNodes: [] } })).toMatch(
      /computeNodes is \[\], expected absent/,
    );
  });

  test.each([undefined, null, 7, 'x', [], {}, { accepted: true }, { accepted: true, file: [] }, { accepted: false }])(
    'the answer %j is nonsense',
    (answer) => {
      const wrong = restoreFileLaws.map((law) =>
        documented === undefined
          ? undefined
          : law.judge([{ law: 'readRestoreFile', args: ['{}', 'a'] }], [answer], documented),
      );
      expect(wrong).not.toContain(undefined);
    },
  );
});

function exactType(written: unknown) {
  const isExact = written === undefined || written === String(written).toLowerCase();
  return isExact ? referenceRestoreFileRules.frontendType(written) : undefined;
}
