import type { Profile } from '../profile.ts';

/** How full some disks are, with the moves that are already picked. */
export interface DiskUse<Key> {
  move(from: Key, to: Key, bytes: number): void;
  /** The used shares of all of them once so many bytes have gone from one to another. */
  sharesAfter(from: Key, to: Key, bytes: number): number[];
}

/** A disk, or all disks of a backend. */
interface Filled<Key> {
  readonly key: Key;
  readonly usedBytes: number;
  readonly totalBytes: number;
}

/** The use of these disks before any move. */
export function diskUse<Key>(disks: readonly Filled<Key>[]): DiskUse<Key> {
  const used = new Map(disks.map(({ key, usedBytes }) => [key, usedBytes]));
  const change = (key: Key, from: Key, to: Key, bytes: number): number =>
    key === from ? -bytes : key === to ? bytes : 0;
  return {
    move: (from, to, bytes) => {
      for (const [key, before] of used) used.set(key, before + change(key, from, to, bytes));
    },
    sharesAfter: (from, to, bytes) =>
      disks.map(({ key, totalBytes }) => ((used.get(key) ?? 0) + change(key, from, to, bytes)) / totalBytes),
  };
}

/**
 * Whether disks are used too little to care, evenly enough, or more evenly than before once a replica has gone from one to
 * another for the sake of numbers alone.
 *
 * Source: replication notes 7b.16.
 */
export function keepsDisksEven<Key>(
  { diskSafeThreshold, loadScoreThreshold }: Pick<Profile, 'diskSafeThreshold' | 'loadScoreThreshold'>,
  use: DiskUse<Key>,
  from: Key,
  to: Key,
  bytes: number,
): boolean {
  const before = use.sharesAfter(from, to, 0);
  const after = use.sharesAfter(from, to, bytes);
  const most = Math.max(...after);
  const spread = most - Math.min(...after);
  if (most < diskSafeThreshold || spread < loadScoreThreshold / 2) return true;
  return spread < Math.max(...before) - Math.min(...before);
}
