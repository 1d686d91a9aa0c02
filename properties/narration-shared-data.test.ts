import { expect, it } from 'vitest';
import type { SharedDataView } from '../model/views/sharedData.ts';
import type { ClusterSnapshotJobRow } from '../model/views/snapshot.ts';
import { sharedDataChanges } from './narration-shared-data.ts';

const NAME = 'automated_cluster_snapshot_1704067200000';

const job: ClusterSnapshotJobRow = {
  SNAPSHOT_NAME: NAME,
  JOB_ID: '10001',
  CREATED_TIME: 0,
  FINISHED_TIME: null,
  STATE: 'UPLOADING',
  DETAIL_INFO: '',
  ERROR_MESSAGE: '',
};

const files = ['ROLE', 'VERSION'].map((path) => ({ path, bytes: 10, etag: path }));
const folder = {
  volume: 'v1',
  serviceId: 's',
  name: NAME,
  files: files.slice(0, 1),
  feJournalId: 0,
  starmgrJournalId: 0,
  isIntact: false,
};

const before: SharedDataView = {
  isUp: true,
  clockMs: 0,
  intervalMs: 30_000,
  snapshots: [],
  jobs: [job],
  followerSnapshots: [],
  followerJobs: [job],
  catalog: {
    catalogs: [],
    databases: ['d1'],
    tables: [{ name: 't1', database: 'd1', volume: 'v1', path: 's3://a/t1', visibleVersion: 1, loads: [] }],
    views: [],
    users: ['u1'],
    roles: [],
    grants: [],
    loadJobs: [],
    resourceGroups: [],
    functions: [],
    volumes: [{ name: 'v1', location: 's3://a', isDefault: true, comment: '' }],
    recycled: [],
  },
  frontends: [{ host: 'fe1', role: 'leader' }],
  computeNodes: ['cn1'],
  bucket: { folders: [folder], strays: [], data: new Map([['a/1', 'x']]) },
  restoreState: 'finished',
};

function changes(after: Partial<SharedDataView>): readonly string[] {
  return sharedDataChanges(before, { ...before, ...after });
}

it('nothing is told where nothing changes', () => {
  expect(changes({ clockMs: 5 })).toEqual([]);
});

it('tells how jobs and folders come on', () => {
  const ended = { ...job, STATE: 'ERROR', ERROR_MESSAGE: 'no' } as const;
  expect(changes({ jobs: [ended], followerJobs: [ended] })).toEqual(['job 10001 was UPLOADING and is ERROR: no']);
  expect(changes({ jobs: [], followerJobs: [] })).toEqual(['job 10001 is no longer in the history']);
  expect(changes({ followerJobs: [] })).toEqual(['another FE shows other snapshots or jobs than the leader']);
  const full = { ...folder, files, isIntact: true };
  expect(changes({ bucket: { ...before.bucket, folders: [full] } })).toEqual([
    `the folder of ${NAME} on v1: VERSION is put; it is complete now`,
  ]);
  expect(changes({ bucket: { folders: [], strays: ['a/odd'], data: new Map([['a/2', 'y']]) } })).toEqual([
    `the folder of ${NAME} on v1 is gone`,
    'an object where none is expected: a/odd',
    'data objects: 1 put, 1 removed',
  ]);
});

it('tells what becomes of the leader, the nodes and the catalog', () => {
  expect(changes({ isUp: false, restoreState: 'restoring', intervalMs: 10_000 })).toEqual([
    'the leader FE does not answer',
    'the restore probe answers restoring',
    'the interval of snapshots is 10 s',
  ]);
  expect(changes({ frontends: [{ host: 'fe1', role: 'follower' }], computeNodes: [] })).toEqual([
    'FE fe1 (follower) joined',
    'FE fe1 (leader) left',
    'CN cn1 left',
  ]);
  const table = { name: 't1', database: 'd1', volume: 'v1', path: 's3://b/t1', visibleVersion: 2, loads: undefined };
  const volumes = [{ name: 'v1', location: 's3://b', isDefault: false, comment: 'new' }];
  expect(changes({ catalog: { ...before.catalog, users: [], tables: [table], volumes } })).toEqual([
    'volume v1 has moved to s3://b',
    'volume v1 is no longer the default one',
    'volume v1 has the comment "new"',
    'user u1 is gone',
    'table t1 in d1 on v1 (s3://b/t1) at version 2 cannot be read',
  ]);
});
