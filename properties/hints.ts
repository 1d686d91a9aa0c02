import type { Observation } from '../adapters/adapter.ts';
import type { HintRow, TaskRow } from '../model/views/replication.ts';
import { watchLateUrgency } from './births.ts';
import { partitionKey } from './ledger.ts';
import { isRelease, tableIn, tabletWithId, taskKey } from './looks.ts';
import type { Property, Say, Step, Watcher } from './property.ts';
import { repairWatcher } from './settling.ts';

const described = { level: 'must', suite: 'operations', needs: ['repairTable'] } as const;

/** Properties of repair hints (R21, R22; replication notes 3.8 to 3.16 and 10, CK). */
export const hintProperties: readonly Property[] = [
  {
    ...described,
    id: 'CK-4',
    title: 'ADMIN REPAIR TABLE makes the waiting tasks of the object VERY_HIGH at once, and no others',
    clauses: ['R21'],
    form: 'outcome',
    on: ['repairTable'],
    judge: judgeRaised,
  },
  {
    ...described,
    id: 'CK-6',
    title: 'a hint is listed from when it is given until its time is over',
    clauses: ['R22'],
    level: 'should',
    form: 'eventually',
    start: watchLifetimes,
  },
  {
    ...described,
    id: 'CK-7',
    title: 'ADMIN CANCEL REPAIR TABLE withdraws the named hints, no others, and ends no task',
    clauses: ['R22'],
    needs: ['repairTable', 'cancelRepair'],
    form: 'eventually',
    start: watchCancels,
  },
  {
    ...described,
    id: 'CK-8',
    title: 'no hint outlives the leader, and repair goes on under the next one',
    clauses: ['R22'],
    needs: ['changeLeader', 'advance'],
    form: 'eventually',
    start: watchLeaders,
  },
  {
    ...described,
    id: 'CK-9',
    title: 'a hint for one partition after another is as good as one for both',
    clauses: ['R21'],
    form: 'outcome',
    on: ['repairTable'],
    judge: judgeSecondHint,
  },
];

function hintKey({ Table, Partition }: HintRow): string {
  return `${Table}/${Partition}`;
}

function isListed(observation: Observation, row: HintRow): boolean {
  return observation.hints.some((other) => hintKey(other) === hintKey(row));
}

function newHints({ before, after }: Step): HintRow[] {
  return after.hints.filter((row) => !isListed(before, row));
}

/** The partitions that a statement about hints names; all of the table when it names none. */
function namedIn({ command, before }: Step): readonly string[] {
  if (command.do !== 'repairTable' && command.do !== 'cancelRepair') return [];
  return command.partitions ?? tableIn(before, command.table)?.partitions.map(({ name }) => name) ?? [];
}

function judgeRaised(step: Step, say: Say): void {
  const { command, outcome, before, after } = step;
  if (command.do !== 'repairTable' || outcome.kind !== 'done') return;
  const named = namedIn(step);
  for (const task of after.pending) {
    const was = before.pending.find((other) => taskKey(other) === taskKey(task));
    const tablet = tabletWithId(after, task.TabletId);
    if (was === undefined || tablet === undefined) continue;
    const isMeant = tablet.table === command.table && named.includes(tablet.partition);
    say.exercised();
    if (isMeant && task.DynmPrio !== 'VERY_HIGH')
      say.violated(
        'not raised',
        `a task of ${tablet.table}.${tablet.partition} waits with ${task.DynmPrio} after the hint`,
      );
    if (!isMeant && task.DynmPrio !== was.DynmPrio)
      say.violated(
        'others raised',
        `a task of ${tablet.table}.${tablet.partition} went from ${was.DynmPrio} to ${task.DynmPrio}, but the hint is for others`,
      );
  }
}

/** The hints that the kit cannot have given before must be new; the ones that were listed must stay. */
function judgeSecondHint(step: Step, say: Say): void {
  const { command, outcome, before, after, ledger } = step;
  if (command.do !== 'repairTable' || outcome.kind !== 'done') return;
  const keys = namedIn(step).map((partition) => partitionKey(command.table, partition));
  const fresh = keys.filter((key) => !ledger.hints.has(key) && !ledger.statusSet.has(key));
  const kept = before.hints.filter((row) => row.RemainingTimeMs > after.nowMs - before.nowMs);
  if (kept.length + fresh.length === 0) return;
  say.exercised();
  const lost = kept.find((row) => !isListed(after, row));
  if (lost !== undefined)
    say.violated('earlier hint lost', `a hint for partition ${lost.Partition} vanished when another was given`);
  const added = newHints(step).length;
  if (added < fresh.length)
    say.violated(
      'hint not listed',
      `${fresh.length} partitions of ${command.table} were hinted, ${added} are listed anew`,
    );
}

/** When each listed hint says that it is over, in milliseconds of the target's clock. */
function watchLifetimes(): Watcher {
  const untilMs = new Map<string, number>();
  const watchBirths = watchLateUrgency();
  return (step, say) => {
    watchBirths(step, say);
    const { before, after, command } = step;
    if (before.hints.length + after.hints.length === 0) return;
    if (command.do === 'repairTable' && step.outcome.kind === 'done') judgeGiven(step, say);
    const mayEnd = command.do === 'cancelRepair' || command.do === 'changeLeader' || command.do === 'dropTable';
    for (const row of before.hints) {
      const until = untilMs.get(hintKey(row));
      if (until === undefined || isListed(after, row) || mayEnd || isRelease(step.profile)) continue;
      if (after.nowMs < until)
        say.violated('ends early', `a hint vanished ${(until - after.nowMs) / 1000} s before its time`);
    }
    const listed = new Map<string, number>();
    for (const row of after.hints)
      listed.set(hintKey(row), untilMs.get(hintKey(row)) ?? after.nowMs + row.RemainingTimeMs);
    untilMs.clear();
    for (const [key, until] of listed) untilMs.set(key, until);
    judgeOld(step, say, untilMs);
  };
}

function judgeGiven(step: Step, say: Say): void {
  const { hintLifetimeMs } = step.profile;
  for (const row of newHints(step)) {
    say.exercised();
    if (row.RemainingTimeMs <= 0 || row.RemainingTimeMs > hintLifetimeMs)
      say.violated('another lifetime', `a new hint lasts ${row.RemainingTimeMs} ms instead of ${hintLifetimeMs} ms`);
  }
}

/** A table's hints go together, and only at the end of a round of the checker (replication notes 3.11). */
function judgeOld(step: Step, say: Say, untilMs: ReadonlyMap<string, number>): void {
  const { after, profile } = step;
  const slackMs = 2 * profile.checkerIntervalMs + profile.schedulerIntervalMs;
  for (const row of after.hints) {
    const siblings = after.hints.filter((other) => other.Table === row.Table);
    const latest = Math.max(...siblings.map((other) => untilMs.get(hintKey(other)) ?? after.nowMs));
    if (after.nowMs <= latest + slackMs) continue;
    say.exercised();
    say.violated('outlives its time', `a hint is still listed ${(after.nowMs - latest) / 1000} s after its time`);
  }
}

/** Which listed table id belongs to which table, learned from the hints that appear when one is given. */
function watchCancels(): Watcher {
  const ids = new Map<string, string>();
  return (step, say) => {
    const { command, outcome } = step;
    if (command.do === 'repairTable') for (const row of newHints(step)) ids.set(command.table, row.Table);
    if (command.do === 'dropTable') ids.delete(command.table);
    if (command.do !== 'cancelRepair' || outcome.kind !== 'done' || step.after.nowMs !== step.before.nowMs) return;
    judgeCancel(step, say, command.table, ids.get(command.table));
    judgeTasksKept(step, say);
  };
}

function judgeCancel(step: Step, say: Say, table: string, tableId: string | undefined): void {
  const { before, after, ledger } = step;
  const others = before.hints.filter((row) => row.Table !== tableId);
  const lost = others.find((row) => !isListed(after, row));
  if (lost !== undefined)
    say.violated(
      'other hints withdrawn',
      `a hint of another table (${lost.Table}) went when those of ${table} were withdrawn`,
    );
  const own = before.hints.filter((row) => row.Table === tableId);
  const given = [...ledger.hints.keys()].filter((key) => key.startsWith(`${table}/`));
  // A hint that ended by itself cannot be told from the others, so then nothing is known of the rest.
  if (own.length === 0 || own.length !== given.length) return;
  say.exercised();
  const named = namedIn(step).map((partition) => partitionKey(table, partition));
  const expected = given.filter((key) => !named.includes(key)).length;
  const left = own.filter((row) => isListed(after, row)).length;
  if (left !== expected)
    say.violated(
      left > expected ? 'hint not withdrawn' : 'too many withdrawn',
      `of ${own.length} hints of ${table} ${left} are left instead of ${expected}`,
    );
}

function judgeTasksKept({ before, after }: Step, say: Say): void {
  const tasks: readonly TaskRow[] = [...before.pending, ...before.running];
  if (tasks.length === 0) return;
  say.exercised();
  const kept = new Set([...after.pending, ...after.running].map(taskKey));
  const ended = tasks.find((task) => !kept.has(taskKey(task)));
  if (ended !== undefined)
    say.violated('task ended', `the task of tablet ${ended.TabletId} went when a hint was withdrawn`);
}

function watchLeaders(): Watcher {
  const repairs = repairWatcher('no repair under the new leader', (step) => step.ledger.leaderChanges > 0);
  return (step, say) => {
    repairs(step, say);
    if (step.command.do !== 'changeLeader' || step.outcome.kind !== 'done') return;
    if (step.before.hints.length > 0) say.exercised();
    const [left] = step.after.hints;
    if (left !== undefined)
      say.violated('hint kept', `the new leader still lists a hint for partition ${left.Partition}`);
  };
}
