import type { Draft } from './draft.ts';
import { createSlots, freeSlot, type SlotPool, setSlotsPerPath, slotOf, takeSlot } from './slots.ts';
import type { Backend, CloneEnd, Task } from './state.ts';

/** How the pool of a cluster names a path: hashes are only unique within a backend. */
export function slotKey({ backendId, pathHash }: CloneEnd): string {
  return `${backendId}/${pathHash}`;
}

/** The end of a clone that a key of the pool names. */
export function endOfKey(key: string | number): CloneEnd {
  const [backendId, pathHash] = String(key).split('/');
  return { backendId: Number(backendId), pathHash: pathHash ?? '-1' };
}

/** The pool with the paths of a backend that has joined, all their slots free. */
export function withBackend(pool: SlotPool, backend: Backend, slotsPerPath: number): SlotPool {
  const paths = backend.disks.map((disk) => slotKey({ backendId: backend.id, pathHash: disk.pathHash }));
  return new Map([...pool, ...createSlots(paths, slotsPerPath)]);
}

/** The pool without the paths of a backend that has left. */
export function withoutBackend(pool: SlotPool, backendId: number): SlotPool {
  return new Map([...pool].filter(([key]) => endOfKey(key).backendId !== backendId));
}

/** Whether a clone could occupy a slot of this path now (R29). */
export function isFree(draft: Draft, end: CloneEnd): boolean {
  const slot = slotOf(draft.state.slots, slotKey(end));
  return slot !== undefined && draft.rules.hasFreeSlot(slot);
}

/** Occupies a slot at each end of a clone (R29). */
export function takeSlots(draft: Draft, source: CloneEnd, destination: CloneEnd): void {
  if (draft.rules.occupiesSlot('source')) take(draft, source);
  if (draft.rules.occupiesSlot('destination')) take(draft, destination);
}

/** Gives back what a running task occupies; paths that left the cluster are forgotten. */
export function releaseSlots(draft: Draft, { source, destination }: Task): void {
  if (source !== undefined && draft.rules.occupiesSlot('source')) release(draft, source);
  if (destination !== undefined && draft.rules.occupiesSlot('destination')) release(draft, destination);
}

/** Changes the number of slots of every path at run time; what runs goes on (R30). */
export function changeSlotsPerPath(draft: Draft, slotsPerPath: number): void {
  draft.changes += 1;
  draft.state.slots = setSlotsPerPath(draft.state.slots, draft.state.slotsPerPath, slotsPerPath);
  draft.state.slotsPerPath = slotsPerPath;
}

function take(draft: Draft, end: CloneEnd): void {
  const taken = takeSlot(draft.state.slots, slotKey(end));
  if (typeof taken !== 'string') draft.state.slots = taken;
}

function release(draft: Draft, end: CloneEnd): void {
  draft.state.slots = freeSlot(draft.state.slots, slotKey(end));
}
