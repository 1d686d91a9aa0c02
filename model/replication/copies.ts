import type { Copy, Rowset } from './state.ts';

/** A copy that holds nothing, not even the version that a partition is created with. */
export function blankCopy(backendId: number): Copy {
  return { backendId, version: 0, rowsets: [] };
}

/** The copy of a new tablet: version 1 without rows (replication notes 1f.36). */
export function newCopy(backendId: number): Copy {
  return { backendId, version: 1, rowsets: [{ first: 1, last: 1, loads: [] }] };
}

/** The copy with one more rowset; versions that it already holds are not stored twice. */
export function withRowset(copy: Copy, rowset: Rowset): Copy {
  if (rowset.last <= copy.version) return copy;
  if (copy.rowsets.some((other) => other.first <= rowset.first && rowset.last <= other.last)) return copy;
  const kept = copy.rowsets.filter((other) => other.first < rowset.first || other.last > rowset.last);
  const rowsets = [...kept, rowset];
  if (kept.length > 0) rowsets.sort((left, right) => left.first - right.first);
  return { backendId: copy.backendId, version: contiguousFrom(copy.version, rowsets), rowsets };
}

/**
 * The copy with every rowset of `source` that ends at or before the last one needed for `version`.
 *
 * @param loadsOf the loads whose rows arrive of a rowset.
 */
export function cloned(
  destination: Copy,
  source: Copy,
  version: number,
  loadsOf: (rowset: Rowset) => readonly string[],
): Copy {
  let copy = destination;
  for (const rowset of source.rowsets) {
    if (rowset.first <= version) copy = withRowset(copy, arrived(rowset, loadsOf(rowset)));
  }
  return copy;
}

function arrived(rowset: Rowset, loads: readonly string[]): Rowset {
  return loads === rowset.loads ? rowset : { ...rowset, loads };
}

/** The versions up to `version` that the copy lacks. */
export function missingVersions(copy: Copy, version: number): number[] {
  const missing: number[] = [];
  for (let wanted = copy.version + 1; wanted <= version; wanted += 1) {
    if (!copy.rowsets.some((rowset) => rowset.first <= wanted && wanted <= rowset.last)) missing.push(wanted);
  }
  return missing;
}

/** Whether the copy can give exactly these versions, each as a rowset of its own (replication notes 5.3). */
export function hasSingly(copy: Copy, versions: readonly number[]): boolean {
  return versions.every((version) =>
    copy.rowsets.some((rowset) => rowset.first === version && rowset.last === version),
  );
}

/** The copy with all its versions from the first on merged into one rowset. */
export function compacted(copy: Copy): Copy {
  const merged: string[] = [];
  const rest: Rowset[] = [];
  for (const rowset of copy.rowsets) {
    if (rowset.last <= copy.version) merged.push(...rowset.loads);
    else rest.push(rowset);
  }
  const base: Rowset = { first: 1, last: copy.version, loads: merged };
  return copy.version < 1 ? copy : { ...copy, rowsets: [base, ...rest] };
}

/** The loads whose rows a reader of `version` finds in the copy. */
export function loadsAt(copy: Copy, version: number): string[] {
  const loads: string[] = [];
  for (const rowset of copy.rowsets) if (rowset.first <= version) loads.push(...rowset.loads);
  return loads;
}

function contiguousFrom(version: number, rowsets: readonly Rowset[]): number {
  let reached = version;
  for (const rowset of rowsets) if (rowset.first <= reached + 1 && rowset.last > reached) reached = rowset.last;
  return reached;
}
