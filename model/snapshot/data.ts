import { done, refused } from '../replication/outcomes.ts';
import type { Outcome } from '../scenario.ts';
import { keysUnder, objectAt, stored, withObject, withoutObject } from './bucket.ts';
import type { SnapshotCommand } from './commands.ts';
import {
  journal,
  journalShards,
  measureOf,
  type SharedDataDraft,
  tableNamed,
  tablesWith,
  takeSerial,
} from './draft.ts';
import type { LoadJob, SharedDataState, Table, Txn } from './state.ts';
import { dataKey, loadsOf, logKey, rowsOf, storedVersion } from './tableRows.ts';

type Command<Name> = Extract<SnapshotCommand, { do: Name }>;

/** How often a continuous load commits. */
export const LOAD_JOB_INTERVAL_MS = 300_000;

/** A load: commits, and is visible at once unless publishing is held up. */
export function writeTable(draft: SharedDataDraft, { load, table: name }: Command<'writeTable'>): Outcome {
  const { rules, state } = draft;
  const table = tableNamed(state.meta, name);
  if (table === undefined) return refused(`Unknown table '${name}'`);
  if (state.faults.isBroken) return refused(`load '${load}' failed: the object store does not answer`);
  if (rowsOf(rules, state, table) === undefined) return refused(`load '${load}' failed: table '${name}' is damaged`);
  commit(draft, table, load);
  publishCommitted(draft);
  const isPending = state.meta.txns.some((txn) => txn.load === load && txn.tableId === table.id);
  return { kind: 'loaded', status: isPending ? 'COMMITTED' : 'VISIBLE' };
}

/** SELECT on a whole table. */
export function readTable({ rules, state }: SharedDataDraft, name: string): Outcome {
  const table = tableNamed(state.meta, name);
  if (table === undefined) return refused(`Unknown table '${name}'`);
  const found = state.faults.isBroken ? undefined : rowsOf(rules, state, table);
  if (found === undefined) return refused(`table '${name}' cannot be read: its data is missing or out of reach`);
  const content = { table: name, partition: name, bucket: 0, loads: loadsOf(found.rows) };
  return { kind: 'answered', contents: [content] };
}

/** Publishing is held up from now on, or goes on. */
export function holdPublish(draft: SharedDataDraft, on: boolean): Outcome {
  draft.state.publishIsHeld = on;
  publishCommitted(draft);
  return done;
}

/** Makes the committed loads visible whose turn it is, as far as that is possible now. */
export function publishCommitted(draft: SharedDataDraft): void {
  for (const txn of draft.state.meta.txns) {
    if (!mayPublish(draft.state)) return;
    const table = draft.state.meta.tables.find(({ id }) => id === txn.tableId);
    if (table !== undefined && txn.version === table.visibleVersion + 1) publish(draft, table, txn);
  }
}

/** Whether committed loads can become visible at all. */
export function mayPublish({ publishIsHeld, faults }: SharedDataState): boolean {
  return !publishIsHeld && !faults.isBroken;
}

function commit(draft: SharedDataDraft, table: Table, load: string): void {
  const { state } = draft;
  const gtid = takeSerial(draft);
  const pending = state.meta.txns.filter(({ tableId }) => tableId === table.id).length;
  const txn = { load, tableId: table.id, version: table.visibleVersion + pending + 1, gtid };
  const log = stored({ kind: 'txnLog', load, gtid }, `log-${gtid}`, 64);
  state.bucket = withObject(state.bucket, logKey(table, gtid), log);
  journal(draft, { txns: [...state.meta.txns, txn] });
}

function publish(draft: SharedDataDraft, table: Table, txn: Txn): void {
  const { rules, state } = draft;
  const found = storedVersion(state, table, txn.version);
  const isThere = found !== undefined && rules.isPublishedAlready(found, txn.gtid);
  if (!isThere && !writeVersion(draft, table, txn)) return;
  journal(draft, {
    tables: tablesWith(state.meta, { ...table, visibleVersion: txn.version }),
    txns: state.meta.txns.filter((other) => other !== txn),
  });
}

/** Answers whether what the version consists of is still there. */
function writeVersion({ state }: SharedDataDraft, table: Table, { load, version, gtid }: Txn): boolean {
  const base = storedVersion(state, table, table.visibleVersion);
  if (base === undefined || objectAt(state.bucket, logKey(table, gtid)) === undefined) return false;
  const rows = { load, older: base.rows };
  const content = { kind: 'data', version, gtid, committedMs: measureOf(state), rows } as const;
  state.bucket = withObject(state.bucket, dataKey(table, version), stored(content, `data-${gtid}`, 256));
  return true;
}

/** When a continuous load commits next, in scenario time; undefined while none can. */
export function nextLoadMs(state: SharedDataState): number | undefined {
  if (state.faults.isBroken) return undefined;
  let nextMs: number | undefined;
  for (const job of state.meta.loadJobs) nextMs = Math.min(nextMs ?? Number.POSITIVE_INFINITY, dueMs(state, job));
  return nextMs;
}

/** Lets the continuous loads commit that are due. */
export function runLoadJobs(draft: SharedDataDraft): void {
  for (const job of draft.state.meta.loadJobs) {
    if (dueMs(draft.state, job) <= draft.state.nowMs && !draft.state.faults.isBroken) runLoadJob(draft, job);
  }
}

/** One batch of a continuous load: a row in a partition of its own, so that both journals grow (S10). */
export function runLoadJob(draft: SharedDataDraft, job: LoadJob): void {
  const { rules, state } = draft;
  const table = tableNamed(state.meta, job.table);
  const loadJobs = state.meta.loadJobs.map((other) => (other === job ? { ...job, lastMs: state.nowMs } : other));
  if (table === undefined || rowsOf(rules, state, table) === undefined) {
    state.meta = { ...state.meta, loadJobs };
    return;
  }
  const partitions = table.partitions + 1;
  journalShards(draft, new Map(state.star.shards).set(table.id, partitions));
  journal(draft, { tables: tablesWith(state.meta, { ...table, partitions }), loadJobs });
  const grown = tableNamed(state.meta, job.table);
  if (grown !== undefined) commit(draft, grown, `${job.name}-${state.nextSerial}`);
  publishCommitted(draft);
}

function dueMs({ upSinceMs }: SharedDataState, { lastMs }: LoadJob): number {
  return Math.max(lastMs, upSinceMs) + LOAD_JOB_INTERVAL_MS;
}

/** Removes everything that lies in a table's folder. */
export function forgetData({ state }: SharedDataDraft, { path }: Table): void {
  for (const key of keysUnder(state.bucket, `${path}/`)) state.bucket = withoutObject(state.bucket, key);
}
