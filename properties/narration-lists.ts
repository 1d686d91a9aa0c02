/** One thing as it was and as it is; undefined where it was not there yet or is there no longer. */
export interface Pair<T> {
  readonly was: T | undefined;
  readonly is: T | undefined;
}

/** Things that were, are, or both, matched by a key; first those that are, in their order. */
export function pairs<T>(before: readonly T[], after: readonly T[], keyOf: (value: T) => string): readonly Pair<T>[] {
  const old = new Map(before.map((value) => [keyOf(value), value]));
  const now = new Set(after.map(keyOf));
  return [
    ...after.map((is) => ({ was: old.get(keyOf(is)), is })),
    ...before.filter((was) => !now.has(keyOf(was))).map((was) => ({ was, is: undefined })),
  ];
}

/** Lines about what was added to a list and what was taken from it. */
export function comings(
  before: readonly string[],
  after: readonly string[],
  words: { readonly came: (name: string) => string; readonly went: (name: string) => string },
): string[] {
  if (before === after) return [];
  return [
    ...after.filter((name) => !before.includes(name)).map(words.came),
    ...before.filter((name) => !after.includes(name)).map(words.went),
  ];
}
