import type { TabletView } from '../adapters/adapter.ts';
import { at } from '../model/vector.ts';
import type { ReplicaStatusRow } from '../model/views/replication.ts';
import { backendIn, nameOfBackend, rowOn, where } from './looks.ts';
import type { Say, Step, Watcher } from './property.ts';

/**
 * Watches where new replicas are put (SC-11). What a disk holds is only told when load statistics are made, so a backend
 * counts as full when it has been shown without room for as long as those may be old, and nothing has left it meanwhile.
 */
export function watchDestinations(): Watcher {
  const fullSinceMs = new Map<string, number>();
  return (step, say) => {
    // What leaves a backend in this step may have made room for what comes.
    for (const index of step.after.touched) {
      noteRemovals(step, at(step.before.tablets, index), at(step.after.tablets, index), fullSinceMs);
    }
    for (const index of step.after.touched) {
      const [before, after] = [at(step.before.tablets, index), at(step.after.tablets, index)];
      if (before !== undefined && after !== undefined) judgeTablet(step, say, before, after, fullSinceMs);
    }
    noteFullness(step, fullSinceMs);
  };
}

function noteFullness({ after }: Step, fullSinceMs: Map<string, number>): void {
  for (const { id, freeBytes } of after.backends) {
    if (freeBytes > 0) fullSinceMs.delete(id);
    else if (!fullSinceMs.has(id)) fullSinceMs.set(id, after.nowMs);
  }
}

function noteRemovals(
  step: Step,
  before: TabletView | undefined,
  after: TabletView | undefined,
  fullSinceMs: Map<string, number>,
): void {
  for (const { BackendId, ReplicaId } of before?.replicas ?? []) {
    const isKept = after?.replicas.some((row) => row.ReplicaId === ReplicaId) === true;
    if (!isKept && fullSinceMs.has(BackendId)) fullSinceMs.set(BackendId, step.after.nowMs);
  }
}

function judgeTablet(
  step: Step,
  say: Say,
  before: TabletView,
  after: TabletView,
  fullSinceMs: ReadonlyMap<string, number>,
): void {
  const twice = after.replicas.find((row) => rowOn(after, row.BackendId) !== row);
  if (twice !== undefined)
    say.violated('two replicas on a backend', `${where(after)} has two replicas on backend ${twice.BackendId}`);
  for (const row of after.replicas) {
    if (before.replicas.some((other) => other.ReplicaId === row.ReplicaId)) continue;
    say.exercised();
    judgeBackend(step, say, after, row);
    const fullMs = step.before.nowMs - (fullSinceMs.get(row.BackendId) ?? step.before.nowMs);
    const isFull = backendIn(step.after, row.BackendId)?.freeBytes === 0 && fullMs > step.profile.statisticsIntervalMs;
    if (isFull && before.visibleVersion > 1) {
      const name = nameOfBackend(step.after, row.BackendId);
      say.violated('full destination', `a new replica of ${where(after)} is on ${name}, which has no room`);
    }
  }
}

function judgeBackend(step: Step, say: Say, after: TabletView, row: ReplicaStatusRow): void {
  const was = backendIn(step.before, row.BackendId);
  const is = backendIn(step.after, row.BackendId);
  const name = nameOfBackend(step.after, row.BackendId);
  if (was?.alive === false && is?.alive === false)
    say.violated('dead destination', `a new replica of ${where(after)} is on ${name}, which is dead`);
  if (was?.decommissioned === true && is?.decommissioned === true) {
    say.violated(
      'decommissioned destination',
      `a new replica of ${where(after)} is on ${name}, which is decommissioned`,
    );
  }
}
