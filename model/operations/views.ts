import { disksView, indexesView, tablesView } from '../views/catalog.ts';
import { bytes, id, int, main, text } from '../views/columns.ts';
import { backendsView, partitionsView } from '../views/replication.ts';
import { type RowOf, view } from '../views/view.ts';

/** SHOW PROC '/backends' and SHOW BACKENDS with what a release adds (replication notes 8.54). */
export const shownBackendsView = view(backendsView.name, {
  ...backendsView.columns,
  DataTotalCapacity: main(bytes),
  DataUsedPct: main(text),
  CpuCores: main(int),
  MemLimit: main(bytes),
  NumRunningQueries: main(int),
  MemUsedPct: main(text),
  CpuUsedPct: main(text),
  DataCacheMetrics: main(text),
  Location: main(text),
  StatusCode: main(text),
});
export type ShownBackendRow = RowOf<typeof shownBackendsView>;

/** SHOW PROC '/backends/<id>' with what a release adds (replication notes 8.54). */
export const shownDisksView = view(disksView.name, {
  ...disksView.columns,
  DataTotalCapacity: main(bytes),
  DataUsedPct: main(text),
});
export type ShownDiskRow = RowOf<typeof shownDisksView>;

/** SHOW PROC '/dbs/<db>' with what a release adds (recorded behaviour of a release). */
export const shownTablesView = view(tablesView.name, { ...tablesView.columns, StoragePath: main(text) });
export type ShownTableRow = RowOf<typeof shownTablesView>;

/** SHOW PARTITIONS with what a release adds (recorded behaviour of a release). */
export const shownPartitionsView = view(partitionsView.name, {
  ...partitionsView.columns,
  StorageMedium: main(text),
  CooldownTime: main(text),
  LastConsistencyCheckTime: main(text),
  DataSize: main(text),
  StorageSize: main(text),
  IsInMemory: main(text),
  RowCount: main(int),
  DataVersion: main(int),
  VersionEpoch: main(id),
  VersionTxnType: main(text),
  TabletBalanced: main(text),
});
export type ShownPartitionRow = RowOf<typeof shownPartitionsView>;

/** SHOW PROC '/dbs/.../<partition>' with what a release adds (replication notes 8.53). */
export const shownIndexesView = view(indexesView.name, {
  ...indexesView.columns,
  TabletBalanceStat: main(text),
  Tablets: main(int),
});
export type ShownIndexRow = RowOf<typeof shownIndexesView>;

/** SHOW PROC '/cluster_balance/cluster_load_stat' (replication notes 8.47). */
export const mediaView = view("SHOW PROC '/cluster_balance/cluster_load_stat'", {
  StorageMedium: text,
  ClusterDiskBalanceStat: main(text),
});

/** SHOW PROC '/cluster_balance/sched_stat' (replication notes 8.47). */
export const schedulerStatView = view("SHOW PROC '/cluster_balance/sched_stat'", {
  Item: text,
  Value: text,
  Increase: text,
});

/** SHOW PROC '/cluster_balance/balance_stat' of a release (replication notes 8.47). */
export const balanceStatView = view("SHOW PROC '/cluster_balance/balance_stat'", {
  StorageMedium: text,
  BalanceType: text,
  Balanced: text,
  PendingTablets: int,
  RunningTablets: int,
});
export type BalanceStatRow = RowOf<typeof balanceStatView>;
