import type { Fingerprint } from './fingerprint.ts';

/** A growing set of 64-bit fingerprints: open addressing in two flat arrays, 16 bytes a member at the most. */
export interface Seen {
  readonly size: number;
  /** Puts the fingerprint in; false when it was there already. */
  add(print: Fingerprint): boolean;
}

const smallest = 1 << 12;

/** A set without members. */
export function newSeen(): Seen {
  let table = new Int32Array(2 * smallest);
  let mask = smallest - 1;
  let size = 0;
  const insert = (into: Int32Array, left: number, right: number): boolean => {
    for (let slot = (left ^ (right >>> 7)) & mask; ; slot = (slot + 1) & mask) {
      const there = into[2 * slot];
      if (there === 0 && into[2 * slot + 1] === 0) {
        into[2 * slot] = left;
        into[2 * slot + 1] = right;
        return true;
      }
      if (there === left && into[2 * slot + 1] === right) return false;
    }
  };
  const grow = (): void => {
    const old = table;
    table = new Int32Array(2 * old.length);
    mask = table.length / 2 - 1;
    for (let at = 0; at < old.length; at += 2) {
      const left = old[at] ?? 0;
      const right = old[at + 1] ?? 0;
      if (left !== 0 || right !== 0) insert(table, left, right);
    }
  };
  return {
    get size() {
      return size;
    },
    add: ({ left, right }) => {
      // 0 marks an empty place.
      const isNew = insert(table, left === 0 && right === 0 ? 1 : left, right);
      if (!isNew) return false;
      size += 1;
      if (4 * size > 3 * (mask + 1)) grow();
      return true;
    },
  };
}
