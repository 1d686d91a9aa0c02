import { homeOf } from '../model/replication/facts.ts';
import { nameOf } from '../model/replication/names.ts';
import { hintRows, loadRows, replicaStatusRows, slotRows, taskRow } from '../model/replication/show.ts';
import type { State, Table, Tablet, Task } from '../model/replication/state.ts';
import { reportedFreeBytes } from '../model/replication/usage.ts';
import { at, emptyVector, set, type Vector } from '../model/vector.ts';
import type { TaskRow } from '../model/views/replication.ts';
import type { BackendView, Observation, TabletView, TableView } from './adapter.ts';

/** Nothing was touched. */
export const noTouch: readonly number[] = [];
const noRows: readonly TaskRow[] = [];

/** What a client sees before anything was touched. */
export function firstObservation(state: State, indices: ReadonlyMap<string, number>): Observation {
  return {
    nowMs: state.nowMs,
    backends: backendViews(state),
    tables: tableViews(state),
    tablets: emptyVector(),
    indices,
    touched: noTouch,
    pending: noRows,
    running: noRows,
    scheduled: [],
    ended: noRows,
    slots: slotRows(state.slots),
    hints: hintRows(state),
    load: loadRows(state),
  };
}

/** What a client sees now; what did not change since `shown` is taken from the observation before. */
export function nextObservation(
  state: State,
  shown: State,
  previous: Observation,
  touched: readonly number[],
): Observation {
  return {
    nowMs: state.nowMs,
    backends: isSameBackends(state, shown) ? previous.backends : backendViews(state),
    tables: state.tables === shown.tables ? previous.tables : renewedTables(state, shown, previous.tables),
    tablets: touched.length === 0 ? previous.tablets : withViews(state, previous.tablets, touched),
    indices: previous.indices,
    touched,
    pending: state.pending === shown.pending ? previous.pending : taskRows(state, state.pending),
    running: state.running === shown.running ? previous.running : taskRows(state, state.running),
    scheduled: state.scheduled === shown.scheduled ? previous.scheduled : scheduledIds(state),
    ended: state.history === shown.history ? noRows : taskRows(state, newRows(state.history, shown.history)),
    slots: state.slots === shown.slots ? previous.slots : slotRows(state.slots),
    hints: state.hints.length === 0 && shown.hints.length === 0 ? previous.hints : hintRows(state),
    load: state.statistics.load === shown.statistics.load ? previous.load : loadRows(state),
  };
}

/** The backends as SHOW PROC '/backends' shows them. */
export function backendViews(state: State): BackendView[] {
  return state.backends.map((backend) => ({
    name: backend.name,
    id: String(backend.id),
    alive: backend.alive,
    decommissioned: backend.decommissioned,
    freeBytes: backend.disks.reduce((sum, disk) => sum + reportedFreeBytes(state, disk), 0),
    disks: backend.disks.map((disk) => ({
      pathHash: disk.pathHash,
      medium: disk.medium,
      totalBytes: disk.totalBytes,
      freeBytes: reportedFreeBytes(state, disk),
      online: disk.online,
    })),
  }));
}

/** What disks hold is told when load statistics are made. */
function isSameBackends(state: State, shown: State): boolean {
  return state.backends === shown.backends && state.statistics.usedBytes === shown.statistics.usedBytes;
}

/** The tables as SHOW CREATE TABLE and SHOW PARTITIONS show them. */
export function tableViews(state: State): TableView[] {
  return state.tables.map(tableView);
}

function tableView(table: Table): TableView {
  return {
    name: nameOf(table),
    replicationNum: table.replicationNum,
    writeQuorum: table.writeQuorum,
    medium: table.medium,
    altering: table.altering,
    partitions: table.partitions.map((partition) => ({
      name: partition.name,
      visibleVersion: partition.visibleVersion,
      replicationNum: partition.replicationNum,
      first: partition.firstTablet,
      buckets: partition.buckets,
    })),
  };
}

/** Views of tables that are what they were are the same objects as before. */
function renewedTables(state: State, shown: State, previous: readonly TableView[]): readonly TableView[] {
  return state.tables.map((table, nth) => {
    const view = shown.tables[nth] === table ? previous[nth] : undefined;
    return view ?? tableView(table);
  });
}

function withViews(
  state: State,
  views: Vector<TabletView | undefined>,
  touched: readonly number[],
): Vector<TabletView | undefined> {
  let renewed = views;
  while (renewed.size < state.tablets.size) renewed = set<TabletView | undefined>(renewed, renewed.size, undefined);
  for (const ordinal of touched) {
    const tablet = at(state.tablets, ordinal);
    renewed = set(renewed, ordinal, tablet === undefined ? undefined : tabletView(state, tablet));
  }
  return renewed;
}

/** A tablet as ADMIN SHOW REPLICA STATUS shows it; undefined when its table is gone. */
export function tabletView(state: State, tablet: Tablet): TabletView | undefined {
  const home = homeOf(state, tablet);
  if (home === undefined) return undefined;
  const { visibleVersion } = home.partition;
  return {
    index: tablet.ordinal,
    table: nameOf(home.table),
    partition: home.partition.name,
    bucket: tablet.bucket,
    tabletId: String(tablet.id),
    replicationNum: home.partition.replicationNum,
    visibleVersion,
    replicas: replicaStatusRows(state, tablet, visibleVersion),
    missing: Math.max(0, home.partition.replicationNum - tablet.replicas.length),
  };
}

/** Tasks as the task lists show them. */
export function taskRows(state: State, tasks: readonly Task[]): TaskRow[] {
  return tasks.map((task) => taskRow(task, state.profile));
}

/** The tablets that have a task. */
export function scheduledIds(state: State): string[] {
  return [...state.scheduled].map((ordinal) => String(at(state.tablets, ordinal)?.id ?? -1));
}

/** The part of the history that was not there when `shown` was. */
export function newRows(history: readonly Task[], shown: readonly Task[]): readonly Task[] {
  const last = shown[shown.length - 1];
  return last === undefined ? history : history.slice(history.lastIndexOf(last) + 1);
}
