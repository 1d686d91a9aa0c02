import type { Profile } from '../../../model/profile.ts';
import { jobRows, snapshotRows as snapshotRowsOf } from '../../../model/snapshot/look.ts';
import type { SharedDataState, Table } from '../../../model/snapshot/state.ts';
import { clusterSnapshotJobsView, clusterSnapshotsView } from '../../../model/views/snapshot.ts';
import { columnsIn, encodeRow, type RowOf, type View } from '../../../model/views/view.ts';
import type { Cell } from '../protocol/index.ts';
import { analyzing } from '../refusal.ts';
import type { TableName } from '../sql/index.ts';
import { type SystemTable, systemDefinition } from '../systemTable.ts';
import type { SharedCluster } from './cluster.ts';

/** The tables of information_schema that only shared-data clusters fill. */
export const snapshotTableNames = ['cluster_snapshots', 'cluster_snapshot_jobs'] as const;

type SnapshotTableName = (typeof snapshotTableNames)[number];

/** One of the two views with these rows; a cluster without shared data has none (snapshot notes 1.22). */
export function snapshotTable(name: SnapshotTableName, profile: Profile, rows?: SnapshotRows): SystemTable {
  return name === 'cluster_snapshots'
    ? tableOf(clusterSnapshotsView, profile, rows?.snapshots ?? [])
    : tableOf(clusterSnapshotJobsView, profile, rows?.jobs ?? []);
}

/** The rows of both views. */
export interface SnapshotRows {
  readonly snapshots: readonly RowOf<typeof clusterSnapshotsView>[];
  readonly jobs: readonly RowOf<typeof clusterSnapshotJobsView>[];
}

/** The documents print the headers in small letters, releases define them in capitals (snapshot notes 5.3). */
function tableOf<C extends object>(of: View<C>, profile: Profile, rows: readonly RowOf<View<C>>[]): SystemTable {
  const columns = columnsIn(of, profile);
  const cased = (name: string): string => (profile.columns === 'main' ? name : name.toLowerCase());
  const types = columns.map(({ name, kind }) => [cased(name), typeOf(kind)] as const);
  const isTime = columns.map(({ kind }) => kind === 'time');
  return {
    definition: systemDefinition(types),
    rows: rows.map((row) =>
      encodeRow(of, row, profile).map((cell, nth) => (isTime[nth] === true ? moment(cell) : cell)),
    ),
  };
}

function typeOf(kind: ReturnType<typeof columnsIn>[number]['kind']): 'bigint' | 'datetime' | 'varchar' {
  if (kind === 'id' || kind === 'int') return 'bigint';
  return kind === 'time' ? 'datetime' : 'varchar';
}

/** What has not come yet is NULL in a table (snapshot notes 5.2). */
function moment(cell: Cell): Cell {
  return cell === 'N/A' ? null : cell;
}

/** information_schema.tables: tables and views. */
export function tablesTable({ meta: { tables, views } }: SharedDataState): SystemTable {
  const rows = [
    ...tables.map(({ database, name }) => ['def', database, name, 'BASE TABLE']),
    ...views.map(({ database, name }) => ['def', database, name, 'VIEW']),
  ];
  const names = ['TABLE_CATALOG', 'TABLE_SCHEMA', 'TABLE_NAME', 'TABLE_TYPE'];
  return { definition: systemDefinition(names.map((name) => [name, 'varchar'] as const)), rows };
}

/** information_schema.partitions_meta: one row a table, which has one partition of its own name. */
export function partitionsTable({ meta: { tables } }: SharedDataState): SystemTable {
  const row = ({ database, name, id, visibleVersion, path }: Table): Cell[] => [
    database,
    name,
    name,
    String(id),
    String(visibleVersion),
    path,
  ];
  return {
    definition: systemDefinition([
      ['DB_NAME', 'varchar'],
      ['TABLE_NAME', 'varchar'],
      ['PARTITION_NAME', 'varchar'],
      ['PARTITION_ID', 'bigint'],
      ['VISIBLE_VERSION', 'bigint'],
      ['STORAGE_PATH', 'varchar'],
    ]),
    rows: tables.map(row),
  };
}

/** information_schema.tables_config: the volume of each table is among its properties. */
export function configsTable({ meta: { tables } }: SharedDataState): SystemTable {
  return {
    definition: systemDefinition([
      ['TABLE_SCHEMA', 'varchar'],
      ['TABLE_NAME', 'varchar'],
      ['PROPERTIES', 'varchar'],
    ]),
    rows: tables.map(({ database, name, volume }) => [database, name, JSON.stringify({ storage_volume: volume })]),
  };
}

/** The table of information_schema of that name; undefined for names of other databases, refused when there is none. */
export function systemTableOf(
  shared: SharedCluster,
  name: TableName,
  current: string | undefined,
): SystemTable | undefined {
  if ((name.database ?? current)?.toLowerCase() !== 'information_schema') return undefined;
  switch (name.table.toLowerCase()) {
    case 'cluster_snapshots':
      return snapshotTable('cluster_snapshots', shared.state.profile, snapshotRows(shared));
    case 'cluster_snapshot_jobs':
      return snapshotTable('cluster_snapshot_jobs', shared.state.profile, snapshotRows(shared));
    case 'tables':
      return tablesTable(shared.state);
    case 'partitions_meta':
      return partitionsTable(shared.state);
    case 'tables_config':
      return configsTable(shared.state);
    default:
      throw analyzing(`Unknown table 'information_schema.${name.table}'`, 'unknownTable');
  }
}

/** The rows of both views, as the decisions of the cluster show them. */
export function snapshotRows({ rules, state }: SharedCluster): SnapshotRows {
  const { manager } = state.meta;
  return { snapshots: snapshotRowsOf(rules, state, manager), jobs: jobRows(rules, manager) };
}
