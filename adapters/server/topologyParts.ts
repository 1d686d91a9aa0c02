import { refusal } from './refusal.ts';

/** The field of an object of a topology; `where` names the object in a refusal. */
export function fieldOf(value: unknown, key: string, where: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(`${where} must be an object`);
  const fields: Readonly<Record<string, unknown>> = { ...value };
  return fields[key];
}

/** A list of at least one and at most `most` values. */
export function listIn(value: unknown, where: string, most: number): unknown[] {
  if (!Array.isArray(value) || value.length < 1 || value.length > most) {
    throw wrong(`${where} must be a list of 1 to ${most}`);
  }
  return value;
}

/** The refusal of a topology. */
export function wrong(what: string) {
  return refusal(`The topology cannot be used: ${what}.`);
}
