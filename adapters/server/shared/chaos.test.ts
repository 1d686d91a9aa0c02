import { afterAll, beforeAll, expect, test } from 'vitest';
import { openClient, startServer, type TestClient } from '../../testing/servers.ts';
import type { RunningServer } from '../serve.ts';

let server: RunningServer;
let client: TestClient;

beforeAll(async () => {
  server = await startServer('documented-3.4');
  client = await openClient(server);
  const topology = {
    sharedData: {
      volumes: [{ name: 'v1', location: 's3://tabletproof/c' }],
      frontends: ['fe1', 'fe2'],
      computeNodes: ['cn1'],
    },
  };
  await client.query(`CALL chaos.use_cluster('c', '${JSON.stringify(topology)}')`);
  await client.query('CREATE DATABASE d1');
  await client.query('CREATE TABLE d1.t1 (k INT, v VARCHAR(64)) DUPLICATE KEY(k) DISTRIBUTED BY HASH(k) BUCKETS 1');
});
afterAll(() => server.close());

test.each([
  ["CALL chaos.step_clock('soon')", /no step of a clock/],
  ['CALL chaos.step_clock(999999999)', /no step of a clock/],
  ["CALL chaos.fail_store('steal', 1)", /'steal' is none of put, delete, list, get/],
  ["CALL chaos.fail_store('put', -1)", /number of a request/],
  ["CALL chaos.break_store('perhaps')", /no switch/],
  ["CALL chaos.copy_volume('nope', 's3://tabletproof/x')", /nope/],
  ["CALL chaos.copy_volume('v1', 's3://elsewhere/x')", /keeps objects in s3:\/\/tabletproof\//],
  ["CALL chaos.restore('')", /no section cluster_snapshot/],
  ["CALL chaos.restore('', 'x')", /no JSON/],
  ["CALL chaos.restore('', '[]')", /must be an object/],
  [`CALL chaos.restore('', '{"source":{"from":"meta"},"killedAfter":-1}')`, /killedAfter/],
  [`CALL chaos.restore('', '{"source":{"from":"meta"},"volumes":[{"name":"v1"}]}')`, /volumes\.location/],
  [`CALL chaos.restore('', '{"source":{"from":"meta"}}')`, /no snapshot that could be restored/],
  ['CALL chaos.restart_frontend()', /running/],
  ["CALL chaos.crash_backend('1')", /Unknown backend/],
  ['SHOW BACKENDS', /no backends|no tablets/],
  ['BEGIN', /transactions/],
  ['DROP TABLE d1.t1 FORCE', /leave out FORCE/],
  ['CREATE TABLE d1.t1 (k INT)', /already exists/],
  ['INSERT INTO d1.nope VALUES (1)', /Unknown table/],
  ['USE nope', /Unknown database/],
])('%s is refused with a reason', async (sql, message) => {
  expect(await client.refusal(sql)).toMatch(message);
});

test('the clock of the FE goes its own way', async () => {
  await client.query('CALL chaos.advance(10)');
  await client.query('CALL chaos.step_clock(-3600)');
  expect(await client.column('CALL chaos.now()')).toEqual(['10000']);
  expect(await client.column('CALL chaos.clock()')).toEqual(['-3590000']);
});

test('loads wait while publishing is held up, and rows are what was written', async () => {
  await client.query('CALL chaos.hold_publish(TRUE)');
  const held = await client.query('INSERT INTO d1.t1 WITH LABEL l1 (v, k) VALUES ("one", 1), ("two", 2)');
  expect(held.rows).toEqual([["{'label':'l1', 'status':'COMMITTED'}"]]);
  expect(await client.column('SELECT count(*) FROM d1.t1')).toEqual(['0']);
  await client.query('CALL chaos.hold_publish(FALSE)');
  expect((await client.query('SELECT k, v FROM d1.t1 WHERE k > 1')).rows).toEqual([['2', 'two']]);
  expect(await client.row('SHOW PARTITIONS FROM d1.t1')).toMatchObject({ PartitionName: 't1', VisibleVersion: '2' });
});

test('another FE becomes the leader', async () => {
  await client.query('CALL chaos.change_leader()');
  const { rows } = await client.query('SHOW FRONTENDS');
  expect(rows.map((row) => [row[2], row[7]])).toEqual([
    ['fe1', 'FOLLOWER'],
    ['fe2', 'LEADER'],
  ]);
});
