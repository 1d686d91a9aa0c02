import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openClient, startServer, type TestClient } from '../testing/servers.ts';
import type { RunningServer } from './serve.ts';

let server: RunningServer;
let client: TestClient;
let clusters = 0;

beforeAll(async () => {
  server = await startServer('starrocks-main');
  client = await openClient(server);
});
afterAll(() => server.close());

const disk = { medium: 'HDD', totalBytes: 1_099_511_627_776 };

/** Three backends with ids 10001, 10003 and 10005, and a table of two partitions with two buckets each. */
beforeEach(async () => {
  clusters += 1;
  const topology = { backends: ['b1', 'b2', 'b3'].map((name) => ({ name, disks: [disk] })) };
  await client.query(`CALL chaos.use_cluster('admin-${clusters}', '${JSON.stringify(topology)}')`);
  await client.query('USE d1');
  await client.query(
    'CREATE TABLE t (p INT, k INT) DUPLICATE KEY(p) PARTITION BY RANGE(p) ' +
      '(PARTITION p1 VALUES LESS THAN (1), PARTITION p2 VALUES LESS THAN (2)) DISTRIBUTED BY HASH(k) BUCKETS 2',
  );
});

const statuses = async (rest: string): Promise<(string | null | undefined)[]> =>
  (await client.query(`ADMIN SHOW REPLICA STATUS FROM t ${rest}`)).rows.map((row) => row.at(-1));

describe('ADMIN SHOW REPLICA STATUS', () => {
  test('has a row for every replica, in the order of partitions and buckets', async () => {
    const { rows } = await client.query('ADMIN SHOW REPLICA STATUS FROM t');
    expect(rows).toHaveLength(12);
    expect(rows.map((row) => Number(row[0]))).toEqual(rows.map((row) => Number(row[0])).sort((a, b) => a - b));
    expect(rows[0]?.slice(3)).toEqual(['1', '-1', '1', '1', '0', '-1', 'false', 'false', 'NORMAL', 'OK']);
  });

  test('calls replicas DEAD, behind and MISSING, and filters by that', async () => {
    await client.query('CALL chaos.crash_backend(10001)');
    await client.query('CALL chaos.advance(5)');
    await client.query('INSERT INTO t VALUES (0, 0), (0, 1)');
    expect(await statuses("WHERE status = 'DEAD'")).toHaveLength(4);
    await client.query('CALL chaos.restart_backend(10001)');
    await client.query('CALL chaos.advance(5)');
    expect(await statuses('')).toContain('VERSION_ERROR');
    expect(await statuses("WHERE STATUS = 'version_error'")).toHaveLength(2);
    expect(await statuses("WHERE status != 'VERSION_ERROR'")).toHaveLength(10);
    expect(await statuses("PARTITION (p1) WHERE status = 'OK'")).toHaveLength(4);
    expect(await statuses("PARTITIONS (p2, p2) WHERE status = 'OK'")).toHaveLength(12);
    expect(await statuses("WHERE status = 'BAD'")).toEqual([]);
  });

  test('MISSING rows have a cell for every column', async () => {
    const missing = "ADMIN SHOW REPLICA STATUS FROM t WHERE status = 'MISSING'";
    const [tablet] = await client.column('SHOW TABLET FROM t');
    await client.query(
      `ADMIN SET REPLICA STATUS PROPERTIES("tablet_id"="${tablet}", "backend_id"="10001", "status"="bad")`,
    );
    // Without a spare backend the bad record goes before its successor comes.
    let { columns, rows } = await client.query(missing);
    for (let second = 0; rows.length === 0 && second < 300; second += 1) {
      await client.query('CALL chaos.advance(1)');
      ({ columns, rows } = await client.query(missing));
    }
    expect(rows).toHaveLength(1);
    expect(rows[0]).toHaveLength(columns.length);
    expect(rows[0]).toEqual([tablet, '-1', '-1', '-1', '-1', '-1', '-1', '-1', '-1', null, null, null, 'MISSING']);
    expect(await statuses("WHERE status != 'MISSING'")).toHaveLength(11);
  });

  test.each([
    [
      "FROM t WHERE status = 'NOPE'",
      "1064 HY000 Getting analyzing error from line 1, column 39 to line 1, column 48. Detail message: Unsupported predicates. Where clause can only be 'status =|!= 'OK'|'DEAD'|'VERSION_ERROR'|'SCHEMA_ERROR'|'MISSING''.",
    ],
    ["FROM t WHERE state = 'OK'", 'Unsupported predicates'],
    ["FROM t WHERE status > 'OK'", 'Unsupported predicates'],
    ["FROM t WHERE status = 'OK' AND status = 'OK'", 'Unsupported predicates'],
    ['FROM nope', 'Detail message: Table does not exist or is not OLAP table: nope.'],
    ['FROM t PARTITION (p9)', 'Detail message: Partition does not exist: p9.'],
    ['FROM t TEMPORARY PARTITION (p1)', 'Detail message: Unsupported operation on temporary partitions.'],
    ['FROM nope.t', '1064 HY000 Getting analyzing error. Detail message: Database nope does not exist.'],
  ])('%s is refused', async (rest, refusal) => {
    expect(await client.refusal(`ADMIN SHOW REPLICA STATUS ${rest}`)).toContain(refusal);
  });
});

describe('ADMIN SHOW REPLICA DISTRIBUTION', () => {
  test('has a row for every backend, and shares that add up', async () => {
    await client.query(
      'CREATE TABLE single (k INT) DISTRIBUTED BY HASH(k) BUCKETS 7 PROPERTIES ("replication_num" = "1")',
    );
    const { rows } = await client.query('ADMIN SHOW REPLICA DISTRIBUTION FROM single');
    expect(rows).toEqual([
      ['10001', '3', '>>', '42.86 %'],
      ['10003', '2', '>', '28.57 %'],
      ['10005', '2', '>', '28.57 %'],
    ]);
    await client.query("ALTER SYSTEM ADD BACKEND '10.0.0.9:9050'");
    const added = (await client.query('ADMIN SHOW REPLICA DISTRIBUTION FROM t PARTITION (p1)')).rows.at(-1);
    expect(added?.slice(1)).toEqual(['0', '', '.00 %']);
  });
});

describe('ADMIN SET REPLICA STATUS', () => {
  const set = (properties: string): string => `ADMIN SET REPLICA STATUS PROPERTIES(${properties})`;

  test('marks a replica bad and takes it back', async () => {
    const [tablet] = await client.column('SHOW TABLET FROM t');
    const bad = async () =>
      (await client.query('ADMIN SHOW REPLICA STATUS FROM t')).rows
        .filter((row) => row[9] === 'true')
        .map((row) => row[2]);
    await client.query(set(`'tablet_id'='${tablet}', 'backend_id'='10003', 'status'='BAD'`));
    expect(await bad()).toEqual(['10003']);
    await client.query(set(`'TABLET_ID'='${tablet}', 'backend_id'='10003', 'status'='ok'`));
    expect(await bad()).toEqual([]);
  });

  test('does nothing for ids that name nothing', async () => {
    const before = await client.query('ADMIN SHOW REPLICA STATUS FROM t');
    await client.query(set("'tablet_id'='999', 'backend_id'='10001', 'status'='bad'"));
    await client.query(set(`'tablet_id'='${before.rows[0]?.[0]}', 'backend_id'='999', 'status'='bad'`));
    expect(await client.query('ADMIN SHOW REPLICA STATUS FROM t')).toEqual(before);
  });

  test.each([
    [
      "'tablet_id'='1', 'backend_id'='2', 'status'='nope'",
      "1064 HY000 Getting analyzing error from line 1, column 71 to line 1, column 80. Detail message: Invalid replica status value 'nope'.",
    ],
    ["'tablet_id'='x', 'backend_id'='2', 'status'='bad'", "Detail message: Invalid table id format 'x'."],
    ["'tablet_id'='1', 'backend_id'='x', 'status'='bad'", "Detail message: Invalid backend id format 'x'."],
    ["'tablet_id'='1', 'colour'='red'", "Detail message: Unsupported properties 'colour'."],
    ["'tablet_id'='1', 'status'='bad'", "Missing necessary properties 'TABLET_ID, BACKEND_ID and STATUS'."],
    [
      "'tablet_id'='-1', 'backend_id'='2', 'status'='bad'",
      "Missing necessary properties 'TABLET_ID, BACKEND_ID and STATUS'.",
    ],
  ])('%s is refused', async (properties, refusal) => {
    expect(await client.refusal(set(properties))).toContain(refusal);
  });
});

describe('SHOW TABLET FROM', () => {
  test('filters, sorts and cuts', async () => {
    const all = await client.query('SHOW TABLET FROM t');
    expect(all.rows).toHaveLength(12);
    const page = await client.query('SHOW TABLET FROM t LIMIT 10, 5');
    expect(page.rows).toEqual(all.rows.slice(10));
    const back = await client.query('SHOW TABLET FROM t ORDER BY ReplicaId DESC LIMIT 3');
    expect(back.rows.map((row) => row[1])).toEqual(
      all.rows
        .map((row) => row[1])
        .reverse()
        .slice(0, 3),
    );
    const some = await client.query(
      "SHOW TABLET FROM t PARTITION (p2) WHERE backendid = 10003 AND version = 1 AND state = 'normal'",
    );
    expect(some.rows).toEqual(all.rows.slice(6).filter((row) => row[2] === '10003'));
    expect((await client.query('SHOW TABLET FROM t WHERE IsConsistent = true AND indexname = "t"')).rows).toHaveLength(
      12,
    );
  });

  test.each([
    ['SHOW TABLET FROM t WHERE nope = 1', 'Where clause should looks like'],
    ['SHOW TABLET FROM t WHERE version = 1 AND version = 2', 'Where clause should looks like'],
    ['SHOW TABLET FROM t WHERE version = 1 OR backendid = 2', 'Only allow compound predicate with operator AND'],
    ['SHOW TABLET FROM t ORDER BY nope', 'Title name[nope] does not exist'],
    ['SHOW TABLET FROM t ORDER BY 1', 'Should order by column'],
    ['SHOW TABLET FROM t PARTITION (p9)', 'Unknown partition: p9'],
    ['SHOW TABLET FROM nope', "5502 42602 Getting analyzing error. Detail message: Unknown table 'nope'."],
  ])('%s is refused', async (sql, refusal) => {
    expect(await client.refusal(sql)).toContain(refusal);
  });
});

describe('ALTER SYSTEM', () => {
  const backends = async () => (await client.query('SHOW BACKENDS')).rows.map((row) => [row[1], row[9]]);

  test('adds, decommissions, takes back and drops backends', async () => {
    await client.query("ALTER SYSTEM ADD BACKEND '10.0.0.4:9050', 'be.example:9060'");
    await client.query("ALTER SYSTEM DECOMMISSION BACKEND '10.0.0.4:9050'");
    expect((await backends()).slice(3)).toEqual([
      ['10.0.0.4', 'true'],
      ['be.example', 'false'],
    ]);
    await client.query("CANCEL DECOMMISSION BACKEND '10.0.0.4:9050'");
    expect((await backends())[3]).toEqual(['10.0.0.4', 'false']);
    await client.query("ALTER SYSTEM DROP BACKEND '10.0.0.4:9050', 'be.example:9060'");
    expect(await backends()).toHaveLength(3);
  });

  test.each([
    ["ALTER SYSTEM ADD BACKEND '10.0.0.1:9050'", 'Backend already exists with same host 10.0.0.1 and port 9050'],
    ["ALTER SYSTEM ADD BACKEND '10.0.0.8:9050', 'x'", 'Detail message: Invalid host port: x.'],
    ["ALTER SYSTEM ADD BACKEND '10.0.0.8:9050', '10.0.0.8:9050'", 'Backend already exists'],
    ["ALTER SYSTEM DROP BACKEND '10.0.0.8:9050'", '1064 HY000 backend does not exists[10.0.0.8:9050]'],
    ["ALTER SYSTEM DECOMMISSION BACKEND '10.0.0.8:9050'", '1064 HY000 Backend does not exist[10.0.0.8:9050]'],
    [
      "ALTER SYSTEM DECOMMISSION BACKEND '10.0.0.1:9050'",
      '1064 HY000 It will cause insufficient BE number if these BEs are decommissioned because the table d1.t requires 3 replicas.',
    ],
    ["CANCEL DECOMMISSION BACKEND '10.0.0.8:9050'", '1064 HY000 Backend does not exist[10.0.0.8:9050]'],
  ])('%s is refused and changes nothing', async (sql, refusal) => {
    const before = await client.query('SHOW BACKENDS');
    expect(await client.refusal(sql)).toContain(refusal);
    expect(await client.query('SHOW BACKENDS')).toEqual(before);
  });

  test('keeps a backend with the only replica of a table, unless forced', async () => {
    await client.query(
      'CREATE TABLE one (k INT) DISTRIBUTED BY HASH(k) BUCKETS 3 PROPERTIES ("replication_num" = "1")',
    );
    expect(await client.refusal("ALTER SYSTEM DROP BACKEND '10.0.0.1:9050'")).toContain(
      'Tables such as [d1.one] on the backend[10.0.0.1:9050] have only one replica.',
    );
    await client.query("ALTER SYSTEM DROP BACKEND '10.0.0.1:9050' FORCE");
    expect(await backends()).toHaveLength(2);
  });
});

describe('ADMIN SET FRONTEND CONFIG', () => {
  test('changes the clone slots of every path', async () => {
    await client.query('ADMIN SET FRONTEND CONFIG ("schedule_slot_num_per_path" = "5")');
    const { rows } = await client.query("ADMIN SHOW FRONTEND CONFIG LIKE 'tablet_sched_slot%'");
    expect(rows).toEqual([['tablet_sched_slot_num_per_path', '[schedule_slot_num_per_path]', '5', 'int', 'true', '']]);
    const slots = await client.query("SHOW PROC '/cluster_balance/working_slots'");
    expect(slots.rows.map((row) => row.slice(2))).toEqual(Array.from({ length: 3 }, () => ['5', '5', '0.0']));
  });

  test.each([
    ['"nope" = "1"', "1064 HY000 Config 'nope' does not exist or is not mutable"],
    ['"tablet_sched_checker_interval_seconds" = "1"', 'does not exist or is not mutable'],
    [
      '"tablet_sched_slot_num_per_path" = "abc"',
      '1064 HY000 Failed to set config \'tablet_sched_slot_num_per_path\'. err: For input string: "abc"',
    ],
  ])('%s is refused', async (property, refusal) => {
    expect(await client.refusal(`ADMIN SET FRONTEND CONFIG (${property})`)).toContain(refusal);
  });
});

describe('SHOW PROC', () => {
  test('counts per database, with a row of sums', async () => {
    await client.query('CREATE DATABASE a_first');
    const { rows } = await client.query("SHOW PROC '/statistic'");
    expect(rows.map((row) => row.slice(1))).toEqual([
      ['a_first', '0', '0', '0', '0', '0', '0', '0', '0', '0'],
      ['d1', '1', '2', '2', '4', '12', '0', '0', '0', '0'],
      ['2', '1', '2', '2', '4', '12', '0', '0', '0', '0'],
    ]);
    expect(rows.at(-1)?.[0]).toBe('Total');
  });

  test('lists the unhealthy tablets that it counts', async () => {
    const [tablet] = await client.column('SHOW TABLET FROM t');
    await client.query(
      `ADMIN SET REPLICA STATUS PROPERTIES("tablet_id"="${tablet}", "backend_id"="10001", "status"="bad")`,
    );
    const row = (await client.query("SHOW PROC '/statistic'")).rows.find((other) => other[1] === 'd1');
    expect(row?.[7]).toBe('1');
    expect((await client.query(`SHOW PROC '/statistic/${row?.[0]}'`)).rows).toEqual([
      [`[${tablet}]`, '[]', '[]', '[]'],
    ]);
  });

  test('shows a task while it waits, runs and has ended', async () => {
    const [tablet] = await client.column('SHOW TABLET FROM t');
    await client.query(`CALL chaos.lose_replica(${tablet}, 10001)`);
    for (const id of ['10001', '10003', '10005']) await client.query(`CALL chaos.stall_clones(${id}, TRUE)`);
    await client.query('CALL chaos.advance(200)');
    const [item] = (await client.query("SHOW PROC '/cluster_balance'")).rows.filter((row) => row[0] === 'all_tablets');
    expect(item?.[1]).toBe('1');
    expect(await client.column("SHOW PROC '/cluster_balance/all_tablets'")).toEqual([tablet]);
    const running = await client.column("SHOW PROC '/cluster_balance/running_tablets'");
    const pending = await client.column("SHOW PROC '/cluster_balance/pending_tablets'");
    expect([...running, ...pending]).toEqual([tablet]);
    await client.query('CALL chaos.heal()');
    await client.query('CALL chaos.advance(600)');
    expect(await client.column("SHOW PROC '/cluster_balance/all_tablets'")).toEqual([]);
    const history = await client.query("SHOW PROC '/cluster_balance/history_tablets'");
    expect(history.rows.map((row) => row[0])).toContain(tablet);
    expect(history.rows.map((row) => row[4])).toContain('FINISHED');
  });

  test('walks by ids and by names, past repeated slashes', async () => {
    const byName = await client.query("SHOW PROC '//dbs/d1//t/partitions/p1 and more'");
    const [dbId] = await client.column("SHOW PROC '/dbs'");
    const [tableId] = await client.column(`SHOW PROC '/dbs/${dbId}'`);
    const [partitionId] = await client.column(`SHOW PROC '/dbs/d1/${tableId}/partitions'`);
    expect(await client.query(`SHOW PROC '/dbs/${dbId}/${tableId}/partitions/${partitionId}'`)).toEqual(byName);
    expect(byName.rows[0]?.slice(1)).toEqual(['t', 'NORMAL', null, '{"balanced":true}', '2']);
    expect(await client.column("SHOW PROC '/'")).toEqual(['backends', 'cluster_balance', 'dbs', 'statistic']);
  });

  test.each([
    ['/nope', 'Unknown proc node path: /nope. msg: Cannot find path: /nope.'],
    ['nope', "msg: Path(nope) does not start with '/'."],
    ['/dbs/nope', 'msg: Unknown database id or name "nope".'],
    ['/dbs/d1/nope', 'msg: unknown table id or name "nope".'],
    ['/dbs/d1/t/nope', 'msg: Not implemented yet: nope.'],
    ['/dbs/d1/t/partitions/nope', 'msg: Unknown partition id or name "nope".'],
    ['/dbs/d1/t/partitions/p1/x', 'msg: Invalid index id format: x.'],
    ['/dbs/d1/t/partitions/p1/1', 'msg: Index[1] does not exist..'],
    ['/statistic/x', 'msg: Invalid db id format: x.'],
    ['/statistic/1', 'msg: Invalid db id: 1.'],
    ['/cluster_balance/nope', 'msg: invalid type: nope.'],
    ['/backends/1', 'msg: Backend[1] does not exist..'],
  ])('%s is refused', async (path, refusal) => {
    expect(await client.refusal(`SHOW PROC '${path}'`)).toContain(refusal);
  });
});
