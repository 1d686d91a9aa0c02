import { describe, expect, test } from 'vitest';
import type { Command, ResultSet } from '../model/scenario.ts';
import { listingMarkdown } from './listing.ts';
import { narrate, narrateOutcome } from './narrate.ts';

describe('commands in words', () => {
  test.each<[Command, string]>([
    [
      {
        do: 'createTable',
        table: 't1',
        replicationNum: 3,
        partitions: ['p1', 'p2'],
        buckets: 1,
        writeQuorum: 'ONE',
        medium: 'SSD',
        rowBytes: 1024,
      },
      'create table t1 (p1, p2; 3 replicas, 1 bucket, write quorum "ONE", SSD, 1024 bytes a row)',
    ],
    [{ do: 'repairTable', table: 't1' }, 'ask for the repair of t1'],
    [{ do: 'cancelRepair', table: 't1', partitions: ['p1', 'p2'] }, 'cancel the repair of t1 (p1, p2)'],
    [
      { do: 'alterReplicationNum', table: 't1', partition: 'p1', replicationNum: 2 },
      'set the replication number of t1.p1 to 2',
    ],
    [{ do: 'alterReplicationNum', table: 't1', replicationNum: 2 }, 'set the replication number of t1 to 2'],
    [{ do: 'fillDisk', backend: 'b1', disk: 1, usedBytes: 300 }, 'let others use 300 bytes of disk 1 of b1'],
    [
      { do: 'showReplicaStatus', table: 't1', status: { operator: '!=', value: 'OK' } },
      'show the replica status of t1 where it is not "OK"',
    ],
    [
      {
        do: 'showTablets',
        table: 't1',
        where: { version: 2, state: 'NORMAL' },
        orderBy: [
          { column: 'Version', descending: true },
          { column: 'TabletId', descending: false },
        ],
        limit: 2,
        offset: 5,
      },
      'show the tablets of t1 where version is "2" and state is "NORMAL" ordered by "Version" descending, "TabletId", at most 2 after the first 5',
    ],
    [{ do: 'showTablets', table: 't1' }, 'show the tablets of t1'],
    [{ do: 'showProc', path: 'no-slash' }, 'show "no-slash"'],
  ])('%j', (command, words) => expect(narrate(command)).toBe(words));
});

describe('result sets', () => {
  const wide: ResultSet = {
    columns: Array.from({ length: 30 }, (_, nth) => `c${nth}`),
    rows: Array.from({ length: 20 }, (_, nth) => [`r${nth}`]),
  };

  test('are counted in words', () => {
    const one: ResultSet = { columns: ['a'], rows: [['1']] };
    expect(narrateOutcome({ kind: 'listed', results: [one, wide] })).toBe('listed 1 row, then 20 rows');
    expect(narrateOutcome({ kind: 'listed', results: [{ columns: ['a'], rows: [] }] })).toBe('listed 0 rows');
  });

  test('are tables in which nothing has a meaning', () => {
    const results: readonly ResultSet[] = [
      {
        columns: ['Id', 'ErrMsg'],
        rows: [
          ['1', null],
          ['2', 'a|b\n<i>'],
        ],
      },
    ];
    expect(listingMarkdown(results)).toEqual(['| Id | ErrMsg |\n| --- | --- |\n| 1 | NULL |\n| 2 | a\\|b &lt;i\\> |']);
  });

  test('are cut where they are large', () => {
    const [table = '', left] = listingMarkdown([wide]);
    expect(table.split('\n')).toHaveLength(14);
    expect(table).not.toContain('c24');
    expect(left).toBe('and 8 rows and 6 columns more');
    expect(listingMarkdown([{ columns: ['a'], rows: [['x'.repeat(500)]] }]).join().length).toBeLessThan(120);
  });
});

describe('commands on shared-data clusters in words', () => {
  test.each<[Command, string]>([
    [{ do: 'enableSnapshots' }, 'turn snapshots on, on the default volume'],
    [{ do: 'failStore', request: 'put', nth: 3 }, 'let the 3rd put from now on fail'],
    [{ do: 'failStore', request: 'delete', nth: 12 }, 'let the 12th delete from now on fail'],
    [{ do: 'stepClock', seconds: -30 }, 'set the clock of the FE back by 30 s'],
    [
      { do: 'createObject', object: { kind: 'table', name: 't1', database: 'd1' } },
      'create table t1 in d1 on the default volume',
    ],
    [{ do: 'createObject', object: { kind: 'grant', user: 'u1', table: 't1' } }, 'grant SELECT on t1 to u1'],
    [{ do: 'dropObject', object: { kind: 'grant', user: 'u1', table: 't1' } }, 'revoke SELECT on t1 from u1'],
    [{ do: 'dropObject', object: { kind: 'loadJob', name: 'j1', table: 't1' } }, 'drop continuous load j1'],
    [
      { do: 'damageSnapshot', job: 2, part: 'starmgrImage', how: 'remove' },
      'remove the StarManager image of the snapshot of job 2',
    ],
    [{ do: 'restore', source: { from: 'meta' } }, 'restore the meta folder that holds the last job with a folder'],
    [
      {
        do: 'restore',
        source: { from: 'snapshot', job: 1, volume: 'v2', trailingSlashes: 2 },
        frontends: [{ host: 'fe2', type: 'observer' }, { host: 'fe3' }],
        computeNodes: [],
        volumes: [{ name: 'v2', location: 's3://other' }],
        flaw: 'leaderListed',
        killedAfter: 1,
      },
      'restore the snapshot of job 1 under volume v2 with 2 slashes at its end (FEs fe2 as observer, fe3; CNs none; volumes v2 at s3://other; a flaw: the leader among the frontends), killed after 1 step',
    ],
  ])('%j', (command, words) => expect(narrate(command)).toBe(words));
});
