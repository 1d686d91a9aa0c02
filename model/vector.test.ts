import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at, emptyVector, push, set, toArray, type Vector } from './vector.ts';

function vectorOf(values: readonly number[]): Vector<number> {
  return values.reduce<Vector<number>>((vector, value) => push(vector, value), emptyVector());
}

describe('vector', () => {
  it('holds what an array holds', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { size: 'max', maxLength: 3000 }), (values) => {
        const vector = vectorOf(values);
        expect(vector.size).toBe(values.length);
        expect(toArray(vector)).toEqual(values);
      }),
      { numRuns: 30 },
    );
  });

  it('leaves earlier versions alone', () => {
    const before = vectorOf(Array.from({ length: 1100 }, (_, index) => index));
    const after = set(before, 1050, -1);
    expect(at(before, 1050)).toBe(1050);
    expect(at(after, 1050)).toBe(-1);
    expect(at(after, 0)).toBe(0);
  });

  it('answers undefined outside and refuses gaps', () => {
    const vector = vectorOf([1, 2]);
    expect(at(vector, 2)).toBeUndefined();
    expect(at(vector, -1)).toBeUndefined();
    expect(() => set(vector, 3, 9)).toThrow(RangeError);
  });
});
