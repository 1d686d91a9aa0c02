import { EPOCH_MS } from '../../../model/views/columns.ts';
import type {
  CatalogView,
  SharedDataView,
  SharedTableView,
  SnapshotFolderView,
} from '../../../model/views/sharedData.ts';
import type { ClusterSnapshotJobRow, ClusterSnapshotRow } from '../../../model/views/snapshot.ts';

const SERVICE = 'service-1';

/** When the nth job of a hand-made cluster is created, on its clock. */
export function createdMs(nth: number): number {
  return nth * 100_000;
}

export function nameOf(nth: number): string {
  return `automated_cluster_snapshot_${EPOCH_MS + createdMs(nth)}`;
}

/** The row of the nth job. */
export function jobRow(nth: number, state: ClusterSnapshotJobRow['STATE']): ClusterSnapshotJobRow {
  const hasFinished = state === 'FINISHED' || state === 'EXPIRED' || state === 'DELETED';
  return {
    SNAPSHOT_NAME: nameOf(nth),
    JOB_ID: String(nth),
    CREATED_TIME: createdMs(nth),
    FINISHED_TIME: hasFinished ? createdMs(nth) + 10_000 : null,
    STATE: state,
    DETAIL_INFO: '',
    ERROR_MESSAGE: state === 'ERROR' ? 'upload image failed' : '',
  };
}

/** The row of the nth snapshot in cluster_snapshots. */
export function snapshotRow(nth: number, patch: Partial<ClusterSnapshotRow> = {}): ClusterSnapshotRow {
  return {
    SNAPSHOT_NAME: nameOf(nth),
    SNAPSHOT_TYPE: 'AUTOMATED',
    CREATED_TIME: createdMs(nth),
    FE_JOURNAL_ID: 10 * nth,
    STARMGR_JOURNAL_ID: nth,
    PROPERTIES: '',
    STORAGE_VOLUME: 'v1',
    STORAGE_PATH: `s3://bucket/v1/${SERVICE}/meta/image/${nameOf(nth)}`,
    ...patch,
  };
}

/** The folder of the nth snapshot; `without`: files that are not there. */
export function folder(
  nth: number,
  patch: Partial<SnapshotFolderView> = {},
  ...without: readonly string[]
): SnapshotFolderView {
  const paths = ['ROLE', 'VERSION', `starmgr/image.${nth}`, `v2/checksum.${10 * nth}`, `v2/image.${10 * nth}`];
  return {
    volume: 'v1',
    serviceId: SERVICE,
    name: nameOf(nth),
    files: paths.filter((path) => !without.includes(path)).map((path) => ({ path, bytes: 10, etag: `${nth}-${path}` })),
    feJournalId: 10 * nth,
    starmgrJournalId: nth,
    isIntact: true,
    ...patch,
  };
}

export const table: SharedTableView = {
  name: 't1',
  database: 'd1',
  volume: 'v1',
  path: `s3://bucket/v1/${SERVICE}/db1/2`,
  visibleVersion: 2,
  loads: ['l1'],
};

export const catalog: CatalogView = {
  catalogs: ['c1'],
  databases: ['d1'],
  tables: [table],
  views: ['w1'],
  users: ['u1'],
  roles: ['r1'],
  grants: ['u1 -> t1'],
  loadJobs: [],
  resourceGroups: ['g1'],
  functions: ['f1'],
  volumes: [
    { name: 'v1', location: 's3://bucket/v1', isDefault: true, comment: '' },
    { name: 'v2', location: 's3://bucket/v2/', isDefault: false, comment: '' },
  ],
  recycled: [],
};

/** What may be changed of a hand-made look. */
export interface Patch extends Partial<Omit<SharedDataView, 'catalog' | 'bucket'>> {
  readonly catalog?: Partial<CatalogView>;
  readonly bucket?: Partial<SharedDataView['bucket']>;
}

const dataKey = `${table.path}/0000000002.meta`;

/**
 * A look at a cluster with these jobs (`1:DELETED 2:FINISHED`): finished and expired snapshots are listed and have their
 * folders, and all else is as it should be.
 */
export function look(jobs: string, patch: Patch = {}): SharedDataView {
  const rows = jobs
    .split(' ')
    .filter(Boolean)
    .map((word) => {
      const [nth, state] = word.split(':');
      return jobRow(Number(nth), stateOf(state));
    });
  const kept = rows.filter(({ STATE }) => STATE === 'FINISHED' || STATE === 'EXPIRED').map((row) => Number(row.JOB_ID));
  const snapshots = kept.map((nth) => snapshotRow(nth));
  const bucket = { folders: kept.map((nth) => folder(nth)), strays: [], data: new Map([[dataKey, 'data-2']]) };
  const seen: SharedDataView = {
    isUp: true,
    clockMs: 1_000_000_000,
    intervalMs: 100_000,
    snapshots,
    jobs: rows,
    followerSnapshots: snapshots,
    followerJobs: rows,
    catalog,
    frontends: [
      { host: 'fe1', role: 'leader' },
      { host: 'fe2', role: 'follower' },
    ],
    computeNodes: ['cn1'],
    bucket,
    restoreState: 'finished',
  };
  return {
    ...seen,
    ...patch,
    catalog: { ...catalog, ...patch.catalog },
    bucket: { ...bucket, ...patch.bucket },
  };
}

const states = ['INITIALIZING', 'SNAPSHOTING', 'UPLOADING', 'FINISHED', 'EXPIRED', 'DELETED', 'ERROR'] as const;

function stateOf(text: string | undefined): ClusterSnapshotJobRow['STATE'] {
  const state = states.find((known) => known === text);
  if (state === undefined) throw new RangeError(`'${text}' is no state of a job; expected one of ${states.join(', ')}`);
  return state;
}
