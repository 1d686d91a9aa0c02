import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { profileNamed } from '../../model/profile.ts';
import { referenceRules } from '../../model/replication/rules.ts';
import { initialState, step } from '../../model/replication/step.ts';
import { enter } from '../bookkeeping.ts';
import { newLedger } from '../ledger.ts';
import { changesNoPrint, entered, openBook } from './book.ts';
import { newFrame } from './frame.ts';
import { keyOf } from './key.ts';
import { firstLook, nextLook } from './looking.ts';
import { scopes } from './scopes.ts';
import { backendClasses } from './symmetry.ts';

const profile = profileNamed('documented-3.4') ?? expect.fail('no such profile');

describe('books', () => {
  for (const scope of scopes) {
    it(`tell in '${scope.name}' what a ledger tells, and are never changed`, () => {
      const frame = newFrame(backendClasses(scope), profile);
      const letters = scope.alphabet.flatMap(({ commands }) => commands);
      fc.assert(
        fc.property(fc.array(fc.constantFrom(...letters), { minLength: 5, maxLength: 30 }), (commands) => {
          const ledger = newLedger();
          let book = openBook();
          let state = initialState(profile, scope.topology);
          let look = firstLook(state);
          for (const command of commands) {
            const result = step(referenceRules, state, command, () => 0);
            const after = nextLook(result.state, state, look, result.touched);
            const before = structuredClone(book.ledger);
            const next = entered(book, command, result.outcome, after, profile);
            expect(book.ledger).toEqual(before);
            enter(ledger, command, result.outcome, after, profile);
            expect(next.ledger).toEqual(ledger);
            if (changesNoPrint(command, result.outcome)) {
              const early = { ...keyOf(frame, result.state, book, 0, true) };
              expect({ ...keyOf(frame, result.state, next, 0, false) }).toEqual(early);
            }
            [book, state, look] = [next, result.state, after];
          }
        }),
        { numRuns: 15 },
      );
    });
  }
});
