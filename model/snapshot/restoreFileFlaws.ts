/** Keys and positions from the top of the document. */
export type DocumentPath = readonly (string | number)[];

/** What is wrong at one place of `cluster_snapshot.yaml`. Neither text ever repeats the value of a property or a URI. */
export interface RestoreFlaw {
  readonly path: DocumentPath;
  /** The key of the mapping at that path that is wrong; it may be a secret in the wrong place, so it is no part of the path. */
  readonly key?: string;
  /** What is wrong, for example `the port 70000 is out of range`. */
  readonly message: string;
  /** What to write instead. */
  readonly expected: string;
}

/** How much of a wrong word is told. */
const TOLD_LENGTH = 60;

/**
 * A wrong word for a message, in quotes and cut. What may hold credentials, which is everything that looks like a URI or
 * like user info, is not repeated.
 */
export function tell(word: string): string {
  if (word.includes('@') || word.includes('://')) return '(not shown, it may hold credentials)';
  const text = JSON.stringify(word);
  return text.length <= TOLD_LENGTH ? text : `${text.slice(0, TOLD_LENGTH)}... (${word.length} characters)`;
}

/** What kind of value something is, in words: for what must not or cannot be repeated. */
export function kindOfValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'an empty value';
  if (Array.isArray(value)) return 'a list';
  switch (typeof value) {
    case 'object':
      return 'a mapping';
    case 'string':
      return value === '' ? 'an empty text' : 'a text';
    case 'number':
      return 'a number';
    case 'boolean':
      return 'a truth value';
    default:
      return 'a value';
  }
}
