import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addOrdinal, hasOrdinal, noOrdinals, ordinalsIn, removeOrdinal } from './ordinals.ts';

const ordinal = fc.oneof(fc.nat({ max: 70 }), fc.nat({ max: 40_000 }));

describe('ordinals', () => {
  it('hold what a set holds, in ascending order', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), ordinal), { maxLength: 200 }), (changes) => {
        const expected = new Set<number>();
        let set = noOrdinals;
        for (const [adds, member] of changes) {
          if (adds) expected.add(member);
          else expected.delete(member);
          set = adds ? addOrdinal(set, member) : removeOrdinal(set, member);
          expect(hasOrdinal(set, member)).toBe(adds);
        }
        expect(set.size).toBe(expected.size);
        expect(ordinalsIn(set)).toEqual([...expected].sort((left, right) => left - right));
      }),
      { numRuns: 100 },
    );
  });

  it('leave earlier versions alone, and are the same set when nothing changes', () => {
    const before = addOrdinal(addOrdinal(noOrdinals, 31), 32);
    const after = removeOrdinal(before, 31);
    expect(ordinalsIn(before)).toEqual([31, 32]);
    expect(ordinalsIn(after)).toEqual([32]);
    expect(addOrdinal(before, 32)).toBe(before);
    expect(removeOrdinal(after, 31)).toBe(after);
    expect(hasOrdinal(before, -1)).toBe(false);
  });
});
