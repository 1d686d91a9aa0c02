import { bool, bytes, decimal, id, int, main, oneOf, text, time } from './columns.ts';
import { type RowOf, view } from './view.ts';

/** ADMIN SHOW REPLICA STATUS (R17; replication notes 8.1). */
export const replicaStatusView = view('ADMIN SHOW REPLICA STATUS', {
  TabletId: id,
  ReplicaId: id,
  BackendId: id,
  Version: int,
  LastFailedVersion: int,
  LastSuccessVersion: int,
  CommittedVersion: int,
  SchemaHash: int,
  VersionNum: int,
  IsBad: text,
  IsSetBadForce: main(text),
  State: text,
  Status: oneOf('OK', 'DEAD', 'VERSION_ERROR', 'SCHEMA_ERROR', 'MISSING'),
});
export type ReplicaStatusRow = RowOf<typeof replicaStatusView>;

/** SHOW TABLET FROM (R18; replication notes 8.5). */
export const tabletsView = view('SHOW TABLET FROM', {
  TabletId: id,
  ReplicaId: id,
  BackendId: id,
  SchemaHash: int,
  Version: int,
  VersionHash: int,
  LstSuccessVersion: int,
  LstSuccessVersionHash: int,
  LstFailedVersion: int,
  LstFailedVersionHash: int,
  LstFailedTime: time,
  DataSize: text,
  RowCount: int,
  State: text,
  LstConsistencyCheckTime: time,
  CheckVersion: int,
  CheckVersionHash: int,
  VersionCount: int,
  PathHash: id,
  MetaUrl: text,
  CompactionStatus: text,
  DiskRootPath: main(text),
  IsConsistent: main(text),
  Checksum: main(int),
});
export type TabletRow = RowOf<typeof tabletsView>;

/** SHOW TABLET <id> (R20; replication notes 8.35). */
export const tabletView = view('SHOW TABLET <id>', {
  DbName: text,
  TableName: text,
  PartitionName: text,
  IndexName: text,
  DbId: id,
  TableId: id,
  PartitionId: id,
  IndexId: id,
  IsSync: bool,
  DetailCmd: text,
});
export type TabletIdRow = RowOf<typeof tabletView>;

/** SHOW PROC '/dbs/<db>/<table>/partitions/<partition>/<index>/<tablet>' (R20; replication notes 8.49). */
export const replicasView = view("SHOW PROC '/dbs/.../<tablet>'", {
  ReplicaId: id,
  BackendId: id,
  Version: int,
  VersionHash: int,
  LstSuccessVersion: int,
  LstSuccessVersionHash: int,
  LstFailedVersion: int,
  LstFailedVersionHash: int,
  LstFailedTime: time,
  SchemaHash: int,
  DataSize: int,
  RowCount: int,
  State: text,
  IsBad: bool,
  IsSetBadForce: main(bool),
  VersionCount: int,
  PathHash: id,
  MetaUrl: text,
  CompactionStatus: text,
  IsErrorState: main(bool),
});
export type ReplicaRow = RowOf<typeof replicasView>;

/** SHOW PROC '/statistic' (R15; replication notes 8.6). */
export const statisticView = view("SHOW PROC '/statistic'", {
  DbId: text,
  DbName: text,
  TableNum: int,
  PartitionNum: int,
  IndexNum: int,
  TabletNum: int,
  ReplicaNum: int,
  UnhealthyTabletNum: int,
  InconsistentTabletNum: int,
  CloningTabletNum: main(int),
  ErrorStateTabletNum: main(int),
});
export type StatisticRow = RowOf<typeof statisticView>;

/** SHOW PROC '/statistic/<DbId>' (R16). */
export const statisticDetailView = view("SHOW PROC '/statistic/<DbId>'", {
  UnhealthyTablets: text,
  InconsistentTablets: text,
  CloningTablets: main(text),
  ErrorStateTablets: main(text),
});
export type StatisticDetailRow = RowOf<typeof statisticDetailView>;

const priority = oneOf('LOW', 'NORMAL', 'HIGH', 'VERY_HIGH');

/** SHOW PROC '/cluster_balance/pending_tablets', running_tablets and history_tablets (R28; replication notes 8.44). */
export const tasksView = view("SHOW PROC '/cluster_balance/*_tablets'", {
  TabletId: id,
  Type: oneOf('REPAIR', 'BALANCE'),
  Medium: main(text),
  Status: text,
  State: text,
  OrigPrio: priority,
  DynmPrio: priority,
  SrcBe: id,
  SrcPath: id,
  DestBe: id,
  DestPath: id,
  Timeout: int,
  Create: time,
  LstSched: time,
  LstVisit: time,
  Finished: time,
  Rate: text,
  FailedSched: int,
  FailedRunning: int,
  LstAdjPrio: time,
  VisibleVer: int,
  VisibleVerHash: int,
  CmtVer: int,
  CmtVerHash: int,
  ErrMsg: text,
});
export type TaskRow = RowOf<typeof tasksView>;

/** SHOW PROC '/cluster_balance/working_slots' (R29; replication notes 6.13). */
export const slotsView = view("SHOW PROC '/cluster_balance/working_slots'", {
  BeId: id,
  PathHash: id,
  AvailSlots: int,
  TotalSlots: int,
  AvgRate: text,
});
export type SlotsRow = RowOf<typeof slotsView>;

/** SHOW PROC '/cluster_balance/priority_repair': ids of database, table and partition (R21; replication notes 8.47). */
export const hintsView = view("SHOW PROC '/cluster_balance/priority_repair'", {
  Database: id,
  Table: id,
  Partition: id,
  RemainingTimeMs: int,
});
export type HintRow = RowOf<typeof hintsView>;

/** SHOW PROC '/cluster_balance/cluster_load_stat/<medium>' (R25, R26; replication notes 8.47). */
export const loadView = view("SHOW PROC '/cluster_balance/cluster_load_stat/<medium>'", {
  BeId: id,
  Cluster: text,
  Available: bool,
  UsedCapacity: int,
  Capacity: int,
  UsedPercent: decimal,
  ReplicaNum: int,
  CapCoeff: decimal,
  ReplCoeff: decimal,
  Score: decimal,
  Class: oneOf('LOW', 'MID', 'HIGH', 'INIT'),
  BackendDiskBalanceStat: main(text),
});
export type LoadRow = RowOf<typeof loadView>;

/** SHOW PROC '/cluster_balance' (replication notes 8.43). */
export const balanceView = view("SHOW PROC '/cluster_balance'", { Item: text, Number: int });
export type BalanceRow = RowOf<typeof balanceView>;

/** SHOW PROC '/backends' and SHOW BACKENDS, the columns that both documents and releases have (replication notes 8.54). */
export const backendsView = view("SHOW PROC '/backends'", {
  BackendId: id,
  IP: text,
  HeartbeatPort: int,
  BePort: int,
  HttpPort: int,
  BrpcPort: int,
  LastStartTime: time,
  LastHeartbeat: time,
  Alive: bool,
  SystemDecommissioned: bool,
  ClusterDecommissioned: bool,
  TabletNum: int,
  DataUsedCapacity: bytes,
  AvailCapacity: bytes,
  TotalCapacity: bytes,
  UsedPct: text,
  MaxDiskUsedPct: text,
  ErrMsg: text,
  Version: text,
  Status: text,
});
export type BackendRow = RowOf<typeof backendsView>;

/** SHOW PARTITIONS FROM: the columns that carry versions and placement. */
export const partitionsView = view('SHOW PARTITIONS FROM', {
  PartitionId: id,
  PartitionName: text,
  VisibleVersion: int,
  VisibleVersionTime: time,
  VisibleVersionHash: int,
  State: text,
  PartitionKey: text,
  Range: text,
  DistributionKey: text,
  Buckets: int,
  ReplicationNum: int,
});
export type PartitionRow = RowOf<typeof partitionsView>;

/** ADMIN SHOW FRONTEND CONFIG. */
export const configView = view('ADMIN SHOW FRONTEND CONFIG', {
  Key: text,
  AliasNames: text,
  Value: text,
  Type: text,
  IsMutable: bool,
  Comment: text,
});
export type ConfigRow = RowOf<typeof configView>;
