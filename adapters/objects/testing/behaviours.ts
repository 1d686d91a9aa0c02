import { describe, expect, test } from 'vitest';
import { type ObjectStore, ObjectStoreError } from '../store.ts';

/** Keys beyond ASCII, and with every character that a path, a query or XML has a use for. */
export const awkwardKeys = [
  'sp ace',
  'pl+us',
  'per%20cent',
  'a//b',
  'q?x&y=z#f',
  `q'uote"(1)*!~`,
  '<tag>&amp;',
  'ünï/çode',
  '日本/語',
  'a\u{1f600}b',
  'line\nfeed\ttab',
  'trailing/',
];

/** Bytes that no text encoding leaves alone. */
export function everyByte(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let nth = 0; nth < length; nth += 1) bytes[nth] = nth * 31 + (nth >> 8);
  return bytes;
}

/** The fault and the code that a call to a store fails with. */
export async function faultOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (error instanceof ObjectStoreError) return [error.fault, error.code].filter(Boolean).join(' ');
    throw error;
  }
  throw new RangeError('the call did not fail');
}

/** In what the tests of one store differ from those of another. */
export interface StoreTraits {
  /** Keys that the store can have; all of `awkwardKeys` when absent. */
  readonly keys?: readonly string[];
  /** More keys than one answer tells; 0 to leave that out. */
  readonly manyKeys?: number;
  /** A faster way to store something under many keys. */
  readonly fill?: (store: ObjectStore, keys: readonly string[]) => Promise<void>;
}

/**
 * What every object store does, as tests.
 * @param name the store, for the report
 * @param open an empty store
 */
export function describeStore(
  name: string,
  open: () => Promise<ObjectStore>,
  { keys = awkwardKeys, manyKeys = 1005, fill = putAll }: StoreTraits = {},
) {
  const text = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString();
  const keysOf = async (store: ObjectStore, prefix = '') => (await store.list(prefix)).map(({ key }) => key);

  describe(name, () => {
    test('gives back the bytes that were stored, the last ones of a key', async () => {
      const store = await open();
      await store.put('a', Buffer.from('one'));
      await store.put('a', Buffer.from('two'));
      await store.put('empty', new Uint8Array());
      await store.put('big', everyByte(1 << 20));
      expect(text(await store.get('a'))).toBe('two');
      expect((await store.get('empty'))?.length).toBe(0);
      expect(Buffer.compare((await store.get('big')) ?? new Uint8Array(), everyByte(1 << 20))).toBe(0);
      expect(await store.get('absent')).toBeUndefined();
    });

    test('keeps what was stored apart from the bytes of the caller', async () => {
      const store = await open();
      const bytes = Buffer.from('kept');
      await store.put('a', bytes);
      bytes.fill(0);
      const read = await store.get('a');
      read?.fill(0);
      expect(text(await store.get('a'))).toBe('kept');
    });

    test('lists keys with size and ETag, in the order of their bytes', async () => {
      const store = await open();
      for (const key of ['d/b', 'd/a', 'd/c/x', 'e', 'd/\u{1f600}', 'd/\uff21'])
        await store.put(key, Buffer.from('hello'));
      expect(await keysOf(store, 'd/')).toEqual(['d/a', 'd/b', 'd/c/x', 'd/\uff21', 'd/\u{1f600}']);
      const entry = { key: 'd/a', sizeBytes: 5, etag: '5d41402abc4b2a76b9719d911017c592' };
      expect((await store.list('d/a'))[0]).toEqual(entry);
      expect(await store.list('d/absent')).toEqual([]);
    });

    test('takes prefixes by the letter: a longer name beside a folder is not in it', async () => {
      const store = await open();
      for (const key of ['snap_1/a', 'snap_10/a', 'snap_1']) await store.put(key, Buffer.from(key));
      expect(await keysOf(store, 'snap_1/')).toEqual(['snap_1/a']);
      expect(await keysOf(store, 'snap_1')).toEqual(['snap_1', 'snap_1/a', 'snap_10/a']);
    });

    test('has awkward keys like any other', async () => {
      const store = await open();
      for (const key of keys) await store.put(key, Buffer.from(`of ${key}`));
      for (const key of keys) expect(text(await store.get(key))).toBe(`of ${key}`);
      expect((await keysOf(store)).toSorted()).toEqual([...keys].toSorted());
      for (const key of keys) await store.copy(key, `copy/${key}`);
      expect((await keysOf(store, 'copy/')).length).toBe(keys.length);
      expect(text(await store.get(`copy/${keys[0]}`))).toBe(`of ${keys[0]}`);
      await store.delete(keys);
      expect((await keysOf(store)).length).toBe(keys.length);
    });

    test('deletes what it is asked to and nothing else; what is not there counts as deleted', async () => {
      const store = await open();
      for (const key of ['d/a', 'd/b', 'da']) await store.put(key, Buffer.from(key));
      await store.delete(['d/a', 'd/b', 'd/absent', 'd/a']);
      expect(await keysOf(store)).toEqual(['da']);
      await store.delete(['d/a']);
      await store.delete([]);
      expect(await keysOf(store)).toEqual(['da']);
    });

    test('copies as a whole and independently of the source', async () => {
      const store = await open();
      await store.put('from', Buffer.from('content'));
      await store.copy('from', 'to');
      await store.put('from', Buffer.from('other'));
      expect(text(await store.get('to'))).toBe('content');
      expect(await faultOf(store.copy('absent', 'to'))).toBe('refused');
      expect(await faultOf(store.copy('from', 'from'))).toBe('refused');
      expect(text(await store.get('to'))).toBe('content');
    });

    test('refuses keys that no store has', async () => {
      const store = await open();
      for (const key of ['', 'x'.repeat(1025), 'half \ud800']) {
        expect(await faultOf(store.put(key, Buffer.from('x')))).toBe('refused');
        expect(await faultOf(store.get(key))).toBe('refused');
        expect(await faultOf(store.delete([key]))).toBe('refused');
        expect(await faultOf(store.copy('a', key))).toBe('refused');
      }
    });

    if (manyKeys === 0) return;

    test('lists and deletes more keys than one answer tells', async () => {
      const store = await open();
      const many = Array.from({ length: manyKeys }, (_, nth) => `many/${String(nth).padStart(4, '0')}`);
      await fill(store, many);
      await store.put('many-more', Buffer.from('x'));
      expect(await keysOf(store, 'many/')).toEqual(many);
      await store.delete(many);
      expect(await keysOf(store)).toEqual(['many-more']);
    });
  });
}

async function putAll(store: ObjectStore, keys: readonly string[]): Promise<void> {
  const left = [...keys];
  const worker = async () => {
    for (let key = left.pop(); key !== undefined; key = left.pop()) await store.put(key, Buffer.from(key));
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}
