import { describe, expect, test } from 'vitest';
import type { Command } from '../../model/scenario.ts';
import { isSnapshotCommand } from '../../model/snapshot/commands.ts';
import { commandKinds } from '../adapter.ts';
import { parseStatement } from '../server/sql/index.ts';
import { type Places, scriptOf } from './statements.ts';
import { tablePropertiesIn } from './tableProperties.ts';

const places: Places = {
  backendId: (name) => name.replace('b', '1000'),
  presentBackendId: (name) => name.replace('b', '1000'),
  backendAddress: (name) => `10.0.0.${name.slice(1)}:9050`,
  tabletId: ({ bucket }) => `2000${bucket}`,
  replicaId: ({ bucket }, backend) => `3000${bucket}${backend.slice(1)}`,
  keys: (_table, partitions) => partitions.flatMap((_name, p) => [0, 1].map((k) => [p, k] as const)),
};

const place = { table: 't1', partition: 'p1', bucket: 1, backend: 'b2' };
const createTable = {
  do: 'createTable',
  table: 't1',
  replicationNum: 3,
  partitions: ['p1', 'p2'],
  buckets: 2,
} as const;

const cases: readonly (readonly [Command, readonly string[]])[] = [
  [
    { ...createTable, writeQuorum: 'ONE' },
    [
      'CREATE TABLE `d1`.`t1` (p INT, k INT, v VARCHAR(64)) DUPLICATE KEY(p, k) PARTITION BY RANGE(p) (PARTITION `p1` VALUES LESS THAN ("1"), PARTITION `p2` VALUES LESS THAN ("2")) DISTRIBUTED BY HASH(k) BUCKETS 2 PROPERTIES ("replication_num" = "3", "write_quorum" = "ONE")',
    ],
  ],
  [
    { ...createTable, table: 'd2.t1', partitions: ['p1'] },
    [
      'CREATE TABLE `d2`.`t1` (p INT, k INT, v VARCHAR(64)) DUPLICATE KEY(p, k) PARTITION BY RANGE(p) (PARTITION `p1` VALUES LESS THAN ("1")) DISTRIBUTED BY HASH(k) BUCKETS 2 PROPERTIES ("replication_num" = "3")',
    ],
  ],
  [
    { ...createTable, partitions: ['p1'], medium: 'SSD', rowBytes: 1_048_576 },
    [
      'CREATE TABLE `d1`.`t1` (p INT, k INT, v VARCHAR(64)) DUPLICATE KEY(p, k) PARTITION BY RANGE(p) (PARTITION `p1` VALUES LESS THAN ("1")) DISTRIBUTED BY HASH(k) BUCKETS 2 PROPERTIES ("replication_num" = "3", "storage_medium" = "SSD")',
      'CALL chaos.set_row_bytes("d1.t1", 1048576)',
    ],
  ],
  [{ do: 'dropTable', table: 't1' }, ['DROP TABLE `d1`.`t1` FORCE']],
  [
    { do: 'alterWriteQuorum', table: 't1', writeQuorum: 'a"b\\' },
    ['ALTER TABLE `d1`.`t1` SET ("write_quorum" = "a\\"b\\\\")'],
  ],
  [
    { do: 'load', load: 'l1', table: 't1', partitions: ['p1', 'p2'] },
    [
      'INSERT INTO `d1`.`t1` PARTITION (`p1`, `p2`) WITH LABEL `l1` (p, k, v) VALUES (0, 0, "l1"), (0, 1, "l1"), (1, 0, "l1"), (1, 1, "l1")',
    ],
  ],
  [
    { do: 'beginLoad', load: 'l1', table: 't1', partitions: ['p1'] },
    ['BEGIN', 'INSERT INTO `d1`.`t1` PARTITION (`p1`) WITH LABEL `l1` (p, k, v) VALUES (0, 0, "l1"), (0, 1, "l1")'],
  ],
  [{ do: 'commitLoad', load: 'l1' }, ['COMMIT']],
  [{ do: 'abortLoad', load: 'l1' }, ['ROLLBACK']],
  [{ do: 'query', table: 't1' }, ['SELECT p, k, v FROM `d1`.`t1`']],
  [{ do: 'crashBackend', backend: 'b1' }, ['CALL chaos.crash_backend(10001)']],
  [{ do: 'restartBackend', backend: 'b1' }, ['CALL chaos.restart_backend(10001)']],
  [{ do: 'addBackend', backend: 'b5' }, ['ALTER SYSTEM ADD BACKEND "10.0.0.5:9050"']],
  [{ do: 'dropBackend', backend: 'b5' }, ['ALTER SYSTEM DROP BACKEND "10.0.0.5:9050" FORCE']],
  [{ do: 'decommissionBackend', backend: 'b5' }, ['ALTER SYSTEM DECOMMISSION BACKEND "10.0.0.5:9050"']],
  [{ do: 'loseReplica', ...place }, ['CALL chaos.lose_replica(20001, 10002)']],
  [{ do: 'compact', ...place }, ['CALL chaos.compact(20001, 10002)']],
  [
    { do: 'setReplicaStatus', ...place, status: 'bad' },
    ['ADMIN SET REPLICA STATUS PROPERTIES("tablet_id" = "20001", "backend_id" = "10002", "status" = "bad")'],
  ],
  [{ do: 'failWrites', backend: 'b1', on: true }, ['CALL chaos.fail_writes(10001, TRUE)']],
  [{ do: 'failClones', backend: 'b1', on: false }, ['CALL chaos.fail_clones(10001, FALSE)']],
  [{ do: 'stallClones', backend: 'b1', on: true }, ['CALL chaos.stall_clones(10001, TRUE)']],
  [{ do: 'stallPublish', backend: 'b1', on: true }, ['CALL chaos.stall_publish(10001, TRUE)']],
  [{ do: 'repeatReports', backend: 'b1', on: true }, ['CALL chaos.repeat_reports(10001, TRUE)']],
  [
    { do: 'alterReplicationNum', table: 't1', replicationNum: 2 },
    ['ALTER TABLE `d1`.`t1` MODIFY PARTITION (*) SET ("replication_num" = "2")'],
  ],
  [
    { do: 'alterReplicationNum', table: 't1', partition: 'p1', replicationNum: 2 },
    ['ALTER TABLE `d1`.`t1` MODIFY PARTITION `p1` SET ("replication_num" = "2")'],
  ],
  [{ do: 'repairTable', table: 't1' }, ['ADMIN REPAIR TABLE `d1`.`t1`']],
  [
    { do: 'repairTable', table: 't1', partitions: ['p1', 'p2'] },
    ['ADMIN REPAIR TABLE `d1`.`t1` PARTITION (`p1`, `p2`)'],
  ],
  [{ do: 'cancelRepair', table: 't1', partitions: ['p1'] }, ['ADMIN CANCEL REPAIR TABLE `d1`.`t1` PARTITION (`p1`)']],
  [{ do: 'beginSchemaChange', table: 't1' }, ['CALL chaos.begin_schema_change("d1.t1")']],
  [{ do: 'endSchemaChange', table: 'd2.t1' }, ['CALL chaos.end_schema_change("d2.t1")']],
  [{ do: 'cancelDecommission', backend: 'b5' }, ['CANCEL DECOMMISSION BACKEND "10.0.0.5:9050"']],
  [{ do: 'failDisk', backend: 'b1', disk: 1 }, ['CALL chaos.fail_disk(10001, 1)']],
  [{ do: 'replaceDisk', backend: 'b1', disk: 0 }, ['CALL chaos.replace_disk(10001, 0)']],
  [{ do: 'fillDisk', backend: 'b1', disk: 0, usedBytes: 2 ** 40 }, ['CALL chaos.fill_disk(10001, 0, 1099511627776)']],
  [{ do: 'changeLeader' }, ['CALL chaos.change_leader()']],
  [{ do: 'readReplica', ...place }, ['SELECT p, k, v FROM `d1`.`t1` TABLET(20001) REPLICA(300012)']],
  [{ do: 'showReplicaStatus', table: 't1' }, ['ADMIN SHOW REPLICA STATUS FROM `d1`.`t1`']],
  [
    { do: 'showReplicaStatus', table: 't1', partitions: ['p1'], status: { operator: '!=', value: 'O"K' } },
    ['ADMIN SHOW REPLICA STATUS FROM `d1`.`t1` PARTITION (`p1`) WHERE STATUS != "O\\"K"'],
  ],
  [
    { do: 'showReplicaDistribution', table: 't1', partitions: ['p2'] },
    ['ADMIN SHOW REPLICA DISTRIBUTION FROM `d1`.`t1` PARTITION (`p2`)'],
  ],
  [{ do: 'showTablets', table: 't1', offset: 3 }, ['SHOW TABLET FROM `d1`.`t1`']],
  [
    {
      do: 'showTablets',
      table: 't1',
      partitions: ['p1'],
      where: { version: 2, backend: 'b3', state: 'NORMAL' },
      orderBy: [
        { column: 'BackendId', descending: true },
        { column: 'version', descending: false },
      ],
      limit: 5,
      offset: 2,
    },
    [
      'SHOW TABLET FROM `d1`.`t1` PARTITION (`p1`) WHERE VERSION = 2 AND BackendId = 10003 AND STATE = "NORMAL" ORDER BY `BackendId` DESC, `version` ASC LIMIT 2, 5',
    ],
  ],
  [{ do: 'showTablets', table: 't1', limit: 5 }, ['SHOW TABLET FROM `d1`.`t1` LIMIT 5']],
  [{ do: 'showTablet', table: 't1', partition: 'p1', bucket: 1 }, ['SHOW TABLET 20001']],
  [{ do: 'showStatistic' }, ["SHOW PROC '/statistic'"]],
  [{ do: 'showProc', path: "/back'ends" }, ["SHOW PROC '/back\\'ends'"]],
  [{ do: 'setConfig', name: 'x', value: '2' }, ['ADMIN SET FRONTEND CONFIG ("x" = "2")']],
  [{ do: 'advance', seconds: 20 }, ['CALL chaos.advance(20)']],
  [{ do: 'heal' }, ['CALL chaos.heal()']],
];

describe('commands as SQL', () => {
  test.each(cases)('%j', (command, statements) => {
    const { before, statement, after } = scriptOf(command, places);
    expect([...before, statement, ...after]).toEqual(statements);
    for (const statement of statements) expect(parseStatement(statement, [])).toMatchObject({ ok: true });
  });

  test('the statement that decides has its preparations before it and the rest after it', () => {
    const load = { load: 'l1', table: 't1', partitions: ['p1'] };
    expect(scriptOf({ do: 'beginLoad', ...load }, places)).toMatchObject({ before: ['BEGIN'], after: [] });
    expect(scriptOf({ do: 'load', ...load }, places)).toMatchObject({ before: [], after: [] });
    expect(scriptOf({ ...createTable, rowBytes: 1 }, places).after).toHaveLength(1);
  });

  test('every kind is there', () => {
    const tabletKinds = commandKinds.filter((kind) => !isSnapshotCommand({ do: kind }));
    expect(new Set(cases.map(([command]) => command.do))).toEqual(new Set(tabletKinds));
  });

  test('a load into nothing that is known still asks for the partitions that it names', () => {
    const nowhere = { ...places, keys: () => [] };
    expect(scriptOf({ do: 'load', load: 'l', table: 't', partitions: ['x`y'] }, nowhere).statement).toBe(
      'INSERT INTO `d1`.`t` PARTITION (`x``y`) WITH LABEL `l` (p, k, v) VALUES (0, 0, "l")',
    );
  });
});

describe('properties of SHOW CREATE TABLE', () => {
  test.each([
    [
      '... PROPERTIES (\n"replication_num" = "3"\n);',
      { replicationNum: 3, writeQuorum: 'MAJORITY', medium: 'HDD' as const },
    ],
    [
      'COMMENT "PROPERTIES "... PROPERTIES ("write_quorum"="ALL", "replication_num" = "1", "storage_medium" = "ssd")',
      { replicationNum: 1, writeQuorum: 'ALL', medium: 'SSD' as const },
    ],
    ['`replication_num` ... PROPERTIES ("write_quorum" = "ALL")', undefined],
    ['... PROPERTIES ("replication_num" = "many")', undefined],
    ['... PROPERTIES ("replication_num" = "3", "storage_medium" = "TAPE")', undefined],
    ['', undefined],
  ])('%j', (statement, properties) => {
    expect(tablePropertiesIn(statement)).toEqual(properties);
  });
});
