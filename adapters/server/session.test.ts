import mysql from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openClient, startServer, type TestClient } from '../testing/servers.ts';
import type { RunningServer } from './serve.ts';

describe('a session', () => {
  let server: RunningServer;
  let client: TestClient;

  beforeAll(async () => {
    server = await startServer('documented-3.4');
    client = await openClient(server);
  });
  afterAll(() => server.close());

  test('has variables, as clients expect them', async () => {
    expect((await client.query("SHOW VARIABLES LIKE 'version%'")).rows).toEqual([
      ['version', '8.0.33'],
      ['version_comment', 'tabletproof reference server'],
    ]);
    expect(await client.column("SHOW VARIABLES WHERE Variable_name = 'autocommit'")).toEqual(['autocommit']);
    expect((await client.query('SHOW STATUS')).columns).toEqual(['Variable_name', 'Value']);
    expect((await client.query('SHOW WARNINGS')).rows).toEqual([]);
    await client.query('SET NAMES utf8mb4');
    await client.query('SET sql_mode = ANSI, autocommit = OFF');
    expect(await client.column('SELECT @@sql_mode')).toEqual(['ANSI']);
    expect(await client.column('SELECT @@autocommit')).toEqual(['0']);
    await client.query('SET autocommit = DEFAULT');
    expect(await client.column('SELECT @@autocommit')).toEqual(['1']);
    expect(await client.refusal('SET version = 9')).toBe("1621 HY000 Variable 'version' is a read only variable");
    expect(await client.refusal('SET autocommit = 0, constructor = 1')).toBe(
      "1193 HY000 Unknown system variable 'constructor'",
    );
    expect(await client.column('SELECT @@autocommit')).toEqual(['1']);
  });

  test('takes its database from the login, and prepared statements', async () => {
    const { host, port } = server;
    const connection = await mysql.createConnection({ host, port, user: 'root', database: 'd1' });
    await connection.query('CREATE TABLE s (k INT, v VARCHAR(20)) DISTRIBUTED BY HASH(k) BUCKETS 2');
    await connection.execute('INSERT INTO s VALUES (?, ?), (?, ?)', [1, "it's", 2, null]);
    const [rows] = await connection.execute('SELECT v, k FROM s WHERE k > ? ORDER BY k', [0]);
    expect(rows).toEqual([
      { v: "it's", k: 1 },
      { v: null, k: 2 },
    ]);
    connection.destroy();
    const wrong = mysql.createConnection({ host, port, user: 'root', database: 'nope' });
    await expect(wrong).rejects.toMatchObject({ errno: 5501 });
  });

  test('is reset to what a new one has', async () => {
    const { host, port } = server;
    const connection = await mysql.createConnection({ host, port, user: 'root', database: 'd1' });
    await connection.query('SET sql_mode = ANSI');
    await connection.reset();
    const [rows] = await connection.query('SELECT @@sql_mode AS mode, DATABASE() AS db');
    expect(rows).toEqual([{ mode: 'ONLY_FULL_GROUP_BY', db: null }]);
    connection.destroy();
  });

  test('is listed and can be killed', async () => {
    const other = await openClient(server);
    const [id] = await other.column('SELECT CONNECTION_ID()');
    const { rows } = await client.query('SHOW PROCESSLIST');
    expect(rows.map((row) => row[0])).toContain(id);
    await client.query(`KILL ${id}`);
    await expect(other.query('SELECT 1')).rejects.toMatchObject({ code: 'PROTOCOL_CONNECTION_LOST' });
    expect(await client.refusal('KILL 999999')).toBe('1094 HY000 Unknown thread id: 999999');
  });

  test('is refused what the server does not do', async () => {
    await client.query('CREATE TABLE IF NOT EXISTS d1.s (k INT) DISTRIBUTED BY HASH(k) BUCKETS 1');
    expect(await client.refusal("ALTER TABLE d1.s MODIFY PARTITION s SET ('in_memory' = 'true')")).toContain(
      '5064 42000 Getting analyzing error. Detail message: Property in_memory cannot be changed on this server.',
    );
    expect(await client.refusal('SELECT k FROM d1.s TABLET(1)')).toContain('give one id in TABLET()');
  });
});

describe('a login', () => {
  test.each(['mysql_native_password', 'caching_sha2_password'] as const)('with %s', async (plugin) => {
    const accounts = [{ user: 'kit', password: 'secret', plugin }];
    const server = await startServer('documented-3.4', { accounts });
    const { host, port } = server;
    const connection = await mysql.createConnection({ host, port, user: 'kit', password: 'secret' });
    expect((await connection.query('SELECT CURRENT_USER() AS me'))[0]).toEqual([{ me: "'kit'@'%'" }]);
    connection.destroy();
    await expect(mysql.createConnection({ host, port, user: 'root' })).rejects.toMatchObject({ errno: 1045 });
    await server.close();
  });
});
