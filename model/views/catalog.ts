import { bytes, id, int, oneOf, text, time } from './columns.ts';
import { type RowOf, view } from './view.ts';

/** ADMIN SHOW REPLICA DISTRIBUTION (R19; replication notes 8.16). */
export const distributionView = view('ADMIN SHOW REPLICA DISTRIBUTION', {
  BackendId: id,
  ReplicaNum: int,
  Graph: text,
  Percent: text,
});
export type DistributionRow = RowOf<typeof distributionView>;

/** SHOW PROC '/dbs' (recorded behaviour of a release). */
export const databasesView = view("SHOW PROC '/dbs'", {
  DbId: id,
  DbName: text,
  TableNum: int,
  Quota: text,
  LastConsistencyCheckTime: time,
  ReplicaQuota: text,
});
export type DatabaseRow = RowOf<typeof databasesView>;

/** SHOW PROC '/dbs/<db>' (recorded behaviour of a release). */
export const tablesView = view("SHOW PROC '/dbs/<db>'", {
  TableId: id,
  TableName: text,
  IndexNum: int,
  PartitionColumnName: text,
  PartitionNum: int,
  State: text,
  Type: text,
  LastConsistencyCheckTime: time,
  ReplicaCount: int,
  PartitionType: oneOf('UNPARTITIONED', 'RANGE'),
});
export type TableRow = RowOf<typeof tablesView>;

/** SHOW PROC '/dbs/<db>/<table>/partitions/<partition>' (replication notes 8.53). */
export const indexesView = view("SHOW PROC '/dbs/.../<partition>'", {
  IndexId: id,
  IndexName: text,
  State: text,
  LastConsistencyCheckTime: time,
});
export type IndexRow = RowOf<typeof indexesView>;

/** SHOW PROC '/backends/<id>' (replication notes 8.54). */
export const disksView = view("SHOW PROC '/backends/<id>'", {
  RootPath: text,
  DataUsedCapacity: bytes,
  OtherUsedCapacity: bytes,
  AvailCapacity: bytes,
  TotalCapacity: bytes,
  TotalUsedPct: text,
  State: text,
  PathHash: id,
  StorageMedium: text,
  TabletNum: int,
});
export type DiskRow = RowOf<typeof disksView>;
