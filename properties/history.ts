import type { ResultSet } from '../model/scenario.ts';
import type { TaskRow } from '../model/views/replication.ts';
import { taskKey } from './looks.ts';
import type { Property, Say, Step, Watcher } from './property.ts';

const described = { level: 'must', suite: 'balancing', needs: ['advance'] } as const;

/** Properties of ended tasks (R28; replication notes 4b, 9 and 10, SC). */
export const historyProperties: readonly Property[] = [
  {
    ...described,
    id: 'SC-7',
    title: 'a task is in a known state, ends in the history, and the history keeps the newest',
    clauses: ['R28'],
    form: 'eventually',
    start: watchHistory,
  },
  {
    ...described,
    id: 'SC-8',
    title: 'every task that ended otherwise than FINISHED says why',
    clauses: ['R28'],
    form: 'always',
    of: 'tasks',
    judge: ({ after }, say) => {
      for (const task of after.ended) {
        if (task.State === 'FINISHED') continue;
        say.exercised();
        if (task.ErrMsg.trim() === '')
          say.violated(
            'no reason',
            `the task of tablet ${task.TabletId} ended ${task.State} without a reason in ErrMsg`,
          );
      }
    },
  },
  {
    ...described,
    id: 'SC-23',
    title: 'no task ends UNEXPECTED, whatever is dropped meanwhile',
    clauses: ['R28'],
    level: 'should',
    form: 'always',
    of: 'tasks',
    judge: ({ after }, say) => {
      for (const task of after.ended) {
        say.exercised();
        if (task.State === 'UNEXPECTED')
          say.violated('ended unexpectedly', `the task of tablet ${task.TabletId} ended UNEXPECTED: ${task.ErrMsg}`);
      }
    },
  },
];

const states = ['PENDING', 'RUNNING', 'FINISHED', 'CANCELLED', 'TIMEOUT', 'UNEXPECTED', 'EXPIRED'];

/** How many tasks have ended since the leader has had a history. */
function watchHistory(): Watcher {
  let ended = 0;
  return (step, say) => {
    const { command, after } = step;
    if (command.do === 'changeLeader') {
      ended = 0;
      return;
    }
    if (command.do === 'showProc' && command.path === '/cluster_balance/history_tablets')
      judgeListing(step, say, ended);
    const { before } = step;
    if (before.pending === after.pending && before.running === after.running && after.ended.length === 0) return;
    ended += after.ended.length;
    for (const task of [...after.pending, ...after.running, ...after.ended]) judgeState(say, task);
    judgeVanished(step, say);
  };
}

function judgeState(say: Say, task: TaskRow): void {
  if (!states.includes(task.State))
    say.violated('unknown state', `the task of tablet ${task.TabletId} is listed as ${task.State}`);
  if (task.State === 'FINISHED' && task.Finished === null)
    say.violated('no time', `the task of tablet ${task.TabletId} has finished, but not at any time`);
}

/** A task that neither waits nor runs any more is in the history, unless that has overflowed. */
function judgeVanished({ command, before, after, profile }: Step, say: Say): void {
  const tasks = [...before.pending, ...before.running];
  if (tasks.length === 0 || after.ended.length >= profile.historyLimit || command.do === 'dropTable') return;
  say.exercised();
  const found = new Set([...after.pending, ...after.running, ...after.ended].map(taskKey));
  const vanished = tasks.find((task) => !found.has(taskKey(task)));
  if (vanished !== undefined)
    say.violated(
      'not in the history',
      `the task of tablet ${vanished.TabletId} (${vanished.Status}) neither waits nor runs nor is in the history`,
    );
}

function judgeListing({ outcome, profile }: Step, say: Say, ended: number): void {
  const [result] = outcome.kind === 'listed' ? outcome.results : [];
  if (result === undefined) return;
  say.exercised();
  const { length } = result.rows;
  if (length > profile.historyLimit)
    say.violated('history too long', `the history lists ${length} tasks; it keeps ${profile.historyLimit}`);
  if (length < Math.min(ended, profile.historyLimit))
    say.violated('history too short', `${ended} tasks have ended, but the history lists ${length}`);
  const strange = statesIn(result).find((state) => state === null || !states.includes(state));
  if (strange !== undefined) say.violated('unknown state', `the history lists a task as ${strange ?? 'NULL'}`);
}

function statesIn({ columns, rows }: ResultSet): (string | null)[] {
  const column = columns.indexOf('State');
  return column < 0 ? [] : rows.map((row) => row[column] ?? null);
}
