import type { Observation } from '../adapters/adapter.ts';
import { isSame, resultsOf, shownRows, some, surplus } from './operations-results.ts';
import type { Property, Say, Step } from './property.ts';

/** A list that is shown holds no more tasks than this (replication notes 8.46). */
const MOST_SHOWN = 1_000;

/** The lists that SHOW PROC shows, and what belongs into them. */
const lists: ReadonlyMap<string, (observation: Observation) => readonly string[]> = new Map([
  ['/cluster_balance/pending_tablets', (seen: Observation) => seen.pending.map(({ TabletId }) => TabletId)],
  ['/cluster_balance/running_tablets', (seen: Observation) => seen.running.map(({ TabletId }) => TabletId)],
]);

/** What the task lists show by SHOW PROC (R28; replication notes 8.44). */
export const listProperties: readonly Property[] = [
  {
    id: 'SQL-19',
    title: 'the lists of waiting and of running tasks show exactly those',
    clauses: ['R28'],
    level: 'must',
    suite: 'operations',
    needs: ['showProc'],
    form: 'outcome',
    on: ['showProc'],
    judge: judgeList,
  },
];

function judgeList(step: Step, say: Say): void {
  const { command, before, after } = step;
  const [result] = resultsOf(step);
  const listed = command.do === 'showProc' ? lists.get(command.path) : undefined;
  if (command.do !== 'showProc' || result === undefined || listed === undefined) return;
  const expected = listed(before);
  if (expected.length > MOST_SHOWN || !isSame(expected, listed(after))) return;
  say.exercised();
  const shown = shownRows(result).map((row) => row.cell('TabletId'));
  const [absent, extra] = [surplus(expected, shown), surplus(shown, expected)];
  if (absent.length > 0) say.violated('task not shown', `${command.path} has no row for tablet ${some(absent)}`);
  if (extra.length > 0) say.violated('task invented', `${command.path} has a row too many for tablet ${some(extra)}`);
}
