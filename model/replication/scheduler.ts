import { unreachable } from '../exhaustive.ts';
import { at } from '../vector.ts';
import { tabletWith, taskWith } from './change.ts';
import { isFree, takeSlots } from './cloneSlots.ts';
import { blankCopy } from './copies.ts';
import { backendById, type Draft, pick, putTablet, suspect, tableById, tabletAt, takeId, withCopy } from './draft.ts';
import { diagnosisOf, homeOf, isComplete } from './facts.ts';
import { raisePriority } from './priority.ts';
import { makesRoom, removeRedundant } from './redundancy.ts';
import type { Backend, CloneEnd, CloneKind, Partition, Replica, Tablet, Task } from './state.ts';
import { end, putTask, start } from './tasks.ts';

/** What a tablet's rows weigh on disk in the simulated backends, per version. */
export const BYTES_PER_VERSION = 1024;

/** One round of the tablet scheduler (R09): every waiting task is visited, in order of priority. */
export function scheduleTasks(draft: Draft): void {
  if (draft.state.pending.length === 0) return;
  draft.state.pending = draft.state.pending.map((task) => aged(draft, task));
  for (const task of inOrder(draft)) visit(draft, task);
}

function inOrder(draft: Draft): readonly Task[] {
  const ready = draft.state.pending.filter((task) => !isStuck(draft, task));
  return ready.length < 2 ? ready : ready.sort(draft.rules.compareTasks);
}

function isStuck({ state }: Draft, { stuckOn }: Task): boolean {
  if (stuckOn === undefined || stuckOn.backends !== state.backends || stuckOn.slots !== state.slots) return false;
  if (at(state.tablets, stuckOn.tablet.ordinal) !== stuckOn.tablet) return false;
  return state.tables.includes(stuckOn.table);
}

/** When the priority of the next waiting task rises. */
export function nextAgingMs(draft: Draft): number {
  let nextMs = Number.POSITIVE_INFINITY;
  for (const task of draft.state.pending) {
    if (task.lastAdjustedMs >= 0) nextMs = Math.min(nextMs, task.lastAdjustedMs + draft.state.profile.priorityAgingMs);
  }
  return nextMs;
}

/** A task that has waited long rises one priority (R21; replication notes 4a.6). */
function aged(draft: Draft, task: Task): Task {
  const { nowMs, profile } = draft.state;
  if (task.lastAdjustedMs < 0) return taskWith(task, { lastAdjustedMs: nowMs });
  if (nowMs - task.lastAdjustedMs < profile.priorityAgingMs) return task;
  return taskWith(task, { lastAdjustedMs: nowMs, priority: raisePriority(task.priority, task.originalPriority) });
}

function visit(draft: Draft, waiting: Task): void {
  const tablet = tabletAt(draft, waiting.ordinal);
  const diagnosis = tablet === undefined ? undefined : diagnosisOf(draft, tablet);
  const home = tablet === undefined ? undefined : homeOf(draft.state, tablet);
  if (tablet === undefined || diagnosis === undefined || home === undefined) {
    end(draft, waiting, 'CANCELLED', 'tablet does not exist');
    return;
  }
  const { visibleVersion, committedVersion } = home.partition;
  const nowMs = draft.state.nowMs;
  const { status } = diagnosis;
  const task = taskWith(waiting, { status, lastVisitedMs: nowMs, visibleVersion, committedVersion });
  switch (diagnosis.status) {
    case 'HEALTHY':
      end(draft, task, 'CANCELLED', 'tablet is healthy');
      return;
    case 'FORCE_REDUNDANT':
      // Where every backend holds a replica, a lagging one is repaired rather than a lost one removed.
      if (makesRoom(draft, tablet)) removeRedundant(draft, task, tablet, home.table.replicationNum, visibleVersion);
      else repairInPlace(draft, task, tablet);
      return;
    case 'REDUNDANT':
    case 'COLOCATE_REDUNDANT':
      removeRedundant(draft, task, tablet, home.table.replicationNum, visibleVersion);
      return;
    case 'VERSION_INCOMPLETE':
    case 'NEED_FURTHER_REPAIR':
      repairInPlace(draft, task, tablet);
      return;
    case 'REPLICA_RELOCATING':
    case 'REPLICA_MISSING':
    case 'COLOCATE_MISMATCH':
    case 'DISK_MIGRATION':
    case 'LOCATION_MISMATCH':
      addReplica(draft, task, tablet, home.partition);
      return;
    default:
      unreachable(diagnosis.status);
  }
}

/** Leaves the task in the queue, with the reason. */
export function retry(draft: Draft, task: Task, message: string): void {
  const { backends, slots } = draft.state;
  const tablet = tabletAt(draft, task.ordinal);
  const table = tablet === undefined ? undefined : tableById(draft.state, tablet.tableId);
  const stuckOn = tablet === undefined || table === undefined ? undefined : { tablet, table, backends, slots };
  putTask(draft, taskWith(task, { message, failedScheduling: task.failedScheduling + 1, stuckOn }));
}

/** R07: a lagging replica gets the versions that it lacks, on its own backend. */
function repairInPlace(draft: Draft, task: Task, tablet: Tablet): void {
  const lagging = tablet.replicas.filter((replica) => lags(draft, replica, task.visibleVersion));
  const replica = pick(
    draft,
    lagging.filter((candidate) => isFree(draft, endOf(candidate))),
  );
  if (replica === undefined) {
    const none = 'unable to choose dest replica (maybe no incomplete replica)';
    retry(draft, task, lagging.length === 0 ? none : 'path busy, wait for next round');
    return;
  }
  const destination = endOf(replica);
  const source = chooseSource(draft, task, tablet, replica.backendId);
  if (typeof source === 'string') {
    retry(draft, task, source);
    return;
  }
  run(draft, task, source, destination, draft.rules.cloneKind(replica), replica.id);
}

/** R08: a living backend gets an empty replica, which then copies everything. */
function addReplica(draft: Draft, task: Task, tablet: Tablet, partition: Partition): void {
  const destination = chooseDestination(draft, tablet, partition);
  if (typeof destination === 'string') {
    repairWithoutDestination(draft, task, tablet, destination);
    return;
  }
  const source = chooseSource(draft, task, tablet, destination.backendId);
  if (typeof source === 'string') {
    retry(draft, task, source);
    return;
  }
  const replica = emptyReplica(draft, destination, partition);
  const grown = tabletWith(tablet, { replicas: [...tablet.replicas, replica] });
  putTablet(draft, withCopy(grown, blankCopy(destination.backendId)));
  suspect(draft, tablet.ordinal);
  draft.state.garbage = draft.state.garbage.filter(
    (placement) => placement.ordinal !== tablet.ordinal || placement.backendId !== destination.backendId,
  );
  run(draft, task, source, destination, 'full', replica.id);
}

/** What finds no place never keeps lagging replicas from their repair, and a lost one may make room (interpretation 8). */
function repairWithoutDestination(draft: Draft, task: Task, tablet: Tablet, reason: string): void {
  const { visibleVersion } = task;
  if (tablet.replicas.some((replica) => lags(draft, replica, visibleVersion))) {
    repairInPlace(draft, task, tablet);
  } else if (draft.state.profile.forceRedundantBy === 'backend' && canMakeRoom(draft, tablet, visibleVersion)) {
    removeRedundant(
      draft,
      taskWith(task, { status: 'FORCE_REDUNDANT' }),
      tablet,
      tablet.replicas.length,
      visibleVersion,
    );
  } else {
    retry(draft, task, reason);
  }
}

function canMakeRoom(draft: Draft, tablet: Tablet, visibleVersion: number): boolean {
  return makesRoom(draft, tablet) && tablet.replicas.some((replica) => isComplete(draft, replica, visibleVersion));
}

function lags(draft: Draft, replica: Replica, visibleVersion: number): boolean {
  if (replica.bad || replica.state === 'CLONE' || backendById(draft.state, replica.backendId)?.alive !== true)
    return false;
  return replica.lastFailedVersion >= 0 || replica.version < visibleVersion;
}

/** R10: one of the healthy replicas with a free slot, or why there is none. */
function chooseSource(draft: Draft, task: Task, tablet: Tablet, destinationId: number): CloneEnd | string {
  const sources = tablet.replicas.filter(
    (replica) =>
      draft.rules.isSource(replica, backendById(draft.state, replica.backendId), task.visibleVersion) &&
      draft.rules.mayClone(replica.backendId, destinationId),
  );
  if (sources.length === 0) return 'unable to find source replica';
  const free = sources.map(endOf).filter((source) => isFree(draft, source));
  return pick(draft, free) ?? 'path busy, wait for next round';
}

/** R08: a path of a living backend without a replica of the tablet, or why there is none. */
function chooseDestination(draft: Draft, tablet: Tablet, partition: Partition): CloneEnd | string {
  const bytes = BYTES_PER_VERSION * partition.visibleVersion;
  const paths = draft.state.backends
    .filter((backend) => isDestination(draft, tablet, backend))
    .flatMap((backend) =>
      backend.disks
        .filter((disk) => draft.rules.fits(disk.totalBytes - disk.usedBytes, bytes))
        .map((disk) => ({ backendId: backend.id, pathHash: disk.pathHash })),
    );
  if (paths.length === 0) return 'unable to find dest path for new replica';
  return (
    pick(
      draft,
      paths.filter((path) => isFree(draft, path)),
    ) ?? 'path busy, wait for next round'
  );
}

function isDestination(draft: Draft, tablet: Tablet, backend: Backend): boolean {
  const holds = tablet.replicas.some((replica) => replica.backendId === backend.id);
  return draft.rules.isDestination(backend, holds);
}

function endOf(replica: Replica): CloneEnd {
  return { backendId: replica.backendId, pathHash: replica.pathHash };
}

function emptyReplica(draft: Draft, destination: CloneEnd, partition: Partition): Replica {
  return {
    id: takeId(draft),
    backendId: destination.backendId,
    pathHash: destination.pathHash,
    version: -1,
    lastFailedVersion: partition.committedVersion,
    lastSuccessVersion: -1,
    state: 'CLONE',
    bad: false,
    setBadForce: false,
    needFurtherRepair: false,
    tooFarBehind: false,
  };
}

function run(
  draft: Draft,
  task: Task,
  source: CloneEnd,
  destination: CloneEnd,
  clone: CloneKind,
  replicaId: number,
): void {
  takeSlots(draft, source, destination);
  const started = taskWith(task, {
    state: 'RUNNING',
    source,
    destination,
    clone,
    replicaId,
    lastScheduledMs: draft.state.nowMs,
    timeoutMs: timeoutMs(draft, task.visibleVersion * BYTES_PER_VERSION),
    message: '',
    forgotten: forgetsAtOnce(draft, destination),
    stuckOn: undefined,
  });
  start(draft, started);
}

/** A clone of `bytes` gets a second per 5 MiB, within the profile's limits (replication notes 4b.13). */
function timeoutMs(draft: Draft, bytes: number): number {
  const { cloneTimeoutMinMs, cloneTimeoutMaxMs } = draft.state.profile;
  return Math.min(Math.max(Math.floor(bytes / 1_048_576 / 5) * 1000, cloneTimeoutMinMs), cloneTimeoutMaxMs);
}

/** A task that is sent to a process that does not run is lost. */
function forgetsAtOnce(draft: Draft, destination: CloneEnd): boolean {
  return backendById(draft.state, destination.backendId)?.running !== true;
}
