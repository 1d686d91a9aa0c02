import {
  type PartitionRow,
  partitionsView,
  type ReplicaStatusRow,
  replicaStatusView,
} from '../../model/views/replication.ts';
import { askRows } from './ask.ts';
import { compareIds, type PartitionLook, type TableLook, type TabletLook } from './look.ts';
import { partitionList, tableOf } from './quoting.ts';
import { createRowReader, sameElements, unlessEqual, unlessSame } from './rowCache.ts';
import { type TableProperties, tablePropertiesIn } from './tableProperties.ts';
import type { Wire } from './wire.ts';
import { unreadable } from './wireFailures.ts';

/** Reads one table; what did not change since the look before is the same object. */
export class TableReader {
  readonly #name: string;
  readonly #partitionRows = createRowReader(partitionsView);
  readonly #replicaRows = createRowReader(replicaStatusView);
  /** By partition id: the ids of its tablets, in bucket order. */
  #tabletIds: ReadonlyMap<string, readonly string[]> = new Map();
  #properties: TableProperties | undefined;
  #tablets: ReadonlyMap<string, TabletLook> = new Map();
  #last: TableLook | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  /** Properties change by ALTER TABLE and the like only; whoever sends one says so here. */
  forgetProperties(): void {
    this.#properties = undefined;
  }

  /**
   * Looks at the table. Rejects with a TargetError when an answer cannot be understood.
   * @param altering whether its schema is being changed, which the list of tables says
   */
  async look(wire: Wire, altering: boolean): Promise<TableLook> {
    const partitions = await this.#lookAtPartitions(wire);
    const isKnown = partitions.every(({ PartitionId }) => this.#tabletIds.has(PartitionId));
    if (!isKnown || partitions.length !== this.#tabletIds.size) {
      this.#properties = undefined;
      this.#tabletIds = await this.#lookAtTabletIds(wire, partitions);
    }
    this.#properties ??= await this.#lookAtProperties(wire);
    this.#tablets = await this.#lookAtTablets(wire);
    const looks = partitions.map((partition) => this.#partitionLook(partition));
    this.#last = unlessEqual(this.#last, {
      name: this.#name,
      ...this.#properties,
      altering,
      partitions: unlessSame(this.#last?.partitions ?? [], looks),
    });
    return this.#last;
  }

  async #lookAtPartitions(wire: Wire): Promise<PartitionRow[]> {
    const sql = `SHOW PARTITIONS FROM ${tableOf(this.#name)}`;
    const rows = this.#partitionRows(sql, await askRows(wire, sql));
    return [...rows].sort((left, right) => compareIds(left.PartitionId, right.PartitionId));
  }

  async #lookAtProperties(wire: Wire): Promise<TableProperties> {
    const sql = `SHOW CREATE TABLE ${tableOf(this.#name)}`;
    const { columns, rows } = await askRows(wire, sql);
    const properties = tablePropertiesIn(rows[0]?.[columns.indexOf('Create Table')] ?? '');
    if (properties !== undefined) return properties;
    throw unreadable(
      sql,
      'column Create Table: expected a statement with the property "replication_num", and none but HDD or SSD as "storage_medium"',
    );
  }

  /** Which tablet belongs to which partition is only to be had by asking for each partition alone. */
  async #lookAtTabletIds(wire: Wire, partitions: readonly PartitionRow[]): Promise<Map<string, readonly string[]>> {
    const ids = new Map<string, readonly string[]>();
    for (const { PartitionId, PartitionName, Buckets } of partitions) {
      const sql = `${this.#statusStatement()} ${partitionList([PartitionName])}`;
      const rows = this.#replicaRows(sql, await askRows(wire, sql));
      const listed = [...new Set(rows.map((row) => row.TabletId))].sort(compareIds);
      if (listed.length !== Buckets) {
        throw unreadable(sql, `it lists ${listed.length} tablets, expected one for each of the ${Buckets} buckets`);
      }
      ids.set(PartitionId, listed);
    }
    return ids;
  }

  async #lookAtTablets(wire: Wire): Promise<ReadonlyMap<string, TabletLook>> {
    const sql = this.#statusStatement();
    const groups = new Map<string, ReplicaStatusRow[]>();
    for (const ids of this.#tabletIds.values()) for (const id of ids) groups.set(id, []);
    for (const row of this.#replicaRows(sql, await askRows(wire, sql))) {
      const group = groups.get(row.TabletId);
      if (group === undefined) throw unreadable(sql, `tablet ${row.TabletId} belongs to no partition of the table`);
      group.push(row);
    }
    const tablets = new Map<string, TabletLook>();
    for (const [id, rows] of groups) {
      if (rows.length === 0) throw unreadable(sql, `tablet ${id} has no row any more, expected at least one`);
      tablets.set(id, this.#tabletLook(id, rows));
    }
    return tablets;
  }

  #tabletLook(tabletId: string, rows: readonly ReplicaStatusRow[]): TabletLook {
    const replicas = rows.filter((row) => row.Status !== 'MISSING');
    const missing = rows.length - replicas.length;
    const before = this.#tablets.get(tabletId);
    const same = before !== undefined && before.missing === missing && sameElements(before.replicas, replicas);
    return same ? before : { tabletId, replicas, missing };
  }

  #partitionLook({
    PartitionId: id,
    PartitionName: name,
    VisibleVersion,
    ReplicationNum,
  }: PartitionRow): PartitionLook {
    const before = this.#last?.partitions.find((partition) => partition.id === id);
    const tablets = (this.#tabletIds.get(id) ?? []).flatMap((tabletId) => this.#tablets.get(tabletId) ?? []);
    return unlessEqual(before, {
      id,
      name,
      visibleVersion: VisibleVersion,
      replicationNum: ReplicationNum,
      tablets: unlessSame(before?.tablets ?? [], tablets),
    });
  }

  #statusStatement(): string {
    return `ADMIN SHOW REPLICA STATUS FROM ${tableOf(this.#name)}`;
  }
}
