import { describe, expect, it } from 'vitest';
import { newSeen } from './seen.ts';

describe('set of fingerprints', () => {
  it('knows its members however often it has grown', () => {
    const seen = newSeen();
    const prints = Array.from({ length: 20_000 }, (_, nth) => ({ left: Math.imul(nth, 0x9e3779b1), right: nth }));
    expect(prints.filter((print) => seen.add(print))).toHaveLength(prints.length);
    expect(prints.filter((print) => seen.add(print))).toHaveLength(0);
    expect(seen.size).toBe(prints.length);
  });

  it('tells fingerprints apart that differ in one half only', () => {
    const seen = newSeen();
    expect([seen.add({ left: 1, right: 2 }), seen.add({ left: 1, right: 3 }), seen.add({ left: 2, right: 2 })]).toEqual(
      [true, true, true],
    );
  });

  it('holds the fingerprint that is all zeros', () => {
    const seen = newSeen();
    expect([seen.add({ left: 0, right: 0 }), seen.add({ left: 0, right: 0 })]).toEqual([true, false]);
  });
});
