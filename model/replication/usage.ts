import type { Medium } from '../scenario.ts';
import type { Draft } from './draft.ts';
import type { Disk, Replica, State, Tablet } from './state.ts';

/** What the rows of a load weigh when a table does not say. */
export const DEFAULT_ROW_BYTES = 1024;

/** How the numbers of replicas are kept by backend and medium. */
export function countKey(backendId: number, medium: Medium): string {
  return `${backendId}/${medium}`;
}

/** What a replica of this version takes on its disk: a version is a load, the first one is empty. */
export function bytesAt(version: number, rowBytes: number): number {
  return version > 1 ? (version - 1) * rowBytes : 0;
}

/** Enters a tablet's new replicas in place of the old ones into the use of paths and the numbers of replicas. */
export function account(draft: Draft, before: Tablet | undefined, after: Tablet | undefined): void {
  const old = before?.replicas ?? none;
  const current = after?.replicas ?? none;
  const rowBytes = (after ?? before)?.rowBytes ?? 0;
  const medium = (after ?? before)?.medium ?? 'HDD';
  for (let nth = 0; nth < Math.max(old.length, current.length); nth += 1) {
    const was = old[nth];
    const is = current[nth];
    if (was === is) continue;
    if (was !== undefined && is !== undefined && was.pathHash === is.pathHash) {
      addBytes(draft, is.pathHash, bytesAt(is.version, rowBytes) - bytesAt(was.version, rowBytes));
      continue;
    }
    if (was !== undefined) enter(draft, was, medium, -1, rowBytes);
    if (is !== undefined) enter(draft, is, medium, 1, rowBytes);
  }
}

const none: readonly Replica[] = [];

function enter(draft: Draft, replica: Replica, medium: Medium, sign: 1 | -1, rowBytes: number): void {
  addBytes(draft, replica.pathHash, sign * bytesAt(replica.version, rowBytes));
  draft.own.replicaCounts ??= new Map(draft.state.replicaCounts);
  draft.state.replicaCounts = draft.own.replicaCounts;
  add(draft.own.replicaCounts, countKey(replica.backendId, medium), sign);
}

function addBytes(draft: Draft, pathHash: string, bytes: number): void {
  if (bytes === 0) return;
  draft.own.usedBytes ??= new Map(draft.state.usedBytes);
  draft.state.usedBytes = draft.own.usedBytes;
  add(draft.own.usedBytes, pathHash, bytes);
}

function add(map: Map<string, number>, key: string, difference: number): void {
  const sum = (map.get(key) ?? 0) + difference;
  if (sum === 0) map.delete(key);
  else map.set(key, sum);
}

/** Bytes of a disk that nothing takes. */
export function freeBytes(state: State, disk: Disk): number {
  return Math.max(0, disk.totalBytes - disk.usedBytes - (state.usedBytes.get(disk.pathHash) ?? 0));
}

/** Bytes of a disk that nothing took when load statistics were last made: what a client is told. */
export function reportedFreeBytes(state: State, disk: Disk): number {
  return Math.max(0, disk.totalBytes - disk.usedBytes - (state.statistics.usedBytes.get(disk.pathHash) ?? 0));
}

/** How much a disk still takes within the profile's limit (replication notes 4c.18). */
export function roomOf(state: State, disk: Disk): number {
  if (!disk.online) return -1;
  const { share, reserveBytes } = state.profile.diskLimit;
  const free = disk.totalBytes - disk.usedBytes - (state.usedBytes.get(disk.pathHash) ?? 0);
  return Math.max(free - reserveBytes, free - (1 - share) * disk.totalBytes);
}

/** What a tablet's replica takes on a backend; nothing where there is none. */
export function bytesOn(tablet: Tablet, backendId: number): number {
  const replica = tablet.replicas.find((other) => other.backendId === backendId);
  return replica === undefined ? 0 : bytesAt(replica.version, tablet.rowBytes);
}
