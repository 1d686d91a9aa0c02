import type { TaskRow } from '../model/views/replication.ts';
import { taskKey } from './looks.ts';
import type { Property, Say, Step, Watcher } from './property.ts';

const ranks: readonly string[] = ['LOW', 'NORMAL', 'HIGH', 'VERY_HIGH'];

/** What waiting does to priorities (R21; replication notes 4a.6). The law PR-1 is about the same decision by itself. */
export const agingProperties: readonly Property[] = [
  {
    id: 'SC-5',
    title: 'a task that has waited too long rises by one priority, and one born LOW never above HIGH',
    clauses: ['R21'],
    level: 'should',
    suite: 'operations',
    needs: ['advance'],
    form: 'eventually',
    start: watchWaiting,
  },
];

/** A waiting task as it was when its priority was last seen to change. */
interface Waiting {
  readonly original: string;
  readonly rank: number;
  readonly sinceMs: number;
}

function watchWaiting(): Watcher {
  let known = new Map<string, Waiting>();
  return (step, say) => {
    if (step.after.pending.length === 0) {
      if (known.size > 0) known = new Map();
      return;
    }
    const next = new Map<string, Waiting>();
    for (const task of step.after.pending)
      next.set(taskKey(task), judgeTask(step, say, task, known.get(taskKey(task))));
    known = next;
  };
}

function judgeTask(step: Step, say: Say, task: TaskRow, was: Waiting | undefined): Waiting {
  const { before, after, profile, command } = step;
  const rank = ranks.indexOf(task.DynmPrio);
  const now = { original: task.OrigPrio, rank, sinceMs: after.nowMs };
  // A new priority of origin begins everything anew.
  if (was === undefined || was.original !== task.OrigPrio || command.do === 'repairTable') return now;
  const steps = Math.ceil((after.nowMs - before.nowMs) / profile.priorityAgingMs);
  if (rank - was.rank > Math.max(1, steps))
    say.violated(
      'rises too far',
      `the task of tablet ${task.TabletId} rose from ${ranks[was.rank]} to ${task.DynmPrio}`,
    );
  if (task.OrigPrio === 'LOW' && task.DynmPrio === 'VERY_HIGH')
    say.violated('LOW became VERY_HIGH', `the task of tablet ${task.TabletId} was born LOW and waits with VERY_HIGH`);
  if (rank !== was.rank) {
    say.exercised();
    return now;
  }
  const isHighest = rank >= ranks.indexOf(task.OrigPrio === 'LOW' ? 'HIGH' : 'VERY_HIGH');
  const waitedMs = after.nowMs - was.sinceMs;
  if (isHighest || waitedMs <= profile.priorityAgingMs + 3 * profile.checkerIntervalMs) return was;
  say.exercised();
  say.violated(
    'never rises',
    `the task of tablet ${task.TabletId} has waited ${waitedMs / 1000} s with ${task.DynmPrio}`,
  );
  return now;
}
