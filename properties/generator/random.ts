/** A source of whole numbers: `below(n)` is one of 0 up to n - 1. */
export interface Random {
  below(count: number): number;
}

/** One of `values`, which must not be empty. */
export function oneOf<T>(random: Random, values: readonly [T, ...T[]] | readonly T[]): T {
  const value = values[random.below(values.length)];
  if (value === undefined) throw new RangeError('nothing to choose from');
  return value;
}

/** True in one of `count` draws. */
export function oneIn(random: Random, count: number): boolean {
  return random.below(count) === 0;
}
