import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openClient, startServer, type TestClient } from '../testing/servers.ts';
import type { RunningServer } from './serve.ts';

let server: RunningServer;
let client: TestClient;

beforeAll(async () => {
  server = await startServer('documented-3.4');
  client = await openClient(server);
});
afterAll(() => server.close());

/** A cluster of its own for every test, so that none sees what another has left. */
beforeEach(async ({ task }) => {
  const topology = { backends: [1, 2, 3, 4].map((nth) => ({ name: `b${nth}`, disks: [disk] })) };
  await client.query(`CALL chaos.use_cluster('${task.id.replace(/[^\w-]/g, '')}', '${JSON.stringify(topology)}')`);
  await client.query('USE d1');
});
const disk = { medium: 'HDD', totalBytes: 1_000_000_000 };

async function makeTable(): Promise<void> {
  await client.query(
    'CREATE TABLE t (p INT, k INT, v VARCHAR(8), amount DOUBLE) DUPLICATE KEY(p, k) ' +
      'PARTITION BY RANGE(p) (PARTITION p1 VALUES LESS THAN ("1"), PARTITION p2 VALUES LESS THAN ("2")) ' +
      'DISTRIBUTED BY HASH(k) BUCKETS 3',
  );
}

const versions = async (): Promise<unknown> => client.column('SELECT COUNT(*) FROM t');
const visible = async (): Promise<(string | undefined | null)[]> =>
  (await client.query('SHOW PARTITIONS FROM t')).rows.map((row) => row[2]);

describe('INSERT and SELECT', () => {
  beforeEach(async () => {
    await makeTable();
    await client.query("INSERT INTO t VALUES (0, 1, 'a', 0.5), (0, 2, 'b', NULL), (1, 2, 'a', -1e3)");
  });

  test('give back what was written', async () => {
    expect(await client.query('SELECT * FROM t ORDER BY p, k')).toEqual({
      columns: ['p', 'k', 'v', 'amount'],
      rows: [
        ['0', '1', 'a', '0.5'],
        ['0', '2', 'b', null],
        ['1', '2', 'a', '-1000'],
      ],
    });
  });

  test.each([
    ['SELECT k FROM t WHERE v = "a" AND p < 1', ['1']],
    ['SELECT k FROM t WHERE amount IS NULL', ['2']],
    ['SELECT k FROM t WHERE amount > -2000 ORDER BY amount DESC', ['1', '2']],
    ['SELECT k FROM t WHERE NOT (v LIKE "%a%" OR k IN (7, 8))', ['2']],
    ['SELECT k FROM t PARTITION (p2)', ['2']],
    ['SELECT v FROM t ORDER BY k DESC, v DESC LIMIT 1, 1', ['a']],
    ['SELECT COUNT(*) FROM t WHERE k = 99', ['0']],
    ['SELECT COUNT(amount) FROM t', ['2']],
    ['SELECT 7', ['7']],
    ['SELECT VERSION()', ['8.0.33']],
    ['SELECT @@session.autocommit', ['1']],
    ['SELECT CURRENT_USER()', ["'root'@'%'"]],
    ['SELECT 1 <=> NULL', ['0']],
  ])('%s', async (sql, expected) => {
    expect(await client.column(sql)).toEqual(expected);
  });

  test('group and count', async () => {
    const { columns, rows } = await client.query('SELECT v, COUNT(*) AS n FROM t GROUP BY v ORDER BY n DESC');
    expect(columns).toEqual(['v', 'n']);
    expect(rows).toEqual([
      ['a', '2'],
      ['b', '1'],
    ]);
  });

  test('take named columns and their defaults', async () => {
    await client.query('INSERT INTO t (k, p) VALUES (9, 1)');
    expect(await client.row('SELECT * FROM t WHERE k = 9')).toEqual({ p: '1', k: '9', v: null, amount: null });
  });

  test.each([
    ['SELECT x FROM t', "5509 42S22 Getting analyzing error. Detail message: Unknown column 'x' in 'field list'."],
    [
      'SELECT k FROM t WHERE x = 1',
      "5509 42S22 Getting analyzing error. Detail message: Unknown column 'x' in 'field list'.",
    ],
    [
      'SELECT k, COUNT(*) FROM t',
      "1064 HY000 Getting analyzing error. Detail message: 'k' must be an aggregate expression or appear in GROUP BY clause.",
    ],
    ['SELECT k FROM nope', "5502 42602 Getting analyzing error. Detail message: Unknown table 'nope'."],
    [
      'SELECT k FROM t PARTITION (p9)',
      "1735 HY000 Getting analyzing error. Detail message: Unknown partition 'p9' in table 't'.",
    ],
    ['SELECT *', '1064 HY000 Getting analyzing error. Detail message: No tables used.'],
    [
      'SELECT sleep()',
      "1055 42000 Getting analyzing error from line 1, column 7 to line 1, column 13. Detail message: Unknown function 'sleep'.",
    ],
    ['SELECT @@nope', "1193 HY000 Unknown system variable 'nope'"],
    [
      'INSERT INTO t VALUES (0, 1)',
      "5604 42601 Getting analyzing error. Detail message: Inserted target column count: 4 doesn't match select/value column count: 2.",
    ],
    [
      "INSERT INTO t VALUES (5, 1, 'a', 1)",
      '5610 22000 Getting analyzing error. Detail message: Insert has filtered data : row 1 belongs to none of the partitions.',
    ],
    [
      "INSERT INTO t PARTITION (p2) VALUES (0, 1, 'a', 1)",
      '5610 22000 Getting analyzing error. Detail message: Insert has filtered data : row 1 belongs to none of the partitions.',
    ],
    [
      "INSERT INTO t VALUES (0, 1, 'much too long', 1)",
      "5610 22000 Getting analyzing error at line 1, column 28. Detail message: Insert has filtered data : value of column 'v' is no varchar(8).",
    ],
    [
      'INSERT INTO t (p, k) VALUES (0, 99999999999)',
      "5610 22000 Getting analyzing error at line 1, column 32. Detail message: Insert has filtered data : value of column 'k' is no int(11).",
    ],
    [
      "INSERT INTO t WITH LABEL 'a b' VALUES (0, 1, 'a', 1)",
      "5082 42000 Getting analyzing error. Detail message: Incorrect label name 'a b'.",
    ],
  ])('%s is refused and changes nothing', async (sql, refusal) => {
    const before = [await versions(), await visible()];
    expect(await client.refusal(sql)).toBe(refusal);
    expect([await versions(), await visible()]).toEqual(before);
  });
});

describe('loads', () => {
  beforeEach(makeTable);

  test('tell their label, status and transaction, and raise the versions of the partitions they touch', async () => {
    const { rows } = await client.query("INSERT INTO t WITH LABEL l1 VALUES (1, 1, 'a', 1)");
    expect(rows[0]?.[0]).toMatch(/\{'label':'l1', 'status':'VISIBLE', 'txnId':'\d+'\}$/);
    expect(await visible()).toEqual(['1', '2']);
    const unnamed = await client.query("INSERT INTO t VALUES (0, 1, 'a', 1), (1, 1, 'a', 1)");
    expect(unnamed.rows[0]?.[0]).toMatch(/\{'label':'insert_[0-9a-f-]{36}', 'status':'VISIBLE'/);
    expect(await visible()).toEqual(['2', '3']);
  });

  test('refuse a label that was used, but not that of a load that failed', async () => {
    await client.query("INSERT INTO t WITH LABEL l1 VALUES (1, 1, 'a', 1)");
    expect(await client.refusal("INSERT INTO t WITH LABEL l1 VALUES (1, 1, 'b', 1)")).toMatch(
      /^1064 HY000 Label \[l1\] has already been used, relate to txn \[\d+\]$/,
    );
    expect(await client.column('SELECT v FROM t')).toEqual(['a']);
    await client.query('BEGIN');
    await client.query("INSERT INTO t WITH LABEL l2 VALUES (1, 1, 'b', 1)");
    await client.query('ROLLBACK');
    await client.query("INSERT INTO t WITH LABEL l2 VALUES (1, 1, 'c', 1)");
    expect(await client.column('SELECT v FROM t ORDER BY v')).toEqual(['a', 'c']);
  });

  test('fail while the plan finds too few replicas, naming the tablet', async () => {
    const backends = await client.column('SHOW BACKENDS');
    for (const id of backends.slice(0, 3)) await client.query(`CALL chaos.crash_backend(${id})`);
    await client.query('CALL chaos.advance(5)');
    expect(await client.refusal("INSERT INTO t VALUES (0, 0, 'a', 1)")).toMatch(
      /^1064 HY000 Getting analyzing error\. Detail message: Tablet lost replicas\. .* tablet_id: \d+, replicas: .*:NORMAL:DEAD,.*BeReplicaSize:\d, quorum:2\.$/,
    );
    expect(await client.refusal('SELECT * FROM t')).toMatch(
      /^1064 HY000 Failed to get scan range, no queryable replica found in tablet: \d+$/,
    );
  });

  test('fail at the commit when too few replicas have stored them', async () => {
    for (const id of await client.column('SHOW BACKENDS')) await client.query(`CALL chaos.fail_writes(${id}, TRUE)`);
    expect(await client.refusal("INSERT INTO t VALUES (0, 0, 'a', 1)")).toMatch(
      /^1064 HY000 fail to execute commit task: Commit failed\. txn: \d+ table: t tablet: \d+ quorum: 0<2 /,
    );
    await client.query('CALL chaos.heal()');
    expect(await client.column('SELECT v FROM t')).toEqual([]);
  });

  test('are committed and become visible later while publishing stalls', async () => {
    const backends = await client.column('SHOW BACKENDS');
    for (const id of backends) await client.query(`CALL chaos.stall_publish(${id}, 'on')`);
    const { rows } = await client.query("INSERT INTO t WITH LABEL slow VALUES (0, 0, 'a', 1)");
    expect(rows[0]?.[0]).toContain("'status':'COMMITTED'");
    expect(await client.column('SELECT v FROM t')).toEqual([]);
    await client.query('CALL chaos.heal()');
    await client.query('CALL chaos.advance(2)');
    expect(await client.column('SELECT v FROM t')).toEqual(['a']);
  });
});

describe('transactions', () => {
  beforeEach(makeTable);

  test('show nothing before COMMIT', async () => {
    await client.query('BEGIN');
    const begun = await client.query("INSERT INTO t WITH LABEL l1 VALUES (0, 0, 'a', 1)");
    expect(begun.rows[0]?.[0]).toMatch(/'label':'l1', 'status':'PREPARE', 'txnId':'\d+'/);
    expect(await client.column('SELECT v FROM t')).toEqual([]);
    expect(await client.refusal("INSERT INTO t VALUES (0, 0, 'b', 1)")).toMatch(
      /^5302 25P01 .*COMMIT or ROLLBACK first$/,
    );
    const committed = await client.query('COMMIT');
    expect(committed.rows[0]?.[0]).toMatch(/'label':'l1', 'status':'VISIBLE'/);
    expect(await client.column('SELECT v FROM t')).toEqual(['a']);
  });

  test('end with the connection', async () => {
    const clusters = await client.query('CALL chaos.clusters()');
    const mine = clusters.rows.find((row) => row[3] === '1' && row[0] !== 'default')?.[0];
    const other = await openClient(server);
    await other.query(`CALL chaos.use_cluster('${mine}')`);
    await other.query('BEGIN');
    await other.query("INSERT INTO d1.t WITH LABEL l1 VALUES (0, 0, 'a', 1)");
    expect(await client.refusal("INSERT INTO t WITH LABEL l1 VALUES (0, 0, 'b', 1)")).toContain('already been used');
    await other.close();
    await expect
      .poll(async () => (await client.query("INSERT INTO t WITH LABEL l1 VALUES (0, 0, 'b', 1)")).rows[0]?.[0])
      .toContain('VISIBLE');
    expect(await client.column('SELECT v FROM t')).toEqual(['b']);
  });

  test('whose table is gone cannot be committed', async () => {
    await client.query('BEGIN');
    await client.query("INSERT INTO t WITH LABEL l1 VALUES (0, 0, 'a', 1)");
    await client.query('DROP TABLE t FORCE');
    expect(await client.refusal('COMMIT')).toContain("no load 'l1' that can be committed");
    await client.query('COMMIT');
  });
});
