import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMemoryStore } from '../../objects/memoryStore.ts';
import { openClient, startServer, type TestClient } from '../../testing/servers.ts';
import type { RunningServer } from '../serve.ts';

const store = createMemoryStore();
let server: RunningServer;
let client: TestClient;
let clusters = 0;

beforeAll(async () => {
  server = await startServer('documented-3.4', { objects: { store, bucket: 'b' } });
});
afterAll(() => server.close());

const topology = (name: string) => ({
  sharedData: {
    volumes: [
      { name: 'v1', location: `s3://b/${name}/one/` },
      { name: 'v2', location: `s3://b/${name}/two` },
    ],
    frontends: ['fe1', 'fe2'],
    computeNodes: ['cn1'],
  },
});

/** A connection on a new cluster of two volumes, a table with one row, and snapshots every minute that are OFF. */
async function enter(): Promise<{ readonly name: string; readonly folder: string }> {
  clusters += 1;
  const name = `c${clusters}`;
  client = await openClient(server);
  await client.query(`CALL chaos.use_cluster('${name}', '${JSON.stringify(topology(name))}')`);
  for (const sql of [
    'CREATE DATABASE d1',
    'CREATE TABLE d1.t1 (k INT, v VARCHAR(64)) DUPLICATE KEY(k) DISTRIBUTED BY HASH(k) BUCKETS 1',
    'INSERT INTO d1.t1 WITH LABEL l1 (k, v) VALUES (1, "one")',
    'ADMIN SET FRONTEND CONFIG ("automated_cluster_snapshot_interval_seconds" = "60")',
  ]) {
    await client.query(sql);
  }
  return { name, folder: `${name}/one/f7265e80-631c-44d3-a8ac-cf7cdc7adec8` };
}

const on = 'ADMIN SET AUTOMATED CLUSTER SNAPSHOT ON';
const off = 'ADMIN SET AUTOMATED CLUSTER SNAPSHOT OFF';
const jobs = 'SELECT state FROM information_schema.cluster_snapshot_jobs';
const analyzing = (detail: string) => `1064 HY000 Getting analyzing error. Detail message: ${detail}.`;

describe('statements about snapshots', () => {
  test('are refused with the words of the release', async () => {
    await enter();
    expect(await client.refusal(off)).toBe(analyzing('Automated snapshot has not been turn on'));
    expect(await client.refusal(`${on} STORAGE VOLUME nope`)).toBe(analyzing('Unknown storage volume: nope'));
    await client.query(`${on} STORAGE VOLUME v2`);
    expect(await client.refusal(on)).toBe(analyzing('Automated snapshot has been turn on'));
    expect(await client.refusal('DROP STORAGE VOLUME v2')).toBe(
      "1064 HY000 Snapshot enabled on storage volume 'v2', drop volume failed.",
    );
    expect(await client.refusal('ADMIN CREATE CLUSTER SNAPSHOT s')).toMatch(/^1064 HY000 Getting syntax error/);
    await client.query(off);
    await client.query('DROP STORAGE VOLUME v2');
  });

  test('need shared data', async () => {
    const plain = await openClient(server);
    for (const sql of [on, off]) {
      expect(await plain.refusal(sql)).toBe(analyzing('Automated snapshot only support share data mode'));
    }
    expect((await plain.query('SELECT * FROM information_schema.cluster_snapshots')).rows).toEqual([]);
    expect(await plain.refusal('SHOW STORAGE VOLUMES')).toMatch(/shared data/);
    expect(await plain.refusal('CALL chaos.checkpoint()')).toMatch(/shared-data/);
    await plain.close();
  });

  test('lead to a snapshot in the bucket, whose checksum is right, and OFF takes it away', async () => {
    const { folder } = await enter();
    await client.query(on);
    await client.query('CALL chaos.advance(80)');
    expect(await client.column(jobs)).toEqual(['FINISHED']);
    const row = await client.row('SELECT * FROM information_schema.cluster_snapshots');
    expect(Object.keys(row)).toEqual([
      'snapshot_name',
      'snapshot_type',
      'created_time',
      'fe_journal_id',
      'starmgr_journal_id',
      'properties',
      'storage_volume',
      'storage_path',
    ]);
    const prefix = `${folder}/meta/image/${row.snapshot_name}/`;
    const keys = (await store.list(prefix)).map(({ key }) => key.slice(prefix.length));
    const [fe, star] = [row.fe_journal_id, row.starmgr_journal_id];
    expect(keys).toEqual(['ROLE', 'VERSION', `starmgr/image.${star}`, `v2/checksum.${fe}`, `v2/image.${fe}`]);
    await client.query(off);
    expect(await store.list(`${folder}/meta/`)).toEqual([]);
    expect(await store.list(`${folder}/`)).not.toEqual([]);
  });
});

describe('objects', () => {
  test('are made, listed and dropped', async () => {
    await enter();
    const made: [create: string, show: string, cell: string, drop: string][] = [
      ['CREATE EXTERNAL CATALOG c PROPERTIES ("type" = "hive")', 'SHOW CATALOGS', 'c', 'DROP CATALOG c'],
      ["CREATE USER 'u'@'%' IDENTIFIED BY 'p'", 'SHOW USERS', "'u'@'%'", "DROP USER 'u'@'%'"],
      ['CREATE ROLE r', 'SHOW ROLES', 'r', 'DROP ROLE r'],
      ['CREATE VIEW d1.w AS SELECT k FROM d1.t1', 'SHOW TABLES FROM d1', 'w', 'DROP VIEW d1.w'],
      [
        'CREATE FUNCTION d1.f(INT) RETURNS INT PROPERTIES ("file" = "x")',
        'SHOW FUNCTIONS FROM d1',
        'f(int)',
        'DROP FUNCTION d1.f(INT)',
      ],
      [
        'CREATE ROUTINE LOAD d1.j ON t1 FROM KAFKA ("a" = "b")',
        'SHOW ROUTINE LOAD FROM d1',
        'j',
        'STOP ROUTINE LOAD FOR d1.j',
      ],
      [
        "CREATE RESOURCE GROUP g TO (user = 'u') WITH ('cpu_weight' = '1')",
        'SHOW RESOURCE GROUPS ALL',
        'g',
        'DROP RESOURCE GROUP g',
      ],
    ];
    for (const [create, show, cell, drop] of made) {
      await client.query(create);
      expect(await client.refusal(create)).toMatch(/^1064 /);
      expect(await client.column(show), show).toContain(cell);
      await client.query(drop);
      expect(await client.column(show), show).not.toContain(cell);
      expect(await client.refusal(drop)).toMatch(/^1064 /);
    }
  });

  test('privileges, dropped tables and volumes', async () => {
    await enter();
    await client.query("CREATE USER 'u'");
    await client.query("GRANT SELECT ON TABLE d1.t1 TO USER 'u'@'%'");
    expect(await client.row("SHOW GRANTS FOR 'u'")).toMatchObject({
      Grants: "GRANT SELECT ON TABLE d1.t1 TO USER 'u'@'%'",
    });
    await client.query('DROP TABLE d1.t1');
    expect(await client.refusal('SELECT * FROM d1.t1')).toMatch(/^5502 /);
    expect(await client.row('SHOW CATALOG RECYCLE BIN')).toMatchObject({ Type: 'Table', Name: 't1', DbName: 'd1' });
    await client.query('RECOVER TABLE d1.t1');
    expect((await client.query('SELECT k, v FROM d1.t1 WHERE k = 1')).rows).toEqual([['1', 'one']]);
    await client.query(
      "CREATE STORAGE VOLUME v3 TYPE = S3 LOCATIONS = ('s3://b/elsewhere') COMMENT 'mine' PROPERTIES ('x' = 'y')",
    );
    await client.query('SET v3 AS DEFAULT STORAGE VOLUME');
    expect(await client.row('DESC STORAGE VOLUME v3')).toMatchObject({ IsDefault: 'true', Comment: 'mine' });
    expect(
      await client.refusal("CREATE STORAGE VOLUME v4 TYPE = S3 LOCATIONS = ('s3://other/x') PROPERTIES ('x' = 'y')"),
    ).toMatch(/this server keeps objects in s3:\/\/b\//);
    expect(await client.column('SHOW STORAGE VOLUMES')).toEqual(['v1', 'v2', 'v3']);
  });
});

describe('an FE that is down', () => {
  test('answers nothing but procedures', async () => {
    await enter();
    await client.query('CALL chaos.crash_frontend()');
    for (const sql of ['SHOW DATABASES', 'SELECT 1', on, 'SET NAMES utf8mb4']) {
      expect(await client.refusal(sql)).toMatch(/^1053 08S01 The FE is down/);
    }
    await client.query('CALL chaos.now()');
    await client.query('CALL chaos.restart_frontend()');
    expect(await client.column('SELECT v FROM d1.t1')).toEqual(['one']);
  });
});

const yaml = (path: string, location: string, more = '') => `cluster_snapshot:
  cluster_snapshot_path: ${path}
  storage_volume_name: v1
storage_volumes:
  - name: v1
    type: S3
    location: ${location}
    properties:
      - key: aws.s3.secret_key
        value: TopSecret
${more}`;

describe('a restore', () => {
  async function withSnapshot() {
    const place = await enter();
    await client.query(on);
    await client.query('CALL chaos.advance(80)');
    const path = (await client.column('SELECT storage_path FROM information_schema.cluster_snapshots'))[0] ?? '';
    await client.query('INSERT INTO d1.t1 WITH LABEL l2 (k, v) VALUES (2, "two")');
    return { ...place, path: path.replaceAll(/([^:])\/\//g, '$1/'), location: `s3://b/${place.name}/one/` };
  }

  test('goes by the file alone, and brings back what there was', async () => {
    const { path, location } = await withSnapshot();
    const nodes = 'frontends:\n  - host: fe9\n    edit_log_port: 9010\n    type: observer\n';
    await client.query(`CALL chaos.restore('${yaml(path, location, nodes)}')`);
    expect(await client.column('SELECT v FROM d1.t1')).toEqual(['one']);
    expect(await client.column('SELECT v FROM d1.t1 ORDER BY v')).toEqual(['one']);
    const frontends = await client.query('SHOW FRONTENDS');
    expect(frontends.rows.map((row) => [row[2], row[7]])).toEqual([
      ['fe1', 'LEADER'],
      ['fe9', 'OBSERVER'],
    ]);
    expect(await client.column('CALL chaos.restore_state()')).toEqual(['finished']);
  });

  test('refuses a file that is wrong or contradicts its arguments, and repeats nothing of it', async () => {
    const { path, location } = await withSnapshot();
    const wrong = yaml(path, location).replace('key: aws', 'kee: aws');
    const refused = await client.refusal(`CALL chaos.restore('${wrong}')`);
    expect(refused).toMatch(/cluster_snapshot\.yaml:\d+:\d+/);
    expect(refused).not.toContain('TopSecret');
    const args = '{"source":{"from":"meta","job":1}}';
    expect(await client.refusal(`CALL chaos.restore('${yaml(path, location)}', '${args}')`)).toMatch(/path/);
    expect(await client.refusal(`CALL chaos.restore('', '{"source":{"from":"moon"}}')`)).toMatch(/source\.from/);
    expect(await client.column('SELECT v FROM d1.t1')).toEqual(['one', 'two']);
  });

  test('notices what somebody else has done to the bucket', async () => {
    const { path, folder, location } = await withSnapshot();
    const image = (await store.list(`${folder}/meta/image/`)).find(({ key }) => key.includes('/v2/image.'))?.key ?? '';
    await store.put(image, Buffer.from('{"not": "the image"}'));
    expect(await client.refusal(`CALL chaos.restore('${yaml(path, location)}')`)).toMatch(/^1064 /);
    expect(await client.column('SELECT v FROM d1.t1')).toEqual(['one', 'two']);
    await store.delete([image]);
    expect(await client.refusal(`CALL chaos.restore('${yaml(path, location)}')`)).toMatch(/^1064 /);
  });

  test('of a snapshot that was damaged by a procedure is refused', async () => {
    const { path, location } = await withSnapshot();
    const name = path.split('/').at(-1);
    await client.query(`CALL chaos.damage_snapshot('${name}', 'checksum', 'truncate')`);
    expect(await client.refusal(`CALL chaos.restore('${yaml(path, location)}')`)).toMatch(/^1064 /);
    expect(await client.refusal("CALL chaos.damage_snapshot('nope', 'ROLE', 'remove')")).toMatch(/Unknown snapshot/);
  });
});

describe('a private cluster', () => {
  test('leaves nothing in the bucket when it is dropped', async () => {
    const { name } = await enter();
    expect(await store.list(`${name}/`)).not.toEqual([]);
    await client.query(`CALL chaos.drop_cluster('${name}')`);
    expect(await store.list(`${name}/`)).toEqual([]);
  });

  test('is not made where objects of others are', async () => {
    const { folder, name } = await enter();
    const other = await openClient(server);
    expect(await other.refusal(`CALL chaos.use_cluster('again', '${JSON.stringify(topology(name))}')`)).toContain(
      folder,
    );
    expect(await other.column('CALL chaos.clusters()')).not.toContain('again');
    await other.close();
  });

  test('needs a topology that can be used', async () => {
    client = await openClient(server);
    for (const [part, text] of [
      ['sharedData.volumes', '{"sharedData":{"volumes":[],"frontends":["a"],"computeNodes":["b"]}}'],
      ['location', '{"sharedData":{"volumes":[{"name":"v","location":"b"}],"frontends":["a"],"computeNodes":["b"]}}'],
      [
        "'a' twice",
        '{"sharedData":{"volumes":[{"name":"v","location":"s3://b/x"}],"frontends":["a","a"],"computeNodes":["b"]}}',
      ],
      [
        's3://b/',
        '{"sharedData":{"volumes":[{"name":"v","location":"s3://c/x"}],"frontends":["a"],"computeNodes":["b"]}}',
      ],
    ]) {
      expect(await client.refusal(`CALL chaos.use_cluster('bad', '${text}')`)).toContain(part);
    }
  });
});
