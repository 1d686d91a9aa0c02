import type { Draft } from './draft.ts';
import type { Backend, CloneEnd, PathSlots, Task } from './state.ts';

/** The slots of every path of a backend, all free. */
export function slotsOf(backend: Backend, total: number): PathSlots[] {
  return backend.disks.map((disk) => ({ backendId: backend.id, pathHash: disk.pathHash, total, available: total }));
}

/** The slots of a path, or undefined when the path has left the cluster. */
export function slotsAt(draft: Draft, end: CloneEnd): PathSlots | undefined {
  return draft.state.slots.find((path) => isPath(path, end));
}

/** Whether a clone could occupy a slot of this path now (R29). */
export function isFree(draft: Draft, end: CloneEnd): boolean {
  const path = slotsAt(draft, end);
  return path !== undefined && draft.rules.hasFreeSlot(path);
}

/** Occupies a slot at each end of a clone (R29). */
export function takeSlots(draft: Draft, source: CloneEnd, destination: CloneEnd): void {
  if (draft.rules.occupiesSlot('source')) changeAvailable(draft, source, -1);
  if (draft.rules.occupiesSlot('destination')) changeAvailable(draft, destination, -1);
}

/** Gives back what a running task occupies; paths that left the cluster are forgotten. */
export function releaseSlots(draft: Draft, task: Task): void {
  if (task.source !== undefined && draft.rules.occupiesSlot('source')) changeAvailable(draft, task.source, 1);
  if (task.destination !== undefined && draft.rules.occupiesSlot('destination')) {
    changeAvailable(draft, task.destination, 1);
  }
}

/** Changes the number of slots of every path at run time; what runs goes on (R30). */
export function setSlotsPerPath(draft: Draft, total: number): void {
  const difference = total - draft.state.slotsPerPath;
  draft.state.slotsPerPath = total;
  draft.state.slots = draft.state.slots.map((path) => ({
    ...path,
    total: path.total + difference,
    available: path.available + difference,
  }));
}

function changeAvailable(draft: Draft, end: CloneEnd, by: number): void {
  draft.state.slots = draft.state.slots.map((path) =>
    isPath(path, end) ? { ...path, available: Math.min(path.total, path.available + by) } : path,
  );
}

function isPath(path: PathSlots, end: CloneEnd): boolean {
  return path.backendId === end.backendId && path.pathHash === end.pathHash;
}
