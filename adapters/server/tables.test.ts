import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openClient, startServer, type TestClient } from '../testing/servers.ts';
import type { RunningServer } from './serve.ts';

let server: RunningServer;
let client: TestClient;

beforeAll(async () => {
  server = await startServer('documented-3.4');
  client = await openClient(server);
});
afterAll(() => server.close());

describe('databases', () => {
  test('are made, listed, used and dropped with their tables', async () => {
    await client.query('CREATE DATABASE shop');
    await client.query('CREATE DATABASE IF NOT EXISTS shop');
    expect(await client.column('SHOW DATABASES')).toEqual(['d1', 'shop']);
    await client.query('USE shop');
    await client.query('CREATE TABLE orders (k INT) DISTRIBUTED BY HASH(k) BUCKETS 1');
    expect((await client.query('SHOW TABLES')).columns).toEqual(['Tables_in_shop']);
    expect(await client.column('SHOW TABLES')).toEqual(['orders']);
    await client.query('DROP DATABASE shop FORCE');
    expect(await client.column('SHOW DATABASES')).toEqual(['d1']);
    expect(await client.column('SELECT DATABASE()')).toEqual([null]);
    expect(await client.refusal('SHOW TABLES')).toBe(
      '1046 3D000 Getting analyzing error. Detail message: No database selected.',
    );
  });

  test.each([
    ['CREATE DATABASE d1', "1007 HY000 Can't create database 'd1'; database exists"],
    ['DROP DATABASE nope', "1008 HY000 Can't drop database 'nope'; database doesn't exist"],
    ['CREATE DATABASE `a.b`', "1102 42000 Getting analyzing error. Detail message: Incorrect database name 'a.b'."],
    ['USE nope', "5501 3F000 Getting analyzing error. Detail message: Unknown database 'nope'."],
  ])('%s is refused', async (sql, refusal) => {
    expect(await client.refusal(sql)).toBe(refusal);
  });
});

describe('tables', () => {
  beforeAll(async () => {
    await client.query('USE d1');
    await client.query(
      "CREATE TABLE part (d DATE, k INT NOT NULL COMMENT 'the \"key\"', v VARCHAR(20) DEFAULT 'x') DUPLICATE KEY(d, k) " +
        "PARTITION BY RANGE(d) (PARTITION p1 VALUES LESS THAN ('2024-01-01'), PARTITION p2 VALUES LESS THAN MAXVALUE) " +
        "DISTRIBUTED BY HASH(k) BUCKETS 2 PROPERTIES ('replication_num' = '2', 'write_quorum' = 'all')",
    );
    await client.query('CREATE TABLE plain (k BIGINT) DUPLICATE KEY(k) DISTRIBUTED BY HASH(k) BUCKETS 3');
  });

  test('are printed as they were made, with a write quorum that is not the default', async () => {
    expect((await client.row('SHOW CREATE TABLE part'))['Create Table']).toBe(
      [
        'CREATE TABLE `part` (',
        '  `d` date NULL COMMENT "",',
        '  `k` int(11) NOT NULL COMMENT "the \\"key\\"",',
        '  `v` varchar(20) NULL DEFAULT "x" COMMENT ""',
        ') ENGINE=OLAP ',
        'DUPLICATE KEY(`d`, `k`)',
        'PARTITION BY RANGE(`d`)',
        '(PARTITION p1 VALUES [("0000-01-01"), ("2024-01-01")),',
        'PARTITION p2 VALUES [("2024-01-01"), (MAXVALUE)))',
        'DISTRIBUTED BY HASH(`k`) BUCKETS 2 ',
        'PROPERTIES (',
        '"compression" = "LZ4",',
        '"replicated_storage" = "true",',
        '"replication_num" = "2",',
        '"write_quorum" = "ALL"',
        ');',
      ].join('\n'),
    );
  });

  test('have three replicas and no write quorum in print when nothing was said', async () => {
    const text = (await client.row('SHOW CREATE TABLE plain'))['Create Table'];
    expect(text).toContain('"replication_num" = "3"');
    expect(text).not.toContain('write_quorum');
  });

  test('change their write quorum', async () => {
    await client.query("ALTER TABLE plain SET ('write_quorum' = 'one')");
    expect((await client.row('SHOW CREATE TABLE plain'))['Create Table']).toContain('"write_quorum" = "ONE"');
    await client.query("ALTER TABLE plain SET ('write_quorum' = 'MAJORITY')");
    expect((await client.row('SHOW CREATE TABLE plain'))['Create Table']).not.toContain('write_quorum');
  });

  test('show their partitions', async () => {
    const { columns, rows } = await client.query('SHOW PARTITIONS FROM part');
    expect(columns).toEqual([
      'PartitionId',
      'PartitionName',
      'VisibleVersion',
      'VisibleVersionTime',
      'VisibleVersionHash',
      'State',
      'PartitionKey',
      'Range',
      'DistributionKey',
      'Buckets',
      'ReplicationNum',
    ]);
    const range = '[types: [DATE]; keys: [0000-01-01]; ..types: [DATE]; keys: [2024-01-01]; )';
    expect(rows[0]?.slice(1)).toEqual(['p1', '1', 'N/A', '0', 'NORMAL', 'd', range, 'k', '2', '2']);
    expect(await client.column('SHOW PARTITIONS FROM plain')).toHaveLength(1);
    expect((await client.row('SHOW PARTITIONS FROM plain')).PartitionName).toBe('plain');
  });

  test('are described', async () => {
    expect(await client.query('DESC part')).toEqual({
      columns: ['Field', 'Type', 'Null', 'Key', 'Default', 'Extra'],
      rows: [
        ['d', 'date', 'YES', 'true', null, ''],
        ['k', 'int(11)', 'NO', 'true', null, ''],
        ['v', 'varchar(20)', 'YES', 'false', 'x', ''],
      ],
    });
  });

  test.each([
    ['CREATE TABLE plain (k INT)', "1050 42S01 Getting analyzing error. Detail message: Table 'plain' already exists."],
    [
      "CREATE TABLE t (k INT) PROPERTIES ('replication_num' = '9')",
      '1064 HY000 Getting analyzing error. Detail message: Table replication num should be less than of equal to the number of ' +
        'available BE nodes. You can change this default by setting the replication_num table properties. ' +
        'Current alive backend is [10001,10003,10005,10007]..',
    ],
    [
      "CREATE TABLE t (k INT) PROPERTIES ('replication_num' = '0')",
      '1064 HY000 Getting analyzing error. Detail message: Replication num should larger than 0.',
    ],
    ["CREATE TABLE t (k INT) PROPERTIES ('write_quorum' = 'SOME')", '1064 HY000 unknown write quorum: SOME'],
    [
      "CREATE TABLE t (k INT) PROPERTIES ('colocate_with' = 'g')",
      '1064 HY000 Getting analyzing error. Detail message: Unknown properties: {colocate_with=g}.',
    ],
    [
      'CREATE TABLE t (k INT) DISTRIBUTED BY HASH(k) BUCKETS 0',
      '1064 HY000 Getting analyzing error. Detail message: Number of hash buckets should be larger than zero.',
    ],
    [
      'CREATE TABLE t (k INT) DISTRIBUTED BY HASH(x)',
      '1064 HY000 Getting analyzing error. Detail message: Distribution column[x] does not exist in column list.',
    ],
    ['CREATE TABLE t (k INT, K INT)', "1060 42S21 Getting analyzing error. Detail message: Duplicate column name 'K'."],
    [
      'CREATE TABLE t (k INT) PARTITION BY RANGE(k) (PARTITION a VALUES LESS THAN (5), PARTITION b VALUES LESS THAN (5))',
      '1064 HY000 Getting analyzing error. Detail message: Range of partition b is empty or overlaps the partition before it.',
    ],
    [
      'CREATE TABLE t (k INT) PARTITION BY RANGE(k) (PARTITION a VALUES LESS THAN (5), PARTITION a VALUES LESS THAN (6))',
      '1517 HY000 Getting analyzing error. Detail message: Duplicate partition name a.',
    ],
    [
      'CREATE TABLE t (k CONSTRUCTOR)',
      "1064 HY000 Getting analyzing error at line 1, column 18. Detail message: Type 'constructor' is not supported by this server.",
    ],
    [
      "ALTER TABLE plain SET ('write_quorum' = 'BAD')",
      '5064 42000 Getting analyzing error. Detail message: Property write_quorum not valid.',
    ],
    [
      "ALTER TABLE plain SET ('write_quorum' = 'ONE', 'replication_num' = '1')",
      '1064 HY000 Getting analyzing error. Detail message: Can only set one table property at a time.',
    ],
    ['DROP TABLE nope', "5502 42602 Getting analyzing error. Detail message: Unknown table 'nope'."],
    ['DROP TABLE nope.t', "5501 3F000 Getting analyzing error. Detail message: Unknown database 'nope'."],
    ['SHOW nonsense', '1064 HY000 Getting syntax error at line 1, column 5. Detail message: Unexpected "nonsense".'],
  ])('%s is refused and changes nothing', async (sql, refusal) => {
    const before = [await client.column('SHOW TABLES'), await client.row('SHOW CREATE TABLE plain')];
    expect(await client.refusal(sql)).toBe(refusal);
    expect([await client.column('SHOW TABLES'), await client.row('SHOW CREATE TABLE plain')]).toEqual(before);
  });

  test('are dropped', async () => {
    await client.query('CREATE TABLE gone (k INT) DISTRIBUTED BY HASH(k) BUCKETS 1');
    await client.query('INSERT INTO gone VALUES (1)');
    await client.query('DROP TABLE gone FORCE');
    await client.query('DROP TABLE IF EXISTS gone');
    expect(await client.column('SHOW TABLES')).toEqual(['part', 'plain']);
    await client.query('CREATE TABLE gone (k INT) DISTRIBUTED BY HASH(k) BUCKETS 1');
    expect(await client.column('SELECT k FROM gone')).toEqual([]);
    await client.query('DROP TABLE gone');
  });
});
