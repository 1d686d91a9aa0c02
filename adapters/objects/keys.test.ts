import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkKey, compareKeys } from './keys.ts';

describe('keys', () => {
  test('are ordered by their UTF-8 bytes', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', '~', 'é', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u{10ffff}'),
      maxLength: 4,
    });
    fc.assert(
      fc.property(text, text, (left, right) => {
        expect(Math.sign(compareKeys(left, right))).toBe(Buffer.compare(Buffer.from(left), Buffer.from(right)));
      }),
    );
    expect(['\u{1f600}', '\uff21', 'é', 'a'].sort(compareKeys)).toEqual(['a', 'é', '\uff21', '\u{1f600}']);
  });

  test('have 1 to 1,024 bytes, not characters', () => {
    expect(() => checkKey('x'.repeat(1024))).not.toThrow();
    expect(() => checkKey('é'.repeat(512))).not.toThrow();
    expect(() => checkKey('é'.repeat(513))).toThrow(/has 1026 bytes; expected 1 to 1024/);
    expect(() => checkKey('')).toThrow(/is empty/);
    expect(() => checkKey('\udc00')).toThrow(/half of a surrogate pair/);
  });
});
