import { ordinalsIn } from '../ordinals.ts';
import type { Backend, Disk, State } from '../replication/state.ts';
import { reportedFreeBytes } from '../replication/usage.ts';
import { at } from '../vector.ts';
import { listing, type Shown } from './answer.ts';
import type { ProcNode } from './procNode.ts';
import { httpPort } from './tabletRows.ts';
import { type ShownBackendRow, type ShownDiskRow, shownBackendsView, shownDisksView } from './views.ts';

/** SHOW PROC '/backends' and what is below (replication notes 8.54). */
export const backendsNode: ProcNode = {
  show: (shown) => listing(shown, shownBackendsView, backendRows(shown)),
  child: ({ state }, name) => {
    if (!/^\d+$/.test(name)) return `Invalid backend id format: ${name}`;
    const backend = state.backends.find((candidate) => String(candidate.id) === name);
    if (backend === undefined) return `Backend[${name}] does not exist.`;
    return { show: (shown) => listing(shown, shownDisksView, diskRows(shown.state, backend)) };
  },
};

/** The rows of SHOW BACKENDS. What disks hold is told as of the last load statistics. */
export function backendRows(shown: Shown): ShownBackendRow[] {
  return shown.state.backends.map((backend) => backendRow(shown, backend));
}

function backendRow({ state, surroundings }: Shown, backend: Backend): ShownBackendRow {
  const disks = backend.disks.map((disk) => capacityOf(state, disk));
  const total = sumOf(disks, 'totalBytes');
  const free = sumOf(disks, 'freeBytes');
  const data = sumOf(disks, 'dataBytes');
  const { alive } = backend;
  return {
    BackendId: String(backend.id),
    IP: backend.host,
    HeartbeatPort: backend.heartbeatPort,
    BePort: 9060,
    HttpPort: httpPort,
    BrpcPort: 8060,
    LastStartTime: backend.startedMs,
    LastHeartbeat: lastHeartbeatMs(state, backend),
    Alive: alive,
    SystemDecommissioned: backend.decommissioned,
    ClusterDecommissioned: false,
    TabletNum: state.holdings.get(backend.id)?.size ?? 0,
    DataUsedCapacity: data,
    AvailCapacity: free,
    TotalCapacity: total,
    UsedPct: percentOf(total - free, total),
    MaxDiskUsedPct: percentText(
      Math.max(0, ...disks.map((disk) => share(disk.totalBytes - disk.freeBytes, disk.totalBytes))),
    ),
    ErrMsg: alive ? '' : `backend ${backend.id} does not answer heartbeats`,
    Version: 'tabletproof',
    Status: '{}',
    DataTotalCapacity: data + free,
    DataUsedPct: percentOf(data, data + free),
    CpuCores: 0,
    MemLimit: 0,
    NumRunningQueries: 0,
    MemUsedPct: '0.00 %',
    CpuUsedPct: '0.0 %',
    DataCacheMetrics: 'N/A',
    Location: surroundings.locationOf(backend),
    StatusCode: alive ? 'OK' : 'DISCONNECTED',
  };
}

/** The rows of SHOW PROC '/backends/<id>': the storage paths of a backend. */
function diskRows(state: State, backend: Backend): ShownDiskRow[] {
  const tablets = tabletsByPath(state, backend);
  return backend.disks.map((disk) => diskRow(state, disk, tablets.get(disk.pathHash) ?? 0));
}

function diskRow(state: State, disk: Disk, tablets: number): ShownDiskRow {
  const { totalBytes, freeBytes, dataBytes } = capacityOf(state, disk);
  return {
    RootPath: disk.path,
    DataUsedCapacity: dataBytes,
    OtherUsedCapacity: disk.usedBytes,
    AvailCapacity: freeBytes,
    TotalCapacity: totalBytes,
    TotalUsedPct: percentOf(totalBytes - freeBytes, totalBytes),
    State: disk.online ? 'ONLINE' : 'OFFLINE',
    PathHash: disk.pathHash,
    StorageMedium: disk.medium,
    TabletNum: tablets,
    DataTotalCapacity: dataBytes + freeBytes,
    DataUsedPct: percentOf(dataBytes, dataBytes + freeBytes),
  };
}

interface Capacity {
  readonly totalBytes: number;
  readonly freeBytes: number;
  readonly dataBytes: number;
}

function capacityOf(state: State, disk: Disk): Capacity {
  const dataBytes = state.statistics.usedBytes.get(disk.pathHash) ?? 0;
  return { totalBytes: disk.totalBytes, freeBytes: reportedFreeBytes(state, disk), dataBytes };
}

function tabletsByPath(state: State, backend: Backend): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const holding = state.holdings.get(backend.id);
  for (const ordinal of holding === undefined ? [] : ordinalsIn(holding)) {
    const replica = at(state.tablets, ordinal)?.replicas.find(({ backendId }) => backendId === backend.id);
    if (replica !== undefined) counts.set(replica.pathHash, (counts.get(replica.pathHash) ?? 0) + 1);
  }
  return counts;
}

function lastHeartbeatMs(state: State, backend: Backend): number {
  if (!backend.alive) return backend.lastHeartbeatMs;
  const { heartbeatIntervalMs } = state.profile;
  return Math.max(backend.lastHeartbeatMs, Math.floor(state.nowMs / heartbeatIntervalMs) * heartbeatIntervalMs);
}

function sumOf(disks: readonly Capacity[], what: keyof Capacity): number {
  return disks.reduce((sum, disk) => sum + disk[what], 0);
}

function percentOf(part: number, whole: number): string {
  return percentText(share(part, whole));
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function percentText(part: number): string {
  return `${(part * 100).toFixed(2)} %`;
}
