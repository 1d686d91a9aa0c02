import type { TabletView } from '../adapters/adapter.ts';
import type { ShowTablet, ShowTablets } from '../model/scenario.ts';
import { at } from '../model/vector.ts';
import type { ReplicaStatusRow } from '../model/views/replication.ts';
import { backendNamed, partitionIn, tableIn, where } from './looks.ts';
import {
  isSame,
  replicaKey,
  resultsOf,
  type Shown,
  shownKey,
  shownRows,
  some,
  steadyTablets,
  surplus,
  wholeNumber,
} from './operations-results.ts';
import type { Property, Say, Step } from './property.ts';

const common = { level: 'must', suite: 'operations', form: 'outcome' } as const;

/** SHOW TABLET in both forms (R18, R20; replication notes 8.5 and 10, SQL-11, SQL-12). */
export const tabletProperties: readonly Property[] = [
  {
    ...common,
    id: 'SQL-11',
    title: 'a page of SHOW TABLET FROM is that part of all rows that match, in the order asked for',
    clauses: ['R18'],
    needs: ['showTablets'],
    on: ['showTablets'],
    judge: judgePage,
  },
  {
    ...common,
    id: 'SQL-12',
    title: 'SHOW TABLET <id> names the place of the tablet, and its DetailCmd lists all replicas of it',
    clauses: ['R20'],
    needs: ['showTablet'],
    on: ['showTablet'],
    judge: judgeDetail,
  },
  {
    ...common,
    id: 'SQL-18',
    title: 'SHOW TABLET FROM shows each replica with its backend, version and state',
    clauses: ['R18'],
    needs: ['showTablets'],
    on: ['showTablets'],
    judge: judgeCells,
  },
];

/** What may be in the column State, in the documents or in a release (replication notes 9.31). */
const states = ['NORMAL', 'CLONE', 'SCHEMA_CHANGE', 'ROLLUP', 'ALTER', 'DECOMMISSION', 'RECOVER'];

/** How the columns of SHOW TABLET FROM are called that ADMIN SHOW REPLICA STATUS has, too. */
const shared: ReadonlyMap<string, keyof ReplicaStatusRow> = new Map([
  ['tabletid', 'TabletId'],
  ['replicaid', 'ReplicaId'],
  ['backendid', 'BackendId'],
  ['version', 'Version'],
  ['lstsuccessversion', 'LastSuccessVersion'],
  ['lstfailedversion', 'LastFailedVersion'],
  ['state', 'State'],
]);

interface Page {
  readonly command: ShowTablets;
  readonly rows: readonly Shown[];
  /** All replicas that match the clause WHERE. */
  readonly matching: readonly ReplicaStatusRow[];
}

/** What was asked and what was shown; undefined while there is more than one right answer. */
function pageOf(step: Step): Page | undefined {
  const { command } = step;
  const [result] = resultsOf(step);
  const tablets = command.do === 'showTablets' ? steadyTablets(step, command) : undefined;
  // A tablet without replicas may have a row that stands for it (replication notes 8.32).
  if (
    command.do !== 'showTablets' ||
    result === undefined ||
    tablets?.every(({ replicas }) => replicas.length > 0) !== true
  )
    return undefined;
  const backend = command.where?.backend;
  const backendId = backend === undefined ? undefined : backendNamed(step.before, backend)?.id;
  if (backend !== undefined && backendId === undefined) return undefined;
  const matching = tablets.flatMap(({ replicas }) => replicas).filter((row) => matches(row, command, backendId));
  return { command, rows: shownRows(result), matching };
}

function matches(row: ReplicaStatusRow, { where: clause = {} }: ShowTablets, backendId: string | undefined): boolean {
  if (clause.version !== undefined && row.Version !== clause.version) return false;
  if (clause.state !== undefined && row.State !== clause.state.toUpperCase()) return false;
  return backendId === undefined || row.BackendId === backendId;
}

function judgePage(step: Step, say: Say): void {
  const page = pageOf(step);
  if (page === undefined) return;
  say.exercised();
  const { command, rows, matching } = page;
  const shown = rows.map(shownKey);
  const stray = surplus(shown, matching.map(replicaKey));
  if (stray.length > 0) say.violated('row that does not match', `${asked(command)} shows ${some(stray)}`);
  const { from, to } = boundsOf(command, matching.length);
  if (rows.length !== to - from)
    say.violated(
      'wrong number of rows',
      `${asked(command)} shows ${rows.length} rows, expected ${to - from} of ${matching.length}`,
    );
  else judgeOrder(say, page, from, to);
}

/** An offset alone cannot be said. */
function boundsOf({ limit, offset = 0 }: ShowTablets, count: number): { readonly from: number; readonly to: number } {
  if (limit === undefined) return { from: 0, to: count };
  const from = Math.min(offset, count);
  return { from, to: Math.min(from + limit, count) };
}

function asked({ table, where: clause, orderBy, limit, offset }: ShowTablets): string {
  return `SHOW TABLET FROM ${table} ${JSON.stringify({ where: clause, orderBy, limit, offset })}`;
}

/** Rows that are equal by what was asked may come in any order. */
function judgeOrder(say: Say, { command, rows, matching }: Page, from: number, to: number): void {
  const keys = (command.orderBy ?? []).map(({ column, descending }) => ({
    column: shared.get(column.toLowerCase()),
    descending,
  }));
  if (keys.length === 0 || keys.some(({ column }) => column === undefined)) return;
  const sorted = [...matching].sort((left, right) => {
    for (const { column, descending } of keys) {
      const by = column === undefined ? 0 : compare(String(left[column]), String(right[column]));
      if (by !== 0) return descending ? -by : by;
    }
    return 0;
  });
  const byKey = new Map(matching.map((row) => [replicaKey(row), row]));
  const valuesOf = (row: ReplicaStatusRow | undefined): string =>
    keys.map(({ column }) => (column === undefined ? '' : String(row?.[column]))).join(' ');
  const expected = sorted.slice(from, to).map(valuesOf);
  const shown = rows.map((row) => valuesOf(byKey.get(shownKey(row))));
  const wrong = shown.findIndex((values, nth) => values !== expected[nth]);
  if (wrong >= 0)
    say.violated(
      'wrong order',
      `${asked(command)} shows ${shown[wrong]} in row ${wrong + 1}, expected ${expected[wrong]}`,
    );
}

function compare(left: string, right: string): number {
  if (!isNumber(left) || !isNumber(right)) return Number(left > right) - Number(left < right);
  return Number(BigInt(left) > BigInt(right)) - Number(BigInt(left) < BigInt(right));
}

function isNumber(text: string): boolean {
  return /^-?\d+$/.test(text);
}

function judgeCells(step: Step, say: Say): void {
  const { command } = step;
  const [result] = resultsOf(step);
  if (command.do !== 'showTablets' || result === undefined) return;
  const tablets = steadyTablets(step, command) ?? [];
  const byKey = new Map(tablets.flatMap(({ replicas }) => replicas.map((row) => [replicaKey(row), row])));
  for (const row of shownRows(result)) {
    const replica = byKey.get(shownKey(row));
    if (replica === undefined) continue;
    say.exercised();
    judgeReplica(say, row, replica);
  }
}

/** Whether a row about a replica says the same as ADMIN SHOW REPLICA STATUS. */
function judgeReplica(say: Say, row: Shown, replica: ReplicaStatusRow): void {
  const name = `replica ${replicaKey(replica)}`;
  if (row.cell('BackendId') !== replica.BackendId)
    say.violated('wrong backend', `${name} is shown on backend ${row.cell('BackendId')}, not ${replica.BackendId}`);
  if (wholeNumber(row.cell('Version')) !== replica.Version)
    say.violated('wrong version', `${name} is shown with version ${row.cell('Version')}, not ${replica.Version}`);
  if (!states.includes(row.cell('State')) || row.cell('State') !== replica.State)
    say.violated('wrong state', `${name} is shown with state ${row.cell('State')}, not ${replica.State}`);
}

function judgeDetail(step: Step, say: Say): void {
  const { command, outcome } = step;
  const tablet = command.do === 'showTablet' ? steadyTablet(step, command) : undefined;
  if (command.do !== 'showTablet' || tablet === undefined) return;
  say.exercised();
  if (outcome.kind !== 'listed') {
    const text = outcome.kind === 'refused' ? `: ${outcome.message}` : '';
    say.violated('no detail', `${where(tablet)} and its DetailCmd are not shown${text}`);
    return;
  }
  const [place, detail] = outcome.results;
  const [row, ...more] = place === undefined ? [] : shownRows(place);
  if (row === undefined || more.length > 0) {
    say.violated('not one row', `SHOW TABLET ${tablet.tabletId} shows ${more.length + Number(row !== undefined)} rows`);
    return;
  }
  const { table, partition } = command;
  // A qualified name belongs to another database than the scenario's.
  const tableName = table.slice(table.indexOf('.') + 1);
  if (row.cell('TableName') !== tableName || row.cell('PartitionName') !== partition)
    say.violated('wrong place', `${where(tablet)} is shown in ${row.cell('TableName')}.${row.cell('PartitionName')}`);
  if (detail === undefined) {
    say.violated('no detail', `DetailCmd of ${where(tablet)} cannot be run: ${row.cell('DetailCmd').slice(0, 200)}`);
    return;
  }
  judgeReplicas(say, tablet, shownRows(detail));
}

function judgeReplicas(say: Say, tablet: TabletView, rows: readonly Shown[]): void {
  const ids = tablet.replicas.map((replica) => replica.ReplicaId);
  const shown = rows.map((row) => row.cell('ReplicaId'));
  const wrong = [...surplus(ids, shown), ...surplus(shown, ids)];
  if (wrong.length > 0)
    say.violated('other replicas', `DetailCmd of ${where(tablet)} lists ${some(shown)}, expected ${some(ids)}`);
  for (const row of rows) {
    const replica = tablet.replicas.find(({ ReplicaId }) => ReplicaId === row.cell('ReplicaId'));
    if (replica === undefined) continue;
    judgeReplica(say, row, replica);
    if (row.cell('IsBad').toLowerCase() !== replica.IsBad.toLowerCase())
      say.violated('wrong flag', `replica ${replicaKey(replica)} is shown with IsBad ${row.cell('IsBad')}`);
  }
}

function steadyTablet({ before, after }: Step, command: ShowTablet): TabletView | undefined {
  const partition = partitionIn(tableIn(before, command.table), command.partition);
  if (partition === undefined || command.bucket < 0 || command.bucket >= partition.buckets) return undefined;
  const tablet = at(before.tablets, partition.first + command.bucket);
  return isSame(tablet, at(after.tablets, partition.first + command.bucket)) ? tablet : undefined;
}
