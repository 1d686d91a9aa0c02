/** What names a storage path within its pool: a path hash, as a number or as text. */
export type PathKey = number | string;

/** Whether the key is the one of a path whose backend has not told its hash yet. Nothing can be taken there. */
export function isUnsetPath(path: PathKey): boolean {
  return path === -1 || path === '-1';
}

/** The clone slots of one path. `available` is negative while more clones run than a lowered `total` allows. */
export interface Slot {
  readonly total: number;
  readonly available: number;
}

/** The clone slots of one set of paths. A value: operations return a new pool, or the same one when nothing changes. */
export type SlotPool = ReadonlyMap<PathKey, Slot>;

/** Why no slot was taken: none is free (or the path is unknown), or the path has no hash yet. */
export type SlotRefusal = 'busy' | 'pathNotSet';

/** Fewest and most slots of a path, whatever is configured (replication notes 6.1). */
export const SLOTS_PER_PATH = { min: 2, max: 64 } as const;

/** The number of slots that holds when `configured` is asked for. R30, replication notes 6.1. */
export function clampSlotsPerPath(configured: number): number {
  return Math.min(SLOTS_PER_PATH.max, Math.max(SLOTS_PER_PATH.min, configured));
}

/** A pool in which every path has `slotsPerPath` free slots. R29, replication notes 6.1. */
export function createSlots(paths: Iterable<PathKey>, slotsPerPath: number): SlotPool {
  const pool = new Map<PathKey, Slot>();
  for (const path of paths) pool.set(path, freshSlot(slotsPerPath));
  return pool;
}

/**
 * Takes a slot for one end of a clone.
 *
 * @returns the pool without that slot, or why there is none.
 * Source: R29, replication notes 6.4 and 6.6.
 */
export function takeSlot(pool: SlotPool, path: PathKey): SlotPool | SlotRefusal {
  if (isUnsetPath(path)) return 'pathNotSet';
  const slot = slotOf(pool, path);
  if (slot === undefined || slot.available <= 0) return 'busy';
  return withSlot(pool, path, { total: slot.total, available: slot.available - 1 });
}

/**
 * Gives a slot back. Freeing on a path that has disappeared, or more often than was taken, changes nothing.
 *
 * Source: R29, replication notes 6.8 to 6.10.
 */
export function freeSlot(pool: SlotPool, path: PathKey): SlotPool {
  const slot = pool.get(path);
  if (slot === undefined) return pool;
  return withSlot(pool, path, inBounds({ total: slot.total, available: slot.available + 1 }));
}

/**
 * Adds `difference` slots to every path, free ones, or removes them when it is negative. Running clones keep theirs.
 *
 * Source: R30, replication notes 6.7.
 */
export function addSlots(pool: SlotPool, difference: number): SlotPool {
  const changed = new Map<PathKey, Slot>();
  for (const [path, slot] of pool) {
    changed.set(path, inBounds({ total: slot.total + difference, available: slot.available + difference }));
  }
  return changed;
}

/**
 * What a change of the configured number of slots does to a pool.
 *
 * @param previous the number that was configured before.
 * @param next the number that is configured now. Both may lie outside the bounds.
 * Source: R30, replication notes 6.7.
 */
export function setSlotsPerPath(pool: SlotPool, previous: number, next: number): SlotPool {
  const difference = clampSlotsPerPath(next) - clampSlotsPerPath(previous);
  return difference === 0 ? pool : addSlots(pool, difference);
}

/**
 * The pool after the backend's paths have changed: paths that are gone disappear, new ones start with all their slots free,
 * the others keep what they have.
 *
 * Source: replication notes 6.8.
 */
export function updatePaths(pool: SlotPool, paths: Iterable<PathKey>, slotsPerPath: number): SlotPool {
  const changed = new Map<PathKey, Slot>();
  for (const path of paths) changed.set(path, pool.get(path) ?? freshSlot(slotsPerPath));
  return changed;
}

/** The slots of a path as `SHOW PROC '/cluster_balance/working_slots'` prints them; undefined for an unknown path. */
export function slotOf(pool: SlotPool, path: PathKey): Slot | undefined {
  const slot = pool.get(path);
  return slot === undefined ? undefined : inBounds(slot);
}

/**
 * The pool after somebody has looked at all of it. StarRocks brings a path's numbers into bounds whenever it touches or
 * prints them, not when it makes them; that only shows for paths that start without any slot.
 *
 * Source: replication notes 6.10 (recorded behaviour).
 */
export function inspectSlots(pool: SlotPool): SlotPool {
  let outside = false;
  for (const slot of pool.values()) outside ||= inBounds(slot) !== slot;
  return outside ? addSlots(pool, 0) : pool;
}

function freshSlot(total: number): Slot {
  return { total, available: total };
}

/** A path has at least one slot, and never more free ones than it has. */
function inBounds(slot: Slot): Slot {
  const total = slot.total <= 0 ? 1 : slot.total;
  const available = Math.min(slot.available, total);
  return total === slot.total && available === slot.available ? slot : { total, available };
}

function withSlot(pool: SlotPool, path: PathKey, slot: Slot): SlotPool {
  const before = pool.get(path);
  const same = before?.total === slot.total && before.available === slot.available;
  return same ? pool : new Map(pool).set(path, slot);
}
