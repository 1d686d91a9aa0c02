import { describe, expect, test } from 'vitest';
import { isSnapshotCommand, type SnapshotCommand } from '../../model/snapshot/commands.ts';
import { commandKinds } from '../adapter.ts';
import { parseStatement } from '../server/sql/index.ts';
import { type SharedPlaces, sharedDataStatement } from './sharedDataStatements.ts';

const places: SharedPlaces = {
  databaseOf: (table) => (table === 't9' ? 'd9' : 'd1'),
  location: (location) => location.replace('s3://', 's3://real/run/'),
  snapshotName: (job) => `snapshot_${job}`,
  restore: () => ({ file: "cluster_snapshot:\n  it's: 1\n", command: '{"source":{"from":"meta"}}' }),
};

const cases: readonly (readonly [SnapshotCommand, string])[] = [
  [{ do: 'enableSnapshots' }, 'ADMIN SET AUTOMATED CLUSTER SNAPSHOT ON'],
  [{ do: 'enableSnapshots', volume: 'v1' }, 'ADMIN SET AUTOMATED CLUSTER SNAPSHOT ON STORAGE VOLUME `v1`'],
  [{ do: 'disableSnapshots' }, 'ADMIN SET AUTOMATED CLUSTER SNAPSHOT OFF'],
  [
    { do: 'createVolume', volume: 'v2', location: 's3://b/x/' },
    `CREATE STORAGE VOLUME \`v2\` TYPE = S3 LOCATIONS = ('s3://real/run/b/x/') PROPERTIES ("enabled" = "true")`,
  ],
  [{ do: 'alterVolume', volume: 'v1', comment: "it's" }, "ALTER STORAGE VOLUME `v1` COMMENT = 'it\\'s'"],
  [{ do: 'dropVolume', volume: 'v1' }, 'DROP STORAGE VOLUME `v1`'],
  [{ do: 'setDefaultVolume', volume: 'v1' }, 'SET `v1` AS DEFAULT STORAGE VOLUME'],
  [{ do: 'describeVolume', volume: 'v1' }, 'DESC STORAGE VOLUME `v1`'],
  [{ do: 'createObject', object: { kind: 'database', name: 'd1' } }, 'CREATE DATABASE `d1`'],
  [
    { do: 'createObject', object: { kind: 'table', name: 't1', database: 'd1', volume: 'v1' } },
    'CREATE TABLE `d1`.`t1` (k INT, v VARCHAR(64)) DUPLICATE KEY(k) DISTRIBUTED BY HASH(k) BUCKETS 1 PROPERTIES ("storage_volume" = "v1")',
  ],
  [{ do: 'createObject', object: { kind: 'view', name: 'x', database: 'd1' } }, 'CREATE VIEW `d1`.`x` AS SELECT 1'],
  [
    { do: 'createObject', object: { kind: 'grant', user: 'u', table: 't9' } },
    "GRANT SELECT ON TABLE `d9`.`t9` TO USER 'u'",
  ],
  [{ do: 'dropObject', object: { kind: 'loadJob', name: 'l', table: 't9' } }, 'STOP ROUTINE LOAD FOR `d9`.`l`'],
  [{ do: 'dropObject', object: { kind: 'function', name: 'f', database: 'd1' } }, 'DROP FUNCTION `d1`.`f`(INT)'],
  [{ do: 'recoverTable', table: 't9' }, 'RECOVER TABLE `d9`.`t9`'],
  [{ do: 'writeTable', load: 'l1', table: 't1' }, 'INSERT INTO `d1`.`t1` WITH LABEL `l1` (k, v) VALUES (0, "l1")'],
  [{ do: 'readTable', table: 't1' }, 'SELECT v FROM `d1`.`t1`'],
  [{ do: 'holdPublish', on: true }, 'CALL chaos.hold_publish(TRUE)'],
  [{ do: 'vacuum', full: false }, 'CALL chaos.vacuum(FALSE)'],
  [{ do: 'eraseRecycleBin' }, 'CALL chaos.erase_recycle_bin()'],
  [{ do: 'checkpoint' }, 'CALL chaos.checkpoint()'],
  [{ do: 'failStore', request: 'put', nth: 2 }, "CALL chaos.fail_store('put', 2)"],
  [{ do: 'breakStore', on: false }, 'CALL chaos.break_store(FALSE)'],
  [
    { do: 'damageSnapshot', job: 2, part: 'feImage', how: 'truncate' },
    "CALL chaos.damage_snapshot('snapshot_2', 'feImage', 'truncate')",
  ],
  [{ do: 'copyVolume', volume: 'v1', location: 's3://b/y' }, "CALL chaos.copy_volume('v1', 's3://real/run/b/y')"],
  [{ do: 'crashFrontend' }, 'CALL chaos.crash_frontend()'],
  [{ do: 'restartFrontend' }, 'CALL chaos.restart_frontend()'],
  [{ do: 'stepClock', seconds: -5 }, 'CALL chaos.step_clock(-5)'],
  [
    { do: 'restore', source: { from: 'meta' } },
    `CALL chaos.restore('cluster_snapshot:\n  it\\'s: 1\n', '{"source":{"from":"meta"}}')`,
  ],
];

const objects = ['catalog', 'database', 'table', 'view', 'user', 'role', 'resourceGroup', 'function'] as const;

describe('commands on shared data as SQL', () => {
  test.each(cases)('%j', (command, statement) => {
    expect(sharedDataStatement(command, places)).toBe(statement);
    expect(parseStatement(statement, [])).toMatchObject({ ok: true });
  });

  test('every object is made and dropped by a statement of its own', () => {
    const all = [
      ...objects.map((kind) => ({ kind, name: 'x', database: 'd1' })),
      { kind: 'loadJob', name: 'x', table: 't1' } as const,
      { kind: 'grant', user: 'x', table: 't1' } as const,
    ];
    const statements = all.flatMap((object) =>
      (['createObject', 'dropObject'] as const).map((kind) => sharedDataStatement({ do: kind, object }, places)),
    );
    expect(new Set(statements).size).toBe(20);
    for (const statement of statements) expect(parseStatement(statement, []), statement).toMatchObject({ ok: true });
  });

  test('what creates a snapshot by hand is no statement', () => {
    expect(parseStatement(sharedDataStatement({ do: 'createSnapshot' }, places), [])).toMatchObject({ ok: false });
  });

  test('every kind is there', () => {
    const kinds = commandKinds.filter((kind) => isSnapshotCommand({ do: kind }));
    expect(new Set([...cases.map(([command]) => command.do), 'createSnapshot'])).toEqual(new Set(kinds));
  });
});
