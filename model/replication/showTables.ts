import { at, toArray } from '../vector.ts';
import type { DatabaseRow, IndexRow, TableRow } from '../views/catalog.ts';
import type { PartitionRow, ReplicaRow, TabletIdRow, TabletRow } from '../views/replication.ts';
import { backendById } from './draft.ts';
import { homeOf } from './facts.ts';
import { bytesOf } from './show.ts';
import type { Backend, Database, Partition, Replica, State, Table, Tablet } from './state.ts';

/** The port of a backend's HTTP service, the same on every simulated backend. */
export const httpPort = 8040;

/** What a table's definition says of its partitions, in the words of SHOW PARTITIONS; empty texts when it has none. */
export interface PartitionLayout {
  readonly partitionKey: string;
  readonly distributionKey: string;
  /** Of one partition. */
  readonly range: string;
}

/** The tablet of that id, or undefined. */
export function tabletOfId(state: State, id: number): Tablet | undefined {
  return toArray(state.tablets).find((tablet) => tablet?.id === id);
}

/** The tablets of a partition, in bucket order. */
export function tabletsIn(state: State, partition: Partition): Tablet[] {
  const tablets: Tablet[] = [];
  for (let bucket = 0; bucket < partition.buckets; bucket += 1) {
    const tablet = at(state.tablets, partition.firstTablet + bucket);
    if (tablet !== undefined) tablets.push(tablet);
  }
  return tablets;
}

/** All tablets of a table, partition by partition. */
export function tabletsOfTable(state: State, table: Table): Tablet[] {
  return table.partitions.flatMap((partition) => tabletsIn(state, partition));
}

/** The rows of SHOW TABLET FROM for one tablet: one for each replica, or one that says that there is none (R18). */
export function tabletRows(state: State, tablet: Tablet): TabletRow[] {
  if (tablet.replicas.length === 0) return [bareTabletRow(tablet)];
  return tablet.replicas.map((replica) => tabletRow(state, tablet, replica));
}

/** The rows of SHOW PROC '/dbs/.../<tablet>' (R20). */
export function replicaRows(state: State, tablet: Tablet): ReplicaRow[] {
  return tablet.replicas.map((replica) => replicaRow(state, tablet, replica));
}

/** The row of SHOW TABLET <id>; for an id that names nothing a row of -1 (R20; replication notes 8.35). */
export function tabletIdRow(state: State, id: string): TabletIdRow {
  const tablet = /^\d{1,15}$/.test(id) ? tabletOfId(state, Number(id)) : undefined;
  const home = tablet === undefined ? undefined : homeOf(state, tablet);
  if (home === undefined) return homelessRow(id);
  const { table, partition } = home;
  const ids = {
    DbId: String(state.databases.find((database) => database.name === table.database)?.id ?? -1),
    TableId: String(table.id),
    PartitionId: String(partition.id),
    IndexId: String(partition.indexId),
  };
  const path = `/dbs/${ids.DbId}/${ids.TableId}/partitions/${ids.PartitionId}/${ids.IndexId}/${id}`;
  const names = { DbName: table.database, TableName: table.name, PartitionName: partition.name, IndexName: table.name };
  return { ...names, ...ids, IsSync: true, DetailCmd: `SHOW PROC '${path}';` };
}

/** The row of SHOW PARTITIONS for one partition. */
export function partitionRow(table: Table, partition: Partition, layout: PartitionLayout): PartitionRow {
  return {
    PartitionId: String(partition.id),
    PartitionName: partition.name,
    VisibleVersion: partition.visibleVersion,
    VisibleVersionTime: null,
    VisibleVersionHash: 0,
    State: 'NORMAL',
    PartitionKey: layout.partitionKey,
    Range: layout.range,
    DistributionKey: layout.distributionKey,
    Buckets: partition.buckets,
    ReplicationNum: table.replicationNum,
  };
}

/** The row of SHOW PROC '/dbs' for one database. */
export function databaseRow(state: State, database: Database): DatabaseRow {
  return {
    DbId: String(database.id),
    DbName: database.name,
    TableNum: state.tables.filter((table) => table.database === database.name).length,
    Quota: '8388608.000 TB',
    LastConsistencyCheckTime: null,
    ReplicaQuota: '9223372036854775807',
  };
}

/** The row of SHOW PROC '/dbs/<db>' for one table; `partitionKey` is empty for a table without PARTITION BY. */
export function tableRow(state: State, table: Table, partitionKey: string): TableRow {
  const replicas = tabletsOfTable(state, table).reduce((sum, tablet) => sum + tablet.replicas.length, 0);
  return {
    TableId: String(table.id),
    TableName: table.name,
    IndexNum: 1,
    PartitionColumnName: partitionKey,
    PartitionNum: table.partitions.length,
    State: 'NORMAL',
    Type: 'OLAP',
    LastConsistencyCheckTime: null,
    ReplicaCount: replicas,
    PartitionType: partitionKey === '' ? 'UNPARTITIONED' : 'RANGE',
  };
}

/** The row of SHOW PROC '/dbs/.../<partition>': a partition has one index, named like its table. */
export function indexRow(table: Table, partition: Partition): IndexRow {
  return { IndexId: String(partition.indexId), IndexName: table.name, State: 'NORMAL', LastConsistencyCheckTime: null };
}

function tabletRow(state: State, tablet: Tablet, replica: Replica): TabletRow {
  const backend = backendById(state, replica.backendId);
  return {
    ...bareTabletRow(tablet),
    ReplicaId: String(replica.id),
    BackendId: String(replica.backendId),
    Version: replica.version,
    LstSuccessVersion: replica.lastSuccessVersion,
    LstFailedVersion: replica.lastFailedVersion,
    DataSize: sizeText(state, bytesOf(replica)),
    RowCount: rowsOf(replica),
    State: replica.state,
    PathHash: replica.pathHash,
    MetaUrl: metaUrl(backend, tablet),
    CompactionStatus: compactionUrl(backend, tablet),
    DiskRootPath: backend?.disks.find((disk) => disk.pathHash === replica.pathHash)?.path ?? 'N/A',
  };
}

function bareTabletRow(tablet: Tablet): TabletRow {
  return {
    TabletId: String(tablet.id),
    ReplicaId: '-1',
    BackendId: '-1',
    SchemaHash: -1,
    Version: -1,
    VersionHash: 0,
    LstSuccessVersion: -1,
    LstSuccessVersionHash: 0,
    LstFailedVersion: -1,
    LstFailedVersionHash: 0,
    LstFailedTime: null,
    DataSize: '-1',
    RowCount: -1,
    State: '',
    LstConsistencyCheckTime: null,
    CheckVersion: -1,
    CheckVersionHash: -1,
    VersionCount: -1,
    PathHash: '-1',
    MetaUrl: 'N/A',
    CompactionStatus: 'N/A',
    DiskRootPath: 'N/A',
    IsConsistent: 'true',
    Checksum: -1,
  };
}

function replicaRow(state: State, tablet: Tablet, replica: Replica): ReplicaRow {
  const backend = backendById(state, replica.backendId);
  return {
    ReplicaId: String(replica.id),
    BackendId: String(replica.backendId),
    Version: replica.version,
    VersionHash: 0,
    LstSuccessVersion: replica.lastSuccessVersion,
    LstSuccessVersionHash: 0,
    LstFailedVersion: replica.lastFailedVersion,
    LstFailedVersionHash: 0,
    LstFailedTime: null,
    SchemaHash: -1,
    DataSize: bytesOf(replica),
    RowCount: rowsOf(replica),
    State: replica.state,
    IsBad: replica.bad,
    IsSetBadForce: replica.setBadForce,
    VersionCount: -1,
    PathHash: replica.pathHash,
    MetaUrl: metaUrl(backend, tablet),
    CompactionStatus: compactionUrl(backend, tablet),
    IsErrorState: false,
  };
}

function homelessRow(id: string): TabletIdRow {
  return {
    DbName: '',
    TableName: '',
    PartitionName: '',
    IndexName: '',
    DbId: '-1',
    TableId: '-1',
    PartitionId: '-1',
    IndexId: '-1',
    IsSync: false,
    DetailCmd: `SHOW PROC '/dbs/-1/-1/partitions/-1/-1/${id}';`,
  };
}

/** Every load puts one row of its identity into a tablet. */
function rowsOf(replica: Replica): number {
  return Math.max(replica.version - 1, 0);
}

/** A bare number in the documents, `784B` or `1.3KB` in releases (replication notes 8.32). */
function sizeText(state: State, size: number): string {
  if (state.profile.columns === 'documented') return String(size);
  return size < 1024 ? `${size}B` : `${Number((size / 1024).toFixed(1))}KB`;
}

function metaUrl(backend: Backend | undefined, tablet: Tablet): string {
  return backend === undefined ? 'N/A' : `http://${backend.host}:${httpPort}/api/meta/header/${tablet.id}`;
}

function compactionUrl(backend: Backend | undefined, tablet: Tablet): string {
  return backend === undefined
    ? 'N/A'
    : `http://${backend.host}:${httpPort}/api/compaction/show?tablet_id=${tablet.id}`;
}
