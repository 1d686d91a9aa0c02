import { SCENARIO_DATABASE } from '../../model/replication/names.ts';
import { backendsView, slotsView, tasksView } from '../../model/views/replication.ts';
import { askRows, askText, askTexts } from './ask.ts';
import { compareIds, type Look, type TableLook } from './look.ts';
import { createRowReader, type RowReader, unlessSame } from './rowCache.ts';
import { quoted } from './statements.ts';
import { TableReader } from './tableReader.ts';
import type { Wire } from './wire.ts';
import { unreadable } from './wireFailures.ts';

/** Reads a target through its documented statements; what did not change since the look before is the same object. */
export class Reader {
  readonly #backends = createRowReader(backendsView);
  readonly #pending = createRowReader(tasksView);
  readonly #running = createRowReader(tasksView);
  readonly #history = createRowReader(tasksView);
  readonly #slots = createRowReader(slotsView);
  #tableReaders = new Map<string, TableReader>();
  #tables: readonly TableLook[] = [];
  #scheduled: readonly string[] = [];

  /** Properties of tables change by ALTER TABLE and the like only; whoever sends one says so here. */
  forgetProperties(): void {
    for (const table of this.#tableReaders.values()) table.forgetProperties();
  }

  /** Looks at everything. Rejects with a TargetError when the conversation breaks or an answer cannot be understood. */
  async look(wire: Wire): Promise<Look> {
    const backends = await this.lookAtBackends(wire);
    const tables = await this.#lookAtTables(wire);
    const pending = await balance(wire, 'pending_tablets', this.#pending);
    const running = await balance(wire, 'running_tablets', this.#running);
    const history = await balance(wire, 'history_tablets', this.#history);
    const slots = await balance(wire, 'working_slots', this.#slots);
    const scheduled = await askTexts(wire, "SHOW PROC '/cluster_balance/all_tablets'");
    this.#scheduled = unlessSame(this.#scheduled, scheduled);
    const nowMs = await virtualTime(wire);
    return { nowMs, backends, tables, pending, running, history, scheduled: this.#scheduled, slots };
  }

  /** Looks at the backends alone. */
  lookAtBackends(wire: Wire): Promise<Look['backends']> {
    return proc(wire, '/backends', this.#backends);
  }

  async #lookAtTables(wire: Wire): Promise<readonly TableLook[]> {
    const names = await askTexts(wire, `SHOW TABLES FROM ${quoted(SCENARIO_DATABASE)}`);
    const readers = new Map(names.map((name) => [name, this.#tableReaders.get(name) ?? new TableReader(name)]));
    this.#tableReaders = readers;
    const tables: TableLook[] = [];
    for (const reader of readers.values()) tables.push(await reader.look(wire));
    // Ids only grow, so the order of the first partitions' ids is the order in which the tables were made.
    tables.sort((left, right) => compareIds(left.partitions[0]?.id ?? '', right.partitions[0]?.id ?? ''));
    this.#tables = unlessSame(this.#tables, tables);
    return this.#tables;
  }
}

function balance<Row>(wire: Wire, list: string, read: RowReader<Row>): Promise<readonly Row[]> {
  return proc(wire, `/cluster_balance/${list}`, read);
}

async function proc<Row>(wire: Wire, path: string, read: RowReader<Row>): Promise<readonly Row[]> {
  const sql = `SHOW PROC '${path}'`;
  return read(sql, await askRows(wire, sql));
}

async function virtualTime(wire: Wire): Promise<number> {
  const sql = 'CALL chaos.now()';
  const text = await askText(wire, sql);
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw unreadable(sql, `expected milliseconds as a whole number, got "${text.slice(0, 40)}"`);
}
