import { replicaWith, tabletWith, taskWith } from './change.ts';
import { takeSlots } from './cloneSlots.ts';
import { blankCopy, cloned, hasSingly, missingVersions } from './copies.ts';
import { backendById, copyOn, type Draft, putReplica, putTablet, tabletAt, takeId, withCopy } from './draft.ts';
import { homeOf } from './facts.ts';
import type { Backend, CloneEnd, Copy, Replica, Tablet, Task } from './state.ts';
import { end, putTask } from './tasks.ts';

/** Lets every running clone go on to the present: reports arrive, silent ones time out (R10, R28). */
export function progressClones(draft: Draft): void {
  for (const task of draft.state.running) progress(draft, task);
  for (const task of draft.state.abandoned) reportLate(draft, task);
}

/** When the next running clone reports or runs out of time. */
export function nextReportMs(draft: Draft): number {
  let nextMs = Number.POSITIVE_INFINITY;
  for (const task of draft.state.running) {
    const waitsMs = reports(draft, task) ? draft.state.profile.cloneDurationMs : task.timeoutMs + 1;
    nextMs = Math.min(nextMs, task.lastScheduledMs + waitsMs);
  }
  return nextMs;
}

/** Truth: a process that ends forgets the clones that it was running. */
export function forgetClones(draft: Draft, backendId: number): void {
  for (const task of draft.state.running) {
    if (task.destination?.backendId === backendId) putTask(draft, taskWith(task, { forgotten: true }));
  }
  draft.state.abandoned = draft.state.abandoned.filter((task) => task.destination?.backendId !== backendId);
}

/** A backend left the cluster: clones from and to it end. */
export function cancelClonesOf(draft: Draft, backendId: number): void {
  for (const task of draft.state.running) {
    if (task.destination?.backendId === backendId || task.source?.backendId === backendId) {
      end(draft, task, draft.rules.endOfClone(), `backend ${backendId} is dropped`);
    }
  }
}

/** A path is gone: clones from and to it end. */
export function cancelClonesOn(draft: Draft, path: CloneEnd): void {
  const isOn = (end: CloneEnd | undefined): boolean =>
    end?.backendId === path.backendId && end.pathHash === path.pathHash;
  for (const task of draft.state.running) {
    if (isOn(task.source) || isOn(task.destination)) {
      end(draft, task, 'CANCELLED', `the disk ${path.pathHash} of backend ${path.backendId} is broken`);
    }
  }
}

function progress(draft: Draft, task: Task): void {
  const { nowMs, profile } = draft.state;
  if (nowMs - task.lastScheduledMs >= profile.cloneDurationMs && reports(draft, task)) finish(draft, task);
  else if (draft.rules.timesOut(nowMs, task.lastScheduledMs, task.timeoutMs)) giveUp(draft, task);
}

function reports(draft: Draft, task: Task): boolean {
  const backend = destinationOf(draft, task);
  return backend?.running === true && !backend.faults.clonesStall && !task.forgotten;
}

function giveUp(draft: Draft, task: Task): void {
  end(draft, task, 'TIMEOUT', `no report of the clone within ${task.timeoutMs / 1000} s`);
  if (!task.forgotten) draft.state.abandoned = [...draft.state.abandoned, task];
}

/** A report for a task that is gone changes nothing (interpretation 9), nor does one that comes twice. */
function reportLate(draft: Draft, task: Task): void {
  if (!reports(draft, task)) return;
  draft.state.abandoned = draft.state.abandoned.filter((other) => other.id !== task.id);
  if (task.state === 'FINISHED') {
    if (draft.rules.takesRepeatedReport()) addAgain(draft, task);
    return;
  }
  if (!draft.rules.revivesTask()) return;
  draft.state.running = [...draft.state.running, task];
  if (task.source !== undefined && task.destination !== undefined) {
    takeSlots(draft, task.type, task.source, task.destination);
  }
}

function addAgain(draft: Draft, task: Task): void {
  const tablet = tabletAt(draft, task.ordinal);
  const replica = tablet?.replicas.find((other) => other.id === task.replicaId);
  if (tablet === undefined || replica === undefined) return;
  putTablet(draft, tabletWith(tablet, { replicas: [...tablet.replicas, replicaWith(replica, { id: takeId(draft) })] }));
}

function destinationOf(draft: Draft, task: Task): Backend | undefined {
  return task.destination === undefined ? undefined : backendById(draft.state, task.destination.backendId);
}

function finish(draft: Draft, task: Task): void {
  const tablet = tabletAt(draft, task.ordinal);
  const replica = tablet?.replicas.find((other) => other.id === task.replicaId);
  if (tablet === undefined || replica === undefined) {
    end(draft, task, 'CANCELLED', 'the replica that was repaired is gone');
    return;
  }
  if (task.source?.backendId === replica.backendId && task.type === 'BALANCE') {
    switchPath(draft, task, tablet, replica);
    return;
  }
  const copied = copy(draft, task, tablet);
  if (typeof copied === 'string') {
    fail(draft, task, tablet, replica, copied);
    return;
  }
  putTablet(draft, withCopy(tablet, copied));
  if (!draft.rules.acceptsReport(copied.version, task.visibleVersion)) {
    const versions = `${copied.version}, task visible version: ${task.visibleVersion}`;
    failRunning(draft, task, `the clone replica's version is stale. ${versions}`);
    return;
  }
  accept(draft, task, withCopy(tablet, copied), replica, copied.version);
  end(draft, task, 'FINISHED', '');
  if (task.type === 'BALANCE') rememberMoved(draft, task, tablet);
  if (destinationOf(draft, task)?.faults.reportsTwice === true) {
    draft.state.abandoned = [...draft.state.abandoned, taskWith(task, { state: 'FINISHED' })];
  }
}

/** A replica that has gone to another disk of its backend. */
function switchPath(draft: Draft, task: Task, tablet: Tablet, replica: Replica): void {
  const backend = destinationOf(draft, task);
  if (backend?.faults.clonesFail === true || task.destination === undefined) {
    failRunning(draft, task, 'the migration failed on its backend');
    return;
  }
  putReplica(draft, tablet, replicaWith(replica, { pathHash: task.destination.pathHash }));
  end(draft, task, 'FINISHED', '');
}

/** R23: the copy on the backend with the higher load is superfluous now. */
function rememberMoved(draft: Draft, task: Task, tablet: Tablet): void {
  const moved = tablet.replicas.find((replica) => replica.backendId === task.source?.backendId);
  if (moved === undefined || !draft.rules.remembersMoved()) return;
  draft.state.moved = new Map(draft.state.moved).set(task.ordinal, moved.id);
}

const VERSIONS_GONE = 'versions are gone at the source, an incremental clone is impossible';

/** The destination's copy after the clone, or why the clone fails. */
function copy(draft: Draft, task: Task, tablet: Tablet): Copy | string {
  const source = task.source === undefined ? undefined : backendById(draft.state, task.source.backendId);
  const destination = destinationOf(draft, task);
  if (source?.running !== true || destination === undefined) return 'the source backend does not answer';
  if (source.faults.clonesFail || destination.faults.clonesFail) return 'the clone failed on a backend';
  const from = copyOn(tablet, source.id) ?? blankCopy(source.id);
  const into = copyOn(tablet, destination.id) ?? blankCopy(destination.id);
  const { rules } = draft;
  const whole = (): Copy =>
    cloned(blankCopy(destination.id), from, task.visibleVersion, (rowset) => rules.copiedLoads(rowset, 'full'));
  if (task.clone === 'full') return whole();
  const missing = missingVersions(into, task.visibleVersion);
  if (hasSingly(from, missing)) {
    return cloned(into, from, task.visibleVersion, (rowset) => rules.copiedLoads(rowset, 'incremental'));
  }
  if (draft.state.profile.tooFarBehind === 'copyInPlace') return whole();
  return VERSIONS_GONE;
}

function fail(draft: Draft, task: Task, tablet: Tablet, replica: Replica, reason: string): void {
  if (reason === VERSIONS_GONE && draft.rules.asksForFullClone()) {
    putReplica(draft, tablet, replicaWith(replica, { tooFarBehind: true }));
  }
  failRunning(draft, task, reason);
}

function failRunning(draft: Draft, task: Task, reason: string): void {
  end(draft, taskWith(task, { failedRunning: task.failedRunning + 1 }), 'CANCELLED', reason);
}

/** R11: the FE takes the copy into its records. */
function accept(draft: Draft, task: Task, tablet: Tablet, replica: Replica, copied: number): void {
  const version = draft.rules.versionAfterClone(copied, visibleVersionOf(draft, tablet));
  const base = replica.state === 'CLONE' ? replicaWith(replica, { lastSuccessVersion: version }) : replica;
  const versions = draft.rules.updateVersions(base, version, base.lastFailedVersion, version);
  const repaired = replicaWith(replica, {
    version: versions.version,
    lastFailedVersion: versions.lastFailedVersion,
    lastSuccessVersion: versions.lastSuccessVersion,
    state: 'NORMAL',
    tooFarBehind: false,
    furtherRepairUntilMs: furtherRepairUntilMs(draft, task, tablet, versions.version),
  });
  if (replica.state === 'CLONE' || draft.rules.keepsReplica()) putReplica(draft, tablet, repaired);
  else replaceReplica(draft, tablet, replicaWith(repaired, { id: takeId(draft) }));
}

/** A copy that a move has made and that is behind already is repaired before anything goes (replication notes 5.10). */
function furtherRepairUntilMs(draft: Draft, task: Task, tablet: Tablet, version: number): number {
  const isBehind =
    task.type === 'BALANCE' && version < visibleVersionOf(draft, tablet) && draft.rules.marksForFurtherRepair();
  return isBehind ? draft.state.nowMs + draft.state.profile.furtherRepairMs : -1;
}

function visibleVersionOf(draft: Draft, tablet: Tablet): number {
  return homeOf(draft.state, tablet)?.partition.visibleVersion ?? 0;
}

function replaceReplica(draft: Draft, tablet: Tablet, replica: Replica): void {
  const others = tablet.replicas.filter((other) => other.backendId !== replica.backendId);
  putTablet(draft, tabletWith(tablet, { replicas: [...others, replica] }));
}
