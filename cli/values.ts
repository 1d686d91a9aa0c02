import { type Profile, profileNamed, profileNames } from '../model/profile.ts';
import { suites } from '../properties/catalog.ts';
import type { Suite } from '../properties/property.ts';
import { UsageError, unknownName } from './errors.ts';

const formats = ['table', 'json'] as const;

/** How results are printed: for people, or as exactly one JSON document. */
export type Format = (typeof formats)[number];

/** Largest seed and smallest one: fast-check takes 32 bits. */
const SEED_LIMIT = 2 ** 31;

const MS_PER_UNIT: Readonly<Record<string, number>> = { '': 1_000, s: 1_000, m: 60_000, h: 3_600_000 };

/** The value of `--profile`. Throws a UsageError when there is no such profile. */
export function profileValue(name: string): Profile {
  const profile = profileNamed(name);
  if (profile === undefined) throw unknownName('profile', name, profileNames);
  return profile;
}

/** The value of `--suite`: names with commas between. Throws a UsageError when one is unknown. */
export function suitesValue(text: string): readonly Suite[] {
  const names = text.split(',').map((name) => name.trim());
  return [...new Set(names.map(suiteNamed))];
}

function suiteNamed(name: string): Suite {
  const suite = suites.find((known) => known === name);
  if (suite !== undefined) return suite;
  throw unknownName('suite', name, suites);
}

/** The value of `--format`. Throws a UsageError when it is neither. */
export function formatValue(name: string): Format {
  const format = formats.find((known) => known === name);
  if (format === undefined) throw unknownName('format', name, formats);
  return format;
}

/**
 * A parser of whole numbers between two bounds, both included; it throws a UsageError.
 *
 * @param option how the option is called, for the message.
 */
export function integerValue(option: string, least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^-?\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new UsageError(`${option} is '${text}', but must be a whole number from ${least} to ${most}`);
  };
}

/** The value of `--seed`. */
export const seedValue: (text: string) => number = integerValue('--seed', -SEED_LIMIT, SEED_LIMIT - 1);

/** The value of `--time` in milliseconds: seconds, or a number with s, m or h. Throws a UsageError. */
export function timeValue(text: string): number {
  const [, amount = '', unit = ''] = /^(\d{1,9}(?:\.\d{1,3})?)([smh]?)$/.exec(text) ?? [];
  const valueMs = Math.round(Number(amount) * (MS_PER_UNIT[unit] ?? Number.NaN));
  if (amount !== '' && valueMs > 0) return valueMs;
  throw new UsageError(`--time is '${text}', but must be a time above 0 such as 30, 30s, 5m or 1h`);
}
