import { catalog, folder, look, table } from './testing/looks.ts';
import { pair, testPairs } from './testing/pairs.ts';
import { act, captured, type Move, off, on, refuse, restored, wait } from './testing/runs.ts';

const write = { do: 'writeTable', load: 'l2', table: 't1' } as const;
const after = [...captured(), act(write, '1:FINISHED', { catalog: { tables: [{ ...table, loads: ['l1', 'l2'] }] } })];
const move = { volumes: [{ name: 'v1', location: 's3://copies/v1/' }] };
const copied = {
  bucket: { folders: [folder(1), folder(1, { volume: 's3://copies/v1' })], data: new Map([[`${table.path}/2`, 'a']]) },
};
const moved = {
  catalog: {
    tables: [{ ...table, path: 's3://copies/v1/service-1/db1/2' }],
    volumes: catalog.volumes.map((volume) =>
      volume.name === 'v1' ? { ...volume, location: 's3://copies/v1/' } : volume,
    ),
  },
  bucket: { folders: [folder(1, { volume: 's3://bucket/v1' }), folder(1)], data: copied.bucket.data },
};
const copy = [
  ...captured(copied).map((each) => each),
  act({ do: 'copyVolume', volume: 'v1', location: 's3://copies/v1' }, '1:FINISHED', copied),
];
const refusal: Move = refuse({ do: 'restore', source: { from: 'snapshot', job: 1 } }, '1:FINISHED', { isUp: false });
const flawed: Move = refuse({ do: 'restore', source: { from: 'snapshot', job: 1 }, flaw: 'badPort' }, '1:FINISHED', {
  isUp: false,
});
const other = { data: new Map([...look('').bucket.data, [`${table.path}/3`, 'b']]) };
const unreadable = { catalog: { tables: [{ ...table, loads: undefined }] } };
const vacuumed = act({ do: 'vacuum', full: true }, '1:FINISHED', { bucket: { folders: [folder(1)], data: new Map() } });
const visible = { kind: 'loaded', status: 'VISIBLE' } as const;
const harmless: Move = { ...flawed, after: look('1:FINISHED') };
const crash = act({ do: 'crashFrontend' }, '1:FINISHED', { isUp: false });
const killed = restored({ killedAfter: 3 }, '1:FINISHED', { isUp: false });
const restart = { do: 'restartFrontend' } as const;
const broken = { bucket: { folders: [folder(1, {}, 'ROLE')] } };
const damage = act({ do: 'damageSnapshot', job: 1, part: 'ROLE', how: 'remove' }, '1:FINISHED', broken);
const commit = { ...act({ ...write }, ''), outcome: { kind: 'loaded', status: 'COMMITTED' } as const };
const held = [
  on,
  act({ do: 'holdPublish', on: true }, ''),
  commit,
  wait(100, '1:INITIALIZING'),
  wait(9, '1:FINISHED'),
  act({ do: 'holdPublish', on: false }, '1:FINISHED'),
];
const meta = { source: { from: 'meta' } as const };
const two = [...captured(), wait(100, '1:FINISHED 2:INITIALIZING'), wait(9, '1:EXPIRED 2:FINISHED')];
const again = [restored({}, '1:FINISHED'), wait(90, '1:FINISHED 2:INITIALIZING'), wait(10, '1:DELETED 2:FINISHED')];

testPairs([
  pair('RS-1', 'restore refused', after, [refusal], [restored({}, '1:FINISHED')]),
  pair(
    'RS-1',
    'users differ',
    after,
    [restored({}, '1:FINISHED', { catalog: { users: [] } })],
    [restored({}, '1:FINISHED')],
  ),
  pair(
    'RS-1',
    'recycled tables differ',
    after,
    [restored({}, '1:FINISHED', { catalog: { recycled: ['t9'] } })],
    [restored({}, '1:FINISHED')],
  ),
  pair(
    'RS-1',
    'tables differ',
    after,
    [restored({}, '1:FINISHED', { catalog: { tables: [] } })],
    [restored({}, '1:FINISHED')],
  ),
  // What was created while the job was INITIALIZING may be in the snapshot or not.
  pair(
    'RS-1',
    'views differ',
    [
      on,
      wait(100, '1:INITIALIZING'),
      act({ do: 'createObject', object: { kind: 'view', name: 'w2', database: 'd1' } }, '1:INITIALIZING', {
        catalog: { views: ['w1', 'w2'] },
      }),
      wait(9, '1:FINISHED', { catalog: { views: ['w1', 'w2'] } }),
    ],
    [restored({}, '1:FINISHED', { catalog: { views: ['w2'] } })],
    [restored({}, '1:FINISHED', { catalog: { views: ['w1'] } })],
  ),
  pair(
    'RS-2',
    'rows from after the capture',
    after,
    [restored({}, '1:FINISHED', { catalog: { tables: [{ ...table, loads: ['l1', 'l2'] }] } })],
    [restored({}, '1:FINISHED')],
  ),
  pair(
    'RS-2',
    'rows lost',
    after,
    [restored({}, '1:FINISHED', { catalog: { tables: [{ ...table, loads: [] }] } })],
    [restored({}, '1:FINISHED')],
  ),
  pair(
    'RS-3',
    'committed load lost',
    held,
    [restored({}, '1:FINISHED'), wait(60, '1:FINISHED')],
    [restored({}, '1:FINISHED', { catalog: { tables: [{ ...table, loads: ['l1', 'l2'] }] } })],
  ),
  pair(
    'RS-4',
    'restore refused',
    after,
    [{ ...refusal, command: { do: 'restore', source: { from: 'meta' } } }],
    [restored(meta, '1:FINISHED')],
  ),
  pair(
    'RS-4',
    'another cluster',
    after,
    [restored(meta, '1:FINISHED', { catalog: { views: [] } })],
    [restored({ source: { from: 'snapshot', trailingSlashes: 2 } }, '1:FINISHED')],
  ),
  pair(
    'RS-5',
    'older snapshot restored',
    two,
    [restored(meta, '1:FINISHED')],
    [restored(meta, '1:DELETED 2:FINISHED')],
  ),
  pair('RS-6', 'broken snapshot restored', [...after, damage], [restored({}, '1:FINISHED')], [refusal]),
  pair(
    'RS-6',
    'empty cluster came up',
    [...after, damage],
    [restored({}, '', { catalog: { databases: [], tables: [], users: [], catalogs: [] } })],
    [refusal],
  ),
  pair(
    'RS-7',
    'metadata destroyed',
    [...captured(), crash, flawed],
    [refuse(restart, '1:FINISHED', { isUp: false })],
    [act(restart, '1:FINISHED')],
  ),
  pair(
    'RS-7',
    'state changed by a refused restore',
    [...captured(), crash, flawed],
    [act(restart, '1:FINISHED', { catalog: { users: [] } })],
    [act(restart, '1:FINISHED')],
  ),
  pair('RS-7', 'flawed file accepted', captured(), [restored({ flaw: 'badPort' }, '1:FINISHED')], [harmless]),
  pair('RS-7', 'FE down after a refused restore', captured(), [flawed], [harmless]),
  pair('RS-8', 'restored snapshot not kept', after, [restored({}, '1:ERROR')], [restored({}, '1:FINISHED')]),
  pair(
    'RS-8',
    'restored snapshot not listed',
    after,
    [restored({}, '1:FINISHED', { snapshots: [] })],
    [restored({}, '1:FINISHED')],
  ),
  pair(
    'RS-8',
    'restored snapshot deleted',
    after,
    [restored({}, '1:FINISHED', { bucket: { folders: [] } })],
    [restored({}, '1:FINISHED')],
  ),
  pair('RS-8', 'snapshot unknown after its restore', after, [restored({}, '')], [restored({}, '1:FINISHED')]),
  pair(
    'RS-9',
    'no snapshot after a restore',
    [...after, restored({}, '1:FINISHED')],
    [wait(400, '1:FINISHED')],
    [wait(110, '1:DELETED 2:FINISHED')],
  ),
  pair(
    'RS-10',
    'other frontends',
    after,
    [restored({}, '1:FINISHED', { frontends: look('').frontends })],
    [restored({}, '1:FINISHED')],
  ),
  pair(
    'RS-10',
    'other frontends',
    after,
    [restored({ frontends: [{ host: 'fe2' }] }, '1:FINISHED')],
    [restored({ frontends: [{ host: 'fe2' }] }, '1:FINISHED', { frontends: look('').frontends })],
  ),
  pair('RS-10', 'not one leader', after, [restored({}, '1:FINISHED', { frontends: [] })], [restored({}, '1:FINISHED')]),
  pair(
    'RS-11',
    'other compute nodes',
    after,
    [restored({ computeNodes: [] }, '1:FINISHED')],
    [restored({ computeNodes: ['cn2'] }, '1:FINISHED', { computeNodes: ['cn2'] })],
  ),
  pair(
    'RS-11',
    'other compute nodes',
    after,
    [restored({}, '1:FINISHED', { computeNodes: [] })],
    [restored({}, '1:FINISHED')],
  ),
  pair(
    'RS-12',
    'other volumes',
    copy,
    [restored(move, '1:FINISHED', { ...moved, catalog: { tables: moved.catalog.tables } })],
    [restored(move, '1:FINISHED', moved)],
  ),
  pair(
    'RS-12',
    'table left behind',
    copy,
    [restored(move, '1:FINISHED', { ...moved, catalog: { volumes: moved.catalog.volumes } })],
    [restored(move, '1:FINISHED', moved)],
  ),
  pair(
    'RS-13',
    'restored otherwise',
    [...after, restored({}, '1:FINISHED')],
    [restored({}, '1:FINISHED', { computeNodes: ['cn1', 'cn1'] })],
    [restored({}, '1:FINISHED')],
  ),
  pair(
    'RS-14',
    'original data changed',
    copy,
    [restored(move, '1:FINISHED', { ...moved, bucket: { ...moved.bucket, data: new Map() } })],
    [restored(move, '1:FINISHED', moved)],
  ),
  pair(
    'RS-14',
    'original snapshot changed',
    copy,
    [restored(move, '1:FINISHED', { ...moved, bucket: { ...moved.bucket, folders: [folder(1)] } })],
    [restored(move, '1:FINISHED', moved)],
  ),
  pair(
    'RS-16',
    'finished too early',
    after,
    [restored({}, '1:FINISHED'), wait(1, '1:FINISHED', { computeNodes: ['cn2'] })],
    [restored({}, '1:FINISHED')],
  ),
  pair(
    'RS-16',
    'restoring for ever',
    [...after, restored({}, '1:FINISHED', { restoreState: 'restoring' })],
    [wait(1, '1:FINISHED', { restoreState: 'restoring' }), wait(900, '1:FINISHED', { restoreState: 'restoring' })],
    [restored({}, '1:FINISHED')],
  ),
  pair(
    'RS-17',
    'restore needs a JAR',
    after,
    [{ ...refusal, outcome: { kind: 'refused', message: 'function f1: JAR not found' } }],
    [restored({}, '1:FINISHED', { catalog: { functions: [] } })],
  ),
  pair(
    'RS-18',
    'roles differ',
    [...after, ...again],
    [restored({ source: { from: 'snapshot', job: 2 } }, '1:DELETED 2:FINISHED', { catalog: { roles: [] } })],
    [restored({ source: { from: 'snapshot', job: 2 } }, '1:DELETED 2:FINISHED')],
  ),
  pair(
    'RS-19',
    'roles differ',
    [...after, killed],
    [restored({}, '1:FINISHED', { catalog: { roles: [] } })],
    [restored({}, '1:FINISHED')],
  ),
  pair('RS-19', 'restore refused', [...after, killed], [refusal], [restored({}, '1:FINISHED')]),
  pair(
    'SN-19',
    'needed data deleted',
    after,
    [vacuumed, restored({}, '1:FINISHED', unreadable)],
    [restored({}, '1:FINISHED')],
  ),
  pair(
    'SN-19',
    'needed data deleted',
    captured(),
    [vacuumed],
    [act({ do: 'vacuum', full: false }, '1:FINISHED', { bucket: other })],
  ),
  // A snapshot that was given up with OFF keeps no data.
  pair(
    'SN-19',
    'needed data deleted',
    [...captured(), act({ do: 'vacuum', full: true }, '1:FINISHED', { bucket: other })],
    [vacuumed],
    [off('1:EXPIRED'), vacuumed, restored({}, '1:FINISHED', unreadable)],
  ),
  pair('SJ-17', 'images of two moments', after, [restored({}, '1:FINISHED', unreadable)], [restored({}, '1:FINISHED')]),
  pair(
    'RS-8',
    'other job changed',
    two,
    [restored({ source: { from: 'snapshot', job: 2 } }, '1:ERROR 2:FINISHED')],
    [restored({ source: { from: 'snapshot', job: 2 } }, '1:EXPIRED 2:FINISHED')],
  ),
  pair(
    'RS-2',
    'rows from after the capture',
    [...after, restored({}, '1:FINISHED')],
    [wait(1, '1:FINISHED', { catalog: { tables: [{ ...table, loads: ['l1', 'l2'] }] } })],
    [act({ do: 'readTable', table: 't1' }, '1:FINISHED')],
  ),
  pair(
    'RS-2',
    'rows lost',
    [...after, restored({}, '1:FINISHED')],
    [{ ...act({ ...write, load: 'l3' }, '1:FINISHED'), outcome: visible }],
    [
      {
        ...act({ ...write, load: 'l3' }, '1:FINISHED', { catalog: { tables: [{ ...table, loads: ['l1', 'l3'] }] } }),
        outcome: visible,
      },
    ],
  ),
  pair(
    'RS-14',
    'original snapshot changed',
    [...copy, restored(move, '1:FINISHED', moved)],
    [wait(1, '1:FINISHED', { ...moved, bucket: { ...moved.bucket, folders: [folder(1)] } })],
    [wait(1, '1:FINISHED', moved)],
  ),
  pair(
    'RS-16',
    'finished too early',
    after,
    [restored({ killedAfter: 9, computeNodes: ['cn7'] }, '1:EXPIRED', { isUp: false })],
    [restored({}, '1:FINISHED')],
  ),
]);
