import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { profileNamed } from '../../../model/profile.ts';
import { lookAt } from '../../../model/snapshot/look.ts';
import { referenceSnapshotRules } from '../../../model/snapshot/rules.ts';
import { initialSharedDataState, sharedDataStep } from '../../../model/snapshot/step.ts';
import { enterStory, newStory, type Story } from '../../shared-data/story.ts';
import { entered } from './book.ts';
import { sharedDataScopes } from './scopes.ts';

const profile = profileNamed('documented-3.4') ?? expect.fail('no such profile');

describe('stories that branch', () => {
  it.each(sharedDataScopes)("tell in '$name' what one story tells, and are never changed", (scope) => {
    const { prologue = [], alphabet, topology } = scope;
    const letters = alphabet.flatMap(({ commands }) => commands);
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...letters), { minLength: 5, maxLength: 25 }), (commands) => {
        const plain = newStory();
        let story: Story = newStory();
        let state = initialSharedDataState(profile, topology);
        let look = lookAt(referenceSnapshotRules, state);
        for (const [index, command] of [...prologue, ...commands].entries()) {
          const result = sharedDataStep(referenceSnapshotRules, state, command, () => 0);
          const after = lookAt(referenceSnapshotRules, result.state, { state, look });
          const times = { beforeMs: state.nowMs, afterMs: result.state.nowMs };
          const step = { index, command, outcome: result.outcome, before: look, after, ...times, profile };
          const before = structuredClone(story);
          const next = entered(story, { ...step, story });
          expect(story).toEqual(before);
          enterStory(plain, { ...step, story: plain });
          expect(next).toEqual(plain);
          [story, state, look] = [next, result.state, after];
        }
      }),
      { numRuns: 10 },
    );
  });

  it('share what a step leaves alone', () => {
    const state = initialSharedDataState(profile, sharedDataScopes[0]?.topology ?? expect.fail('no scope'));
    const look = lookAt(referenceSnapshotRules, state);
    const story = newStory();
    const views = { before: look, after: look, beforeMs: 0, afterMs: 0 };
    const step = {
      index: 1,
      command: { do: 'checkpoint' },
      outcome: { kind: 'done' },
      ...views,
      story,
      profile,
    } as const;
    expect(entered(story, step).captures).toBe(story.captures);
  });
});
