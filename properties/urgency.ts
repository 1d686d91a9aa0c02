import type { Observation, TabletView } from '../adapters/adapter.ts';
import { at } from '../model/vector.ts';
import type { TaskRow } from '../model/views/replication.ts';
import { newTasks } from './births.ts';
import { type HintGiven, partitionKey, queueLimit } from './ledger.ts';
import {
  backendIn,
  completeRows,
  everyTablet,
  isBad,
  isRelease,
  removesReplica,
  tableIn,
  tabletWithId,
  taskKey,
  where,
} from './looks.ts';
import type { Property, Say, Step, Watcher } from './property.ts';

const described = { level: 'must', suite: 'operations', needs: ['advance', 'repairTable'] } as const;

/** Properties of what is urgent and of the limit of the queue (R09, R21; replication notes 2.12, 3.7, 3.8 and 10, CK). */
export const urgencyProperties: readonly Property[] = [
  {
    ...described,
    id: 'CK-5',
    title: 'what a hint is about is queued in the next round of the checker, and with VERY_HIGH',
    clauses: ['R21'],
    form: 'step',
    of: 'all',
    judge: (step, say) => {
      if (step.ledger.hints.size === 0) return;
      const born = newTasks(step);
      if (born.length === 0) return;
      for (const task of born) judgeBirth(step, say, task);
      judgeRound(step, say, Math.min(...born.map((task) => task.Create ?? Number.POSITIVE_INFINITY)));
    },
  },
  {
    ...described,
    id: 'CK-10',
    title: 'a full queue does not keep out what a hint is about',
    clauses: ['R21'],
    level: 'should',
    needs: ['advance', 'repairTable', 'setConfig'],
    form: 'eventually',
    start: watchFullQueue,
  },
  {
    ...described,
    id: 'CK-11',
    title: 'no more repairs wait than the queue may hold, and one',
    clauses: ['R21', 'R09'],
    level: 'should',
    needs: ['advance', 'setConfig'],
    form: 'step',
    of: 'all',
    judge: judgeLimit,
  },
];

/** The hint for the tablet that held at the moment for certain. */
function hintAt(step: Step, tablet: TabletView, atMs: number): HintGiven | undefined {
  const { ledger, before, profile } = step;
  // A release forgets hints of partitions that look healthy (replication notes 3.13): all must be listed still.
  if (before.hints.length < ledger.hints.size || (isRelease(profile) && ledger.statusSet.size > 0)) return undefined;
  const hint = ledger.hints.get(partitionKey(tablet.table, tablet.partition));
  const isInForce = hint !== undefined && atMs > hint.latestMs && atMs < hint.firstMs + profile.hintLifetimeMs;
  // Two rounds of the checker may have passed since.
  return isInForce && atMs - before.nowMs <= profile.checkerIntervalMs ? hint : undefined;
}

function judgeBirth(step: Step, say: Say, task: TaskRow): void {
  const tablet = tabletWithId(step.after, task.TabletId);
  if (tablet === undefined || task.Create === null || removesReplica(task)) return;
  if (hintAt(step, tablet, task.Create) === undefined) return;
  say.exercised();
  if (task.DynmPrio !== 'VERY_HIGH')
    say.violated(
      'born without urgency',
      `the repair of ${where(tablet)} is hinted, but was queued with ${task.DynmPrio}`,
    );
}

/** A round of the checker that has queued anything must have queued what is hinted, without its start delay. */
function judgeRound(step: Step, say: Say, roundMs: number): void {
  if (step.after.nowMs <= roundMs || isFull(step, step.before) || isFull(step, step.after)) return;
  const busy = new Set(
    [...step.before.pending, ...step.before.running, ...step.after.pending, ...step.after.running]
      .concat(step.after.ended)
      .map((task) => task.TabletId),
  );
  for (const tablet of everyTablet(step.after)) {
    if (hintAt(step, tablet, roundMs) === undefined || !hasLost(step, tablet)) continue;
    say.exercised();
    if (!busy.has(tablet.tabletId))
      say.violated(
        'delayed in spite of the hint',
        `${where(tablet)} is hinted and has lost a replica, but a round has passed it by`,
      );
  }
}

/** Whether a replica is missing or bad for certain, before and after the step, and another one could be its source. */
function hasLost({ before, after, ledger }: Step, tablet: TabletView): boolean {
  const was = at(before.tablets, tablet.index);
  const isAltering = ledger.altering.has(tablet.table) || tableIn(after, tablet.table)?.altering === true;
  return was !== undefined && !isAltering && lacks(was, before) && lacks(tablet, after);
}

function lacks(tablet: TabletView, observation: Observation): boolean {
  const sound = tablet.replicas.filter(
    (row) => !isBad(row) && row.State !== 'CLONE' && backendIn(observation, row.BackendId) !== undefined,
  );
  const source = completeRows(tablet).some((row) => row.Status === 'OK');
  return source && sound.length < tablet.replicationNum;
}

/** Since when each hinted tablet has waited for a task while the queue was full, in milliseconds of the target's clock. */
function watchFullQueue(): Watcher {
  const sinceMs = new Map<string, number>();
  return (step, say) => {
    const { after, before, command, profile } = step;
    if (
      step.ledger.hints.size === 0 ||
      command.do === 'changeLeader' ||
      !isFull(step, before) ||
      !isFull(step, after)
    ) {
      sinceMs.clear();
      return;
    }
    const busy = new Set([...after.pending, ...after.running, ...after.ended].map((task) => task.TabletId));
    const waiting = everyTablet(after).filter((tablet) => isHinted(step, tablet) && hasLost(step, tablet));
    for (const { tabletId } of waiting) if (!sinceMs.has(tabletId)) sinceMs.set(tabletId, before.nowMs);
    const ids = new Set(waiting.map((tablet) => tablet.tabletId));
    for (const id of sinceMs.keys()) if (!ids.has(id)) sinceMs.delete(id);
    for (const tablet of waiting) {
      if (busy.has(tablet.tabletId)) {
        say.exercised();
        sinceMs.delete(tablet.tabletId);
      } else if (after.nowMs - (sinceMs.get(tablet.tabletId) ?? after.nowMs) > 2 * profile.checkerIntervalMs) {
        say.exercised();
        say.violated(
          'kept out',
          `${where(tablet)} is hinted and has lost a replica, but gets no task while the queue is full`,
        );
      }
    }
  };
}

/** Whether the hint holds before and after the step, as far as can be told. */
function isHinted(step: Step, tablet: TabletView): boolean {
  const { ledger, before, after, profile } = step;
  const hint = ledger.hints.get(partitionKey(tablet.table, tablet.partition));
  const isListed = before.hints.length >= ledger.hints.size && after.hints.length >= ledger.hints.size;
  const isKnown = isListed && !(isRelease(profile) && ledger.statusSet.size > 0);
  return hint !== undefined && isKnown && after.nowMs < hint.firstMs + profile.hintLifetimeMs;
}

function isFull({ ledger, profile }: Step, { pending, running }: Observation): boolean {
  return Math.max(pending.length, running.length) > queueLimit(ledger, profile);
}

/** Of the repairs that wait, all but the newest were waiting when that was queued. Moves that became repairs do not count. */
function judgeLimit(step: Step, say: Say): void {
  const limit = queueLimit(step.ledger, step.profile);
  const { before, after } = step;
  if (limit >= after.tablets.size) return;
  const born = new Set(newTasks(step).map(taskKey));
  const moves = new Set(before.pending.filter((task) => task.Type === 'BALANCE').map(taskKey));
  const waiting = after.pending.filter(
    (task) => task.Type === 'REPAIR' && task.DynmPrio !== 'VERY_HIGH' && !moves.has(taskKey(task)),
  );
  if (!waiting.some((task) => born.has(taskKey(task)))) return;
  say.exercised();
  if (waiting.length > limit + 1)
    say.violated(
      'too many wait',
      `${waiting.length} repairs wait, of which the newest was queued just now; the limit is ${limit}`,
    );
}
