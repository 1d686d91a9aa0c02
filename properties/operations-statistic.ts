import type { Observation, TabletView } from '../adapters/adapter.ts';
import { SCENARIO_DATABASE } from '../model/replication/names.ts';
import { statisticView } from '../model/views/replication.ts';
import { backendIn, completeRows, everyTablet, isHealthy } from './looks.ts';
import { isSame, resultsOf, type Shown, shownRows, some, wholeNumber } from './operations-results.ts';
import type { Say, Step, TabletProperty } from './property.ts';

const common = {
  level: 'must',
  suite: 'operations',
  needs: ['showStatistic'],
  on: ['showStatistic'],
} as const;

/** SHOW PROC '/statistic' and '/statistic/<DbId>' (R15, R16; replication notes 8.6 and 10, SQL-9, SQL-10). */
export const statisticProperties: readonly TabletProperty[] = [
  {
    ...common,
    form: 'outcome',
    id: 'SQL-9',
    title: 'the statistic counts tables, tablets, replicas and unhealthy tablets of each database and of all',
    clauses: ['R15'],
    judge: (step, say) => {
      const [result] = resultsOf(step);
      if (result === undefined) return;
      say.exercised();
      const rows = shownRows(result);
      judgeTotal(say, rows, result.columns);
      const row = databaseRow(rows);
      if (row === undefined) {
        const isExpected = tabletsOfDatabase(step.before).length > 0;
        if (isExpected) say.violated('database not shown', `no row is about database ${SCENARIO_DATABASE}`);
      } else judgeNumbers(step, say, row);
    },
  },
  {
    ...common,
    form: 'outcome',
    id: 'SQL-10',
    title: 'the statistic of a database lists the tablets that were counted as unhealthy and as inconsistent',
    clauses: ['R16'],
    judge: (step, say) => {
      const [result, detail] = resultsOf(step);
      const row = result === undefined ? undefined : databaseRow(shownRows(result));
      if (row === undefined) return;
      say.exercised();
      const [lists] = detail === undefined ? [] : shownRows(detail);
      if (lists === undefined) say.violated('no lists', `the statistic of database ${row.cell('DbId')} has no row`);
      else judgeLists(step, say, row, lists);
    },
  },
];

/** Some releases put the name of the cluster before that of the database (replication notes 8.38). */
function databaseRow(rows: readonly Shown[]): Shown | undefined {
  return rows.find((row) => row.cell('DbName').split(':').at(-1) === SCENARIO_DATABASE && row.cell('DbId') !== 'Total');
}

/** A qualified name belongs to another database. */
function isOfDatabase({ table }: TabletView): boolean {
  return !table.includes('.');
}

function tabletsOfDatabase(observation: Observation): TabletView[] {
  return everyTablet(observation).filter(isOfDatabase);
}

const counted = Object.keys(statisticView.columns).filter((column) => column.endsWith('Num'));

function judgeTotal(say: Say, rows: readonly Shown[], columns: readonly string[]): void {
  const totals = rows.filter((row) => row.cell('DbId') === 'Total');
  const [total] = totals;
  if (total === undefined || totals.length > 1) {
    say.violated('not one total', `${totals.length} rows are called Total`);
    return;
  }
  for (const column of counted.filter((name) => columns.includes(name))) {
    const sum = rows
      .filter((row) => row !== total)
      .reduce((before, row) => before + (wholeNumber(row.cell(column)) ?? Number.NaN), 0);
    if (wholeNumber(total.cell(column)) !== sum)
      say.violated('wrong total', `the column ${column} sums up to ${sum}, but the total is ${total.cell(column)}`);
  }
}

function judgeNumbers({ before, after }: Step, say: Say, row: Shown): void {
  const tablets = tabletsOfDatabase(before);
  if (!isSame(tablets, tabletsOfDatabase(after)) || !isSame(livesOf(before), livesOf(after))) return;
  const tables = before.tables.filter(({ name }) => !name.includes('.'));
  const exact = {
    TableNum: tables.length,
    PartitionNum: tables.reduce((sum, { partitions }) => sum + partitions.length, 0),
    TabletNum: tablets.length,
    ReplicaNum: tablets.reduce((sum, { replicas }) => sum + replicas.length, 0),
  };
  for (const [column, count] of Object.entries(exact)) {
    if (wholeNumber(row.cell(column)) !== count)
      say.violated('wrong count', `${column} is ${row.cell(column)}, expected ${count}`);
  }
  const unhealthy = wholeNumber(row.cell('UnhealthyTabletNum')) ?? Number.NaN;
  const least = tablets.filter((tablet) => isSurelyUnhealthy(before, tablet)).length;
  const most = tablets.filter((tablet) => !isHealthy(tablet, before)).length;
  if (!(unhealthy >= least && unhealthy <= most))
    say.violated('wrong count of unhealthy', `${unhealthy} tablets count as unhealthy, of ${least} to ${most}`);
}

function livesOf({ backends }: Observation): readonly string[] {
  return backends.map(({ id, alive, decommissioned }) => `${id}${alive}${decommissioned}`);
}

/**
 * Whether too few replicas are complete by any reading. What has replicas to spare, or no backend for another one, may be
 * called redundant instead (replication notes 2.5, 8.39).
 */
function isSurelyUnhealthy(observation: Observation, tablet: TabletView): boolean {
  const { replicas, replicationNum } = tablet;
  const alive = observation.backends.filter((backend) => backend.alive).length;
  const complete = completeRows(tablet).filter((row) => backendIn(observation, row.BackendId) !== undefined);
  return complete.length < replicationNum && replicas.length <= replicationNum && replicas.length < alive;
}

function judgeLists(step: Step, say: Say, row: Shown, lists: Shown): void {
  for (const kind of ['Unhealthy', 'Inconsistent']) {
    const text = lists.cell(`${kind}Tablets`);
    const ids = /^\[\s*(?:\d+(?:\s*,\s*\d+)*)?\s*\]$/.test(text) ? (text.match(/\d+/g) ?? []) : undefined;
    const count = wholeNumber(row.cell(`${kind}TabletNum`));
    if (ids === undefined || new Set(ids).size !== ids.length || ids.length !== count)
      say.violated('count and list differ', `${kind}TabletNum is ${count}, the list is ${text.slice(0, 200)}`);
    judgeMembers(step, say, kind, ids ?? []);
  }
}

function judgeMembers({ before, after }: Step, say: Say, kind: string, ids: readonly string[]): void {
  const tablets = tabletsOfDatabase(before);
  if (!isSame(tablets, tabletsOfDatabase(after)) || !isSame(livesOf(before), livesOf(after))) return;
  const known = new Map(tablets.map((tablet) => [tablet.tabletId, tablet]));
  const strays = ids.filter((id) => !known.has(id));
  if (strays.length > 0) say.violated('other tablets listed', `${some(strays)} is no tablet of the database`);
  if (kind !== 'Unhealthy') return;
  const healthy = ids.filter((id) => {
    const tablet = known.get(id);
    return tablet !== undefined && isHealthy(tablet, before);
  });
  if (healthy.length > 0) say.violated('healthy tablets listed', `${some(healthy)} is healthy and listed as unhealthy`);
  const absent = tablets.filter((tablet) => isSurelyUnhealthy(before, tablet) && !ids.includes(tablet.tabletId));
  if (absent.length > 0)
    say.violated('unhealthy tablets not listed', `${some(absent.map(({ tabletId }) => tabletId))} is not listed`);
}
