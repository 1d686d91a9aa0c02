import { toArray } from '../vector.ts';
import type { DiskRow, DistributionRow } from '../views/catalog.ts';
import type { BackendRow, StatisticDetailRow, StatisticRow } from '../views/replication.ts';
import { factsOf } from './facts.ts';
import type { TabletStatus } from './health.ts';
import type { Rules } from './rules.ts';
import { bytesOf, freeBytesOf } from './show.ts';
import { httpPort, tabletsOfTable } from './showTables.ts';
import type { Backend, Database, Disk, Replica, State, Tablet } from './state.ts';

/** The rows of SHOW PROC '/statistic': one for each database, by name, and their sums (R15; replication notes 8.38). */
export function statisticRows(state: State, rules: Rules): StatisticRow[] {
  const databases = [...state.databases].sort((left, right) => (left.name < right.name ? -1 : 1));
  const rows = databases.map((database) => databaseStatistic(state, rules, database));
  return [...rows, totalOf(rows)];
}

/** The row of SHOW PROC '/statistic/<DbId>' (R16). */
export function statisticDetailRow(state: State, rules: Rules, database: Database): StatisticDetailRow {
  const tablets = tabletsOfDatabase(state, database);
  return {
    UnhealthyTablets: listOf(tablets.filter((tablet) => isUnhealthy(state, rules, tablet))),
    InconsistentTablets: '[]',
    CloningTablets: listOf(tablets.filter(isCloning)),
    ErrorStateTablets: '[]',
  };
}

/** The rows of SHOW BACKENDS (replication notes 8.54). */
export function backendRows(state: State): BackendRow[] {
  const replicas = replicasByBackend(state);
  return state.backends.map((backend) => backendRow(state, backend, replicas.get(backend.id) ?? []));
}

/** The rows of SHOW PROC '/backends/<id>': the storage paths of a backend. */
export function diskRows(state: State, backend: Backend): DiskRow[] {
  const replicas = replicasByBackend(state).get(backend.id) ?? [];
  return backend.disks.map((disk) =>
    diskRow(
      disk,
      replicas.filter((replica) => replica.pathHash === disk.pathHash),
    ),
  );
}

/**
 * The rows of ADMIN SHOW REPLICA DISTRIBUTION over some tablets: every backend of the cluster, with its share of the
 * replicas that are on backends of the cluster (R19; replication notes 8.17 to 8.19).
 */
export function distributionRows(state: State, tablets: readonly Tablet[]): DistributionRow[] {
  const counts = state.backends.map((backend) => ({ id: backend.id, replicas: countOn(tablets, backend.id) }));
  const total = counts.reduce((sum, { replicas }) => sum + replicas, 0);
  const round = state.profile.columns === 'main' ? Math.ceil : Math.floor;
  return counts.map(({ id, replicas }) => ({
    BackendId: String(id),
    ReplicaNum: replicas,
    Graph: '>'.repeat(total === 0 ? 0 : round((replicas * counts.length) / total)),
    Percent: `${total === 0 ? 'NaN' : percentText(replicas, total)} %`,
  }));
}

function databaseStatistic(state: State, rules: Rules, database: Database): StatisticRow {
  const tables = state.tables.filter((table) => table.database === database.name);
  const tablets = tabletsOfDatabase(state, database);
  const partitions = tables.reduce((sum, table) => sum + table.partitions.length, 0);
  return {
    DbId: String(database.id),
    DbName: database.name,
    TableNum: tables.length,
    PartitionNum: partitions,
    IndexNum: partitions,
    TabletNum: tablets.length,
    ReplicaNum: tablets.reduce((sum, tablet) => sum + tablet.replicas.length, 0),
    UnhealthyTabletNum: tablets.filter((tablet) => isUnhealthy(state, rules, tablet)).length,
    InconsistentTabletNum: 0,
    CloningTabletNum: tablets.filter(isCloning).length,
    ErrorStateTabletNum: 0,
  };
}

function totalOf(rows: readonly StatisticRow[]): StatisticRow {
  const sum = (count: (row: StatisticRow) => number | undefined): number =>
    rows.reduce((total, row) => total + (count(row) ?? 0), 0);
  return {
    DbId: 'Total',
    DbName: String(rows.length),
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

function tabletsOfDatabase(state: State, database: Database): Tablet[] {
  const tables = state.tables.filter((table) => table.database === database.name);
  return tables.flatMap((table) => tabletsOfTable(state, table));
}

/** A tablet that only has too many replicas, or is about to get rid of one, is not counted (replication notes 8.39). */
const notCounted: readonly TabletStatus[] = ['HEALTHY', 'REDUNDANT', 'COLOCATE_REDUNDANT', 'NEED_FURTHER_REPAIR'];

function isUnhealthy(state: State, rules: Rules, tablet: Tablet): boolean {
  const facts = factsOf(state, tablet);
  return facts !== undefined && !notCounted.includes(rules.diagnose(facts, state.profile).status);
}

function isCloning(tablet: Tablet): boolean {
  return tablet.replicas.some((replica) => replica.state === 'CLONE');
}

function listOf(tablets: readonly Tablet[]): string {
  return `[${tablets.map((tablet) => tablet.id).join(', ')}]`;
}

function replicasByBackend(state: State): Map<number, Replica[]> {
  const replicas = new Map<number, Replica[]>();
  for (const tablet of toArray(state.tablets)) {
    for (const replica of tablet?.replicas ?? []) {
      const known = replicas.get(replica.backendId);
      if (known === undefined) replicas.set(replica.backendId, [replica]);
      else known.push(replica);
    }
  }
  return replicas;
}

function backendRow(state: State, backend: Backend, replicas: readonly Replica[]): BackendRow {
  const totalBytes = backend.disks.reduce((sum, disk) => sum + disk.totalBytes, 0);
  const fullest = backend.disks.map((disk) => ratio(disk.usedBytes, disk.totalBytes));
  return {
    BackendId: String(backend.id),
    IP: backend.host,
    HeartbeatPort: backend.heartbeatPort,
    BePort: 9060,
    HttpPort: httpPort,
    BrpcPort: 8060,
    LastStartTime: backend.startedMs,
    LastHeartbeat: lastHeartbeatMs(state, backend),
    Alive: backend.alive,
    SystemDecommissioned: backend.decommissioned,
    ClusterDecommissioned: false,
    TabletNum: replicas.length,
    DataUsedCapacity: replicas.reduce((sum, replica) => sum + bytesOf(replica), 0),
    AvailCapacity: freeBytesOf(backend),
    TotalCapacity: totalBytes,
    UsedPct: usedText(ratio(totalBytes - freeBytesOf(backend), totalBytes)),
    MaxDiskUsedPct: usedText(Math.max(0, ...fullest)),
    ErrMsg: backend.alive ? '' : `backend ${backend.id} does not answer heartbeats`,
    Version: 'tabletproof',
    Status: '{}',
  };
}

function lastHeartbeatMs(state: State, backend: Backend): number {
  if (!backend.alive) return backend.lastHeartbeatMs;
  const { heartbeatIntervalMs } = state.profile;
  return Math.max(backend.lastHeartbeatMs, Math.floor(state.nowMs / heartbeatIntervalMs) * heartbeatIntervalMs);
}

function diskRow(disk: Disk, replicas: readonly Replica[]): DiskRow {
  return {
    RootPath: disk.path,
    DataUsedCapacity: replicas.reduce((sum, replica) => sum + bytesOf(replica), 0),
    OtherUsedCapacity: disk.usedBytes,
    AvailCapacity: disk.totalBytes - disk.usedBytes,
    TotalCapacity: disk.totalBytes,
    TotalUsedPct: usedText(ratio(disk.usedBytes, disk.totalBytes)),
    State: 'ONLINE',
    PathHash: disk.pathHash,
    StorageMedium: disk.medium,
    TabletNum: replicas.length,
  };
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function usedText(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}

/** Tablets, not replicas, are counted: two replicas of a tablet on one backend are one. */
function countOn(tablets: readonly Tablet[], backendId: number): number {
  return tablets.filter((tablet) => tablet.replicas.some((replica) => replica.backendId === backendId)).length;
}

/** Two decimals, rounded half to even, without a leading zero: `7.29`, `.00` (replication notes 8.18). */
function percentText(part: number, whole: number): string {
  const scaled = part * 10_000;
  const floor = Math.floor(scaled / whole);
  const twiceRest = 2 * (scaled - floor * whole);
  const up = twiceRest > whole || (twiceRest === whole && floor % 2 === 1);
  const digits = String(floor + (up ? 1 : 0)).padStart(3, '0');
  return `${digits.slice(0, -2).replace(/^0$/, '')}.${digits.slice(-2)}`;
}
