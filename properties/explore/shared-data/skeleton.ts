import { type Fingerprint, mix, mixPrint, mixText, newFingerprint, restart } from '../fingerprint.ts';
import { atomsIn, type Kind, kindsOfFields } from './atoms.ts';

/**
 * A value without the numbers that only matter by their relation to others: a print of all the rest, and these numbers in
 * the order in which they are met. A value of equal print and equal numbers is the same value.
 */
export interface Skeleton extends Readonly<Fingerprint> {
  readonly kinds: readonly Kind[];
  readonly values: readonly number[];
}

/** Takes values apart, and remembers what it has taken apart: nothing that it was given may be changed afterwards. */
export interface Anatomy {
  of(value: object): Skeleton;
  ofText(text: string): Skeleton;
}

/** A skeleton in the making. */
export interface Bones extends Fingerprint {
  readonly kinds: Kind[];
  readonly values: number[];
}

const tags = { nothing: 1, no: 2, yes: 3, number: 4, atom: 5, list: 6, record: 7, map: 8, set: 9, text: 10 } as const;

/** An anatomy that remembers nothing yet. */
export function newAnatomy(): Anatomy {
  const known = new WeakMap<object, Skeleton>();
  const texts = new Map<string, Skeleton>();
  const names = new Map<string, Skeleton>();
  const anatomy: Anatomy = {
    of: (value) => {
      const before = known.get(value);
      if (before !== undefined) return before;
      const bones = newBones();
      takeApart(anatomy, names, bones, value);
      known.set(value, bones);
      return bones;
    },
    ofText: (text) => remembered(texts, text, boned),
  };
  return anatomy;
}

/** A skeleton of nothing. */
export function newBones(): Bones {
  const bones = { ...newFingerprint(), kinds: [], values: [] };
  restart(bones, 0);
  return bones;
}

function remembered(texts: Map<string, Skeleton>, text: string, make: (text: string) => Skeleton): Skeleton {
  const before = texts.get(text);
  if (before !== undefined) return before;
  const skeleton = make(text);
  texts.set(text, skeleton);
  return skeleton;
}

function boned(text: string): Skeleton {
  const bones = newBones();
  let at = 0;
  mix(bones, tags.text);
  for (const { from, to, kind, value } of atomsIn(text)) {
    mixText(bones, text.slice(at, from));
    bones.kinds.push(kind);
    bones.values.push(value);
    at = to;
  }
  mixText(bones, text.slice(at));
  return bones;
}

function plainly(text: string): Skeleton {
  const bones = newBones();
  mixText(bones, text);
  return bones;
}

function takeApart(anatomy: Anatomy, names: Map<string, Skeleton>, bones: Bones, value: object): void {
  if (Array.isArray(value)) {
    mix(bones, tags.list);
    mix(bones, value.length);
    for (const element of value) add(anatomy, bones, '', element);
  } else if (value instanceof Map) takeMapApart(anatomy, bones, value);
  else if (value instanceof Set) takeMapApart(anatomy, bones, new Map([...value].map((element) => [element, true])));
  else {
    mix(bones, tags.record);
    const isStarMgr = 'shards' in value;
    for (const [field, part] of Object.entries(value)) {
      mixPrint(bones, remembered(names, field, plainly));
      add(anatomy, bones, isStarMgr && field === 'journalId' ? 'starmgrJournalId' : field, part);
    }
  }
}

/** Maps and sets have no order. Shards of tables are the only ones with numbers for keys. */
function takeMapApart(anatomy: Anatomy, bones: Bones, map: ReadonlyMap<unknown, unknown>): void {
  const entries = [...map].sort(([left], [right]) => compare(anatomy, left, right));
  mix(bones, tags.map);
  mix(bones, entries.length);
  for (const [key, part] of entries) {
    add(anatomy, bones, 'shards', key);
    add(anatomy, bones, '', part);
  }
}

/** An order of keys that does not depend on numbers which do not matter as they are, but for which of them come first. */
function compare({ ofText }: Anatomy, one: unknown, other: unknown): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  const left = ofText(String(one));
  const right = ofText(String(other));
  if (left.left !== right.left) return left.left - right.left;
  const at = left.values.findIndex((value, nth) => value !== right.values[nth]);
  return (left.values[at] ?? 0) - (right.values[at] ?? 0);
}

/** Adds a value that stands in this field. */
export function add(anatomy: Anatomy, bones: Bones, field: string, value: unknown): void {
  switch (typeof value) {
    case 'number':
      addNumber(bones, field, value);
      return;
    case 'string':
      if (field === 'JOB_ID') addNumber(bones, field, Number(value));
      else append(bones, anatomy.ofText(value));
      return;
    case 'boolean':
      mix(bones, value ? tags.yes : tags.no);
      return;
    default:
      if (typeof value === 'object' && value !== null) append(bones, anatomy.of(value));
      else mix(bones, tags.nothing);
  }
}

/** Adds a number that stands in this field. */
export function addNumber(bones: Bones, field: string, value: number): void {
  const meant = kindsOfFields.get(field);
  if (meant === undefined) {
    mix(bones, tags.number);
    mix(bones, value);
    return;
  }
  mix(bones, tags.atom);
  for (const kind of meant) {
    bones.kinds.push(kind);
    bones.values.push(value);
  }
}

/** Adds what a skeleton holds. */
export function append(bones: Bones, { left, right, kinds: more, values }: Skeleton): void {
  mixPrint(bones, { left, right });
  for (let nth = 0; nth < values.length; nth += 1) {
    const kind = more[nth];
    const value = values[nth];
    if (kind === undefined || value === undefined) continue;
    bones.kinds.push(kind);
    bones.values.push(value);
  }
}
