import { analyzing } from './refusal.ts';
import type { Literal } from './sql/index.ts';

/** The text of a constant, or null for NULL; booleans are 1 and 0, as in MySQL. */
export function textOfLiteral(literal: Literal): string | null {
  switch (literal.type) {
    case 'string':
      return literal.value;
    case 'number':
      return literal.text;
    case 'boolean':
      return literal.value ? '1' : '0';
    case 'bytes':
      return Buffer.from(literal.value).toString('utf8');
    case 'null':
      return null;
  }
}

/** A name that may stand for a database or a table: letters, digits and `_`, no digit or dot first or between. */
export function isPlainName(name: string): boolean {
  return /^[\p{L}_][\p{L}\p{N}_$-]{0,255}$/u.test(name);
}

/**
 * A property of a statement, by name without regard to case; the last one counts when it is named twice.
 * @returns its value, or undefined
 */
export function propertyOf(properties: readonly { readonly key: string; readonly value: string }[], name: string) {
  return properties.findLast(({ key }) => key.toLowerCase() === name)?.value;
}

/** A whole number written as digits; throws a refusal that says what was found. */
export function wholeNumber(text: string, what: string): number {
  if (!/^-?\d{1,9}$/.test(text)) throw analyzing(`Invalid ${what}: ${text}, expected a whole number`);
  return Number(text);
}
