import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { profileNamed } from '../../model/profile.ts';
import { referenceRules } from '../../model/replication/rules.ts';
import { referenceRestoreFileRules } from '../../model/snapshot/restoreFileRules.ts';
import { referenceSnapshotRules } from '../../model/snapshot/rules.ts';
import { commandKinds } from '../adapter.ts';
import { createMemoryStore } from '../objects/memoryStore.ts';
import { openClient, startServer, type TestClient } from '../testing/servers.ts';
import { maxPrivateClusters, newClusters, privateCluster } from './clusters.ts';
import { Refusal } from './refusal.ts';
import type { RunningServer } from './serve.ts';
import { defaultTopology } from './topology.ts';

let server: RunningServer;
let client: TestClient;

beforeAll(async () => {
  server = await startServer('documented-3.4');
  client = await openClient(server);
});
afterAll(() => server.close());

const topology = JSON.stringify(defaultTopology);

describe('clusters', () => {
  test('are apart from each other, and joined by name', async () => {
    const other = await openClient(server);
    await client.query(`CALL chaos.use_cluster('mine', '${topology}')`);
    await client.query('CREATE TABLE d1.t (k INT) DISTRIBUTED BY HASH(k) BUCKETS 1');
    await client.query('CALL chaos.advance(7.5)');
    expect(await other.column('SHOW TABLES FROM d1')).toEqual([]);
    expect(await other.column('CALL chaos.now()')).toEqual(['0']);
    await other.query("CALL chaos.use_cluster('mine')");
    expect(await other.column('SHOW TABLES FROM d1')).toEqual(['t']);
    expect(await other.column('CALL chaos.now()')).toEqual(['7500']);
    const { columns, rows } = await other.query('CALL chaos.clusters()');
    expect(columns).toEqual(['Cluster', 'Backends', 'Tables', 'Connections', 'NowMs']);
    expect(rows).toEqual([
      ['default', '4', '0', '0', '0'],
      ['mine', '4', '1', '2', '7500'],
    ]);
    await client.query("CALL chaos.drop_cluster('mine')");
    expect(await other.refusal('SHOW TABLES FROM d1')).toBe(
      "1064 HY000 Cluster 'mine' was dropped; this connection is back on the default one.",
    );
    expect(await other.column('SHOW TABLES FROM d1')).toEqual([]);
    await other.close();
  });

  test('forget what a connection had open when it moves on', async () => {
    await client.query(`CALL chaos.use_cluster('mine', '${topology}')`);
    await client.query('CREATE TABLE d1.t (k INT) DISTRIBUTED BY HASH(k) BUCKETS 1');
    await client.query('BEGIN');
    await client.query('INSERT INTO d1.t WITH LABEL l1 VALUES (1)');
    await client.query("CALL chaos.use_cluster('mine')");
    await client.query('COMMIT');
    expect(await client.column('SELECT k FROM d1.t')).toEqual([]);
    await client.query("CALL chaos.drop_cluster('mine')");
  });

  test.each([
    ["use_cluster('new')", "Unknown cluster 'new'; make it with"],
    ["use_cluster('a b', '{}')", "'a b' is no name of a cluster"],
    ["drop_cluster('nope')", "Unknown cluster 'nope'"],
    ["drop_cluster('default')", "Unknown cluster 'default'"],
    ["use_cluster('new', '{')", 'The topology cannot be used: it is no JSON.'],
    ["use_cluster('new', '[]')", 'the topology must be an object'],
    ["use_cluster('new', '{\"backends\":[]}')", 'backends must be a list of 1 to 64'],
    [
      'use_cluster(\'new\', \'{"backends":[{"name":"b1","disks":[{"medium":"TAPE","totalBytes":1}]}]}\')',
      'must be "HDD" or "SSD"',
    ],
    [
      'use_cluster(\'new\', \'{"backends":[{"name":"b1","disks":[{"medium":"HDD","totalBytes":-1}]}]}\')',
      'totalBytes must be',
    ],
  ])('%s is refused', async (call, refusal) => {
    expect(await client.refusal(`CALL chaos.${call}`)).toContain(refusal);
  });

  test('of another topology are not joined by accident', async () => {
    await client.query(`CALL chaos.use_cluster('mine', '${topology}')`);
    const smaller = JSON.stringify({ backends: defaultTopology.backends.slice(1) });
    expect(await client.refusal(`CALL chaos.use_cluster('mine', '${smaller}')`)).toContain(
      'exists with another topology',
    );
    await client.query("CALL chaos.drop_cluster('mine')");
  });

  test('are limited in number; abandoned ones make room', () => {
    const profile = profileNamed('documented-3.4');
    if (profile === undefined) throw new RangeError('no profile');
    const setup = {
      rules: referenceRules,
      snapshotRules: referenceSnapshotRules,
      restoreFileRules: referenceRestoreFileRules,
      objects: { store: createMemoryStore(), bucket: 'b' },
    };
    const clusters = newClusters(profile, setup, defaultTopology);
    for (let nth = 0; nth < maxPrivateClusters; nth += 1) {
      privateCluster(clusters, `c${nth}`, defaultTopology).connections = nth === 3 ? 0 : 1;
    }
    privateCluster(clusters, 'next', defaultTopology).connections = 1;
    expect(clusters.privates.has('c3')).toBe(false);
    expect(() => privateCluster(clusters, 'one too many', defaultTopology)).toThrow(Refusal);
    expect(() => privateCluster(clusters, 'one too many', defaultTopology)).toThrow('at most 64 private clusters');
  });
});

describe('procedures', () => {
  test('tell what they can do', async () => {
    const { columns, rows } = await client.query('CALL chaos.capabilities()');
    expect(columns).toEqual(['Capability']);
    expect(rows.map((row) => row[0])).toEqual([...commandKinds, 'laws', 'choices']);
  });

  test('decide what is left open, for the next statement alone', async () => {
    const homes = async (name: string): Promise<unknown> => {
      const { rows } = await client.query(`ADMIN SHOW REPLICA STATUS FROM d1.${name}`);
      return rows.map((row) => row[2]);
    };
    const create = (name: string): string =>
      `CREATE TABLE d1.${name} (k INT) DISTRIBUTED BY HASH(k) BUCKETS 1 PROPERTIES ("replication_num" = "1")`;
    await client.query("CALL chaos.choices('2')");
    await client.query(create('chosen'));
    await client.query(create('plain'));
    expect(await homes('chosen')).toEqual(['10005']);
    expect(await homes('plain')).toEqual(['10001']);
    await client.query("CALL chaos.choices('3')");
    await client.query('SHOW TABLES FROM d1');
    await client.query(create('late'));
    expect(await homes('late')).toEqual(['10001']);
  });

  test('answer laws', async () => {
    expect(await client.column(`CALL chaos.law('quorumSize', '[4, "MAJORITY"]')`)).toEqual(['3']);
    expect(await client.column(`CALL chaos.law('isDead', '[false, 1, 0]')`)).toEqual(['true']);
    expect(await client.column(`CALL chaos.law('quorumSize', '[4, "SOME"]')`)).toEqual(['null']);
  });

  test.each([
    ['crash_backend(1)', 'Unknown backend 1; SHOW BACKENDS lists those of this cluster.'],
    ['restart_backend(10001)', "backend 'b1' is not stopped"],
    ['lose_replica(1, 10001)', 'Unknown tablet 1'],
    ['compact(1, 10001)', 'Unknown tablet 1'],
    ['fail_writes(10001, 7)', "'7' is no switch"],
    ['fail_clones(1, TRUE)', 'Unknown backend 1'],
    ['advance(-1)', "'-1' is no time"],
    ['advance(86401)', 'use 0 to 86400 seconds'],
    ['advance()', 'chaos.advance(seconds) was called with 0 values'],
    ['advance(NULL)', 'or with a NULL'],
    ["choices('1,x')", "'1,x' is no list of decisions"],
    ["law('nope', '[]')", "Unknown law 'nope'"],
    ["law('quorumSize', '{}')", 'must be a JSON list'],
    ["law('diagnose', '[]')", "The arguments of 'diagnose' do not have the types"],
    ['nope()', "Unknown procedure 'chaos.nope'; the schema chaos has capabilities, use_cluster"],
  ])('%s is refused', async (call, refusal) => {
    expect(await client.refusal(`CALL chaos.${call}`)).toContain(refusal);
  });

  test('of other schemas are unknown', async () => {
    expect(await client.refusal('CALL sys.advance(1)')).toContain("Unknown procedure 'sys.advance'");
  });
});
