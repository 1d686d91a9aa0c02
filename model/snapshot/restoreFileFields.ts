import { didYouMean } from '../closest.ts';
import { type DocumentPath, kindOfValue, type RestoreFlaw, tell } from './restoreFileFlaws.ts';
import type { RestoreFileForm, RestoreFileRules } from './restoreFileRules.ts';

/** What a reading has at hand; `flaws` grows as it goes. */
export interface Reading {
  readonly rules: RestoreFileRules;
  readonly form: RestoreFileForm;
  readonly flaws: RestoreFlaw[];
}

/** The keys of a mapping of the file. */
export interface Keys {
  readonly known: readonly string[];
  /** Unknown keys are told only where they cannot be a secret in the wrong place. */
  readonly areTold: boolean;
}

/** Fields of a mapping by the key whose meaning they have. */
export type Fields = ReadonlyMap<string, unknown>;

/** Notes that something is wrong at a place; the answer of whatever could not be read. */
export function refuse(reading: Reading, path: DocumentPath, message: string, expected: string): undefined {
  reading.flaws.push({ path, message, expected });
}

/** The fields of a mapping; undefined when it is none. Unknown keys are noted and left out. */
export function fieldsOf(reading: Reading, written: unknown, path: DocumentPath, keys: Keys): Fields | undefined {
  if (!isMapping(written)) {
    return refuse(
      reading,
      path,
      `${kindOfValue(written)} stands here`,
      `a mapping with the keys ${keys.known.join(', ')}`,
    );
  }
  const fields = new Map<string, unknown>();
  for (const [key, value] of Object.entries(written)) {
    const meaning = reading.rules.meaningOf(key);
    if (reading.rules.isKnownKey(meaning, keys.known)) fields.set(meaning, value);
    else reading.flaws.push(unknownKey(key, path, keys));
  }
  return fields;
}

function unknownKey(key: string, path: DocumentPath, { known, areTold }: Keys): RestoreFlaw {
  const name = areTold ? ` ${tell(key)}` : '';
  return {
    path,
    key,
    message: `the key${name} is unknown${didYouMean(key, known)}`,
    expected: `only ${known.join(', ')}`,
  };
}

/** A list of the file, in the order that the rules say. */
export function listOf(
  reading: Reading,
  written: unknown,
  path: DocumentPath,
  what: string,
): readonly unknown[] | undefined {
  if (Array.isArray(written)) return reading.rules.itemsOf(written);
  const found = written === null ? `${what} is empty` : `${what} is ${kindOfValue(written)}`;
  return refuse(reading, path, found, 'a list with a dash before each item, [] for none, or no such key at all');
}

/** A text that must be there and must not be empty. */
export function textOf(reading: Reading, fields: Fields, path: DocumentPath, key: string): string | undefined {
  const written = fields.get(key);
  if (typeof written === 'string' && written !== '') return written;
  return refuseField(reading, fields, path, key, 'a text that is not empty, in quotes if it looks like a number');
}

/** Notes that a field is missing, or is not what it should be. */
export function refuseField(
  reading: Reading,
  fields: Fields,
  path: DocumentPath,
  key: string,
  expected: string,
): undefined {
  if (!fields.has(key)) return refuse(reading, path, `${key} is missing`, expected);
  return refuse(reading, [...path, key], `${key} is ${kindOfValue(fields.get(key))}`, expected);
}

/** A port from 1 to 65535 (interpretation 29). */
export function portOf(reading: Reading, fields: Fields, path: DocumentPath, key: string): number | undefined {
  const written = fields.get(key);
  const port = reading.rules.portOf(written);
  if (port !== undefined) return port;
  const expected = 'a whole number from 1 to 65535 in decimal digits';
  if (typeof written !== 'number' && typeof written !== 'string') {
    return refuseField(reading, fields, path, key, expected);
  }
  const told = typeof written === 'number' ? String(written) : tell(written);
  return refuse(reading, [...path, key], `${key} is ${told}`, expected);
}

function isMapping(written: unknown): written is object {
  return typeof written === 'object' && written !== null && !Array.isArray(written);
}
