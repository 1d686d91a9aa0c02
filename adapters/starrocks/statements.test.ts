import { describe, expect, test } from 'vitest';
import type { Command } from '../../model/scenario.ts';
import { commandKinds } from '../adapter.ts';
import { parseStatement } from '../server/sql/index.ts';
import { type Places, statementsOf } from './statements.ts';
import { tablePropertiesIn } from './tableProperties.ts';

const places: Places = {
  backendId: (name) => name.replace('b', '1000'),
  backendAddress: (name) => `10.0.0.${name.slice(1)}:9050`,
  tabletId: ({ bucket }) => `2000${bucket}`,
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
  [{ do: 'setConfig', name: 'x', value: '2' }, ['ADMIN SET FRONTEND CONFIG ("x" = "2")']],
  [{ do: 'advance', seconds: 20 }, ['CALL chaos.advance(20)']],
  [{ do: 'heal' }, ['CALL chaos.heal()']],
];

describe('commands as SQL', () => {
  test.each(cases)('%j', (command, statements) => {
    expect(statementsOf(command, places)).toEqual(statements);
    for (const statement of statements) expect(parseStatement(statement, [])).toMatchObject({ ok: true });
  });

  test('every kind is there', () => {
    expect(new Set(cases.map(([command]) => command.do))).toEqual(new Set(commandKinds));
  });

  test('a load into nothing that is known still asks for the partitions that it names', () => {
    const nowhere = { ...places, keys: () => [] };
    expect(statementsOf({ do: 'load', load: 'l', table: 't', partitions: ['x`y'] }, nowhere)).toEqual([
      'INSERT INTO `d1`.`t` PARTITION (`x``y`) WITH LABEL `l` (p, k, v) VALUES (0, 0, "l")',
    ]);
  });
});

describe('properties of SHOW CREATE TABLE', () => {
  test.each([
    ['... PROPERTIES (\n"replication_num" = "3"\n);', { replicationNum: 3, writeQuorum: 'MAJORITY' }],
    [
      'COMMENT "PROPERTIES "... PROPERTIES ("write_quorum"="ALL", "replication_num" = "1")',
      { replicationNum: 1, writeQuorum: 'ALL' },
    ],
    ['`replication_num` ... PROPERTIES ("write_quorum" = "ALL")', undefined],
    ['... PROPERTIES ("replication_num" = "many")', undefined],
    ['', undefined],
  ])('%j', (statement, properties) => {
    expect(tablePropertiesIn(statement)).toEqual(properties);
  });
});
