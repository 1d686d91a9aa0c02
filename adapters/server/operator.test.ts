import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openClient, startServer, type TestClient } from '../testing/servers.ts';
import type { RunningServer } from './serve.ts';

let server: RunningServer;
let client: TestClient;
let clusters = 0;

beforeAll(async () => {
  server = await startServer('documented-3.4');
  client = await openClient(server);
});
afterAll(() => server.close());

const disks = [
  { medium: 'HDD', totalBytes: 2 ** 40 },
  { medium: 'SSD', totalBytes: 2 ** 40 },
];

/** Three backends with ids 10001, 10004 and 10007, and a table of two partitions with two buckets each. */
beforeEach(async () => {
  clusters += 1;
  const topology = { backends: ['b1', 'b2', 'b3'].map((name) => ({ name, disks })) };
  await client.query(`CALL chaos.use_cluster('operator-${clusters}', '${JSON.stringify(topology)}')`);
  await client.query('USE d1');
  await client.query(
    'CREATE TABLE t (p INT, k INT) DUPLICATE KEY(p) PARTITION BY RANGE(p) ' +
      '(PARTITION p1 VALUES LESS THAN (1), PARTITION p2 VALUES LESS THAN (2)) DISTRIBUTED BY HASH(k) BUCKETS 2',
  );
});

const hinted = async (): Promise<(string | null)[]> =>
  (await client.query("SHOW PROC '/cluster_balance/priority_repair'")).rows.map((row) => row[2] ?? null);
const partitionIds = async (): Promise<(string | null)[]> => client.column('SHOW PARTITIONS FROM t');

describe('ADMIN REPAIR TABLE', () => {
  test('hints at all partitions or some, and is taken back likewise', async () => {
    const [p1 = null, p2 = null] = await partitionIds();
    await client.query('ADMIN REPAIR TABLE t');
    await client.query('ADMIN REPAIR TABLE t PARTITION (p1)');
    expect(await hinted()).toEqual([p1, p2]);
    await client.query('ADMIN CANCEL REPAIR TABLE t PARTITIONS (p1)');
    expect(await hinted()).toEqual([p2]);
    await client.query('ADMIN CANCEL REPAIR TABLE d1.t');
    expect(await hinted()).toEqual([]);
  });

  test('ends with the leader', async () => {
    await client.query('ADMIN REPAIR TABLE t');
    await client.query('CALL chaos.change_leader()');
    expect(await hinted()).toEqual([]);
  });

  test.each([
    ['ADMIN REPAIR TABLE nope', "5502 42602 Unknown table 'nope'"],
    ['ADMIN REPAIR TABLE nope.t', "5501 3F000 Unknown database 'nope'"],
    ['ADMIN REPAIR TABLE t PARTITION (p9)', '1064 HY000 Partition does not exist: p9'],
    ['ADMIN REPAIR TABLE t TEMPORARY PARTITION (p1)', '1064 HY000 Unsupported operation on temp partitions'],
    ["ADMIN REPAIR TABLE t PROPERTIES('dry_run'='true')", 'Dry run is only supported for cloud-native tables'],
    ["ADMIN REPAIR TABLE t PROPERTIES('nope'='1')", 'Detail message: Unknown property {nope=1}.'],
    ['ADMIN CANCEL REPAIR TABLE nope', '1064 HY000 Table nope does not exist'],
    ['ADMIN CANCEL REPAIR TABLE nope.t', '1064 HY000 Database nope does not exist'],
  ])('%s is refused', async (sql, refusal) => {
    expect(await client.refusal(sql)).toContain(refusal);
    expect(await hinted()).toEqual([]);
  });
});

describe('ALTER TABLE', () => {
  const numbers = async (): Promise<(string | null | undefined)[]> =>
    (await client.query('SHOW PARTITIONS FROM t')).rows.map((row) => row[10]);
  const ofTable = async (): Promise<string | undefined> =>
    /"replication_num" = "(\d+)"/.exec((await client.row('SHOW CREATE TABLE t'))['Create Table'] ?? '')?.[1];

  test('changes the replication number of partitions, of all, and of those to come', async () => {
    await client.query("ALTER TABLE t MODIFY PARTITION p1 SET ('replication_num' = '1')");
    expect([await numbers(), await ofTable()]).toEqual([['1', '3'], '3']);
    await client.query("ALTER TABLE t SET ('default.replication_num' = '1')");
    expect([await numbers(), await ofTable()]).toEqual([['1', '3'], '1']);
    await client.query("ALTER TABLE t MODIFY PARTITION (*) SET ('replication_num' = '2')");
    expect([await numbers(), await ofTable()]).toEqual([['2', '2'], '2']);
    await client.query("ALTER TABLE t MODIFY PARTITION (p1, p2) SET ('replication_num' = '3')");
    expect(await numbers()).toEqual(['3', '3']);
  });

  test('of a table without partitions is about its only one', async () => {
    await client.query('CREATE TABLE plain (k INT) DISTRIBUTED BY HASH(k) BUCKETS 1');
    await client.query("ALTER TABLE plain SET ('replication_num' = '1')");
    await client.query('CALL chaos.advance(60)');
    expect((await client.query('ADMIN SHOW REPLICA STATUS FROM plain')).rows).toHaveLength(1);
  });

  test.each([
    ["MODIFY PARTITION p1 SET ('replication_num' = '9')", 'Table replication num should be less than of equal to'],
    ["MODIFY PARTITION (p1, p9) SET ('replication_num' = '1')", 'Partition does not exist: p9'],
    ["MODIFY PARTITION p1 SET ('replication_num' = '0')", 'Replication num should larger than 0.'],
    ["MODIFY PARTITION p1 SET ('replication_num' = 'x')", 'expected a whole number'],
    ["SET ('default.replication_num' = '9')", 'Table replication num should be less than of equal to'],
    ["SET ('replication_num' = '1')", 'This is a range partitioned table'],
  ])('%s is refused as a whole', async (change, refusal) => {
    expect(await client.refusal(`ALTER TABLE t ${change}`)).toContain(refusal);
    expect([await numbers(), await ofTable()]).toEqual([['3', '3'], '3']);
  });
});

describe('a table', () => {
  test('is put on disks of the medium that it asks for', async () => {
    await client.query(
      "CREATE TABLE s (k INT) DISTRIBUTED BY HASH(k) BUCKETS 1 PROPERTIES ('storage_medium' = 'ssd', 'replication_num' = '1')",
    );
    expect((await client.row('SHOW CREATE TABLE s'))['Create Table']).toContain('"storage_medium" = "SSD"');
    const paths = (await client.query("SHOW PROC '/backends/10001'")).rows;
    const path = (await client.query('SHOW TABLET FROM s')).rows[0]?.[18];
    expect(paths.find((row) => row[7] === path)?.[8]).toBe('SSD');
    expect(await client.refusal("CREATE TABLE x (k INT) PROPERTIES ('storage_medium' = 'TAPE')")).toContain(
      'Invalid storage medium: TAPE',
    );
  });

  test('that was dropped without FORCE comes back with its rows', async () => {
    await client.query('INSERT INTO t VALUES (0, 1), (1, 2)');
    const before = await client.query('SHOW TABLET FROM t');
    await client.query('DROP TABLE t');
    expect(await client.refusal('SELECT k FROM t')).toContain("Unknown table 't'");
    await client.query('RECOVER TABLE t');
    expect(await client.column('SELECT k FROM t ORDER BY k')).toEqual(['1', '2']);
    expect(await client.query('SHOW TABLET FROM t')).toEqual(before);
    expect(await client.refusal('RECOVER TABLE t')).toContain('1050 42S01');
    await client.query('DROP TABLE t FORCE');
    expect(await client.refusal('RECOVER TABLE t')).toContain("5502 42602 Unknown table 't'");
  });
});

describe('a query with hints', () => {
  test('reads one tablet from one replica, or is refused', async () => {
    await client.query('INSERT INTO t VALUES (0, 0), (0, 1), (0, 2), (0, 3)');
    const rows = (await client.query('SHOW TABLET FROM t PARTITION (p1)')).rows;
    const tablets = [...new Set(rows.map((row) => row[0]))];
    const found: (string | null)[] = [];
    for (const tablet of tablets) {
      const [replica] = rows.filter((row) => row[0] === tablet);
      found.push(...(await client.column(`SELECT k FROM t TABLET(${tablet}) REPLICA(${replica?.[1]})`)));
    }
    expect(found.sort()).toEqual(['0', '1', '2', '3']);
    const [tablet, replica, backend] = rows[0] ?? [];
    const set = `ADMIN SET REPLICA STATUS PROPERTIES('tablet_id'='${tablet}', 'backend_id'='${backend}', 'status'='bad')`;
    await client.query(set);
    expect(await client.refusal(`SELECT k FROM t TABLET(${tablet}) REPLICA(${replica})`)).toContain(
      'no queryable replica',
    );
    expect(await client.refusal(`SELECT k FROM t TABLET(${tablet}) REPLICA(1)`)).toContain('no queryable replica');
    expect(await client.refusal(`SELECT k FROM t TABLET(1) REPLICA(${replica})`)).toContain('Invalid tablet id: 1');
  });
});

describe('configuration', () => {
  test.each([
    ['tablet_sched_max_scheduling_tablets', '7'],
    ['tablet_sched_max_balancing_tablets', '8'],
    ['tablet_sched_disable_balance', 'true'],
    ['tablet_sched_min_clone_task_timeout_sec', '9'],
    ['tablet_sched_max_clone_task_timeout_sec', '10'],
  ])('%s can be set and is shown', async (name, value) => {
    await client.query(`ADMIN SET FRONTEND CONFIG ('${name}' = '${value}')`);
    const { rows } = await client.query(`ADMIN SHOW FRONTEND CONFIG LIKE '${name}'`);
    expect(rows.map((row) => [row[0], row[2], row[4]])).toEqual([[name, value, 'true']]);
  });

  test('is found by older names, too', async () => {
    expect(await client.column("ADMIN SHOW FRONTEND CONFIG LIKE 'disable_%balance%'")).toEqual([
      'tablet_sched_disable_balance',
      'tablet_sched_disable_colocate_balance',
    ]);
    const all = await client.column('ADMIN SHOW FRONTEND CONFIG');
    expect(all).toEqual([...all].sort());
    expect(all.length).toBeGreaterThan(35);
  });
});

describe('system tables', () => {
  test('list the tasks of the scheduler', async () => {
    const [tablet] = await client.column('SHOW TABLET FROM t');
    await client.query(`CALL chaos.lose_replica(${tablet}, 10001)`);
    await client.query('CALL chaos.advance(120)');
    const select = 'SELECT tablet_id, type, state, schedule_reason FROM information_schema.fe_tablet_schedules';
    const { rows } = await client.query(select);
    const history = (await client.query("SHOW PROC '/cluster_balance/history_tablets'")).rows;
    expect(rows).toEqual(history.map((row) => [row[0], row[1], row[3], row[2]]));
    expect(rows.length).toBeGreaterThan(0);
    expect((await client.query('DESC information_schema.fe_tablet_schedules')).rows).toHaveLength(26);
    expect(await client.refusal('SELECT * FROM information_schema.nope')).toContain('5502 42602');
  });
});

describe('backends', () => {
  const location = async (): Promise<unknown> => (await client.query('SHOW BACKENDS')).rows[0]?.[28];

  test('have a location label in releases', async () => {
    const release = await startServer('starrocks-main');
    const other = await openClient(release);
    await other.query("ALTER SYSTEM MODIFY BACKEND '10.0.0.1:9050' SET ('labels.location' = 'rack:r1')");
    expect((await other.query('SHOW BACKENDS')).rows[0]?.[28]).toBe('rack:r1');
    await release.close();
    expect(await location()).toBeUndefined();
  });

  test.each([
    ["'10.0.0.1:9050' SET ('labels.location' = 'rack')", "invalid location format: rack, should be like: 'key:val'"],
    ["'10.0.0.9:9050' SET ('labels.location' = 'rack:r1')", '1064 HY000 backend [10.0.0.9:9050] not found'],
    ["'10.0.0.1:9050' SET ('host' = 'x')", 'unsupported property: host'],
  ])('MODIFY BACKEND %s is refused', async (rest, refusal) => {
    expect(await client.refusal(`ALTER SYSTEM MODIFY BACKEND ${rest}`)).toContain(refusal);
  });

  test('have disks that break, are replaced and fill', async () => {
    const states = async () =>
      (await client.query("SHOW PROC '/backends/10001'")).rows.map((row) => [row[6], row[2], row[8]]);
    await client.query('CALL chaos.fail_disk(10001, 1)');
    await client.query('CALL chaos.fill_disk(10001, 0, 1024)');
    expect(await states()).toEqual([
      ['ONLINE', '1.000 KB', 'HDD'],
      ['OFFLINE', '0.000B', 'SSD'],
    ]);
    await client.query('CALL chaos.replace_disk(10001, 1)');
    expect((await states())[1]).toEqual(['ONLINE', '0.000B', 'SSD']);
    expect(await client.refusal('CALL chaos.fail_disk(10001, 2)')).toContain("'b1' has no disk 2");
    expect(await client.refusal('CALL chaos.fill_disk(10001, 0, -1)')).toContain("'-1' is no number of bytes");
  });
});

describe('chaos', () => {
  test('begins and ends schema changes', async () => {
    const shown = async () => (await client.query("SHOW PROC '/dbs/d1'")).rows[0]?.[5];
    await client.query("CALL chaos.begin_schema_change('d1.t')");
    expect(await shown()).toBe('SCHEMA_CHANGE');
    expect(await client.refusal("CALL chaos.begin_schema_change('t')")).toContain("Table 't' is in a schema change");
    await client.query("CALL chaos.end_schema_change('t')");
    expect(await shown()).toBe('NORMAL');
  });

  test('sets what rows weigh, of tables without rows', async () => {
    await client.query("CALL chaos.set_row_bytes('d1.t', 1048576)");
    await client.query('INSERT INTO t VALUES (0, 0)');
    const sizes = await client.query('SHOW TABLET FROM t WHERE version = 2');
    expect(sizes.rows.map((row) => row[11])).toContain('1048576');
    expect(await client.refusal("CALL chaos.set_row_bytes('d1.t', 1)")).toContain('was loaded into');
    expect(await client.refusal("CALL chaos.set_row_bytes('d1.nope', 1)")).toContain("Unknown table 'nope'");
  });

  test('makes backends report twice', async () => {
    await client.query('CALL chaos.repeat_reports(10001, TRUE)');
    expect(await client.refusal('CALL chaos.repeat_reports(1, TRUE)')).toContain('Unknown backend 1');
  });
});

test('ADMIN CHECK TABLET knows one type', async () => {
  await client.query("ADMIN CHECK TABLET (1, 2) PROPERTIES('type'='consistency')");
  expect(await client.refusal("admin check tablet (10006) properties('type'='nope')")).toBe(
    '1064 HY000 Getting analyzing error from line 1, column 38 to line 1, column 45. Detail message: ' +
      "Invalid type value 'nope'.",
  );
  expect((await client.query('SHOW COMPUTE NODES')).rows).toEqual([]);
});
