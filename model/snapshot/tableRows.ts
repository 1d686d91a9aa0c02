import type { SnapshotRules } from './rules.ts';
import type { Content, Rows, SharedDataState, StoredObject, Table } from './state.ts';

type DataContent = Extract<Content, { kind: 'data' }>;

/** A version of a table as it lies in the bucket. */
export interface StoredVersion {
  readonly key: string;
  readonly content: DataContent;
}

/** The key of a version of a table. */
export function dataKey({ path }: Table, version: number): string {
  return `${path}/${String(version).padStart(10, '0')}.meta`;
}

/** The key of the log of a load that is committed. */
export function logKey({ path }: Table, gtid: number): string {
  return `${path}/log/${gtid}.log`;
}

/** The version of a table that lies under its key; undefined when nothing whole does. */
export function storedVersion(state: SharedDataState, table: Table, version: number): DataContent | undefined {
  return dataOf(state.bucket.get(table.path)?.get(dataKey(table, version)));
}

/** All versions of a table that lie in the bucket, ascending. */
export function storedVersions(state: SharedDataState, table: Table): readonly StoredVersion[] {
  const versions: StoredVersion[] = [];
  for (const [key, object] of state.bucket.get(table.path) ?? []) {
    const content = dataOf(object);
    if (content !== undefined) versions.push({ key, content });
  }
  return versions.sort((left, right) => left.content.version - right.content.version);
}

/** What a read of the table answers: its rows, or undefined when it cannot be read. */
export function rowsOf(
  rules: SnapshotRules,
  state: SharedDataState,
  table: Table,
): { readonly rows: Rows | undefined } | undefined {
  if (!rules.hasShards(state.star.shards.get(table.id) ?? 0, table.partitions)) return undefined;
  const newest = storedVersions(state, table).at(-1)?.content.version ?? 0;
  return storedVersion(state, table, rules.versionRead(table.visibleVersion, newest));
}

const sorted = new WeakMap<Rows, readonly string[]>();
const none: readonly string[] = [];

/** The loads of some rows, sorted; the same list for the same rows. */
export function loadsOf(rows: Rows | undefined): readonly string[] {
  if (rows === undefined) return none;
  const known = sorted.get(rows);
  if (known !== undefined) return known;
  const loads: string[] = [];
  for (let row: Rows | undefined = rows; row !== undefined; row = row.older) loads.push(row.load);
  loads.sort();
  sorted.set(rows, loads);
  return loads;
}

function dataOf(object: StoredObject | undefined): DataContent | undefined {
  return object?.content.kind === 'data' && !object.isTruncated ? object.content : undefined;
}
