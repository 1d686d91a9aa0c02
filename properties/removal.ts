import type { BackendView, Observation, TabletView } from '../adapters/adapter.ts';
import { at } from '../model/vector.ts';
import type { ReplicaStatusRow, TaskRow } from '../model/views/replication.ts';
import { isQuiet, mayBeLost } from './ledger.ts';
import { couldStore, isVisible, loadingOf } from './loading.ts';
import { backendIn, isBad, isComplete, nameOfBackend, tabletWithId, taskKey, where } from './looks.ts';
import type { Property, Say, Step, Watcher } from './property.ts';

const described = { level: 'must', suite: 'replication', needs: ['advance'] } as const;

/** Properties of redundant replicas (R11, R14; replication notes 4d and 10, SC). */
export const removalProperties: readonly Property[] = [
  {
    ...described,
    id: 'SC-17',
    title:
      'of redundant replicas the least useful goes first: dropped, bad, dead, decommissioned, lagging, then the others',
    clauses: ['R11'],
    form: 'step',
    of: 'tablet',
    judge: judgeOrder,
  },
  {
    ...described,
    id: 'SC-18',
    title: 'a redundant replica stays until the loads have ended that wrote to it before it had to go',
    clauses: ['R11'],
    needs: ['advance', 'beginLoad'],
    form: 'step',
    of: 'tablet',
    judge: judgeLoads,
  },
  {
    ...described,
    id: 'SC-19',
    title: 'a replica that is about to go still stores what is loaded',
    clauses: ['R11', 'R13'],
    level: 'should',
    form: 'outcome',
    on: ['load', 'commitLoad'],
    judge: judgeLeaving,
  },
  {
    ...described,
    id: 'SC-20',
    title: 'while nothing happens from outside a tablet is not cloned again and again',
    clauses: ['R14'],
    form: 'eventually',
    start: watchRepetition,
  },
];

/** How useless a replica is, least useful first; undefined where readings differ. */
function uselessness(
  row: ReplicaStatusRow,
  visibleVersion: number,
  backend: BackendView | undefined,
): number | undefined {
  if (row.State !== 'NORMAL') return undefined;
  if (backend === undefined) return 0;
  if (isBad(row)) return 1;
  if (!backend.alive) return 2;
  if (backend.decommissioned) return 3;
  return isComplete(row, visibleVersion) ? 5 : 4;
}

function judgeOrder(step: Step, say: Say, before: TabletView | undefined, after: TabletView | undefined): void {
  const { ended, pending } = step.after;
  if (ended.length + pending.length === 0) return;
  if (before === undefined || after === undefined || !isCalm(step, before, after)) return;
  const task = [...ended, ...pending].find((row) => row.TabletId === after.tabletId && row.Status === 'REDUNDANT');
  if (
    task === undefined ||
    [...ended].some((row) => row.TabletId === after.tabletId && row.Status === 'FORCE_REDUNDANT')
  )
    return;
  for (const chosen of before.replicas) {
    if (chosen.State === 'NORMAL' && hasGone(chosen, after)) judgeChoice(step, say, before, after, chosen);
  }
}

/** Nothing has changed meanwhile that could have changed the choice. */
function isCalm({ command, before, after }: Step, was: TabletView, is: TabletView): boolean {
  if (command.do !== 'advance' || was.visibleVersion !== is.visibleVersion) return false;
  const standing = ({ backends }: Observation): string =>
    backends.map(({ id, alive, decommissioned }) => `${id} ${alive} ${decommissioned}`).join();
  return before.backends === after.backends || standing(before) === standing(after);
}

/** Whether the replica was removed, or marked to be. */
function hasGone({ ReplicaId }: ReplicaStatusRow, after: TabletView): boolean {
  const now = after.replicas.find((row) => row.ReplicaId === ReplicaId);
  return now === undefined || now.State === 'DECOMMISSION';
}

function judgeChoice(step: Step, say: Say, before: TabletView, after: TabletView, chosen: ReplicaStatusRow): void {
  const rank = uselessness(chosen, before.visibleVersion, backendIn(step.before, chosen.BackendId));
  const name = nameOfBackend(step.before, chosen.BackendId);
  if (rank === undefined || mayBeLost(step.ledger, before, name)) return;
  for (const other of before.replicas) {
    const now = after.replicas.find((row) => row.ReplicaId === other.ReplicaId);
    if (now === undefined || other === chosen) continue;
    const was = uselessness(other, before.visibleVersion, backendIn(step.before, other.BackendId));
    const is = uselessness(now, after.visibleVersion, backendIn(step.after, now.BackendId));
    if (was === undefined || was !== is) continue;
    say.exercised();
    if (was < rank)
      say.violated(
        'better replica removed',
        `of ${where(after)} the replica on ${name} went, while the one on ${nameOfBackend(step.after, other.BackendId)} is less useful`,
      );
  }
}

/** Loads that began after the mark are not waited for, so a replica that was marked when they began does not count. */
function judgeLoads(step: Step, say: Say, before: TabletView | undefined, after: TabletView | undefined): void {
  if (before === undefined || after === undefined || step.command.do !== 'advance') return;
  if (step.ledger.inFlight.size === 0 || !isBeingReduced(step, after)) return;
  for (const row of before.replicas) {
    if (!isSound(step, before, row)) continue;
    const load = [...step.ledger.inFlight].find(
      ([, { replicas, leaving, unreachable }]) =>
        replicas.has(row.ReplicaId) &&
        !leaving.has(row.ReplicaId) &&
        !unreachable.has(nameOfBackend(step.before, row.BackendId)),
    );
    if (load === undefined) continue;
    say.exercised();
    if (!after.replicas.some((other) => other.ReplicaId === row.ReplicaId))
      say.violated(
        'removed under a load',
        `the replica of ${where(after)} on ${nameOfBackend(step.before, row.BackendId)} went while ${load[0]} was writing to it`,
      );
  }
}

/** A replica that is there for certain: alive, not bad, not destroyed by the kit. */
function isSound(step: Step, tablet: TabletView, row: ReplicaStatusRow): boolean {
  const name = nameOfBackend(step.before, row.BackendId);
  const wasAlive = backendIn(step.before, row.BackendId)?.alive === true;
  const isAlive = backendIn(step.after, row.BackendId)?.alive === true;
  const isIntact = !step.ledger.crashed.has(name) && !mayBeLost(step.ledger, tablet, name);
  return (row.State === 'NORMAL' || row.State === 'DECOMMISSION') && !isBad(row) && wasAlive && isAlive && isIntact;
}

/** Whether a task is about a replica too many of the tablet, and none has removed one by force. */
function isBeingReduced({ after }: Step, { tabletId }: TabletView): boolean {
  const hasTask = (status: string): boolean => {
    const isOwn = (task: TaskRow): boolean => task.Status === status && task.TabletId === tabletId;
    return after.pending.some(isOwn) || after.running.some(isOwn) || after.ended.some(isOwn);
  };
  return hasTask('REDUNDANT') && !hasTask('FORCE_REDUNDANT');
}

function judgeLeaving(step: Step, say: Say): void {
  const loading = isVisible(step.outcome) ? loadingOf(step) : undefined;
  if (loading === undefined) return;
  const load = step.command.do === 'commitLoad' ? step.ledger.inFlight.get(step.command.load) : undefined;
  loading.before.forEach((tablet, nth) => {
    const after = loading.after[nth];
    for (const row of tablet.replicas) {
      const wasWritten = step.command.do === 'load' || load?.leaving.has(row.ReplicaId) === true;
      if (row.State !== 'DECOMMISSION' || after === undefined || !wasWritten) continue;
      judgeStored(step, say, tablet, after, row);
    }
  });
}

function judgeStored(step: Step, say: Say, before: TabletView, after: TabletView, row: ReplicaStatusRow): void {
  const name = nameOfBackend(step.before, row.BackendId);
  const isAble = couldStore(step, name) && !step.ledger.publishStalls.has(name) && !step.ledger.writesFail.has(name);
  if (!isAble || !isComplete(row, before.visibleVersion) || !isSound(step, before, row)) return;
  const now = after.replicas.find((other) => other.ReplicaId === row.ReplicaId);
  if (now === undefined) return;
  say.exercised();
  if (!isComplete(now, after.visibleVersion))
    say.violated(
      'leaving replica left out',
      `the replica of ${where(after)} on ${name} is about to go, and was not loaded any more`,
    );
}

/** Finished clones of each tablet since anything but time has happened to the system. */
function watchRepetition(): Watcher {
  const clones = new Map<string, Set<string>>();
  return (step, say) => {
    if (!isQuiet(step.command)) {
      clones.clear();
      return;
    }
    for (const task of step.after.ended) {
      const tablet = tabletWithId(step.after, task.TabletId);
      if (tablet === undefined || !isFinishedRepair(task) || isWaiting(step, tablet)) continue;
      const known = clones.get(task.TabletId) ?? new Set();
      clones.set(task.TabletId, known.add(taskKey(task)));
      say.exercised();
      judgeNumber(step, say, tablet, known.size);
    }
  };
}

/** While a load waits to become visible its replicas are behind, and are repaired in vain. */
function isWaiting({ ledger }: Step, { table }: TabletView): boolean {
  return [...ledger.waiting.values()].includes(table);
}

function isFinishedRepair(task: TaskRow): boolean {
  return task.Type === 'REPAIR' && task.State === 'FINISHED' && task.SrcBe !== '-1' && task.DestBe !== '-1';
}

/** Each replica may have to be made anew, and then be brought up to what was loaded meanwhile. */
function judgeNumber({ before }: Step, say: Say, tablet: TabletView, finished: number): void {
  const records = Math.max(
    tablet.replicationNum,
    tablet.replicas.length,
    at(before.tablets, tablet.index)?.replicas.length ?? 0,
  );
  if (finished > 2 * records + 2)
    say.violated(
      'cloned again and again',
      `${where(tablet)} was cloned ${finished} times although nothing happened to it`,
    );
}
