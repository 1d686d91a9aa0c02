import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMemoryStore } from '../objects/memoryStore.ts';
import { ObjectStoreError } from '../objects/store.ts';
import { openClient, startServer } from '../testing/servers.ts';
import { type JournalEntry, JournalError, openJournal, paramOf, storedParam } from './journal.ts';
import type { RunningServer } from './serve.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tabletproof-journal-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The origin that the first line of the journal tells. */
function openedBy(): string {
  const head: unknown = JSON.parse(readFileSync(file(), 'utf8').split('\n')[0] ?? '');
  return typeof head === 'object' && head !== null && 'origin' in head ? String(head.origin) : '';
}

const file = () => join(folder, 'shared-data.journal');
const made: JournalEntry = { kind: 'made', cluster: 'c', topology: '{}' };

describe('a journal', () => {
  test('gives back what was written, without an entry that was cut off', () => {
    const first = openJournal(folder, 'o');
    expect([first.isNew, first.entries]).toEqual([true, []]);
    first.append(made);
    first.close();
    appendFileSync(file(), '{"kind":"dropped","clus');
    const second = openJournal(folder, 'o');
    expect([second.isNew, second.entries]).toEqual([false, [made]]);
    second.append({ kind: 'dropped', cluster: 'c' });
    second.close();
    const third = openJournal(folder, 'o');
    expect(third.entries).toEqual([made, { kind: 'dropped', cluster: 'c' }]);
    third.append({ kind: 'cleared', cluster: 'c' });
    const other: JournalEntry = { ...made, cluster: 'd' };
    for (const entry of [other, made]) third.append(entry);
    third.close();
    expect(openJournal(folder, 'o').entries).toEqual([other, made]);
    // What was dropped does not stay for good.
    expect(readFileSync(file(), 'utf8').split('\n')).toHaveLength(4);
  });

  test('of which not even the first line is whole is a new one', () => {
    writeFileSync(file(), '{"tabletp');
    const journal = openJournal(folder, 'o');
    journal.append(made);
    journal.close();
    expect([journal.isNew, openJournal(folder, 'o').entries]).toEqual([true, [made]]);
  });

  test.each([
    ['{"tabletproof":2,"origin":"o"}\n', /no journal of this version/],
    ['not JSON\n', /no journal of this version/],
    ['{"tabletproof":1,"origin":"p"}\n', /started otherwise/],
    ['{"tabletproof":1,"origin":"o"}\n{"kind":"made"}\n', /:2 is no entry/],
    ['{"tabletproof":1,"origin":"o"}\n{"kind":"dropped","cluster":"c"}\nx\n', /:3 is no entry/],
  ])('that is %j is refused', (text, message) => {
    writeFileSync(file(), text);
    expect(() => openJournal(folder, 'o')).toThrow(JournalError);
    expect(() => openJournal(folder, 'o')).toThrow(message);
    expect(readFileSync(file(), 'utf8')).toBe(text);
  });

  test('keeps bound values of every type', () => {
    const values = ['x', 1.5, null, 12345678901234567890n, Buffer.from([0, 255])];
    const kept: unknown = JSON.parse(JSON.stringify(values.map(storedParam)));
    expect(Array.isArray(kept) ? kept.map(paramOf) : kept).toEqual(values);
  });
});

describe('a server with a data directory', () => {
  const topology = (name: string) => ({
    backends: [],
    sharedData: { volumes: [{ name: 'v1', location: `s3://b/${name}` }], frontends: ['fe1'], computeNodes: ['cn1'] },
  });
  const restarted = async (before: RunningServer, store = createMemoryStore()): Promise<RunningServer> => {
    await before.close();
    return start(store);
  };
  const start = (store = createMemoryStore()) =>
    startServer('documented-3.4', {
      topology: topology('default'),
      objects: { store, bucket: 'b' },
      dataDirectory: folder,
    });

  test('comes back with every cluster, prepared statements and choices included', async () => {
    const store = createMemoryStore();
    let server = await start(store);
    let client = await openClient(server);
    const say = async (...statements: string[]) => {
      for (const sql of statements) await client.query(sql);
    };
    await say(
      'CREATE DATABASE d1',
      'USE d1',
      'CREATE TABLE t1 (k INT, v VARCHAR(64)) DUPLICATE KEY(k) DISTRIBUTED BY HASH(k) BUCKETS 1',
      'INSERT INTO t1 VALUES (1, "a")',
      'ADMIN SET AUTOMATED CLUSTER SNAPSHOT ON',
      "CALL chaos.choices('1,2,0,1')",
      'CALL chaos.advance(1803)',
      `CALL chaos.use_cluster('kept', '${JSON.stringify(topology('kept'))}')`,
      'CREATE DATABASE d2',
      `CALL chaos.use_cluster('gone', '${JSON.stringify(topology('gone'))}')`,
      "CALL chaos.drop_cluster('gone')",
    );
    const before = await store.list('');
    server = await restarted(server, store);
    client = await openClient(server);
    expect(await store.list('')).toEqual(before);
    expect((await client.query('SELECT k, v FROM d1.t1')).rows).toEqual([['1', 'a']]);
    expect(await client.column('CALL chaos.now()')).toEqual(['1803000']);
    await client.query('CALL chaos.advance(30)');
    expect(await client.column('SELECT state FROM information_schema.cluster_snapshot_jobs')).toEqual(['FINISHED']);
    expect(await client.column('CALL chaos.clusters()')).toEqual(['default', 'kept']);
    await client.query("CALL chaos.use_cluster('kept')");
    expect(await client.column('SHOW DATABASES')).toEqual(['d2']);
    await server.close();
  });

  test('removes what a cluster left that was dropped when the process was killed', async () => {
    const store = createMemoryStore();
    const server = await start(store);
    const client = await openClient(server);
    await client.query(`CALL chaos.use_cluster('gone', '${JSON.stringify(topology('gone'))}')`);
    await client.query('CREATE DATABASE d1');
    await client.query('CREATE TABLE d1.t1 (k INT) DUPLICATE KEY(k) DISTRIBUTED BY HASH(k) BUCKETS 1');
    await server.close();
    appendFileSync(file(), '{"kind":"dropped","cluster":"gone"}\n');
    expect(await store.list('gone/')).toHaveLength(1);
    await (await start(store)).close();
    expect(await store.list('gone/')).toEqual([]);
    expect(openJournal(folder, openedBy()).entries).toEqual([]);
  });

  test('repairs a bucket that was left behind or is empty', async () => {
    const store = createMemoryStore();
    let server = await start(store);
    const client = await openClient(server);
    for (const sql of [
      'CREATE DATABASE d1',
      'CREATE TABLE d1.t1 (k INT) DUPLICATE KEY(k) DISTRIBUTED BY HASH(k) BUCKETS 1',
      'INSERT INTO d1.t1 VALUES (1)',
    ]) {
      await client.query(sql);
    }
    const before = await store.list('');
    const [first, second] = before.map(({ key }) => key);
    await store.delete([first ?? '']);
    await store.put(second ?? '', Buffer.from('half'));
    await store.put(`${second}.tmp`, Buffer.from('left behind'));
    server = await restarted(server, store);
    expect(await store.list('')).toEqual(before);
    const empty = createMemoryStore();
    server = await restarted(server, empty);
    expect(await empty.list('')).toEqual(before);
    await server.close();
  });

  test('does not start where objects of others are, nor with a store that fails', async () => {
    const store = createMemoryStore();
    await store.put('default/f7265e80-631c-44d3-a8ac-cf7cdc7adec8/x', Buffer.from('x'));
    for (let nth = 0; nth < 2; nth += 1) {
      await expect(start(store)).rejects.toThrow(/where the cluster would keep its own/);
    }
    expect(await store.list('')).toHaveLength(1);
    const broken = { ...createMemoryStore(), list: () => Promise.reject(new ObjectStoreError('denied', 'no')) };
    await expect(start(broken)).rejects.toThrow('no');
  });

  test('tells when the bucket could not follow, and catches up', async () => {
    const memory = createMemoryStore();
    let isBroken = false;
    const store = {
      ...memory,
      put: async (key: string, bytes: Uint8Array) => {
        if (isBroken) throw new ObjectStoreError('unreachable', 'the store is away');
        await memory.put(key, bytes);
      },
    };
    const server = await start(store);
    const client = await openClient(server);
    await client.query('CREATE DATABASE d1');
    isBroken = true;
    const sql = 'CREATE TABLE d1.t1 (k INT) DUPLICATE KEY(k) DISTRIBUTED BY HASH(k) BUCKETS 1';
    expect(await client.refusal(sql)).toMatch(/^1105 HY000 .*executed, but the store is away/);
    expect(await memory.list('')).toEqual([]);
    isBroken = false;
    expect(await client.column('SHOW TABLES FROM d1')).toEqual(['t1']);
    expect(await memory.list('')).toHaveLength(1);
    await server.close();
  });
});
