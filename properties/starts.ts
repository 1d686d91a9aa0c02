import { at } from '../model/vector.ts';
import type { TaskRow } from '../model/views/replication.ts';
import { backendIn, isHealthy, tableIn, tabletWithId, taskKey, where } from './looks.ts';
import type { Property, Say, Step } from './property.ts';
import { isOfRepairPool, uses } from './slots.ts';
import { type Ends, isBusy, isFree, type Startable, startablesIn } from './startable.ts';

const described = { level: 'must', needs: ['advance'] } as const;
const ranks: readonly string[] = ['LOW', 'NORMAL', 'HIGH', 'VERY_HIGH'];

/** Properties of which waiting task starts, and of which must (R09, R29, R31; replication notes 4a, 6 and 10, SC and SL). */
export const startProperties: readonly Property[] = [
  {
    ...described,
    form: 'step',
    of: 'all',
    id: 'SC-2',
    title: 'of two tasks that could start the more urgent one is started first',
    clauses: ['R09'],
    suite: 'replication',
    judge: (step, say) =>
      judgeRivals(step, say, (waiting, started) => {
        const isMoreUrgent = [waiting.task, waiting.was].every(
          (task) => ranks.indexOf(task.DynmPrio) > Math.max(...started.map(({ DynmPrio }) => ranks.indexOf(DynmPrio))),
        );
        return isMoreUrgent ? 'less urgent first' : undefined;
      }),
  },
  {
    ...described,
    form: 'step',
    of: 'all',
    id: 'SC-3',
    title: 'of two equally urgent tasks that could start the one visited longest ago is started first',
    clauses: ['R09'],
    suite: 'replication',
    judge: (step, say) =>
      judgeRivals(step, say, (waiting, started) => {
        const priorities = [waiting.task, waiting.was, ...started].map(({ DynmPrio }) => DynmPrio);
        const [rival, before] = started;
        // After the first round nobody can tell any more who had been visited when.
        const isFirstRound = (rival?.LstSched ?? 0) - step.before.nowMs <= step.profile.schedulerIntervalMs;
        const isLonger = before !== undefined && visitedMs(waiting.was) < visitedMs(before);
        return isFirstRound && isLonger && new Set(priorities).size === 1 ? 'later one first' : undefined;
      }),
  },
  {
    ...described,
    form: 'step',
    of: 'all',
    id: 'SL-6',
    title: 'a path without a free slot keeps no task waiting that needs other paths',
    clauses: ['R29'],
    suite: 'balancing',
    judge: (step, say) => {
      if (!step.after.slots.some((path) => path.AvailSlots <= 0)) return;
      for (const waiting of startablesIn(step)) {
        if (!waiting.sources.some(isFree)) continue;
        judgeWaiting(say, waiting, 'blocked by another path', isFree(waiting.destination));
      }
    },
  },
  {
    ...described,
    form: 'step',
    of: 'all',
    id: 'SL-12',
    title: 'a source whose path is busy is passed over for another one',
    clauses: ['R29'],
    suite: 'balancing',
    judge: (step, say) => {
      for (const waiting of startablesIn(step)) {
        if (!waiting.sources.some(isBusy)) continue;
        judgeWaiting(
          say,
          waiting,
          'gave up at a busy source',
          isFree(waiting.destination) && waiting.sources.some(isFree),
        );
      }
    },
  },
  {
    ...described,
    form: 'step',
    of: 'all',
    id: 'SL-9',
    title: 'balancing has slots of its own, which repairs cannot take and which it does not exceed',
    clauses: ['R31'],
    suite: 'balancing',
    judge: judgeBalanceSlots,
  },
];

function visitedMs({ LstVisit }: TaskRow): number {
  return LstVisit ?? -1;
}

function judgeWaiting(say: Say, { tablet, destination }: Startable, kind: string, couldStart: boolean): void {
  say.exercised();
  if (couldStart)
    say.violated(
      kind,
      `the repair of ${where(tablet)} waits, although backend ${destination.is.BeId} and a source have free slots`,
    );
}

/**
 * Tasks that were started while another one waited for the same path, and waits for it still: that had a free slot then.
 *
 * @param isUnfair the kind of injustice towards the waiting task; the other is given as it runs and as it waited.
 */
function judgeRivals(
  step: Step,
  say: Say,
  isUnfair: (waiting: Startable, started: readonly TaskRow[]) => string | undefined,
): void {
  const { before, after } = step;
  if (after.pending.length === 0 || after.running.length + after.ended.length === 0) return;
  const started = [...after.running, ...after.ended].filter(
    (task) => (task.LstSched ?? 0) > before.nowMs && isOfRepairPool(step.profile, task),
  );
  if (started.length === 0) return;
  for (const waiting of startablesIn(step)) {
    for (const rival of started) {
      const was = before.pending.find((task) => taskKey(task) === taskKey(rival));
      if (was === undefined || !uses(rival, waiting.destination.is)) continue;
      if (!waiting.sources.some((source) => hadSlot(step, source, rival.LstSched))) continue;
      say.exercised();
      const kind = isUnfair(waiting, [rival, was]);
      if (kind !== undefined)
        say.violated(
          kind,
          `the repair of ${where(waiting.tablet)} (${waiting.task.DynmPrio}) waits for backend ${waiting.destination.is.BeId}, ` +
            `whose slot went to tablet ${rival.TabletId} (${rival.DynmPrio})`,
        );
    }
  }
}

/** Whether the path had a free slot at that moment: it has one now, or could not be full at any moment of the step. */
function hadSlot(step: Step, { is }: Ends, atMs: number | null): boolean {
  const { before, after, profile } = step;
  if (atMs === after.nowMs) return is.AvailSlots > 0;
  const clones = new Set(
    [...before.running, ...after.running, ...after.ended]
      .filter((task) => uses(task, is) && isOfRepairPool(profile, task))
      .map((task) => `${taskKey(task)} ${task.LstSched}`),
  );
  return clones.size < is.TotalSlots;
}

function judgeBalanceSlots(step: Step, say: Say): void {
  const { balanceSlotsPerPath } = step.profile;
  const moves = step.after.running.filter((task) => task.Type === 'BALANCE');
  if (balanceSlotsPerPath === 0) {
    // Where all clones share one pool nothing is promised beyond its size, which SL-1 is about.
    if (moves.length > 0) say.exercised();
    return;
  }
  for (const path of moves.length === 0 ? [] : step.after.slots) {
    const own = moves.filter((task) => uses(task, path)).length;
    if (own === 0) continue;
    say.exercised();
    const repairs = step.after.running.filter((task) => task.Type === 'REPAIR' && uses(task, path)).length;
    if (path.AvailSlots < path.TotalSlots - repairs)
      say.violated('repair slot taken', `${own} moves use path ${path.PathHash}, and a slot for repairs is gone`);
    if (own > balanceSlotsPerPath)
      say.violated(
        'too many moves',
        `${own} moves use path ${path.PathHash}, which has ${balanceSlotsPerPath} slots for them`,
      );
  }
  for (const task of step.after.pending) if (task.Type === 'BALANCE') judgeWaitingMove(step, say, task, moves);
}

/** A move that waits through a round although both its ends have a slot for it. */
function judgeWaitingMove(step: Step, say: Say, task: TaskRow, running: readonly TaskRow[]): void {
  const { before, after, command, profile } = step;
  if (command.do !== 'advance' || command.seconds * 1000 < profile.schedulerIntervalMs) return;
  const hasWaited = before.pending.some((other) => taskKey(other) === taskKey(task));
  if (!hasWaited || !isStillMovable(step, task)) return;
  const ends = after.slots.filter((path) => uses(task, path));
  if (ends.length !== 2 || !ends.some((path) => path.AvailSlots <= 0)) return;
  say.exercised();
  const busy = [...before.running, ...running].filter((other) => other.Type === 'BALANCE');
  const isFull = ends.some((path) => busy.filter((other) => uses(other, path)).length >= profile.balanceSlotsPerPath);
  if (!isFull)
    say.violated('move blocked by repairs', `a move of tablet ${task.TabletId} waits, although its own slots are free`);
}

function isStillMovable({ before, after, ledger }: Step, task: TaskRow): boolean {
  const tablet = tabletWithId(after, task.TabletId);
  if (tablet === undefined || at(before.tablets, tablet.index) !== tablet || before.backends !== after.backends)
    return false;
  const destination = backendIn(after, task.DestBe);
  const isAltering = ledger.altering.has(tablet.table) || tableIn(after, tablet.table)?.altering === true;
  return isHealthy(tablet, after) && destination?.alive === true && !destination.decommissioned && !isAltering;
}
