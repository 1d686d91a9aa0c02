import { checkCopyKeys, checkKey } from './keys.ts';
import { createShelf, objectOf, plainObject, type Shelf } from './shelf.ts';
import { type ObjectEntry, type ObjectStore, ObjectStoreError } from './store.ts';

/**
 * An object store in memory. Bytes are copied on the way in and out, so that nobody changes what is stored from outside.
 * @param shelf where the objects lie; one of an endpoint's buckets to look at it without HTTP
 */
export function createMemoryStore(shelf: Shelf = createShelf()): ObjectStore {
  return {
    put: async (key, bytes) => {
      checkKey(key);
      shelf.put(key, plainObject(new Uint8Array(bytes)));
    },
    get: async (key) => {
      checkKey(key);
      const bytes = shelf.current(key)?.bytes;
      return bytes && new Uint8Array(bytes);
    },
    list: async (prefix) => shelf.keys().flatMap((key) => (key.startsWith(prefix) ? entriesOf(shelf, key) : [])),
    delete: async (keys) => {
      keys.forEach(checkKey);
      for (const key of keys) shelf.remove(key);
    },
    copy: async (from, to) => {
      checkCopyKeys(from, to);
      const object = shelf.current(from);
      if (!object) throw nothingToCopy(from);
      shelf.put(to, { ...object, modifiedMs: Date.now() });
    },
  };
}

/** The failure of a copy whose source does not exist. */
export function nothingToCopy(from: string): ObjectStoreError {
  return new ObjectStoreError('refused', `nothing is stored under ${JSON.stringify(from)}; put it before copying it`);
}

function entriesOf(shelf: Shelf, key: string): readonly ObjectEntry[] {
  const object = objectOf(shelf.find(key));
  return object ? [{ key, sizeBytes: object.bytes.length, etag: object.etag }] : [];
}
