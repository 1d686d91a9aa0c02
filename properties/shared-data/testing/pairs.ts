import { expect, test } from 'vitest';
import type { SharedDataView } from '../../../model/views/sharedData.ts';
import { look } from './looks.ts';
import { judged, type Move } from './runs.ts';

/** A run that breaks a property in a certain way, and one that keeps it. */
export interface Pair {
  readonly id: string;
  readonly kind: string;
  readonly bad: readonly Move[];
  readonly good: readonly Move[];
  /** What is seen at first. */
  readonly first?: SharedDataView;
}

/** A pair whose runs begin in the same way. */
export function pair(
  id: string,
  kind: string,
  begin: readonly Move[],
  bad: readonly Move[],
  good: readonly Move[],
  first?: SharedDataView,
): Pair {
  const runs = { bad: [...begin, ...bad], good: [...begin, ...good] };
  return first === undefined ? { id, kind, ...runs } : { id, kind, ...runs, first };
}

/** Tests that a property tells the one run from the other, and has something to say of both. */
export function testPairs(pairs: readonly Pair[]): void {
  test.each(pairs.map((each) => [each.id, each.kind, each] as const))('%s: %s', (id, kind, each) => {
    const bad = judged(id, each.bad, each.first ?? look(''));
    expect(bad.kinds).toContain(kind);
    const good = judged(id, each.good, each.first ?? look(''));
    expect(good.kinds).toEqual([]);
    expect(good.exercised).toBeGreaterThan(0);
  });
}
