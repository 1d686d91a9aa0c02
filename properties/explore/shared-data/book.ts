import type { SharedDataStep } from '../../property.ts';
import { enterStory, newStory, type Story } from '../../shared-data/story.ts';

/** The fields of a story that hold collections, which grow where they are. */
const collections: readonly string[] = Object.entries(newStory()).flatMap(([field, value]) =>
  copyOf(value) === value ? [] : [field],
);

/** The story once a step was entered; the one before stays as it was, and what is the same in both is shared. */
export function entered(story: Story, step: SharedDataStep): Story {
  const own = { ...story };
  for (const field of collections) Reflect.set(own, field, copyOf(Reflect.get(story, field)));
  enterStory(own, step);
  for (const field of collections) {
    const was: unknown = Reflect.get(story, field);
    if (isSame(was, Reflect.get(own, field))) Reflect.set(own, field, was);
  }
  return own;
}

function copyOf(value: unknown): unknown {
  if (value instanceof Set) return new Set(value);
  if (value instanceof Map) return new Map(value);
  return Array.isArray(value) ? value.slice() : value;
}

/** Whether two collections hold the same in the same order. */
function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (one instanceof Map && other instanceof Map) return one.size === other.size && holdsAll(one, other);
  if (one instanceof Set && other instanceof Set) return one.size === other.size && isSameList([...one], [...other]);
  return Array.isArray(one) && Array.isArray(other) && isSameList(one, other);
}

function holdsAll(one: ReadonlyMap<unknown, unknown>, other: ReadonlyMap<unknown, unknown>): boolean {
  for (const [key, value] of one) if (other.get(key) !== value) return false;
  return isSameList([...one.keys()], [...other.keys()]);
}

function isSameList(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((element, nth) => element === other[nth]);
}
