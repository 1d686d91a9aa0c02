import { at, emptyVector, set, type Vector } from '../../model/vector.ts';
import type { BackendRow, TaskRow } from '../../model/views/replication.ts';
import type { BackendView, DiskView, Observation, PartitionView, TabletView, TableView } from '../adapter.ts';
import { compareIds, type Look, type PartitionLook, type TableLook, type TabletLook } from './look.ts';
import { unlessEqual, unlessSame } from './rowCache.ts';

/** What a session remembers from one observation to the next. */
export interface Memory {
  readonly observation: Observation;
  readonly history: readonly TaskRow[];
  /** Index of every tablet that was ever seen, by its id. */
  readonly indices: Map<string, number>;
}

/** Before anything was observed. */
export function newMemory(): Memory {
  const indices = new Map<string, number>();
  const observation: Observation = {
    nowMs: 0,
    backends: [],
    tables: [],
    tablets: emptyVector(),
    indices,
    touched: [],
    pending: [],
    running: [],
    scheduled: [],
    ended: [],
    slots: [],
    hints: [],
    load: { HDD: [], SSD: [] },
  };
  return { observation, history: [], indices };
}

/**
 * The observation that a look amounts to, after the one that is remembered. New tablets get the next indices, in order of
 * their partitions' ids and their own.
 * @param nameOf the scenario's name of a backend
 */
export function remember(
  { observation: before, history, indices }: Memory,
  look: Look,
  nameOf: (id: string) => string,
): Memory {
  countIn(indices, look.tables);
  const tablets = withTablets(before.tablets, indices, look.tables);
  const observation: Observation = {
    nowMs: look.nowMs,
    backends: unlessSame(
      before.backends,
      look.backends.map((row) => backendView(row, look.disks.get(row.BackendId) ?? [], nameOf, before.backends)),
    ),
    tables: unlessSame(
      before.tables,
      look.tables.map((table) => tableView(table, indices, before.tables)),
    ),
    ...tablets,
    indices,
    pending: look.pending,
    running: look.running,
    scheduled: look.scheduled,
    ended: added(history, look.history),
    slots: look.slots,
    hints: look.hints,
    load: look.load,
  };
  return { observation, history: look.history, indices };
}

function countIn(indices: Map<string, number>, tables: readonly TableLook[]): void {
  const partitions = tables.flatMap((table) => table.partitions).sort((left, right) => compareIds(left.id, right.id));
  for (const { tablets } of partitions) {
    for (const { tabletId } of tablets) if (!indices.has(tabletId)) indices.set(tabletId, indices.size);
  }
}

function withTablets(
  before: Vector<TabletView | undefined>,
  indices: ReadonlyMap<string, number>,
  tables: readonly TableLook[],
): Pick<Observation, 'tablets' | 'touched'> {
  const present = new Map(tables.flatMap((table) => viewsOf(table, indices, before)).map((view) => [view.index, view]));
  const touched: number[] = [];
  let tablets = before;
  for (let index = 0; index < indices.size; index += 1) {
    const view = present.get(index);
    if (index < before.size && at(before, index) === view) continue;
    tablets = set<TabletView | undefined>(tablets, index, view);
    touched.push(index);
  }
  return { tablets, touched };
}

function viewsOf(
  table: TableLook,
  indices: ReadonlyMap<string, number>,
  before: Vector<TabletView | undefined>,
): TabletView[] {
  return table.partitions.flatMap((partition) =>
    partition.tablets.map((tablet, bucket) => {
      const index = indices.get(tablet.tabletId) ?? -1;
      return tabletView(table, partition, tablet, bucket, index, at(before, index));
    }),
  );
}

function tabletView(
  { name: table }: TableLook,
  { name: partition, visibleVersion, replicationNum }: PartitionLook,
  { tabletId, replicas, missing }: TabletLook,
  bucket: number,
  index: number,
  before: TabletView | undefined,
): TabletView {
  const view = { index, table, partition, bucket, tabletId, replicationNum, visibleVersion, replicas, missing };
  return unlessEqual(before, view);
}

function backendView(
  row: BackendRow,
  disks: readonly DiskView[],
  nameOf: (id: string) => string,
  known: readonly BackendView[],
): BackendView {
  const { BackendId: id, Alive: alive, SystemDecommissioned: decommissioned, AvailCapacity: freeBytes } = row;
  const before = known.find((backend) => backend.id === id);
  return unlessEqual(before, { name: nameOf(id), id, alive, decommissioned, freeBytes, disks });
}

function tableView(look: TableLook, indices: ReadonlyMap<string, number>, known: readonly TableView[]): TableView {
  const before = known.find((table) => table.name === look.name);
  const views = look.partitions.map((partition) => partitionView(partition, indices, before?.partitions ?? []));
  return unlessEqual(before, { ...look, partitions: unlessSame(before?.partitions ?? [], views) });
}

function partitionView(
  { name, visibleVersion, replicationNum, tablets }: PartitionLook,
  indices: ReadonlyMap<string, number>,
  known: readonly PartitionView[],
): PartitionView {
  const first = indices.get(tablets[0]?.tabletId ?? '') ?? -1;
  const before = known.find((partition) => partition.first === first);
  return unlessEqual(before, { name, visibleVersion, replicationNum, first, buckets: tablets.length });
}

/** The rows that `before` does not have, as a multiset: the history forgets its oldest rows and may hold equal ones. */
function added(before: readonly TaskRow[], now: readonly TaskRow[]): readonly TaskRow[] {
  if (before === now) return [];
  const counts = new Map<TaskRow, number>();
  for (const row of before) counts.set(row, (counts.get(row) ?? 0) + 1);
  return now.filter((row) => {
    const left = counts.get(row) ?? 0;
    if (left > 0) counts.set(row, left - 1);
    return left === 0;
  });
}
