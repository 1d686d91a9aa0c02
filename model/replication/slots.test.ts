import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addSlots,
  clampSlotsPerPath,
  createSlots,
  freeSlot,
  inspectSlots,
  type SlotPool,
  setSlotsPerPath,
  slotOf,
  takeSlot,
  updatePaths,
} from './slots.ts';

const paths = ['a', 'b'];

function taken(pool: SlotPool, path: string): SlotPool {
  const after = takeSlot(pool, path);
  return typeof after === 'string' ? pool : after;
}

const step = fc.oneof(
  fc.constantFrom(...paths, 'unknown').map((path) => (pool: SlotPool) => taken(pool, path)),
  fc.constantFrom(...paths, 'unknown').map((path) => (pool: SlotPool) => freeSlot(pool, path)),
  fc.integer({ min: -4, max: 4 }).map((difference) => (pool: SlotPool) => addSlots(pool, difference)),
  fc.subarray([...paths, 'c']).map((present) => (pool: SlotPool) => updatePaths(pool, present, 3)),
);

describe('slot pool', () => {
  it('never has more free slots than slots, nor a path without any', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        let pool = createSlots(paths, 2);
        for (const change of steps) pool = change(pool);
        for (const { total, available } of pool.values()) {
          expect(total).toBeGreaterThanOrEqual(1);
          expect(available).toBeLessThanOrEqual(total);
        }
      }),
    );
  });

  it('gives a slot only while one is free, and leaves earlier pools alone', () => {
    const full = createSlots(paths, 1);
    const empty = taken(full, 'a');
    expect(slotOf(full, 'a')).toEqual({ total: 1, available: 1 });
    expect(slotOf(empty, 'a')).toEqual({ total: 1, available: 0 });
    expect(slotOf(empty, 'b')).toEqual({ total: 1, available: 1 });
    expect(takeSlot(empty, 'a')).toBe('busy');
    expect(takeSlot(full, 'unknown')).toBe('busy');
    expect([takeSlot(full, -1), takeSlot(full, '-1')]).toEqual(['pathNotSet', 'pathNotSet']);
  });

  it('takes back what was taken, and ignores what was not', () => {
    const full = createSlots(paths, 2);
    expect(freeSlot(taken(full, 'a'), 'a')).toEqual(full);
    expect(freeSlot(full, 'a')).toBe(full);
    expect(freeSlot(full, 'unknown')).toBe(full);
  });

  it('lets running clones go on when the number of slots is lowered', () => {
    const busy = [1, 2, 3, 4].reduce((pool) => taken(pool, 'a'), createSlots(paths, 4));
    const lowered = setSlotsPerPath(busy, 4, 2);
    expect(slotOf(lowered, 'a')).toEqual({ total: 2, available: -2 });
    expect(takeSlot(freeSlot(freeSlot(lowered, 'a'), 'a'), 'a')).toBe('busy');
    expect(slotOf(setSlotsPerPath(lowered, 2, 5), 'a')).toEqual({ total: 5, available: 1 });
  });

  it('ends where it would have ended without the numbers in between', () => {
    const number = fc.integer({ min: -10, max: 100 });
    fc.assert(
      fc.property(number, number, number, (first, second, third) => {
        const pool = createSlots(paths, clampSlotsPerPath(first));
        const direct = setSlotsPerPath(pool, first, third);
        expect(setSlotsPerPath(setSlotsPerPath(pool, first, second), second, third)).toEqual(direct);
        expect(slotOf(direct, 'a')?.total).toBe(clampSlotsPerPath(third));
      }),
    );
  });

  it('forgets the slots of a path that disappears', () => {
    const busy = taken(createSlots(paths, 2), 'a');
    const without = updatePaths(busy, ['b'], 2);
    expect(slotOf(without, 'a')).toBeUndefined();
    expect(slotOf(updatePaths(without, paths, 2), 'a')).toEqual({ total: 2, available: 2 });
    expect(slotOf(updatePaths(busy, paths, 9), 'a')).toEqual({ total: 2, available: 1 });
  });

  it('brings a path without slots into bounds when it is looked at, not before', () => {
    const none = createSlots(['a'], 0);
    expect(slotOf(addSlots(none, 2), 'a')).toEqual({ total: 2, available: 2 });
    expect(slotOf(addSlots(inspectSlots(none), 2), 'a')).toEqual({ total: 3, available: 2 });
    expect(inspectSlots(createSlots(['a'], 2)).get('a')).toEqual({ total: 2, available: 2 });
  });
});
