import { describe, expect, test } from 'vitest';
import { liesUnder, normalisedUri, parseSnapshotPath, type RestoreFile } from './restoreFile.ts';
import { restoreFileFlaws, restoreFileWarnings } from './restoreFileChecks.ts';
import { kindOfValue, tell } from './restoreFileFlaws.ts';
import { interpretRestoreFile } from './restoreFileReading.ts';
import { referenceRestoreFileRules, restoreFileForm } from './restoreFileRules.ts';

const name = 'automated_cluster_snapshot_1704038400000';

describe('the path of a snapshot', () => {
  test('names one snapshot', () => {
    expect(parseSnapshotPath(`s3://bucket/a/b/f7265e80811019/meta/image/${name}`)).toEqual({
      scheme: 's3',
      bucket: 'bucket',
      prefix: 'a/b',
      serviceId: 'f7265e80811019',
      target: { kind: 'snapshot', name },
    });
  });

  test.each(['hdfs://u:p@h:9000/id/meta', 'hdfs://h:9000/id/meta/', 'hdfs://h:9000//id///meta//'])(
    '%s is a folder',
    (uri) => {
      expect(parseSnapshotPath(uri)).toEqual({
        scheme: 'hdfs',
        bucket: 'h:9000',
        prefix: '',
        serviceId: 'id',
        target: { kind: 'meta' },
      });
    },
  );

  test.each([
    '',
    'meta',
    '/a/id/meta',
    's3:///id/meta',
    's3://bucket/meta',
    's3://bucket/id/meta/image',
    's3://bucket/id/meta/image/',
    's3://bucket/id/meta/images/automated_cluster_snapshot_1704038400000',
    's3://bucket/id/image/automated_cluster_snapshot_1704038400000',
    's3://bucket/id/meta/image/automated_cluster_snapshot_1704038400',
    's3://bucket/id/meta/image/automated_cluster_snapshot_01704038400000',
    's3://bucket/id/meta/image/automated_cluster_snapshot_1704038400000/v2',
    's3://bucket/id/meta/image/backup',
    's3://bucket/id/../meta',
    'S3://bucket/id/meta',
    's3://buck et/id/meta',
    's3://bucket/id\n/meta',
  ])('%j is none', (uri) => expect(parseSnapshotPath(uri)).toBe(undefined));

  test('loses superfluous slashes and nothing else', () => {
    expect(normalisedUri('hdfs://u@h:9000//a///b/')).toBe('hdfs://u@h:9000/a/b');
    expect(normalisedUri('a//b/')).toBe('a//b/');
  });

  test.each([
    ['s3://bucket/a/b', true],
    ['s3://bucket/a/b/', true],
    ['s3://user@bucket//a/b', true],
    ['s3://bucket/a', false],
    ['s3://bucket/a/bc', false],
    ['s3://other/a/b', false],
    ['s3a://bucket/a/b', false],
    ['', false],
  ])('lies under %s: %s', (location, isUnder) => {
    const path = parseSnapshotPath('s3://bucket/a/b/id/meta');
    expect(path !== undefined && liesUnder(path, location)).toBe(isUnder);
  });
});

const volume = { name: 'v', type: 'S3', location: 's3://bucket/a', properties: [] } as const;
const good: RestoreFile = {
  clusterSnapshot: { path: 's3://bucket/a/id/meta', storageVolumeName: 'v' },
  frontends: [{ host: 'fe2', editLogPort: 9010, type: 'follower' }],
  computeNodes: [{ host: 'cn1', heartbeatServicePort: 9050 }],
  storageVolumes: [volume],
};

describe('what no schema can say', () => {
  test('a good file has no flaw', () => {
    expect(restoreFileFlaws(good, 'fe1')).toEqual([]);
    expect(restoreFileWarnings(good)).toEqual([]);
    expect(restoreFileFlaws({})).toEqual([]);
  });

  test.each<[string, Partial<RestoreFile>, string]>([
    [
      'a volume that is not listed',
      { storageVolumes: [{ ...volume, name: 'V' }] },
      'cluster_snapshot/storage_volume_name',
    ],
    ['no volumes', { storageVolumes: [] }, 'cluster_snapshot/storage_volume_name'],
    ['a volume twice', { storageVolumes: [volume, volume] }, 'storage_volumes/1/name'],
    ['the scheme of another type', { storageVolumes: [{ ...volume, type: 'HDFS' }] }, 'storage_volumes/0/location'],
    ['no folder', { storageVolumes: [{ ...volume, location: 's3:///' }] }, 'storage_volumes/0/location'],
    [
      'a property twice',
      {
        storageVolumes: [
          {
            ...volume,
            properties: [
              { key: 'k', value: '1' },
              { key: 'k', value: '1' },
            ],
          },
        ],
      },
      'storage_volumes/0/properties/1/key',
    ],
    [
      'an FE twice, whatever the case of its letters',
      { frontends: ['fe2', 'fe3', 'FE2'].map((host) => ({ host, editLogPort: 9010, type: 'observer' })) },
      'frontends/2/host',
    ],
    [
      'a compute node twice',
      { computeNodes: [9050, 9051].map((port) => ({ host: 'a', heartbeatServicePort: port })) },
      'compute_nodes/1/host',
    ],
    ['the leader', { frontends: [{ host: 'FE1', editLogPort: 1, type: 'follower' }] }, 'frontends/0/host'],
  ])('%s is a flaw', (_, change, place) => {
    expect(restoreFileFlaws({ ...good, ...change }, 'fe1').map(({ path }) => path.join('/'))).toEqual([place]);
  });

  test('one host may be an FE and a compute node, and the leader is not looked for when nobody knows it', () => {
    const shared = { ...good, computeNodes: [{ host: 'fe2', heartbeatServicePort: 9050 }] };
    expect(restoreFileFlaws(shared)).toEqual([]);
  });

  test('a snapshot outside the location of its volume is only a warning', () => {
    const moved = { ...good, storageVolumes: [{ ...volume, location: 's3://copy/a' }] };
    expect(restoreFileFlaws(moved)).toEqual([]);
    expect(restoreFileWarnings(moved)).toHaveLength(1);
  });
});

describe('the reading', () => {
  const read = (document: unknown, profile: 'documented-3.4' | 'starrocks-main' = 'documented-3.4') =>
    interpretRestoreFile(document, referenceRestoreFileRules, restoreFileForm(profile));

  test('tells absent and empty sections apart', () => {
    expect(read(null)).toEqual({ file: {} });
    expect(read({ compute_nodes: [], frontends: [] })).toEqual({ file: { computeNodes: [], frontends: [] } });
  });

  test('knows what only the main branch allows', () => {
    const node = { host: 'a', heartbeat_service_port: 1, warehouse: 'w', cngroup: 'g' };
    const azure = { name: 'v', type: 'azblob', location: 'azblob://c/d', properties: [] };
    const document = { compute_nodes: [node], storage_volumes: [azure] };
    expect(read(document, 'starrocks-main')).toMatchObject({
      file: { computeNodes: [{ warehouse: 'w', cngroup: 'g' }], storageVolumes: [{ type: 'AZBLOB' }] },
    });
    expect(read(document)).toMatchObject({
      flaws: [{ key: 'warehouse' }, { key: 'cngroup' }, { path: ['storage_volumes', 0, 'type'] }],
    });
  });

  test('names every flaw of the form at once', () => {
    const document = { frontends: [{ host: '', edit_log_port: 0 }, null], storage_volumes: {} };
    expect(read(document)).toMatchObject({ flaws: [{}, {}, {}, {}] });
  });
});

test('words that may hold credentials are not repeated', () => {
  expect(tell('user:hush@host')).not.toContain('hush');
  expect(tell('s3://hush')).not.toContain('hush');
  expect(tell('a"b')).toBe('"a\\"b"');
  expect(tell('x'.repeat(1000)).length).toBeLessThan(100);
});

test.each([
  [undefined, 'nothing'],
  [null, 'an empty value'],
  [[], 'a list'],
  [{}, 'a mapping'],
  ['', 'an empty text'],
  [1n, 'a value'],
])('%s is %s', (value, words) => expect(kindOfValue(value)).toBe(words));
