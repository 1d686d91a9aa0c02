import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { profileNamed } from '../../model/profile.ts';
import { LARGEST_LENGTH } from './bounds.ts';
import { decodeClusterSnapshotFile } from './decode.ts';
import { answerRestoreFile } from './law.ts';
import { readClusterSnapshotFile } from './read.ts';
import { misfit } from './schema.ts';

const example = readFileSync(
  join(import.meta.dirname, '..', '..', 'docs', 'examples', 'cluster_snapshot.yaml'),
  'utf8',
);

/** The places and messages of the flaws of a text. */
function flawsIn(text: string): readonly string[] {
  const read = readClusterSnapshotFile(text);
  return 'flaws' in read ? read.flaws.map(({ line, column, message }) => `${line}:${column} ${message}`) : [];
}

test('the example is a good file without warnings', () => {
  expect(readClusterSnapshotFile(example, { leaderHost: 'fe1.example.com' })).toMatchObject({
    file: {
      clusterSnapshot: { storageVolumeName: 'snapshots' },
      frontends: [
        { host: 'fe2.example.com', editLogPort: 9010, type: 'follower' },
        { host: 'fe3.example.com', type: 'observer' },
      ],
      computeNodes: [{ heartbeatServicePort: 9050 }, {}],
      storageVolumes: [{ type: 'S3' }, { type: 'HDFS' }],
    },
    warnings: [],
  });
});

describe('what of YAML has no place in the file is refused where it stands', () => {
  test.each([
    ['frontends: []\nfrontends: []\n', '2:1 this key is there twice'],
    ['frontends: &all []\n', '1:17 a value has an anchor'],
    ['compute_nodes: *all\n', '1:16 an alias stands here'],
    ['<<: {}\n', '1:1 a merge key stands here'],
    ['frontends: !!seq []\n', '1:18 a value has a tag'],
    ['? [frontends]\n: []\n', '1:3 a key is no plain text'],
    ['frontends: []\n---\nfrontends: []\n', '2:1 a second document begins here'],
    ['frontends:\n\t- host: a\n', '2:1 a tab is used to indent'],
    ['frontends: []\r\nfrontend: []\r\n', '2:1 the key "frontend" is unknown (did you mean frontends?)'],
    ['- host: a\n', '1:1 a list stands here'],
    ['frontends: []\u0007\n', '1:14 the character U+0007 is not allowed'],
    ['frontends: []\n# \ud800\n', '2:3 the character U+D800 is not allowed'],
    [`frontends: ${'['.repeat(100_000)}`, '1:43 lists and mappings are nested more than 32 deep'],
    [`${'- '.repeat(100_000)}`, '1:65 lists and mappings are nested more than 32 deep'],
    [`frontends: ${']'.repeat(100_000)}`, '1:44 there are many closing brackets without an opening one'],
    [' '.repeat(LARGEST_LENGTH + 1), `1:${LARGEST_LENGTH + 1} the file has ${LARGEST_LENGTH + 1} characters`],
  ])('%j', (text, flaw) => expect(flawsIn(text)).toContain(flaw));

  test('a bomb of aliases costs nothing', () => {
    const levels = Array.from(
      { length: 30 },
      (_, n) => `k${n}: &k${n} [${Array.from({ length: 9 }, () => `*k${n - 1}`).join(', ')}]`,
    );
    expect(flawsIn(levels.join('\n')).length).toBe(50);
  });
});

describe('what means the same is read the same', () => {
  const node = { file: { frontends: [{ host: 'a', editLogPort: 9010, type: 'observer' }] }, warnings: [] };

  test.each([
    'frontends:\n- host: a\n  edit_log_port: 9010\n  type: observer\n',
    '\uFEFFfrontends:\r\n  - host: "a"\r\n    edit_log_port: "9010"\r\n    type: OBSERVER\r\n',
    '%YAML 1.1\n---\n{frontends: [{host: a, edit_log_port: 9010, type: Observer}]}\n...\n',
    '{"frontends": [{"host": "a", "edit_log_port": 9010, "type": "observer"}]}',
    '# a\nfrontends: # b\n  -\n    # c\n    type: observer\n    host: >-\n      a\n    edit_log_port: 9010',
  ])('%j', (text) => expect(readClusterSnapshotFile(text)).toEqual(node));

  test.each(['', '\n\n', '# nothing\n', '---\n', '---\n# nothing\n...\n', '{}', '~', '\uFEFF'])(
    '%j has no section',
    (text) => {
      expect(readClusterSnapshotFile(text)).toEqual({ file: {}, warnings: [] });
    },
  );

  test.each([
    ['true', 'true'],
    ['007', '007'],
    ['1e3', '1e3'],
    ['1.50', '1.50'],
    ['-3', '-3'],
    ['True', 'True'],
    ['0x1F', '0x1F'],
    ['9007199254740993', '9007199254740993'],
    ['yes', 'yes'],
    ['"null"', 'null'],
  ])('the property %s is the text %s', (written, value) => {
    const volume = `{name: v, type: S3, location: 's3://b', properties: [{key: k, value: ${written}}]}`;
    expect(readClusterSnapshotFile(`storage_volumes: [${volume}]`)).toMatchObject({
      file: { storageVolumes: [{ properties: [{ key: 'k', value }] }] },
    });
  });
});

describe('no message repeats a secret', () => {
  const volume = (rest: string) => `storage_volumes:\n- name: v\n  type: S3\n  ${rest}\n`;

  test.each([
    'cluster_snapshot:\n  cluster_snapshot_path: s3://id:hush@bucket/x\n  storage_volume_name: v\nstorage_volumes: []',
    volume('location: hdfs://id:hush@bucket\n  properties: []'),
    volume('location: s3://b\n  properties: {aws.s3.secret_key: hush}'),
    volume('location: s3://b\n  properties: [{aws.s3.secret_key: hush}]'),
    volume('location: s3://b\n  properties: [{hush: }]'),
    volume('location: s3://b\n  properties: [{key: k, value: [hush]}]'),
    volume('location: s3://b\n  properties: [{key: k, value: hush, value: hush}]'),
    volume('location: s3://b\n  properties: [{hush: 1, hush: 2}]'),
    volume('location: s3://b\n  properties: [{key: k, value: "hush\\q"}]'),
    volume('location: s3://b\n  properties:\n  - key: k\n    value: hush: x'),
    volume('location: s3://b\n  properties:\n  - key: k\n    value: *hush'),
    volume('location: s3://b\n  properties:\n  - key: k\n    value: !hush x'),
    volume('location: s3://b\n  properties:\n  - key: k\n    value: @hush'),
    volume('location: s3://b\n  properties:\n  - key: k\n    value: "hush'),
    volume('location: s3://b\n  properties:\n  - key: k\n   value: hush'),
    'frontends:\n- host: id:hush@a/\n  edit_log_port: 1\n',
  ])('%j', (text) => {
    const read = readClusterSnapshotFile(text);
    expect(read).toHaveProperty('flaws.0.message');
    expect(JSON.stringify(read)).not.toContain('hush');
  });
});

test('the profile says what may stand in the file', () => {
  const text = 'compute_nodes: [{host: a, heartbeat_service_port: 1, warehouse: w}]';
  const profile = profileNamed('starrocks-main');
  expect(readClusterSnapshotFile(text)).toHaveProperty('flaws');
  expect(profile && readClusterSnapshotFile(text, { profile })).toHaveProperty('file.computeNodes.0.warehouse', 'w');
  expect(misfit(null, 'starrocks-main')).toBe(undefined);
  expect(misfit({ storage_volumes: [{ name: 1 }] }, 'documented-3.4')).toBe('/storage_volumes/0');
});

test('bytes that are no UTF-8 have a place', () => {
  const bytes = Buffer.concat([Buffer.from('# é\nab'), Buffer.from([0xff, 0x0a])]);
  expect(decodeClusterSnapshotFile(bytes)).toMatchObject({ flaw: { line: 2, column: 3 } });
  expect(decodeClusterSnapshotFile(bytes.subarray(0, 3))).toMatchObject({ flaw: { line: 1, column: 3 } });
  expect(decodeClusterSnapshotFile(Buffer.from('\uFEFF{}'))).toEqual({ text: '{}' });
});

test('the answer to the law is the file or a reason', () => {
  expect(answerRestoreFile('frontends: []', null)).toEqual({ accepted: true, file: { frontends: [] } });
  expect(answerRestoreFile('a: 1')).toEqual({ accepted: false, reason: 'line 1: the key "a" is unknown' });
  const leader = 'frontends: [{host: a, edit_log_port: 1}]';
  expect(answerRestoreFile(leader, 'a')).toMatchObject({ accepted: false });
  expect(answerRestoreFile(leader, 'b')).toMatchObject({ accepted: true });
});
