import { isDeepStrictEqual } from 'node:util';
import type { FrontendView, SharedDataView } from '../../../model/views/sharedData.ts';
import { clusterSnapshotJobsView, clusterSnapshotsView } from '../../../model/views/snapshot.ts';
import { TargetError } from '../../adapter.ts';
import { askRows, askText } from '../ask.ts';
import { createRowReader } from '../rowCache.ts';
import type { Answer, Wire } from '../wire.ts';
import { unreadable } from '../wireFailures.ts';
import type { BucketReader, Listing } from './bucket.ts';
import { type CatalogLook, cell, type Home, lookAtCatalog, names, rows } from './catalog.ts';
import type { Locations } from './locations.ts';

/** Everything of a view but the bucket, and where what it lists by name only lives. */
export interface SqlLook {
  readonly view: Omit<SharedDataView, 'bucket'>;
  readonly recycled: readonly Home[];
  readonly nowMs: number;
}

type RowsAnswer = Extract<Answer, { kind: 'rows' }>;

/** The error of an FE that does not run. */
const serverDown = 1053;
const intervalItem = 'automated_cluster_snapshot_interval_seconds';

/** How often the bucket is listed until two listings around the statements agree. */
const mostBrackets = 5;

/** Reads a cluster with shared data; what did not change since the look before is the same object. */
export class SharedReader {
  readonly #snapshots = createRowReader(clusterSnapshotsView);
  readonly #jobs = createRowReader(clusterSnapshotJobsView);
  readonly #locations: Locations;
  readonly #bucket: BucketReader;
  #last: SqlLook | undefined;

  constructor(locations: Locations, bucket: BucketReader) {
    this.#locations = locations;
    this.#bucket = bucket;
  }

  /** What the statements show. While the FE is down it is what was seen last, but for the time. */
  async lookAtSql(wire: Wire): Promise<SqlLook> {
    const nowMs = await milliseconds(wire, 'CALL chaos.now()');
    const answer = await wire.ask('SHOW FRONTENDS');
    if (answer.kind === 'error' && answer.errno === serverDown && this.#last !== undefined) {
      const restoreState = await restoreStateOf(wire);
      const { view } = this.#last;
      this.#last = { ...this.#last, nowMs, view: { ...view, isUp: false, restoreState } };
      return this.#last;
    }
    this.#last = await this.#lookWhileUp(wire, nowMs);
    return this.#last;
  }

  /** Both, read so that the bucket is the one that the statements were about (snapshot notes 11.2). */
  async look(
    wire: Wire,
  ): Promise<{ readonly nowMs: number; readonly sharedData: SharedDataView; readonly sql: SqlLook }> {
    let listing = await this.#bucket.list();
    for (let nth = 0; nth < mostBrackets; nth += 1) {
      const sql = await this.lookAtSql(wire);
      const after = await this.#bucket.list();
      if (isSame(listing, after)) {
        const bucket = await this.#bucket.view(after, sql.view.catalog.volumes);
        return { nowMs: sql.nowMs, sharedData: { ...sql.view, bucket }, sql };
      }
      listing = after;
    }
    throw new TargetError(
      'unable',
      `the bucket changed during each of ${mostBrackets} looks; let the target come to rest`,
    );
  }

  async #lookWhileUp(wire: Wire, nowMs: number): Promise<SqlLook> {
    const before = this.#last;
    const found = await lookAtCatalog(wire, this.#locations);
    const snapshots = await this.#rows(wire, 'cluster_snapshots', this.#snapshots);
    const jobs = await this.#rows(wire, 'cluster_snapshot_jobs', this.#jobs);
    const view = {
      isUp: true,
      clockMs: await milliseconds(wire, 'CALL chaos.clock()'),
      intervalMs: await intervalOf(wire),
      snapshots,
      jobs,
      // There is one FE to connect to.
      followerSnapshots: snapshots,
      followerJobs: jobs,
      catalog: keptCatalog(before?.view.catalog, found),
      frontends: kept(before?.view.frontends, await frontendsOf(wire)),
      computeNodes: kept(before?.view.computeNodes, await names(wire, 'SHOW COMPUTE NODES', 'IP')),
      restoreState: await restoreStateOf(wire),
    };
    return { nowMs, view, recycled: found.recycled };
  }

  async #rows<Row>(wire: Wire, table: string, read: (sql: string, answer: RowsAnswer) => Row): Promise<Row> {
    const sql = `SELECT * FROM information_schema.${table}`;
    const answer = await askRows(wire, sql);
    const cells = answer.rows.map((row) => row.map((text) => (text === null ? null : this.#locations.symbolic(text))));
    return read(sql, { ...answer, columns: answer.columns.map((name) => name.toUpperCase()), rows: cells });
  }
}

async function frontendsOf(wire: Wire): Promise<readonly FrontendView[]> {
  const sql = 'SHOW FRONTENDS';
  return (await rows(wire, sql)).map((row) => {
    const role = cell(row, 'Role').toLowerCase();
    if (role === 'leader' || role === 'follower' || role === 'observer') return { host: cell(row, 'IP'), role };
    throw unreadable(sql, `Role is "${role.slice(0, 20)}", expected LEADER, FOLLOWER or OBSERVER`);
  });
}

async function intervalOf(wire: Wire): Promise<number> {
  const sql = `ADMIN SHOW FRONTEND CONFIG LIKE '${intervalItem}'`;
  const [text] = await names(wire, sql, 'Value');
  if (text !== undefined && /^\d{1,12}$/.test(text)) return Number(text) * 1000;
  throw unreadable(
    sql,
    `expected a whole number of seconds, got ${text === undefined ? 'no row' : `"${text.slice(0, 20)}"`}`,
  );
}

async function restoreStateOf(wire: Wire): Promise<'restoring' | 'finished'> {
  const sql = 'CALL chaos.restore_state()';
  const text = await askText(wire, sql);
  if (text === 'restoring' || text === 'finished') return text;
  throw unreadable(sql, `expected "restoring" or "finished", got "${text.slice(0, 20)}"`);
}

async function milliseconds(wire: Wire, sql: string): Promise<number> {
  const text = await askText(wire, sql);
  if (/^-?\d{1,15}$/.test(text)) return Number(text);
  throw unreadable(sql, `expected milliseconds as a whole number, got "${text.slice(0, 40)}"`);
}

function isSame(left: Listing, right: Listing): boolean {
  return (
    left.length === right.length &&
    left.every(({ key, etag }, nth) => key === right[nth]?.key && etag === right[nth]?.etag)
  );
}

function keptCatalog(
  before: SharedDataView['catalog'] | undefined,
  { catalog }: CatalogLook,
): SharedDataView['catalog'] {
  if (before === undefined) return catalog;
  const tables = kept(before.tables, catalog.tables);
  return kept(before, { ...catalog, tables });
}

/** `before` when both say the same. */
function kept<T>(before: T | undefined, next: T): T {
  return before !== undefined && isDeepStrictEqual(before, next) ? before : next;
}
