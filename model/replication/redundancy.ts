import { taskWith } from './change.ts';
import { backendById, type Draft, pick, tabletAt } from './draft.ts';
import { isComplete } from './facts.ts';
import { isWrittenByLoad } from './loads.ts';
import type { RedundancyCandidate } from './rules.ts';
import { isAvailable, type Replica, type Tablet, type Task } from './state.ts';
import { end, putTask, removeReplica } from './tasks.ts';

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
    if (isWrittenByLoad(draft, current.ordinal, replica.id)) {
      wait(draft, task, 'wait for earlier loads to be finished');
      return;
    }
    removeReplica(draft, current, replica.id);
    removed += 1;
  }
  if (removed > 0) end(draft, task, 'FINISHED', 'redundant replica is deleted');
  else wait(draft, task, 'unable to delete any redundant replica');
}

function chooseRedundant(draft: Draft, tablet: Tablet, visibleVersion: number, forced: boolean): Replica | undefined {
  const all = tablet.replicas.map((replica) => candidate(draft, replica, visibleVersion));
  const candidates = forced && draft.state.profile.forceRedundantBy === 'backend' ? all.filter(freesBackend) : all;
  const complete = all.filter((other) => other.complete).length;
  const removable = candidates.filter((other) => draft.rules.mayRemove(other, complete));
  const least = Math.min(...removable.map((other) => draft.rules.redundancyRank(other)));
  return pick(
    draft,
    removable.filter((other) => draft.rules.redundancyRank(other) === least),
  )?.replica;
}

function candidate(draft: Draft, replica: Replica, visibleVersion: number): RedundancyCandidate {
  return {
    replica,
    backend: backendById(draft.state, replica.backendId),
    complete: isComplete(draft, replica, visibleVersion),
  };
}

/** Whether removing a replica by force helps: some lost one sits on a backend that would take a new one. */
export function makesRoom(draft: Draft, tablet: Tablet): boolean {
  if (draft.state.profile.forceRedundantBy === 'count') return true;
  return tablet.replicas.some((replica) => freesBackend(candidate(draft, replica, 0)));
}

/** A lost replica whose backend lives and would take a new one (interpretation 8). */
function freesBackend(lost: RedundancyCandidate): boolean {
  return lost.backend !== undefined && isAvailable(lost.backend) && (lost.replica.bad || lost.replica.tooFarBehind);
}

function wait(draft: Draft, task: Task, message: string): void {
  putTask(draft, taskWith(task, { message, failedScheduling: task.failedScheduling + 1 }));
}
