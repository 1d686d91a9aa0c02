import { backendById } from '../replication/draft.ts';
import type { Backend, Replica, State, Tablet } from '../replication/state.ts';
import { bytesAt } from '../replication/usage.ts';
import type { ReplicaRow, TabletRow } from '../views/replication.ts';
import { emptyAsNull, type Shown } from './answer.ts';
import type { Cell } from './rules.ts';

/** The port of a backend's HTTP service, the same on every simulated backend. */
export const httpPort = 8040;

/** The rows of SHOW TABLET FROM for one tablet: one for each replica, or one that says that there is none (R18). */
export function tabletRows(shown: Shown, tablet: Tablet, visibleVersion: number): TabletRow[] {
  const listed = shown.rules.listedReplicas(tablet.replicas);
  if (listed.length === 0) return [bareTabletRow(shown.state, tablet)];
  return listed.map((replica) => tabletRow(shown, tablet, replica, visibleVersion));
}

/** The cells of such a row: a tablet without replicas has no state. */
export function tabletCells(row: TabletRow, cells: readonly Cell[]): readonly Cell[] {
  return row.ReplicaId === '-1' ? emptyAsNull(cells) : cells;
}

/** The rows of SHOW PROC '/dbs/.../<tablet>' (R20). */
export function replicaRows(shown: Shown, tablet: Tablet, visibleVersion: number): ReplicaRow[] {
  return shown.rules
    .listedReplicas(tablet.replicas)
    .map((replica) => replicaRow(shown, tablet, replica, visibleVersion));
}

function tabletRow({ state, rules }: Shown, tablet: Tablet, replica: Replica, visibleVersion: number): TabletRow {
  const backend = backendById(state, replica.backendId);
  return {
    ...bareTabletRow(state, tablet),
    ReplicaId: String(replica.id),
    BackendId: String(replica.backendId),
    Version: rules.shownVersion(replica, visibleVersion),
    LstSuccessVersion: replica.lastSuccessVersion,
    LstFailedVersion: replica.lastFailedVersion,
    DataSize: sizeText(state, bytesAt(replica.version, tablet.rowBytes)),
    RowCount: rowsOf(replica),
    State: rules.shownState(replica),
    PathHash: replica.pathHash,
    MetaUrl: metaUrl(backend, tablet),
    CompactionStatus: compactionUrl(backend, tablet),
    DiskRootPath: backend?.disks.find((disk) => disk.pathHash === replica.pathHash)?.path ?? 'N/A',
  };
}

function bareTabletRow({ profile }: State, tablet: Tablet): TabletRow {
  const isMain = profile.columns === 'main';
  return {
    TabletId: String(tablet.id),
    ReplicaId: '-1',
    BackendId: '-1',
    SchemaHash: isMain ? 0 : -1,
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
    CheckVersionHash: isMain ? 0 : -1,
    VersionCount: -1,
    PathHash: '-1',
    MetaUrl: 'N/A',
    CompactionStatus: 'N/A',
    DiskRootPath: 'N/A',
    IsConsistent: 'true',
    Checksum: -1,
  };
}

function replicaRow({ state, rules }: Shown, tablet: Tablet, replica: Replica, visibleVersion: number): ReplicaRow {
  const backend = backendById(state, replica.backendId);
  return {
    ReplicaId: String(replica.id),
    BackendId: String(replica.backendId),
    Version: rules.shownVersion(replica, visibleVersion),
    VersionHash: 0,
    LstSuccessVersion: replica.lastSuccessVersion,
    LstSuccessVersionHash: 0,
    LstFailedVersion: replica.lastFailedVersion,
    LstFailedVersionHash: 0,
    LstFailedTime: null,
    SchemaHash: -1,
    DataSize: bytesAt(replica.version, tablet.rowBytes),
    RowCount: rowsOf(replica),
    State: rules.shownState(replica),
    IsBad: rules.shownBad(replica),
    IsSetBadForce: replica.setBadForce,
    VersionCount: -1,
    PathHash: replica.pathHash,
    MetaUrl: metaUrl(backend, tablet),
    CompactionStatus: compactionUrl(backend, tablet),
    IsErrorState: false,
  };
}

/** Every load puts one row of its identity into a tablet. */
function rowsOf(replica: Replica): number {
  return Math.max(replica.version - 1, 0);
}

const units: readonly string[] = ['B', 'KB', 'MB', 'GB', 'TB'];

/** A bare number in the documents, `784B` or `1.3KB` in releases (replication notes 8.32). */
function sizeText({ profile }: State, bytes: number): string {
  if (profile.columns === 'documented') return String(bytes);
  let power = 0;
  while (power < units.length - 1 && bytes >= 1024 ** (power + 1)) power += 1;
  return `${Number((bytes / 1024 ** power).toFixed(1))}${units[power]}`;
}

function metaUrl(backend: Backend | undefined, tablet: Tablet): string {
  return backend === undefined ? 'N/A' : `http://${backend.host}:${httpPort}/api/meta/header/${tablet.id}`;
}

function compactionUrl(backend: Backend | undefined, tablet: Tablet): string {
  return backend === undefined
    ? 'N/A'
    : `http://${backend.host}:${httpPort}/api/compaction/show?tablet_id=${tablet.id}`;
}
