import type { Medium } from '../../model/scenario.ts';
import { type DiskRow, disksView } from '../../model/views/catalog.ts';
import { type BackendRow, type LoadRow, loadView } from '../../model/views/replication.ts';
import type { DiskView } from '../adapter.ts';
import { askRows } from './ask.ts';
import type { Look } from './look.ts';
import { createRowReader, type RowReader, unlessEqual, unlessSame } from './rowCache.ts';
import { mediumNamed } from './tableProperties.ts';
import type { Wire } from './wire.ts';
import { unreadable } from './wireFailures.ts';

/** The part of a look that tells how full the backends are. */
type CapacityLook = Pick<Look, 'disks' | 'load'>;

/**
 * Reads the disks of all backends and the load statistics: some statements more, so that they are only sent when something
 * may have changed them. What did not change is the same object.
 */
export class CapacityReader {
  readonly #diskReaders = new Map<string, RowReader<DiskRow>>();
  readonly #loadReaders: Readonly<Record<Medium, RowReader<LoadRow>>> = {
    HDD: createRowReader(loadView),
    SSD: createRowReader(loadView),
  };
  #last: CapacityLook = { disks: new Map(), load: { HDD: [], SSD: [] } };
  #isStale = true;

  /** Disks and load change by some commands and with time; whoever sends such a command says so here. */
  forget(): void {
    this.#isStale = true;
  }

  /** What there is now, of backends that were just read. Rejects with a TargetError when it cannot be understood. */
  async look(wire: Wire, backends: readonly BackendRow[]): Promise<CapacityLook> {
    if (!this.#isStale) return this.#last;
    const disks = new Map<string, readonly DiskView[]>();
    for (const { BackendId } of backends) disks.set(BackendId, await this.#lookAtDisks(wire, BackendId));
    const HDD = await this.#lookAtLoad(wire, 'HDD');
    const SSD = await this.#lookAtLoad(wire, 'SSD');
    this.#last = { disks, load: unlessEqual(this.#last.load, { HDD, SSD }) };
    this.#isStale = false;
    return this.#last;
  }

  async #lookAtDisks(wire: Wire, backendId: string): Promise<readonly DiskView[]> {
    const sql = `SHOW PROC '/backends/${backendId}'`;
    const read = this.#diskReaders.get(backendId) ?? createRowReader(disksView);
    this.#diskReaders.set(backendId, read);
    const before = this.#last.disks.get(backendId) ?? [];
    const views = read(sql, await askRows(wire, sql)).map((row, nth) => unlessEqual(before[nth], diskView(sql, row)));
    return unlessSame(before, views);
  }

  /** A medium that no disk has is no path, and some targets have no statistics at all: both are refused. */
  async #lookAtLoad(wire: Wire, medium: Medium): Promise<readonly LoadRow[]> {
    const sql = `SHOW PROC '/cluster_balance/cluster_load_stat/${medium}'`;
    return rowsIfAny(wire, sql, this.#loadReaders[medium]);
  }
}

/** The rows of a list that a target need not have. */
export async function rowsIfAny<Row>(wire: Wire, sql: string, read: RowReader<Row>): Promise<readonly Row[]> {
  const answer = await wire.ask(sql);
  if (answer.kind === 'ok') throw unreadable(sql, 'it has no rows, expected a result set');
  return read(sql, answer.kind === 'rows' ? answer : { kind: 'rows', columns: [], rows: [] });
}

function diskView(sql: string, row: DiskRow): DiskView {
  const medium = mediumNamed(row.StorageMedium);
  if (medium === undefined) {
    throw unreadable(sql, `column StorageMedium: expected HDD or SSD, got "${row.StorageMedium.slice(0, 80)}"`);
  }
  return {
    pathHash: row.PathHash,
    medium,
    totalBytes: row.TotalCapacity,
    freeBytes: row.AvailCapacity,
    online: row.State === 'ONLINE',
  };
}
