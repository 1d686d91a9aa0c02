import { describe, expect, test } from 'vitest';
import { open } from '../replication/draft.ts';
import { query } from '../replication/queries.ts';
import { referenceRules } from '../replication/rules.ts';
import type { Command } from '../scenario.ts';
import { at, set } from '../vector.ts';
import { bytes } from '../views/columns.ts';
import { profileOf, rowsOf, stateAfter, table } from './testing/cluster.ts';

const show = (path: string) => ({ do: 'showProc', path }) as const;

describe('SHOW BACKENDS', () => {
  test('a dead backend keeps its last heartbeat, a living one has the latest', () => {
    const state = stateAfter([
      { do: 'advance', seconds: 7 },
      { do: 'crashBackend', backend: 'b1' },
      { do: 'advance', seconds: 60 },
    ]);
    const rows = rowsOf(state, show('/backends'))[0]?.map((row) => [row.Alive, row.LastHeartbeat, row.ErrMsg === '']);
    expect(rows).toEqual([
      ['false', '2024-01-01 00:00:05', false],
      ['true', '2024-01-01 00:01:05', true],
      ['true', '2024-01-01 00:01:05', true],
    ]);
  });

  test('what disks hold is told as of the last load statistics, by what rows weigh', () => {
    const heavy: Command = {
      do: 'createTable',
      table: 't2',
      replicationNum: 1,
      partitions: ['p1'],
      buckets: 1,
      rowBytes: 2 ** 30,
    };
    const load: Command = { do: 'load', load: 'l1', table: 't2', partitions: ['p1'] };
    const used = (commands: readonly Command[]) =>
      rowsOf(stateAfter(commands), show('/backends'))[0]?.map((row) => row.DataUsedCapacity);
    expect(used([heavy, load])).toEqual(['0.000B', '0.000B', '0.000B']);
    expect(used([heavy, load, { do: 'advance', seconds: 60 }])).toContain('1.000 GB');
    expect(rowsOf(stateAfter([heavy, load]), { do: 'showTablets', table: 't2' })[0]).toMatchObject([
      { DataSize: String(2 ** 30) },
    ]);
    const release = stateAfter([heavy, load], profileOf('starrocks-main'));
    expect(rowsOf(release, { do: 'showTablets', table: 't2' })[0]).toMatchObject([{ DataSize: '1GB' }]);
  });

  test.each([
    [0, '0.000B'],
    [1023, '1023.000B'],
    [1024, '1.000 KB'],
    [50_000_000_000, '46.566 GB'],
    [2 ** 40, '1.000 TB'],
    [2 ** 63, '8388608.000 TB'],
  ])('%d bytes are %s', (amount, text) => {
    expect(bytes.encode(amount, profileOf('documented-3.4'))).toBe(text);
    const read = bytes.decode(text)?.value ?? Number.NaN;
    expect(Math.abs(read - amount)).toBeLessThanOrEqual(amount * 0.0005);
  });

  test.each([null, '', '1.0', '1.000 PB', '-1.000 KB', 'x'])('%j is no amount', (text) => {
    expect(bytes.decode(text)).toBeUndefined();
  });
});

test('a tablet without a replica has one row', () => {
  const state = stateAfter([table(1, 1)]);
  const tablet = at(state.tablets, 0);
  if (tablet === undefined) throw new RangeError('no tablet');
  const tablets = set<typeof tablet | undefined>(state.tablets, 0, { ...tablet, replicas: [] });
  const rows = rowsOf({ ...state, tablets }, { do: 'showTablets', table: 't1', partitions: ['p1'] })[0];
  expect(rows).toMatchObject([{ ReplicaId: '-1', BackendId: '-1', Version: '-1', State: null, DataSize: '-1' }]);
});

test('a query of one partition is not kept from it by another', () => {
  const lost = { table: 't1', partition: 'p1', bucket: 0, backend: 'b1', status: 'bad' };
  const state = stateAfter([table(1, 1), { do: 'setReplicaStatus', ...lost }]);
  const read = (...partitions: readonly (readonly string[])[]) =>
    query(
      open(referenceRules, state, () => 0),
      't1',
      ...partitions,
    ).kind;
  expect([read(), read(['p1']), read(['p2'])]).toEqual(['refused', 'refused', 'answered']);
});
