import type { Draft } from './draft.ts';
import { freeSlot, type Slot, type SlotPool, slotOf, takeSlot } from './slots.ts';
import type { Backend, CloneEnd, Disk, Task } from './state.ts';

/** How the pool of a cluster names a path: hashes are only unique within a backend. */
export function slotKey({ backendId, pathHash }: CloneEnd): string {
  return `${backendId}/${pathHash}`;
}

/** The end of a clone that a key of the pool names. */
export function endOfKey(key: string | number): CloneEnd {
  const [backendId, pathHash] = String(key).split('/');
  return { backendId: Number(backendId), pathHash: pathHash ?? '-1' };
}

/** Gives slots to paths that have come (R29); where balancing has its own, these too (R31). */
export function addPaths(draft: Draft, { id }: Backend, disks: readonly Disk[]): void {
  const { state, rules } = draft;
  const { balanceSlotsPerPath } = state.profile;
  const keys = disks.map((disk) => slotKey({ backendId: id, pathHash: disk.pathHash }));
  const fresh = (pool: SlotPool, slots: number): SlotPool =>
    new Map([
      ...pool,
      ...keys.map((key) => [key, rules.slotsOfNewPath(slots, pool.get(key))] satisfies [string, Slot]),
    ]);
  state.slots = fresh(state.slots, state.config.slotsPerPath);
  if (balanceSlotsPerPath > 0) state.balanceSlots = fresh(state.balanceSlots, balanceSlotsPerPath);
}

/** Forgets the slots of paths that are gone. */
export function removePaths(draft: Draft, { id }: Backend, disks: readonly Disk[]): void {
  if (!draft.rules.forgetsSlots()) return;
  const keys = new Set(disks.map((disk) => slotKey({ backendId: id, pathHash: disk.pathHash })));
  const without = (pool: SlotPool): SlotPool => new Map([...pool].filter(([key]) => !keys.has(String(key))));
  draft.state.slots = without(draft.state.slots);
  draft.state.balanceSlots = without(draft.state.balanceSlots);
}

/** Makes every slot free again: nothing runs any more. */
export function freeAllSlots(draft: Draft): void {
  const freed = (pool: SlotPool): SlotPool =>
    new Map([...pool].map(([key, { total }]) => [key, { total, available: total }]));
  draft.state.slots = freed(draft.state.slots);
  draft.state.balanceSlots = freed(draft.state.balanceSlots);
}

/** Whether a task of this kind could occupy a slot of this path now (R29, R31). */
export function isFree(draft: Draft, end: CloneEnd, type: Task['type']): boolean {
  const slot = slotOf(draft.state[poolOf(draft, type)], slotKey(end));
  return slot !== undefined && draft.rules.hasFreeSlot(slot);
}

/** Occupies a slot at each end of a clone (R29). */
export function takeSlots(draft: Draft, type: Task['type'], source: CloneEnd, destination: CloneEnd): void {
  if (draft.rules.occupiesSlot('source')) takeSlotOf(draft, type, source);
  if (draft.rules.occupiesSlot('destination')) takeSlotOf(draft, type, destination);
}

/** Gives back what a running task occupies; paths that left the cluster are forgotten. */
export function releaseSlots(draft: Draft, { type, source, destination }: Task): void {
  if (source !== undefined && draft.rules.occupiesSlot('source')) release(draft, type, source);
  if (destination !== undefined && draft.rules.occupiesSlot('destination')) release(draft, type, destination);
}

/** Changes the number of slots of every path at run time; what runs goes on (R30). */
export function changeSlotsPerPath(draft: Draft, slotsPerPath: number): void {
  const { state } = draft;
  draft.changes += 1;
  state.slots = draft.rules.setSlots(state.slots, state.config.slotsPerPath, slotsPerPath);
  state.config = { ...state.config, slotsPerPath };
}

/** Occupies one slot of a path, if one is free. */
export function takeSlotOf(draft: Draft, type: Task['type'], end: CloneEnd): void {
  const pool = poolOf(draft, type);
  const taken = takeSlot(draft.state[pool], slotKey(end));
  if (typeof taken !== 'string') draft.state[pool] = taken;
}

function release(draft: Draft, type: Task['type'], end: CloneEnd): void {
  const pool = poolOf(draft, type);
  draft.state[pool] = freeSlot(draft.state[pool], slotKey(end));
}

function poolOf({ rules, state }: Draft, type: Task['type']): 'slots' | 'balanceSlots' {
  return rules.usesBalanceSlots(type, state.profile.balanceSlotsPerPath) ? 'balanceSlots' : 'slots';
}
