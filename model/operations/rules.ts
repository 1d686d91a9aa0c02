import type { TabletStatus } from '../replication/health.ts';
import type { Backend, Database, Partition, RepairHint, Replica, State, Tablet, Task } from '../replication/state.ts';
import type { StatusFilter } from '../scenario.ts';
import type { ReplicaStatusRow, TabletRow } from '../views/replication.ts';
import { graphLength, percentText } from './distributionText.ts';
import { compareCells } from './sorting.ts';

/** A cell of an answer, as text; null is SQL's NULL. */
export type Cell = string | null;
export type ShownStatus = ReplicaStatusRow['Status'];

/** What a statement can name that is not there. */
export type Unknown = 'database' | 'table' | 'partition' | 'status' | 'state' | 'column' | 'path';

/** The ids that lead to a tablet. */
export interface TabletAddress {
  readonly databaseId: number;
  readonly tableId: number;
  readonly partitionId: number;
  readonly indexId: number;
  readonly tabletId: number;
}

/** Every decision that the answers of operator statements take (R15 to R22, R28), one function each. */
export interface OperationRules {
  /** R15 to R20: the state once a statement has shown something. */
  afterShow(state: State): State;
  /** R15 to R20: the names of the columns of an answer that has these. */
  titles(columns: readonly string[]): readonly string[];
  /** R15 to R20: what becomes of a statement that names what is not there. */
  onUnknown(what: Unknown): 'refuse' | 'ignore';
  /** R17 to R19: the partitions that a clause with these names is about; all without a clause. */
  choosesPartitions(partitions: readonly Partition[], names: readonly string[] | undefined): readonly Partition[];
  /** R17, R18, R20: the records of a tablet that have a row, in order. */
  listedReplicas(replicas: readonly Replica[]): readonly Replica[];
  /** R17, R20: IsBad of a replica. */
  shownBad(replica: Replica): boolean;
  /** R17, R18, R20: State of a replica. */
  shownState(replica: Replica): string;
  /** R17, R18, R20: Version of a replica. */
  shownVersion(replica: Replica, visibleVersion: number): number;

  /** R17: how many MISSING rows a tablet has. */
  missingRows(replicationNum: number, records: number): number;
  /** R17: the cells of a MISSING row under these columns. */
  missingCells(tabletId: string, columns: readonly string[]): readonly Cell[];
  /** R17: whether a replica is DEAD; a release says so of decommissioned backends, too. */
  isShownDead(replica: Replica, backend: Backend | undefined, decommissionedIsDead: boolean): boolean;
  /** R17: whether a replica has a VERSION_ERROR. */
  isShownBehind(replica: Replica, visibleVersion: number): boolean;
  /** R17: Status of a replica that is dead or behind, or both. */
  shownStatus(dead: boolean, behind: boolean): ShownStatus;
  /** R17: whether a client may filter by this text. */
  isStatus(text: string): boolean;
  /** R17: whether a row with this status passes WHERE STATUS. */
  passesStatus(status: ShownStatus, filter: StatusFilter): boolean;

  /** R19: whether a backend has a row. */
  listsBackend(backend: Backend): boolean;
  /** R19: how many replicas of these tablets a backend has. */
  replicasOn(tablets: readonly Tablet[], backendId: number): number;
  /** R19: what percentages are parts of. */
  distributionTotal(counts: readonly number[]): number;
  /** R19: Percent, without the sign. */
  percentText(part: number, whole: number): string;
  /** R19: how many signs long the Graph is. */
  graphLength(count: number, backends: number, total: number, round: 'down' | 'up'): number;

  /** R15: the databases in the order of their rows. */
  listedDatabases(databases: readonly Database[]): readonly Database[];
  /** R15: whether a tablet of this health is counted and listed as unhealthy. */
  countsAsUnhealthy(status: TabletStatus): boolean;
  /** R15: whether this record is counted in ReplicaNum. */
  countsRecord(replica: Replica): boolean;
  /** R15: a number of the row Total. */
  sum(values: readonly number[]): number;
  /** R15: the second cell of the row Total. */
  totalName(databases: number): string;
  /** R16: the database whose id a path ends with. */
  databaseOfId(databases: readonly Database[], id: string): Database | undefined;
  /** R16: the list of unhealthy tablets that is shown of these. */
  unhealthyIds(ids: readonly number[]): readonly number[];

  /** R18: whether a row passes WHERE VERSION. */
  matchesVersion(row: TabletRow, version: number): boolean;
  /** R18: whether a row passes WHERE BACKENDID. */
  matchesBackend(row: TabletRow, backendId: string): boolean;
  /** R18: whether a row passes WHERE STATE. */
  matchesState(row: TabletRow, state: string): boolean;
  /** R18: whether a client may filter by this text. */
  isState(text: string): boolean;
  /** R18: the position of the column that ORDER BY names, or -1. */
  columnNamed(columns: readonly string[], name: string): number;
  /** R18: negative when a row with the first cell goes before one with the second. */
  compareCells(left: Cell, right: Cell): number;
  /** R18: the comparison of a column whose order may be turned round. */
  directed(order: number, descending: boolean): number;
  /** R18: the positions of the columns that decide between rows that are equal by ORDER BY. */
  tieBreakers(): readonly number[];
  /** R18: whether rows are sorted before the page is cut out. */
  sortsBeforePaging(): boolean;
  /** R18: the rows of a page. */
  page<Row>(rows: readonly Row[], offset: number, limit: number): readonly Row[];

  /** R20: IsSync of a tablet that was found, or not. */
  shownSync(found: boolean): boolean;
  /** R20: the path in DetailCmd. */
  detailPath(address: TabletAddress): string;
  /** R20: DetailCmd around that path. */
  detailCommand(path: string): string;

  /** R28: the tasks of a list that have a row. */
  listedTasks(tasks: readonly Task[], most: number): readonly Task[];
  /** R28: Number of an item of '/cluster_balance' with so many entries. */
  itemNumber(entries: number): number;
  /** R21: the hints that have a row. */
  listedHints(hints: readonly RepairHint[], nowMs: number): readonly RepairHint[];
  /** R21: RemainingTimeMs of a hint. */
  remainingMs(untilMs: number, nowMs: number): number;
}

/** Accepted in WHERE STATUS; no row has the status BAD (replication notes 8.8). */
const statuses: readonly string[] = ['OK', 'DEAD', 'VERSION_ERROR', 'SCHEMA_ERROR', 'MISSING', 'BAD'];
const states: readonly string[] = ['NORMAL', 'ROLLUP', 'SCHEMA_CHANGE', 'CLONE', 'ALTER', 'DECOMMISSION', 'RECOVER'];
/** What a missing replica has no value for (replication notes 8.13). */
const nullWhenMissing: readonly string[] = ['IsBad', 'IsSetBadForce', 'State'];
/** A tablet that only has a replica too many is not unhealthy (replication notes 8.39). */
const notUnhealthy: readonly TabletStatus[] = ['HEALTHY', 'REDUNDANT', 'COLOCATE_REDUNDANT', 'NEED_FURTHER_REPAIR'];

/** The documents' own answers. */
export const referenceOperationRules: OperationRules = {
  afterShow: (state) => state,
  titles: (columns) => columns,
  onUnknown: () => 'refuse',
  choosesPartitions,
  listedReplicas: (replicas) => replicas,
  shownBad: (replica) => replica.bad,
  shownState: (replica) => replica.state,
  shownVersion: (replica) => replica.version,

  missingRows: (replicationNum, records) => Math.max(0, replicationNum - records),
  missingCells: (tabletId, columns) => columns.map((column) => missingCell(tabletId, column)),
  isShownDead: (replica, backend, decommissionedIsDead) =>
    backend?.alive !== true || replica.bad || (decommissionedIsDead && backend.decommissioned),
  isShownBehind: (replica, visibleVersion) => replica.version < visibleVersion || replica.lastFailedVersion >= 0,
  shownStatus: (dead, behind) => (dead ? 'DEAD' : behind ? 'VERSION_ERROR' : 'OK'),
  isStatus: (text) => statuses.includes(text.toUpperCase()),
  passesStatus: (status, { operator, value }) => (status === value.toUpperCase()) === (operator === '='),

  listsBackend: () => true,
  replicasOn,
  distributionTotal: sumOf,
  percentText,
  graphLength,

  listedDatabases: (databases) => [...databases].sort((left, right) => (left.name < right.name ? -1 : 1)),
  countsAsUnhealthy: (status) => !notUnhealthy.includes(status),
  countsRecord: () => true,
  sum: sumOf,
  totalName: (databases) => String(databases),
  databaseOfId: (databases, id) => databases.find((database) => String(database.id) === id),
  unhealthyIds: (ids) => ids,

  matchesVersion: (row, version) => row.Version === version,
  matchesBackend: (row, backendId) => row.BackendId === backendId,
  matchesState: (row, state) => row.State === state.toUpperCase(),
  isState: (text) => states.includes(text.toUpperCase()),
  columnNamed: (columns, name) => columns.findIndex((column) => column.toLowerCase() === name.toLowerCase()),
  compareCells,
  directed: (order, descending) => (descending ? -order : order),
  tieBreakers: () => [0, 1],
  sortsBeforePaging: () => true,
  page: (rows, offset, limit) => rows.slice(offset, offset + limit),

  shownSync: (found) => found,
  detailPath: ({ databaseId, tableId, partitionId, indexId, tabletId }) =>
    `/dbs/${databaseId}/${tableId}/partitions/${partitionId}/${indexId}/${tabletId}`,
  detailCommand: (path) => `SHOW PROC '${path}';`,

  listedTasks: (tasks, most) => tasks.slice(0, most),
  itemNumber: (entries) => entries,
  listedHints: (hints, nowMs) => hints.filter((hint) => hint.untilMs > nowMs),
  remainingMs: (untilMs, nowMs) => untilMs - nowMs,
};

/** A name that is given twice is listed twice (replication notes 8.14). */
function choosesPartitions(
  partitions: readonly Partition[],
  names: readonly string[] | undefined,
): readonly Partition[] {
  if (names === undefined) return partitions;
  return names.flatMap((name) => partitions.filter((partition) => partition.name === name));
}

/** Tablets, not records, are counted: two of a tablet on one backend are one (replication notes 8.17). */
function replicasOn(tablets: readonly Tablet[], backendId: number): number {
  return tablets.filter((tablet) => tablet.replicas.some((replica) => replica.backendId === backendId)).length;
}

function missingCell(tabletId: string, column: string): Cell {
  if (column === 'TabletId') return tabletId;
  if (column === 'Status') return 'MISSING';
  return nullWhenMissing.includes(column) ? null : '-1';
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
