import { ObjectStoreError } from './store.ts';

/** Longest key in bytes of UTF-8 (Amazon S3 user guide, "Naming Amazon S3 objects"). */
export const MAX_KEY_BYTES = 1024;

/**
 * Rejects a key that no store takes.
 * @throws ObjectStoreError `refused` for an empty key, one longer than 1,024 bytes, or one that is no Unicode text
 */
export function checkKey(key: string): void {
  const problem = problemOfKey(key);
  if (problem === undefined) return;
  const shown = JSON.stringify(key.length > 80 ? `${key.slice(0, 77)}...` : key);
  throw new ObjectStoreError('refused', `the key ${shown} ${problem}; expected 1 to ${MAX_KEY_BYTES} bytes of UTF-8`);
}

/**
 * Rejects a copy that no store makes.
 * @throws ObjectStoreError `refused` for an unusable key, and for a copy of an object to itself
 */
export function checkCopyKeys(from: string, to: string): void {
  checkKey(from);
  checkKey(to);
  if (from !== to) return;
  throw new ObjectStoreError('refused', `${JSON.stringify(from)} cannot be copied to itself; give another key`);
}

function problemOfKey(key: string): string | undefined {
  if (key === '') return 'is empty';
  if (/\p{Surrogate}/u.test(key)) return 'has half of a surrogate pair in it';
  const bytes = Buffer.byteLength(key);
  return bytes > MAX_KEY_BYTES ? `has ${bytes} bytes` : undefined;
}

/** Orders keys by their UTF-8 bytes, as listings are ordered, without encoding them. */
export function compareKeys(left: string, right: string): number {
  const shared = Math.min(left.length, right.length);
  for (let nth = 0; nth < shared; nth += 1) {
    const [a, b] = [left.charCodeAt(nth), right.charCodeAt(nth)];
    if (a !== b) return rankOf(a) - rankOf(b);
  }
  return left.length - right.length;
}

/** UTF-16 has the surrogates (characters from U+10000) below U+E000, UTF-8 has them above U+FFFF. */
function rankOf(unit: number): number {
  if (unit >= 0xe000) return unit - 0x800;
  return unit >= 0xd800 ? unit + 0x2000 : unit;
}
