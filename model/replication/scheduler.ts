import { unreachable } from '../exhaustive.ts';
import type { Medium } from '../scenario.ts';
import { at } from '../vector.ts';
import { moveReplica } from './balance.ts';
import { tabletWith, taskWith } from './change.ts';
import { isFree, takeSlotOf, takeSlots } from './cloneSlots.ts';
import { mixScore } from './clusterLoad.ts';
import { blankCopy } from './copies.ts';
import { backendById, type Draft, pick, putTablet, suspect, tableById, tabletAt, takeId, withCopy } from './draft.ts';
import { diagnosisOf, homeOf, isComplete } from './facts.ts';
import { removesReplica } from './health.ts';
import { keepReplicas, makesRoom, removeRedundant } from './redundancy.ts';
import type { Backend, CloneEnd, CloneKind, Partition, Replica, Tablet, Task } from './state.ts';
import { end, PATH_BUSY, putTask, start } from './tasks.ts';
import { bytesAt, roomOf } from './usage.ts';

/** One round of the tablet scheduler (R09): every waiting task is visited, in order of priority. */
export function scheduleTasks(draft: Draft): void {
  if (draft.state.pending.length === 0) return;
  draft.state.pending = draft.state.pending.map((task) => aged(draft, task));
  for (const task of inOrder(draft)) {
    visit(draft, task);
    if (!draft.rules.goesOnAfterBusy() && isBusy(draft, task)) return;
  }
}

function isBusy({ state }: Draft, { id }: Task): boolean {
  return state.pending.some((task) => task.id === id && task.message === PATH_BUSY);
}

function inOrder(draft: Draft): readonly Task[] {
  const ready = draft.state.pending.filter((task) => !isStuck(draft, task));
  return ready.length < 2 ? ready : ready.sort(draft.rules.compareTasks);
}

function isStuck({ state }: Draft, { stuckOn }: Task): boolean {
  if (stuckOn === undefined || stuckOn.backends !== state.backends || stuckOn.slots !== state.slots) return false;
  if (stuckOn.balanceSlots !== state.balanceSlots || stuckOn.usedBytes !== state.usedBytes) return false;
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
  if (!draft.rules.isAged(nowMs - task.lastAdjustedMs, profile.priorityAgingMs)) return task;
  const priority = draft.rules.raisePriority(task.priority, task.originalPriority);
  return taskWith(task, { lastAdjustedMs: nowMs, priority });
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
  const visited = taskWith(waiting, { lastVisitedMs: nowMs, visibleVersion, committedVersion });
  if (waiting.type === 'BALANCE') {
    moveReplica(draft, visited, tablet, diagnosis, home);
    return;
  }
  const task = taskWith(visited, { status });
  if (home.table.altering && !draft.rules.repairsDuringSchemaChange(status)) {
    retry(draft, task, `table is in alter process, but tablet status is ${status}`);
    return;
  }
  if (!removesReplica(status) && keepReplicas(draft, tablet)) return;
  switch (diagnosis.status) {
    case 'HEALTHY':
      end(draft, task, 'CANCELLED', 'tablet is healthy');
      return;
    case 'FORCE_REDUNDANT':
      // Where every backend holds a replica, a lagging one is repaired rather than a lost one removed.
      if (makesRoom(draft, tablet)) removeRedundant(draft, task, tablet, home.partition.replicationNum, visibleVersion);
      else repairInPlace(draft, task, tablet);
      return;
    case 'REDUNDANT':
    case 'COLOCATE_REDUNDANT':
      removeRedundant(draft, task, tablet, home.partition.replicationNum, visibleVersion);
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
  const { backends, slots, balanceSlots, usedBytes } = draft.state;
  const tablet = tabletAt(draft, task.ordinal);
  const table = tablet === undefined ? undefined : tableById(draft.state, tablet.tableId);
  const stuckOn =
    tablet === undefined || table === undefined || tablet.replicas.some(isMarked)
      ? undefined
      : { tablet, table, backends, slots, balanceSlots, usedBytes };
  putTask(draft, taskWith(task, { message, failedScheduling: task.failedScheduling + 1, stuckOn }));
}

/** What depends on time as well is tried again. */
function isMarked({ furtherRepairUntilMs }: Replica): boolean {
  return furtherRepairUntilMs >= 0;
}

/** R07: a lagging replica gets the versions that it lacks, on its own backend. */
function repairInPlace(draft: Draft, task: Task, tablet: Tablet): void {
  const lagging = tablet.replicas.filter((replica) => lags(draft, replica, task.visibleVersion));
  const replica = pick(
    draft,
    lagging.filter((candidate) => isFree(draft, endOf(candidate), 'REPAIR')),
  );
  if (replica === undefined) {
    const none = 'unable to choose dest replica (maybe no incomplete replica)';
    retry(draft, task, lagging.length === 0 ? none : PATH_BUSY);
    return;
  }
  const destination = endOf(replica);
  const source = chooseSource(draft, task, tablet, replica.backendId);
  if (typeof source === 'string') {
    retry(draft, task, source);
    return;
  }
  run(draft, task, tablet, source, destination, draft.rules.cloneKind(replica), replica.id);
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
    if (!draft.rules.attemptLeavesSlots()) takeSlotOf(draft, 'REPAIR', destination);
    retry(draft, task, source);
    return;
  }
  startFullClone(draft, task, tablet, partition, source, destination);
}

/** R08, R23: an empty replica is made on the destination, which then copies everything. */
export function startFullClone(
  draft: Draft,
  task: Task,
  tablet: Tablet,
  partition: Partition,
  source: CloneEnd,
  destination: CloneEnd,
): void {
  const replica = emptyReplica(draft, destination, partition);
  const grown = tabletWith(tablet, { replicas: [...tablet.replicas, replica] });
  putTablet(draft, withCopy(grown, blankCopy(destination.backendId)));
  suspect(draft, tablet.ordinal);
  draft.state.garbage = draft.state.garbage.filter(
    (placement) => placement.ordinal !== tablet.ordinal || placement.backendId !== destination.backendId,
  );
  run(draft, task, grown, source, destination, 'full', replica.id);
}

/** A replica goes to another disk of its backend, without a second record of it (replication notes 5.11). */
export function startMigration(
  draft: Draft,
  task: Task,
  tablet: Tablet,
  source: CloneEnd,
  destination: CloneEnd,
): void {
  const replica = tablet.replicas.find(({ backendId }) => backendId === source.backendId);
  run(draft, task, tablet, source, destination, undefined, replica?.id ?? -1);
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
  const tried = sources.slice(0, draft.rules.sourcesTried(sources.length));
  const free = tried.map(endOf).filter((source) => isFree(draft, source, 'REPAIR'));
  return pick(draft, free) ?? PATH_BUSY;
}

/** R08, R24: a path of a living backend without a replica of the tablet, of its medium if possible, or why there is none. */
function chooseDestination(draft: Draft, tablet: Tablet, partition: Partition): CloneEnd | string {
  const bytes = tablet.rowBytes * partition.visibleVersion;
  const paths = draft.state.backends
    .filter((backend) => isDestination(draft, tablet, backend))
    .flatMap((backend) => pathsFor(draft, backend, bytes));
  if (paths.length === 0) return 'unable to find dest path for new replica';
  const free = paths.filter((path) => isFree(draft, path, 'REPAIR'));
  const suiting = free.filter(({ medium }) => draft.rules.suitsMedium(medium, tablet.medium));
  const chosen = pick(draft, leastLoaded(draft, suiting.length > 0 ? suiting : free));
  return chosen === undefined ? PATH_BUSY : { backendId: chosen.backendId, pathHash: chosen.pathHash };
}

interface Path extends CloneEnd {
  readonly medium: Medium;
}

/** The paths of a backend that can take so many bytes. */
export function pathsFor(draft: Draft, backend: Backend, bytes: number): Path[] {
  return backend.disks
    .filter((disk) => disk.online && draft.rules.fits(roomOf(draft.state, disk), bytes))
    .map(({ pathHash, medium }) => ({ backendId: backend.id, pathHash, medium }));
}

function leastLoaded({ state }: Draft, paths: readonly Path[]): readonly Path[] {
  if (state.profile.destinationBy === 'any') return paths;
  const scores = paths.map(({ backendId }) => mixScore(state.statistics.load, backendId));
  const least = Math.min(...scores);
  return paths.filter((_path, nth) => scores[nth] === least);
}

/** Whether a backend may be given a replica of the tablet (R01, R08). */
export function isDestination(draft: Draft, tablet: Tablet, backend: Backend): boolean {
  const holds = tablet.replicas.some((replica) => replica.backendId === backend.id);
  return draft.rules.isDestination(backend, holds);
}

/** The path of a replica. */
export function endOf(replica: Replica): CloneEnd {
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
    furtherRepairUntilMs: -1,
    watermark: -1,
    tooFarBehind: false,
  };
}

function run(
  draft: Draft,
  task: Task,
  tablet: Tablet,
  source: CloneEnd,
  destination: CloneEnd,
  clone: CloneKind | undefined,
  replicaId: number,
): void {
  takeSlots(draft, task.type, source, destination);
  const { rules } = draft;
  const { config } = draft.state;
  const started = taskWith(task, {
    state: 'RUNNING',
    source,
    destination,
    clone,
    replicaId,
    lastScheduledMs: draft.state.nowMs,
    timeoutMs: rules.timeoutMs(largestBytes(tablet), config.cloneTimeoutMinMs, config.cloneTimeoutMaxMs),
    message: '',
    forgotten: forgetsAtOnce(draft, destination),
    stuckOn: undefined,
  });
  start(draft, started);
}

/** The size of the largest replica, by which a clone's time is measured (replication notes 4b.13). */
function largestBytes({ replicas, rowBytes }: Tablet): number {
  return Math.max(...replicas.map(({ version }) => bytesAt(version, rowBytes)));
}

/** A task that is sent to a process that does not run is lost. */
function forgetsAtOnce(draft: Draft, destination: CloneEnd): boolean {
  return backendById(draft.state, destination.backendId)?.running !== true;
}
