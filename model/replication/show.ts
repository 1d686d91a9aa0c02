import type { ReplicaStatusRow, SlotsRow, TaskRow } from '../views/replication.ts';
import { endOfKey } from './cloneSlots.ts';
import { BYTES_PER_VERSION } from './scheduler.ts';
import type { SlotPool } from './slots.ts';
import type { Backend, Replica, State, Tablet, Task } from './state.ts';
import { isAvailable } from './state.ts';

/** The rows of ADMIN SHOW REPLICA STATUS for one tablet, without those of missing replicas (R17). */
export function replicaStatusRows(state: State, tablet: Tablet, visibleVersion: number): ReplicaStatusRow[] {
  return tablet.replicas.map((replica) => replicaStatusRow(state, tablet, replica, visibleVersion));
}

/** The row that stands for a replica that a tablet should have and has not (replication notes 8.12). */
export function missingRow(tabletId: string): ReplicaStatusRow {
  return {
    TabletId: tabletId,
    ReplicaId: '-1',
    BackendId: '-1',
    Version: -1,
    LastFailedVersion: -1,
    LastSuccessVersion: -1,
    CommittedVersion: -1,
    SchemaHash: -1,
    VersionNum: -1,
    IsBad: '',
    IsSetBadForce: '',
    State: '',
    Status: 'MISSING',
  };
}

/** One row of the task lists (R28). */
export function taskRow(task: Task, timeoutUnit: 'second' | 'millisecond'): TaskRow {
  return {
    TabletId: String(task.tabletId),
    Type: task.type,
    Medium: undefined,
    Status: task.status,
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

/** Bytes that are free on a backend's disks, as its report says. */
export function freeBytesOf(backend: Backend): number {
  return backend.disks.reduce((sum, disk) => sum + disk.totalBytes - disk.usedBytes, 0);
}

/** What a replica's rows weigh. */
export function bytesOf(replica: Replica): number {
  return Math.max(replica.version - 1, 0) * BYTES_PER_VERSION;
}

function momentOf(ms: number): number | null {
  return ms < 0 ? null : ms;
}

function replicaStatusRow(state: State, tablet: Tablet, replica: Replica, visibleVersion: number): ReplicaStatusRow {
  return {
    TabletId: String(tablet.id),
    ReplicaId: String(replica.id),
    BackendId: String(replica.backendId),
    Version: replica.version,
    LastFailedVersion: replica.lastFailedVersion,
    LastSuccessVersion: replica.lastSuccessVersion,
    CommittedVersion: visibleVersion,
    SchemaHash: -1,
    VersionNum: -1,
    IsBad: String(replica.bad),
    IsSetBadForce: String(replica.setBadForce),
    State: replica.state,
    Status: statusOf(state, replica, visibleVersion),
  };
}

function statusOf(state: State, replica: Replica, visibleVersion: number): ReplicaStatusRow['Status'] {
  const backend = state.backends.find((other) => other.id === replica.backendId);
  if (backend === undefined || replica.bad || !backend.alive) return 'DEAD';
  if (state.profile.decommissionedIsDead && !isAvailable(backend)) return 'DEAD';
  return replica.version < visibleVersion || replica.lastFailedVersion >= 0 ? 'VERSION_ERROR' : 'OK';
}
