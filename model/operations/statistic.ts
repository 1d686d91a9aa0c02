import { factsOf } from '../replication/facts.ts';
import type { Database, Tablet } from '../replication/state.ts';
import {
  type StatisticDetailRow,
  type StatisticRow,
  statisticDetailView,
  statisticView,
} from '../views/replication.ts';
import { listing, type Shown } from './answer.ts';
import { tabletsOfTable } from './lookup.ts';
import type { ProcNode } from './procNode.ts';

/** SHOW PROC '/statistic' and what is below (R15, R16; replication notes 8.6). */
export const statisticNode: ProcNode = {
  show: (shown) => listing(shown, statisticView, statisticRows(shown)),
  child: (shown, name) => {
    if (!/^-?\d+$/.test(name)) return `Invalid db id format: ${name}`;
    const database = shown.rules.databaseOfId(shown.state.databases, name);
    if (database === undefined) return `Invalid db id: ${name}`;
    return { show: (again) => listing(again, statisticDetailView, [statisticDetailRow(again, database)]) };
  },
};

/** One row for each database and one of their sums (replication notes 8.38). */
function statisticRows(shown: Shown): StatisticRow[] {
  const rows = shown.rules.listedDatabases(shown.state.databases).map((database) => databaseRow(shown, database));
  return [...rows, totalRow(shown, rows)];
}

function databaseRow(shown: Shown, database: Database): StatisticRow {
  const { rules, state } = shown;
  const tables = state.tables.filter((table) => table.database === database.name);
  const tablets = tabletsOfDatabase(shown, database);
  const partitions = tables.reduce((sum, table) => sum + table.partitions.length, 0);
  const records = tablets.map((tablet) => tablet.replicas.filter((replica) => rules.countsRecord(replica)).length);
  return {
    DbId: String(database.id),
    DbName: database.name,
    TableNum: tables.length,
    PartitionNum: partitions,
    IndexNum: partitions,
    TabletNum: tablets.length,
    ReplicaNum: records.reduce((sum, count) => sum + count, 0),
    UnhealthyTabletNum: tablets.filter((tablet) => isUnhealthy(shown, tablet)).length,
    InconsistentTabletNum: 0,
    CloningTabletNum: tablets.filter(isCloning).length,
    ErrorStateTabletNum: 0,
  };
}

function totalRow({ rules }: Shown, rows: readonly StatisticRow[]): StatisticRow {
  const sum = (count: (row: StatisticRow) => number | undefined): number =>
    rules.sum(rows.map((row) => count(row) ?? 0));
  return {
    DbId: 'Total',
    DbName: rules.totalName(rows.length),
    TableNum: sum((row) => row.TableNum),
    PartitionNum: sum((row) => row.PartitionNum),
    IndexNum: sum((row) => row.IndexNum),
    TabletNum: sum((row) => row.TabletNum),
    ReplicaNum: sum((row) => row.ReplicaNum),
    UnhealthyTabletNum: sum((row) => row.UnhealthyTabletNum),
    InconsistentTabletNum: sum((row) => row.InconsistentTabletNum),
    CloningTabletNum: sum((row) => row.CloningTabletNum),
    ErrorStateTabletNum: sum((row) => row.ErrorStateTabletNum),
  };
}

/** Judged now: a release answers from what it remembers of the last '/statistic' (replication notes 8.41). */
function statisticDetailRow(shown: Shown, database: Database): StatisticDetailRow {
  const tablets = tabletsOfDatabase(shown, database);
  const unhealthy = tablets.filter((tablet) => isUnhealthy(shown, tablet)).map(({ id }) => id);
  return {
    UnhealthyTablets: listText(shown.rules.unhealthyIds(unhealthy)),
    InconsistentTablets: listText([]),
    CloningTablets: listText(tablets.filter(isCloning).map(({ id }) => id)),
    ErrorStateTablets: listText([]),
  };
}

function tabletsOfDatabase({ state }: Shown, database: Database): Tablet[] {
  const tables = state.tables.filter((table) => table.database === database.name);
  return tables.flatMap((table) => tabletsOfTable(state, table));
}

function isUnhealthy({ state, rules }: Shown, tablet: Tablet): boolean {
  const facts = factsOf(state, tablet);
  return facts !== undefined && rules.countsAsUnhealthy(rules.diagnose(facts, state.profile).status);
}

function isCloning(tablet: Tablet): boolean {
  return tablet.replicas.some((replica) => replica.state === 'CLONE');
}

function listText(ids: readonly number[]): string {
  return `[${ids.join(', ')}]`;
}
