import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { profileNamed } from '../../../model/profile.ts';
import type { Command } from '../../../model/scenario.ts';
import { type Looked, lookAt } from '../../../model/snapshot/look.ts';
import { referenceSnapshotRules } from '../../../model/snapshot/rules.ts';
import { initialSharedDataState, sharedDataStep } from '../../../model/snapshot/step.ts';
import { sharedDataProperties } from '../../shared-data/properties.ts';
import { newStory, type Story } from '../../shared-data/story.ts';
import { entered } from './book.ts';
import { newBench } from './judging.ts';
import { keyOf } from './key.ts';
import { newLens } from './lens.ts';
import type { SharedDataScope } from './scope.ts';
import { sharedDataScopes } from './scopes.ts';

const documented = profileNamed('documented-3.4') ?? expect.fail('no such profile');
const main = profileNamed('starrocks-main') ?? expect.fail('no such profile');

interface Told extends Looked {
  readonly story: Story;
}

/** Takes steps in a scope, and says what is wrong with each and which key it leads to. */
function walker(scope: SharedDataScope, behaviour: typeof main) {
  const lens = newLens(scope);
  const bench = newBench(sharedDataProperties);
  const rules = referenceSnapshotRules;
  const state = initialSharedDataState(behaviour, scope.topology);
  const start: Told = { state, look: lookAt(rules, state), story: newStory() };
  const step = (told: Told, command: Command, index: number, choice: number) => {
    const { state: next, outcome } = sharedDataStep(rules, told.state, command, (count) => choice % count);
    const look = lookAt(rules, next, told);
    const views = { before: told.look, after: look, beforeMs: told.state.nowMs, afterMs: next.nowMs };
    const seen = { index, command, outcome, ...views, story: told.story, profile: documented };
    const wrong = bench.judge(seen).map(({ property, kind }) => `${property}: ${kind}`);
    return { told: { state: next, look, story: entered(told.story, seen) }, wrong };
  };
  const textOf = ({ state: at, story }: Told): string => {
    const { left, right } = keyOf(lens, at, story, 0);
    return `${left}/${right}`;
  };
  return { start, step, textOf };
}

/** More than the scope allows: what is forgotten must not matter whatever comes. */
function lettersOf({ alphabet }: SharedDataScope): readonly Command[] {
  const more: readonly Command[] = [
    { do: 'advance', seconds: 7 },
    { do: 'advance', seconds: 60 },
    { do: 'heal' },
    { do: 'crashFrontend' },
    { do: 'restartFrontend' },
    { do: 'changeLeader' },
    { do: 'disableSnapshots' },
    { do: 'enableSnapshots' },
  ];
  return [...alphabet.flatMap(({ commands }) => commands), ...more];
}

describe('states with one key', () => {
  it.each([
    ...sharedDataScopes.map((scope) => ({ scope, name: scope.name, behaviour: documented })),
    ...sharedDataScopes.map((scope) => ({ scope, name: scope.name, behaviour: main })),
  ])('go on alike in $name', ({ scope, behaviour }) => {
    const { start, step, textOf } = walker(scope, behaviour);
    const letters = lettersOf(scope);
    const { prologue = [] } = scope;
    const known = new Map<string, Told>();
    let met = 0;
    const move = fc.tuple(fc.constantFrom(...letters), fc.nat(4));
    fc.assert(
      fc.property(fc.array(move, { minLength: 5, maxLength: 30 }), (moves) => {
        let told = start;
        for (const [index, [command, choice]] of [...prologue.map((each) => [each, 0] as const), ...moves].entries()) {
          told = step(told, command, index, choice).told;
          const other = known.get(textOf(told));
          if (other === undefined) known.set(textOf(told), told);
          else if (other.state.nowMs !== told.state.nowMs) met += compare(told, other);
        }
      }),
      { numRuns: 60 },
    );
    function compare(one: Told, other: Told): number {
      for (const letter of letters) {
        const [mine, its] = [step(one, letter, 99, 1), step(other, letter, 99, 1)];
        expect(mine.wrong).toEqual(its.wrong);
        expect(textOf(mine.told)).toBe(textOf(its.told));
      }
      return 1;
    }
    expect(met).toBeGreaterThan(5);
  });
});
