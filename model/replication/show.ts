import { replicaStatusRow } from '../operations/replicaStatus.ts';
import { referenceOperationRules } from '../operations/rules.ts';
import type { Profile } from '../profile.ts';
import type { Medium } from '../scenario.ts';
import type { HintRow, LoadRow, ReplicaStatusRow, SlotsRow, TaskRow } from '../views/replication.ts';
import { endOfKey } from './cloneSlots.ts';
import type { MediumLoad } from './clusterLoad.ts';
import type { SlotPool } from './slots.ts';
import type { RepairHint, State, Tablet, Task } from './state.ts';

/** The rows of ADMIN SHOW REPLICA STATUS for one tablet, without those of missing replicas (R17). */
export function replicaStatusRows(state: State, tablet: Tablet, visibleVersion: number): ReplicaStatusRow[] {
  const documented = { state, rules: referenceOperationRules };
  return tablet.replicas.map((replica) => replicaStatusRow(documented, tablet, replica, visibleVersion));
}

/** One row of the task lists (R28). */
export function taskRow(task: Task, { timeoutUnit, columns }: Pick<Profile, 'timeoutUnit' | 'columns'>): TaskRow {
  return {
    TabletId: String(task.tabletId),
    Type: task.type,
    Medium: task.medium,
    // Releases say what a move evens out (replication notes 8.45).
    Status: columns === 'main' ? (task.balance ?? task.status) : task.status,
    State: task.state,
    OrigPrio: task.originalPriority,
    DynmPrio: task.priority,
    SrcBe: String(task.source?.backendId ?? -1),
    SrcPath: task.source?.pathHash ?? '-1',
    DestBe: String(task.destination?.backendId ?? -1),
    DestPath: task.destination?.pathHash ?? '-1',
    Timeout: timeoutUnit === 'second' ? task.timeoutMs / 1000 : task.timeoutMs,
    Create: task.createdMs,
    LstSched: momentOf(task.lastScheduledMs),
    LstVisit: momentOf(task.lastVisitedMs),
    Finished: momentOf(task.finishedMs),
    Rate: '',
    FailedSched: task.failedScheduling,
    FailedRunning: task.failedRunning,
    LstAdjPrio: momentOf(task.lastAdjustedMs),
    VisibleVer: task.visibleVersion,
    VisibleVerHash: 0,
    CmtVer: task.committedVersion,
    CmtVerHash: 0,
    ErrMsg: task.message,
  };
}

/** The rows of SHOW PROC '/cluster_balance/working_slots' (R29). */
export function slotRows(pool: SlotPool): SlotsRow[] {
  return [...pool].map(([key, slot]) => {
    const { backendId, pathHash } = endOfKey(key);
    return {
      BeId: String(backendId),
      PathHash: pathHash,
      AvailSlots: slot.available,
      TotalSlots: slot.total,
      AvgRate: '0.0',
    };
  });
}

/** The rows of SHOW PROC '/cluster_balance/priority_repair' (R21). */
export function hintRows(state: State): HintRow[] {
  const { listedHints, remainingMs } = referenceOperationRules;
  const { nowMs } = state;
  return hintRowsOf(state, listedHints(state.hints, nowMs), ({ untilMs }) => remainingMs(untilMs, nowMs));
}

/** The same for these hints; `remainingMs` tells how long one holds. */
export function hintRowsOf(
  state: State,
  hints: readonly RepairHint[],
  remainingMs: (hint: RepairHint) => number,
): HintRow[] {
  return hints.map((hint) => ({
    Database: String(databaseOf(state, hint.tableId)),
    Table: String(hint.tableId),
    Partition: String(hint.partitionId),
    RemainingTimeMs: remainingMs(hint),
  }));
}

/** The rows of SHOW PROC '/cluster_balance/cluster_load_stat/<medium>' for both media (R25). */
export function loadRows({ statistics }: State): Record<Medium, LoadRow[]> {
  return { HDD: loadRowsOf(statistics.load.HDD), SSD: loadRowsOf(statistics.load.SSD) };
}

function loadRowsOf(load: MediumLoad | undefined): LoadRow[] {
  return (load?.backends ?? []).map((backend) => ({
    BeId: String(backend.id),
    Cluster: 'default_cluster',
    Available: backend.available,
    UsedCapacity: backend.usedBytes,
    Capacity: backend.totalBytes,
    UsedPercent: Number((backend.usedShare * 100).toFixed(3)),
    ReplicaNum: backend.replicas,
    CapCoeff: backend.capacityCoefficient,
    ReplCoeff: backend.replicaCoefficient,
    Score: backend.score,
    Class: backend.loadClass,
    BackendDiskBalanceStat: `{"balanced":${backend.paths.every(({ loadClass }) => loadClass === 'MID')}}`,
  }));
}

function databaseOf(state: State, tableId: number): number {
  const name = state.tables.find(({ id }) => id === tableId)?.database;
  return state.databases.find((database) => database.name === name)?.id ?? -1;
}

function momentOf(ms: number): number | null {
  return ms < 0 ? null : ms;
}
