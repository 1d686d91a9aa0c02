import type { BackendView, Observation, TabletView } from '../adapters/adapter.ts';
import type { Medium } from '../model/scenario.ts';
import { at } from '../model/vector.ts';
import type { LoadRow } from '../model/views/replication.ts';
import { documentedCoefficient } from './load-laws.ts';
import { mediums, shareOf } from './load-moves.ts';
import { backendIn } from './looks.ts';
import type { Property, Say, Step, Watcher } from './property.ts';

const common = { suite: 'balancing', needs: ['advance'] } as const;

/** R25: the statistics are renewed every minute, whatever the profile's own interval is. */
const MINUTE_MS = 60_000;

/** Numbers may be printed with three decimals. */
const PRINTED = 2e-3;

/** Properties of the load statistics that a client is shown (R25, R26; replication notes 7a and 8.47). */
export const loadStatistics: readonly Property[] = [
  {
    ...common,
    id: 'LB-6',
    title: 'the score comes from shares and numbers of replicas, not from the size of disks',
    clauses: ['R25'],
    level: 'must',
    form: 'step',
    of: 'all',
    judge: (step, say) => eachMedium(step, (rows) => judgeScores(say, rows)),
  },
  {
    ...common,
    id: 'LB-17',
    title: 'the statistics count the replicas of each backend as they were a minute ago at the most',
    clauses: ['R25'],
    level: 'must',
    form: 'eventually',
    start: watchCounts,
  },
  {
    ...common,
    id: 'LB-20',
    title: 'the coefficients that are shown sum to 1 and follow the documented curve',
    clauses: ['R26'],
    level: 'must',
    form: 'step',
    of: 'all',
    judge: (step, say) => eachMedium(step, (rows, medium) => judgeCoefficients(step, say, rows, medium)),
  },
];

/** Statistics are judged when they are new. */
function eachMedium({ before, after }: Step, judge: (rows: readonly LoadRow[], medium: Medium) => void): void {
  if (before.load === after.load) return;
  for (const medium of mediums) if (after.load[medium].length > 0) judge(after.load[medium], medium);
}

function judgeScores(say: Say, rows: readonly LoadRow[]): void {
  rows.forEach((row, nth) => {
    for (const other of rows.slice(nth + 1)) {
      if (!isClose(shareOf(row), shareOf(other), 1e-12)) continue;
      say.exercised();
      const [less, more] = row.ReplicaNum <= other.ReplicaNum ? [row, other] : [other, row];
      const differs = less.ReplicaNum === more.ReplicaNum && !isClose(less.Score, more.Score, PRINTED);
      if (differs || less.Score > more.Score + PRINTED) {
        const texts = [less, more].map(({ BeId, ReplicaNum, Score }) => `${BeId} with ${ReplicaNum} replicas ${Score}`);
        say.violated('score without its reasons', `the disks of two backends are used alike: ${texts.join(', ')}`);
      }
    }
  });
}

function isClose(one: number, other: number, by: number): boolean {
  return Math.abs(one - other) <= by;
}

/** The documents speak of the disks of a backend as a whole, so one with several media says nothing (notes 9.54). */
function judgeCoefficients({ after }: Step, say: Say, rows: readonly LoadRow[], medium: Medium): void {
  for (const row of rows) {
    const { BeId, CapCoeff, ReplCoeff, Capacity } = row;
    const backend = backendIn(after, BeId);
    if (Capacity <= 0 || backend?.disks.every((disk) => disk.medium === medium && disk.online) !== true) continue;
    say.exercised();
    if (!isClose(CapCoeff + ReplCoeff, 1, PRINTED))
      say.violated('coefficients do not sum to 1', `backend ${BeId} has the coefficients ${CapCoeff} and ${ReplCoeff}`);
    const expected = documentedCoefficient(shareOf(row));
    if (!isClose(CapCoeff, expected, 2 * PRINTED))
      say.violated(
        'off the curve',
        `backend ${BeId} uses ${shareOf(row)} with coefficient ${CapCoeff}, expected ${expected}`,
      );
  }
}

/** Replicas by backend and medium as they are, kept up to date tablet by tablet. */
interface Counts {
  readonly of: Map<string, number>;
  readonly mediums: Map<number, Medium>;
  places: string;
  changedMs: number;
  judged: boolean;
  /** Whether a table was dropped, whose replicas a target may count until they are erased. */
  dropped: boolean;
}

function watchCounts(): Watcher {
  const counts: Counts = { of: new Map(), mediums: new Map(), places: '', changedMs: 0, judged: false, dropped: false };
  return (step, say) => {
    follow(step, counts);
    const { nowMs } = step.after;
    if (counts.judged || nowMs - counts.changedMs < MINUTE_MS + 2 * step.profile.schedulerIntervalMs) return;
    counts.judged = true;
    for (const medium of mediums) {
      for (const row of step.after.load[medium]) judgeCount(step.after, say, counts, medium, row);
    }
  };
}

function judgeCount({ backends }: Observation, say: Say, { of, dropped }: Counts, medium: Medium, row: LoadRow): void {
  const backend = backends.find(({ id }) => id === row.BeId);
  if (backend?.disks.some((disk) => disk.online && disk.medium === medium) !== true) return;
  say.exercised();
  const count = of.get(keyOf(row.BeId, medium)) ?? 0;
  if (row.ReplicaNum === count || (dropped && row.ReplicaNum > count)) return;
  say.violated(
    'old statistics',
    `the statistics count ${row.ReplicaNum} replicas of ${medium} on backend ${row.BeId}, which has had ${count} for a minute`,
  );
}

function follow({ command, before, after }: Step, counts: Counts): void {
  if (command.do === 'dropTable') counts.dropped = true;
  const places = before.backends === after.backends && counts.places !== '' ? counts.places : placesOf(after.backends);
  // A clone that failed has left no trace, but may have been counted while it ran.
  let isChanged = places !== counts.places || after.ended.length > 0;
  counts.places = places;
  const mediumOf = new Map(after.touched.length === 0 ? [] : after.tables.map(({ name, medium }) => [name, medium]));
  for (const index of after.touched) {
    const was = at(before.tablets, index);
    const is = at(after.tablets, index);
    const medium = (is === undefined ? undefined : mediumOf.get(is.table)) ?? counts.mediums.get(index);
    if (medium === undefined) continue;
    counts.mediums.set(index, medium);
    if (placementOf(was) === placementOf(is)) continue;
    isChanged = true;
    enter(counts, was, medium, -1);
    enter(counts, is, medium, 1);
  }
  if (!isChanged) return;
  counts.changedMs = after.nowMs;
  counts.judged = false;
}

function enter({ of }: Counts, tablet: TabletView | undefined, medium: Medium, by: 1 | -1): void {
  for (const { BackendId } of tablet?.replicas ?? []) {
    const key = keyOf(BackendId, medium);
    of.set(key, (of.get(key) ?? 0) + by);
  }
}

function placementOf(tablet: TabletView | undefined): string {
  return tablet?.replicas.map((row) => `${row.ReplicaId}@${row.BackendId}`).join() ?? '';
}

function keyOf(backendId: string, medium: Medium): string {
  return `${backendId}/${medium}`;
}

/** Which paths there are: how full they are does not matter here. */
function placesOf(backends: readonly BackendView[]): string {
  return backends
    .map(({ id, disks }) => `${id}:${disks.map(({ pathHash, online }) => `${pathHash}${online ? '' : '!'}`).join()}`)
    .join(';');
}
