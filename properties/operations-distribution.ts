import type { TabletView } from '../adapters/adapter.ts';
import { isSame, resultsOf, type Shown, shownRows, steadyTablets, wholeNumber } from './operations-results.ts';
import type { Say, Step, TabletProperty } from './property.ts';

const common = {
  level: 'must',
  suite: 'operations',
  needs: ['showReplicaDistribution'],
  on: ['showReplicaDistribution'],
} as const;

/** ADMIN SHOW REPLICA DISTRIBUTION (R19; replication notes 8.2 and 10, SQL-7, SQL-8). */
export const distributionProperties: readonly TabletProperty[] = [
  {
    ...common,
    form: 'outcome',
    id: 'SQL-7',
    title: 'every backend has a row with the number of its replicas and its share of all',
    clauses: ['R19'],
    judge: (step, say) => {
      const { command } = step;
      const [result] = resultsOf(step);
      const tablets = command.do === 'showReplicaDistribution' ? steadyTablets(step, command) : undefined;
      if (result === undefined || tablets === undefined || !hasSteadyBackends(step)) return;
      judgeShares(step, say, tablets, shownRows(result));
    },
  },
  {
    ...common,
    form: 'outcome',
    id: 'SQL-8',
    title: 'the graph has no shorter bar for more replicas',
    clauses: ['R19'],
    judge: (step, say) => {
      const [result] = resultsOf(step);
      if (result !== undefined) judgeGraph(say, shownRows(result));
    },
  },
];

function hasSteadyBackends({ before, after }: Step): boolean {
  return before.backends === after.backends || isSame(idsOf(before.backends), idsOf(after.backends));
}

function idsOf(backends: Step['before']['backends']): readonly string[] {
  return backends.map(({ id }) => id);
}

/** Half of the last digit that is shown, and what may be lost in between. */
const PERCENT_ERROR = 0.005 + 1e-9;

function judgeShares({ before }: Step, say: Say, tablets: readonly TabletView[], rows: readonly Shown[]): void {
  say.exercised();
  const ids = idsOf(before.backends);
  const counts = new Map(ids.map((id) => [id, countOn(tablets, id)]));
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const shown = rows.map((row) => row.cell('BackendId'));
  const absent = ids.find((id) => !shown.includes(id));
  if (absent !== undefined) say.violated('backend without a row', `backend ${absent} has no row`);
  const stray = shown.find((id, nth) => !counts.has(id) || shown.indexOf(id) !== nth);
  if (stray !== undefined) say.violated('row too many', `backend ${stray} has a row too many`);
  for (const row of rows) {
    const count = counts.get(row.cell('BackendId'));
    if (count !== undefined) judgeShare(say, row, count, total);
  }
}

function countOn(tablets: readonly TabletView[], backendId: string): number {
  return tablets.filter(({ replicas }) => replicas.some((row) => row.BackendId === backendId)).length;
}

function judgeShare(say: Say, row: Shown, count: number, total: number): void {
  const backend = `backend ${row.cell('BackendId')}`;
  if (wholeNumber(row.cell('ReplicaNum')) !== count)
    say.violated('wrong number', `${backend} has ${count} replicas, but ${row.cell('ReplicaNum')} are shown`);
  if (total === 0) return;
  const percent = percentIn(row.cell('Percent'));
  const exact = (100 * count) / total;
  if (!(Math.abs(percent - exact) <= PERCENT_ERROR))
    say.violated('wrong share', `${backend} has ${exact} % of ${total} replicas, but ${row.cell('Percent')} is shown`);
}

function percentIn(text: string): number {
  const number = /^\s*(\d*\.?\d+)\s*%?\s*$/.exec(text)?.[1];
  return number === undefined ? Number.NaN : Number(number);
}

function judgeGraph(say: Say, rows: readonly Shown[]): void {
  if (rows.length === 0) return;
  say.exercised();
  const bars = rows.map((row) => ({
    count: wholeNumber(row.cell('ReplicaNum')) ?? 0,
    graph: row.cell('Graph').trim(),
  }));
  const odd = bars.find(({ graph }) => /[^>]/.test(graph));
  if (odd !== undefined) say.violated('graph of other signs', `the graph shows ${odd.graph.slice(0, 40)}`);
  const ordered = [...bars].sort((left, right) => left.count - right.count || left.graph.length - right.graph.length);
  ordered.forEach((bar, nth) => {
    const next = ordered[nth + 1];
    if (next !== undefined && (next.graph.length < bar.graph.length || isUneven(bar, next)))
      say.violated(
        'graph does not follow',
        `${bar.count} and ${next.count} replicas have ${bar.graph} and ${next.graph}`,
      );
  });
}

interface Bar {
  readonly count: number;
  readonly graph: string;
}

function isUneven(one: Bar, other: Bar): boolean {
  return one.count === other.count && one.graph.length !== other.graph.length;
}
