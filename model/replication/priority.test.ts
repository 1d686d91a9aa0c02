import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparePriority, compareTasks, type Priority, raisePriority } from './priority.ts';

const priority = fc.constantFrom<Priority>('LOW', 'NORMAL', 'HIGH', 'VERY_HIGH');
const task = fc.record({ priority, lastVisitedMs: fc.oneof(fc.constant(-1), fc.nat({ max: 5 }), fc.nat()) });

describe('raisePriority', () => {
  it('goes up by one step at most, and never down', () => {
    fc.assert(
      fc.property(priority, priority, (dynamic, original) => {
        const step = comparePriority(raisePriority(dynamic, original), dynamic);
        expect([0, 1]).toContain(step);
      }),
    );
  });

  it('ends at HIGH for tasks born LOW and at VERY_HIGH for all others', () => {
    fc.assert(
      fc.property(priority, (original) => {
        const waited = [1, 2, 3].reduce<Priority>((dynamic) => raisePriority(dynamic, original), 'LOW');
        expect(waited).toBe(original === 'LOW' ? 'HIGH' : 'VERY_HIGH');
      }),
    );
  });
});

describe('compareTasks', () => {
  it('is a strict weak order', () => {
    fc.assert(
      fc.property(task, task, task, (a, b, c) => {
        expect(compareTasks(a, a)).toBe(0);
        expect(Math.sign(compareTasks(a, b)) + Math.sign(compareTasks(b, a))).toBe(0);
        if (compareTasks(a, b) <= 0 && compareTasks(b, c) <= 0) expect(compareTasks(a, c)).toBeLessThanOrEqual(0);
      }),
      { numRuns: 1_000 },
    );
  });

  it('puts urgency before waiting, and waiting before the rest', () => {
    const urgent = { priority: 'HIGH', lastVisitedMs: 9 } as const;
    const never = { priority: 'NORMAL', lastVisitedMs: -1 } as const;
    const early = { priority: 'NORMAL', lastVisitedMs: 0 } as const;
    const late = { priority: 'NORMAL', lastVisitedMs: 7 } as const;
    expect([late, early, never, urgent].sort(compareTasks)).toEqual([urgent, never, early, late]);
  });
});
