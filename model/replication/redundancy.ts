import { replicaWith, taskWith } from './change.ts';
import { mixScore } from './clusterLoad.ts';
import { backendById, type Draft, pick, putReplica, tabletAt } from './draft.ts';
import { isComplete } from './facts.ts';
import { loadsWritingTo } from './loads.ts';
import type { RedundancyCandidate } from './rules.ts';
import { isAvailable, type Replica, type Tablet, type Task } from './state.ts';
import { end, forgetMoved, putTask, removeReplica } from './tasks.ts';

/**
 * Removes one redundant replica (R11): the least useful goes first, never one without which no complete copy is left,
 * and not while a load that wrote to it is unfinished.
 */
export function removeRedundant(
  draft: Draft,
  task: Task,
  tablet: Tablet,
  replicationNum: number,
  visibleVersion: number,
): void {
  let removed = 0;
  const wanted = draft.rules.removals(tablet.replicas.length, replicationNum);
  for (let round = 0; round < wanted; round += 1) {
    const current = tabletAt(draft, tablet.ordinal);
    const replica =
      current === undefined
        ? undefined
        : chooseRedundant(draft, current, visibleVersion, task.status === 'FORCE_REDUNDANT');
    if (current === undefined || replica === undefined) break;
    if (waitsForLoads(draft, current, replica)) {
      wait(draft, task, 'wait for earlier loads to be finished');
      return;
    }
    removeReplica(draft, current, replica.id);
    if (draft.state.moved.has(tablet.ordinal)) forgetMoved(draft, tablet.ordinal);
    removed += 1;
  }
  if (removed > 0) end(draft, task, 'FINISHED', 'redundant replica is deleted');
  else wait(draft, task, 'unable to delete any redundant replica');
}

/**
 * A replica to which loads are being written is marked first and goes when those have ended that had begun by then; later
 * ones do not keep it (replication notes 4d.26).
 */
function waitsForLoads(draft: Draft, tablet: Tablet, replica: Replica): boolean {
  const writing = loadsWritingTo(draft, tablet.ordinal, replica.id);
  const watermark = replica.watermark < 0 ? draft.state.nextId : replica.watermark;
  if (!writing.some(({ id }) => draft.rules.waitsForLoad(id, watermark))) return false;
  if (replica.watermark < 0 && replica.state === 'NORMAL') {
    putReplica(draft, tablet, replicaWith(replica, { state: 'DECOMMISSION', watermark }));
  }
  return true;
}

/** The tablet has no replica too many any more: one that was about to go stays. */
export function keepReplicas(draft: Draft, tablet: Tablet): boolean {
  const marked = tablet.replicas.find(({ state }) => state === 'DECOMMISSION');
  if (marked === undefined) return false;
  putReplica(draft, tablet, replicaWith(marked, { state: 'NORMAL', watermark: -1 }));
  return true;
}

function chooseRedundant(draft: Draft, tablet: Tablet, visibleVersion: number, forced: boolean): Replica | undefined {
  const all = tablet.replicas.map((replica) => candidate(draft, tablet, replica, visibleVersion));
  const candidates = forced && draft.state.profile.forceRedundantBy === 'backend' ? all.filter(freesBackend) : all;
  const complete = all.filter((other) => other.complete).length;
  const removable = candidates.filter((other) => draft.rules.mayRemove(other, complete));
  const least = Math.min(...removable.map((other) => draft.rules.redundancyRank(other)));
  const worst = removable.filter((other) => draft.rules.redundancyRank(other) === least);
  const highest = Math.max(...worst.map(({ score }) => score));
  return pick(
    draft,
    worst.filter(({ score }) => score === highest),
  )?.replica;
}

function candidate(draft: Draft, tablet: Tablet, replica: Replica, visibleVersion: number): RedundancyCandidate {
  return {
    replica,
    backend: backendById(draft.state, replica.backendId),
    complete: isComplete(draft, replica, visibleVersion),
    moved: draft.state.moved.get(tablet.ordinal) === replica.id,
    score: scoreOf(draft, tablet, replica),
  };
}

/** The load score of a replica's backend for the tablet's medium, or of all its media when it lacks that. */
function scoreOf({ state }: Draft, { medium }: Tablet, { backendId }: Replica): number {
  const { load } = state.statistics;
  return load[medium]?.backends.find(({ id }) => id === backendId)?.score ?? mixScore(load, backendId);
}

/** Whether removing a replica by force helps: some lost one sits on a backend that would take a new one. */
export function makesRoom(draft: Draft, tablet: Tablet): boolean {
  if (draft.state.profile.forceRedundantBy === 'count') return true;
  return tablet.replicas.some((replica) => freesBackend(candidate(draft, tablet, replica, 0)));
}

/** A lost replica whose backend lives and would take a new one (interpretation 8). */
function freesBackend(lost: RedundancyCandidate): boolean {
  return lost.backend !== undefined && isAvailable(lost.backend) && (lost.replica.bad || lost.replica.tooFarBehind);
}

function wait(draft: Draft, task: Task, message: string): void {
  putTask(draft, taskWith(task, { message, failedScheduling: task.failedScheduling + 1 }));
}
