import { catalog, folder, look, nameOf, snapshotRow, table } from './testing/looks.ts';
import { pair, testPairs } from './testing/pairs.ts';
import { act, breakStore, on, wait } from './testing/runs.ts';

const finished = [on, wait(110, '1:FINISHED')];
const second = [...finished, wait(100, '1:EXPIRED 2:FINISHED')];
const neighbour = { serviceId: 'another', name: nameOf(0) };
const both = [folder(9, neighbour), folder(1)];
const slashed = {
  catalog: { volumes: catalog.volumes.map((volume) => ({ ...volume, location: `${volume.location}/` })) },
};

testPairs([
  pair(
    'SP-1',
    'wrong path',
    [on],
    [
      wait(110, '1:FINISHED', {
        snapshots: [snapshotRow(1, { STORAGE_PATH: `s3://bucket/v1/meta/image/${nameOf(1)}` })],
      }),
    ],
    [wait(110, '1:FINISHED')],
  ),
  pair(
    'SP-1',
    'service id changed',
    finished,
    [
      wait(100, '2:FINISHED', {
        snapshots: [snapshotRow(2, { STORAGE_PATH: `s3://bucket/v1/other/meta/image/${nameOf(2)}` })],
        bucket: { folders: [folder(2, { serviceId: 'other' })] },
      }),
    ],
    [
      wait(100, '2:FINISHED', {
        snapshots: [snapshotRow(2, { STORAGE_PATH: `s3://bucket/v1//service-1/meta/image/${nameOf(2)}` })],
      }),
    ],
  ),
  pair(
    'SP-1',
    'path of another service',
    [on],
    [wait(110, '1:FINISHED', { bucket: { folders: [folder(1, { serviceId: 'other' })] } })],
    [wait(110, '1:FINISHED')],
  ),
  pair(
    'SP-2',
    'stray object',
    [on],
    [wait(110, '1:FINISHED', { bucket: { strays: ['s3://bucket/v1/image.1'] } })],
    [wait(110, '1:FINISHED')],
  ),
  pair(
    'SP-2',
    'folder of no job',
    [on],
    [wait(110, '1:FINISHED', { bucket: { folders: [folder(1), folder(7)] } })],
    [wait(110, '1:FINISHED')],
  ),
  pair(
    'SP-2',
    'live folder deleted',
    finished,
    [wait(1, '1:FINISHED', { bucket: { folders: [] } })],
    [wait(100, '1:DELETED 2:FINISHED')],
  ),
  pair(
    'SP-3',
    'finished but not whole',
    [on],
    [wait(110, '1:FINISHED', { bucket: { folders: [folder(1, { isIntact: false })] } })],
    [wait(110, '1:FINISHED')],
  ),
  pair(
    'SP-3',
    'images of other journal ids',
    [on],
    [wait(110, '1:FINISHED', { snapshots: [snapshotRow(1, { FE_JOURNAL_ID: 12 })] })],
    [wait(110, '1:FINISHED')],
  ),
  pair(
    'SP-4',
    'half deleted',
    [...second, wait(5, '1:EXPIRED 2:FINISHED', { bucket: { folders: [folder(1, {}, 'ROLE'), folder(2)] } })],
    [wait(400, '1:EXPIRED 2:FINISHED', { bucket: { folders: [folder(1, {}, 'ROLE'), folder(2)] } })],
    [wait(400, '1:DELETED 2:FINISHED')],
  ),
  pair(
    'SP-5',
    'another folder touched',
    second,
    [wait(5, '1:DELETED 2:FINISHED', { bucket: { folders: [folder(2, {}, 'ROLE')] } })],
    [wait(5, '1:DELETED 2:FINISHED')],
  ),
  pair(
    'SP-5',
    'data rewritten',
    second,
    [
      wait(5, '1:DELETED 2:FINISHED', {
        bucket: { folders: [folder(2)], data: new Map([[`${table.path}/0000000002.meta`, 'x']]) },
      }),
    ],
    [wait(5, '1:DELETED 2:FINISHED')],
  ),
  pair(
    'SP-5',
    'data deleted',
    second,
    [wait(5, '1:DELETED 2:FINISHED', { catalog: { tables: [{ ...table, loads: undefined }] } })],
    [wait(5, '1:DELETED 2:FINISHED')],
  ),
  pair(
    'SP-6',
    'old snapshot lost',
    [...finished, wait(90, '1:FINISHED 2:SNAPSHOTING'), breakStore(true, '1:FINISHED 2:SNAPSHOTING')],
    [wait(9, '1:EXPIRED 2:ERROR')],
    [wait(9, '1:FINISHED 2:ERROR')],
  ),
  pair(
    'SP-6',
    'old snapshot not listed',
    [...finished, wait(90, '1:FINISHED 2:SNAPSHOTING'), breakStore(true, '1:FINISHED 2:SNAPSHOTING')],
    [wait(9, '1:FINISHED 2:ERROR', { snapshots: [] })],
    [wait(9, '1:FINISHED 2:ERROR')],
  ),
  pair(
    'SP-7',
    'new snapshot failed',
    [...second, breakStore(true, '1:EXPIRED 2:FINISHED')],
    [wait(9, '1:EXPIRED 2:ERROR')],
    [wait(9, '1:EXPIRED 2:FINISHED')],
  ),
  pair(
    'SP-7',
    'deletion not tried again',
    [
      ...second,
      breakStore(true, '1:EXPIRED 2:FINISHED'),
      wait(9, '1:EXPIRED 2:FINISHED'),
      breakStore(false, '1:EXPIRED 2:FINISHED'),
    ],
    [wait(1, '1:EXPIRED 2:FINISHED'), wait(400, '1:EXPIRED 2:FINISHED')],
    [wait(1, '1:EXPIRED 2:FINISHED'), wait(60, '1:DELETED 2:FINISHED')],
  ),
  pair(
    'SP-8',
    'rewritten',
    finished,
    [wait(1, '1:FINISHED', { bucket: { folders: [{ ...folder(1), files: folder(2).files }] } })],
    [wait(1, '1:FINISHED')],
  ),
  pair(
    'SP-9',
    'empty path segment',
    [act(on.command, '', slashed)],
    [wait(1, '', { ...slashed, bucket: { data: new Map([['s3://bucket/v1//service-1/db1/2/1.meta', 'x']]) } })],
    [wait(1, '', slashed)],
    look('', slashed),
  ),
  pair(
    'SP-9',
    'empty path segment',
    [act(on.command, '', slashed)],
    [wait(110, '1:FINISHED', { ...slashed, bucket: { folders: [folder(1, { volume: 's3://bucket/v1/' })] } })],
    [wait(1, '', slashed)],
    look('', slashed),
  ),
  pair(
    'SP-10',
    'snapshot of another cluster changed',
    [act(on.command, '', { bucket: { folders: [folder(9, neighbour)] } })],
    [wait(110, '1:FINISHED', { bucket: { folders: [folder(9, neighbour, 'ROLE'), folder(1)] } })],
    [wait(110, '1:FINISHED', { bucket: { folders: both } })],
    look('', { bucket: { folders: [folder(9, neighbour)] } }),
  ),
  pair(
    'SP-10',
    'snapshot of another cluster listed',
    [act(on.command, '', { bucket: { folders: [folder(9, neighbour)] } })],
    [
      wait(110, '1:FINISHED', {
        bucket: { folders: both },
        snapshots: [snapshotRow(1, { STORAGE_PATH: `s3://bucket/v1/another/meta/image/${nameOf(0)}` })],
      }),
    ],
    [wait(110, '1:FINISHED', { bucket: { folders: both } })],
    look('', { bucket: { folders: [folder(9, neighbour)] } }),
  ),
]);
