import type { Bucket, StoredObject } from '../../../model/snapshot/state.ts';

/** What must be done to a bucket so that it holds what the model has: puts in the order of the model, then deletes. */
export interface Difference {
  readonly puts: readonly (readonly [key: string, object: StoredObject])[];
  readonly deletes: readonly string[];
}

/** The steps from one state of a bucket to a later one; what is the same object in both costs nothing. */
export function differenceOf(before: Bucket, after: Bucket): Difference {
  const puts: [string, StoredObject][] = [];
  const deletes: string[] = [];
  for (const [folder, objects] of after) {
    const known = before.get(folder);
    if (known === objects) continue;
    for (const [key, object] of objects) if (known?.get(key) !== object) puts.push([key, object]);
  }
  for (const [folder, objects] of before) {
    const left = after.get(folder);
    if (left === objects) continue;
    for (const key of objects.keys()) if (left?.has(key) !== true) deletes.push(key);
  }
  return { puts, deletes };
}
