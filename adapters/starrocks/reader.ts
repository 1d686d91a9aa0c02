import { SCENARIO_DATABASE } from '../../model/replication/names.ts';
import { databasesView, tablesView } from '../../model/views/catalog.ts';
import { backendsView, hintsView, slotsView, tasksView } from '../../model/views/replication.ts';
import { askRows, askText, askTexts } from './ask.ts';
import { CapacityReader, rowsIfAny } from './capacityReader.ts';
import { compareIds, type Look, type TableLook } from './look.ts';
import { createRowReader, type RowReader, unlessSame } from './rowCache.ts';
import { TableReader } from './tableReader.ts';
import type { Wire } from './wire.ts';
import { unreadable } from './wireFailures.ts';

/** Reads a target through its documented statements; what did not change since the look before is the same object. */
export class Reader {
  readonly #backends = createRowReader(backendsView);
  readonly #tableRows = createRowReader(tablesView);
  readonly #pending = createRowReader(tasksView);
  readonly #running = createRowReader(tasksView);
  readonly #history = createRowReader(tasksView);
  readonly #slots = createRowReader(slotsView);
  readonly #hints = createRowReader(hintsView);
  readonly #capacity = new CapacityReader();
  #databaseId: string | undefined;
  #tableReaders = new Map<string, TableReader>();
  #tables: readonly TableLook[] = [];
  #scheduled: readonly string[] = [];

  /** Properties of tables change by ALTER TABLE and the like only; whoever sends one says so here. */
  forgetProperties(): void {
    for (const table of this.#tableReaders.values()) table.forgetProperties();
  }

  /** Disks and load change by some commands and with time; whoever sends such a command says so here. */
  forgetDisks(): void {
    this.#capacity.forget();
  }

  /** Looks at everything. Rejects with a TargetError when the conversation breaks or an answer cannot be understood. */
  async look(wire: Wire): Promise<Look> {
    const backends = await proc(wire, '/backends', this.#backends);
    const capacity = await this.#capacity.look(wire, backends);
    const tables = await this.#lookAtTables(wire);
    const pending = await balance(wire, 'pending_tablets', this.#pending);
    const running = await balance(wire, 'running_tablets', this.#running);
    const history = await balance(wire, 'history_tablets', this.#history);
    const slots = await balance(wire, 'working_slots', this.#slots);
    const hints = await rowsIfAny(wire, "SHOW PROC '/cluster_balance/priority_repair'", this.#hints);
    const scheduled = await askTexts(wire, "SHOW PROC '/cluster_balance/all_tablets'");
    this.#scheduled = unlessSame(this.#scheduled, scheduled);
    const nowMs = await virtualTime(wire);
    return {
      nowMs,
      backends,
      ...capacity,
      tables,
      pending,
      running,
      history,
      scheduled: this.#scheduled,
      slots,
      hints,
    };
  }

  async #lookAtTables(wire: Wire): Promise<readonly TableLook[]> {
    this.#databaseId ??= await databaseId(wire);
    const rows = await proc(wire, `/dbs/${this.#databaseId}`, this.#tableRows);
    this.#tableReaders = new Map(
      rows.map(({ TableId: id, TableName: name }) => [id, this.#tableReaders.get(id) ?? new TableReader(name)]),
    );
    const tables: TableLook[] = [];
    for (const { TableId, State } of rows) {
      const reader = this.#tableReaders.get(TableId);
      if (reader !== undefined) tables.push(await reader.look(wire, State !== 'NORMAL'));
    }
    // Ids only grow, so the order of the first partitions' ids is the order in which the tables were made.
    tables.sort((left, right) => compareIds(left.partitions[0]?.id ?? '', right.partitions[0]?.id ?? ''));
    this.#tables = unlessSame(this.#tables, tables);
    return this.#tables;
  }
}

/** The id of the scenario's database, which lives as long as the cluster. */
async function databaseId(wire: Wire): Promise<string> {
  const sql = "SHOW PROC '/dbs'";
  const databases = createRowReader(databasesView)(sql, await askRows(wire, sql));
  const id = databases.find(({ DbName }) => DbName === SCENARIO_DATABASE)?.DbId;
  if (id === undefined) throw unreadable(sql, `expected a row for the database ${SCENARIO_DATABASE}, which was made`);
  return id;
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
