import type { Bucket, Content, StoredObject } from './state.ts';

/** A bucket without objects. */
export const emptyBucket: Bucket = new Map();

const noObjects: ReadonlyMap<string, StoredObject> = new Map();

/** The folder that a key lies in. */
export function folderOf(key: string): string {
  return key.slice(0, key.lastIndexOf('/'));
}

/** The object under the key, or undefined. */
export function objectAt(bucket: Bucket, key: string): StoredObject | undefined {
  return bucket.get(folderOf(key))?.get(key);
}

/** The bucket with this object under the key, in place of any other. */
export function withObject(bucket: Bucket, key: string, object: StoredObject): Bucket {
  const folder = folderOf(key);
  return new Map(bucket).set(folder, new Map(bucket.get(folder) ?? noObjects).set(key, object));
}

/** The bucket without an object under the key; the same one when there is none. */
export function withoutObject(bucket: Bucket, key: string): Bucket {
  return withoutObjects(bucket, folderOf(key), [key]);
}

/** The bucket without these keys, all of which lie directly in the folder; the same one when there is none of them. */
export function withoutObjects(bucket: Bucket, folder: string, keys: readonly string[]): Bucket {
  const objects = bucket.get(folder);
  if (objects === undefined || !keys.some((key) => objects.has(key))) return bucket;
  const rest = new Map(objects);
  for (const key of keys) rest.delete(key);
  const changed = new Map(bucket);
  if (rest.size === 0) changed.delete(folder);
  else changed.set(folder, rest);
  return changed;
}

/** The keys that begin with the prefix, ascending. */
export function keysUnder(bucket: Bucket, prefix: string): readonly string[] {
  const keys: string[] = [];
  for (const [folder, objects] of bucket) {
    const start = `${folder}/`;
    if (start.startsWith(prefix)) keys.push(...objects.keys());
    else if (prefix.startsWith(start)) keys.push(...[...objects.keys()].filter((key) => key.startsWith(prefix)));
  }
  return keys.sort();
}

/** Whether any key begins with the folder's name and a slash. */
export function hasFolder(bucket: Bucket, folder: string): boolean {
  const start = `${folder}/`;
  for (const name of bucket.keys()) if (name === folder || name.startsWith(start)) return true;
  return false;
}

/** The bucket with everything below `from` also below `to`. */
export function withCopies(bucket: Bucket, from: string, to: string): Bucket {
  const copied = new Map(bucket);
  for (const [folder, objects] of bucket) {
    if (!`${folder}/`.startsWith(`${from}/`)) continue;
    const target = to + folder.slice(from.length);
    const moved = new Map(copied.get(target) ?? noObjects);
    for (const [key, object] of objects) moved.set(to + key.slice(from.length), object);
    copied.set(target, moved);
  }
  return copied;
}

/**
 * An object as it is stored.
 * @param etag the same for the same bytes, and only for them
 */
export function stored(content: Content, etag: string, bytes: number): StoredObject {
  return { content, etag, bytes, isTruncated: false };
}

/** The object after its last bytes were lost. */
export function truncated(object: StoredObject): StoredObject {
  if (object.isTruncated) return object;
  return { ...object, isTruncated: true, etag: `${object.etag}-cut`, bytes: Math.floor(object.bytes / 2) };
}
