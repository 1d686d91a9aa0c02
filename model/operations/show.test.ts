import { describe, expect, test } from 'vitest';
import { referenceRules } from '../replication/rules.ts';
import type { Command } from '../scenario.ts';
import { type ShowCommand, show } from './show.ts';
import { backends, profileOf, rowsOf, stateAfter, table } from './testing/cluster.ts';

const main = profileOf('starrocks-main');
const load = (name: string): Command => ({ do: 'load', load: name, table: 't1', partitions: ['p1', 'p2'] });

function refusalOf(commands: readonly Command[], command: ShowCommand): string {
  const outcome = show(stateAfter(commands), referenceRules, command);
  if (outcome.kind !== 'refused') throw new RangeError(`${command.do} was not refused`);
  return outcome.message;
}

describe('SHOW PROC /statistic', () => {
  const crashed = stateAfter([table(3, 2), { do: 'crashBackend', backend: 'b1' }, { do: 'advance', seconds: 5 }]);

  test('the last row is the sum of those before, and counts the databases', () => {
    const [rows] = rowsOf(stateAfter([table(3, 2)]), { do: 'showStatistic' });
    expect(rows).toHaveLength(2);
    expect(rows?.[1]).toMatchObject({ DbId: 'Total', DbName: '1', TabletNum: '4', ReplicaNum: '12' });
  });

  test('leads to the ids of the tablets that it counts as unhealthy', () => {
    const [rows, details] = rowsOf(crashed, { do: 'showStatistic' });
    const tablets = rowsOf(crashed, { do: 'showTablets', table: 't1' })[0]?.map((row) => row.TabletId) ?? [];
    expect(rows?.[0]).toMatchObject({ DbName: 'd1', UnhealthyTabletNum: '4' });
    expect(details).toMatchObject([{ UnhealthyTablets: `[${[...new Set(tablets)].join(', ')}]` }]);
  });

  test('the detail does not depend on an earlier look at the list', () => {
    const id = crashed.databases[0]?.id;
    const [details] = rowsOf(crashed, { do: 'showProc', path: `/statistic/${id}` });
    expect(details?.[0]).not.toMatchObject({ UnhealthyTablets: '[]' });
  });
});

describe('ADMIN SHOW REPLICA STATUS', () => {
  /** p2 has three replicas where four are asked for; one backend is dead, so that there is no spare one. */
  const short = stateAfter(
    [
      table(3, 1),
      load('l1'),
      { do: 'crashBackend', backend: 'b4' },
      { do: 'advance', seconds: 5 },
      { do: 'crashBackend', backend: 'b1' },
      { do: 'dropBackend', backend: 'b4' },
    ],
    profileOf('documented-3.4'),
    backends(4),
  );
  const withMissing = {
    ...short,
    tables: short.tables.map((one) => ({
      ...one,
      partitions: one.partitions.map((part) => ({ ...part, replicationNum: part.name === 'p2' ? 5 : 3 })),
    })),
  };

  test.each([['documented-3.4', 12] as const, ['starrocks-main', 13] as const])(
    'in %s rows of missing replicas have %d cells like all others',
    (name, width) => {
      const state = { ...withMissing, profile: profileOf(name) };
      const outcome = show(state, referenceRules, { do: 'showReplicaStatus', table: 't1' });
      if (outcome.kind !== 'listed') throw new RangeError('not listed');
      const [result] = outcome.results;
      const missing = result?.rows.filter((row) => row.at(-1) === 'MISSING') ?? [];
      expect(result?.columns).toHaveLength(width);
      expect(missing).toHaveLength(2);
      for (const row of result?.rows ?? []) expect(row).toHaveLength(width);
      expect(missing[0]).toContain(null);
    },
  );

  test('what passes a status and what does not make up everything', () => {
    const all = rowsOf(withMissing, { do: 'showReplicaStatus', table: 't1' })[0] ?? [];
    for (const value of ['OK', 'DEAD', 'VERSION_ERROR', 'missing', 'BAD']) {
      const [is, isNot] = (['=', '!='] as const).map(
        (operator) => rowsOf(withMissing, { do: 'showReplicaStatus', table: 't1', status: { operator, value } })[0],
      );
      expect((is?.length ?? 0) + (isNot?.length ?? 0)).toBe(all.length);
      for (const row of is ?? []) expect(row.Status).toBe(value.toUpperCase());
    }
  });

  test('partitions are those of the clause, in its order', () => {
    const of = (...partitions: string[]) =>
      rowsOf(withMissing, { do: 'showReplicaStatus', table: 't1', partitions })[0] ?? [];
    expect(of('p2', 'p1')).toEqual([...of('p2'), ...of('p1')]);
    expect(rowsOf(withMissing, { do: 'showReplicaStatus', table: 't1' })[0]).toEqual(of('p1', 'p2'));
  });

  test('a decommissioned backend is dead in releases only', () => {
    const commands: Command[] = [table(2, 1), { do: 'decommissionBackend', backend: 'b1' }];
    const dead = { do: 'showReplicaStatus', table: 't1', status: { operator: '=', value: 'DEAD' } } as const;
    expect(rowsOf(stateAfter(commands), dead)[0]).toEqual([]);
    expect(rowsOf(stateAfter(commands, main), dead)[0]?.length).toBeGreaterThan(0);
  });
});

describe('ADMIN SHOW REPLICA DISTRIBUTION', () => {
  const distribution = { do: 'showReplicaDistribution', table: 't1' } as const;

  test('shares are rounded half to even and have no leading zero', () => {
    const shares = (buckets: number, count: number) =>
      rowsOf(stateAfter([table(1, buckets)], main, backends(count)), { ...distribution, partitions: ['p1'] })[0]?.map(
        (row) => row.Percent,
      );
    expect(shares(1, 3)).toEqual(['100.00 %', '.00 %', '.00 %']);
    expect(shares(3, 2)).toEqual(['66.67 %', '33.33 %']);
  });

  test('the documents round the graph down, releases up', () => {
    const graph = (profile = profileOf('documented-3.4')) =>
      rowsOf(stateAfter([table(1, 4)], profile), distribution)[0]?.map((row) => [row.ReplicaNum, row.Graph]);
    expect(graph()).toEqual([
      ['4', '>'],
      ['2', ''],
      ['2', ''],
    ]);
    expect(graph(main)).toEqual([
      ['4', '>>'],
      ['2', '>'],
      ['2', '>'],
    ]);
  });

  test('backends without replicas have a row, and a partition named twice counts once', () => {
    const state = stateAfter([table(3, 2), { do: 'addBackend', backend: 'b7' }]);
    const rows = rowsOf(state, { ...distribution, partitions: ['p1', 'p1'] })[0];
    expect(rows?.map((row) => row.ReplicaNum)).toEqual(['2', '2', '2', '0']);
  });
});

describe('SHOW TABLET FROM', () => {
  const state = stateAfter([table(3, 2), load('l1')]);
  const all = rowsOf(state, { do: 'showTablets', table: 't1' })[0] ?? [];

  test('a page is a part of the whole, wherever it lies', () => {
    for (let offset = 0; offset <= all.length; offset += 1) {
      for (const limit of [1, 5, all.length]) {
        const [page] = rowsOf(state, { do: 'showTablets', table: 't1', offset, limit });
        expect(page).toEqual(all.slice(offset, offset + limit));
      }
    }
  });

  test('columns sort by number, either way, and ties by tablet and replica', () => {
    const sorted = rowsOf(state, {
      do: 'showTablets',
      table: 't1',
      orderBy: [{ column: 'backendid', descending: true }],
    })[0];
    const key = (row: Record<string, unknown>) => [-Number(row.BackendId), Number(row.TabletId)] as const;
    const expected = [...all].sort((left, right) => key(left)[0] - key(right)[0] || key(left)[1] - key(right)[1]);
    expect(sorted).toEqual(expected);
  });

  test('conditions are met together', () => {
    const where = { version: 2, backend: 'b1', state: 'normal' };
    const [rows] = rowsOf(state, { do: 'showTablets', table: 't1', where });
    expect(rows).toHaveLength(4);
    expect(rowsOf(state, { do: 'showTablets', table: 't1', where: { ...where, version: 1 } })[0]).toEqual([]);
    expect(rowsOf(state, { do: 'showTablets', table: 't1', where: { backend: 'b9' } })[0]).toEqual([]);
  });
});

describe('SHOW TABLET', () => {
  test('leads to the records that SHOW TABLET FROM lists', () => {
    const state = stateAfter([table(2, 2), load('l1')]);
    const [row, replicas] = rowsOf(state, { do: 'showTablet', table: 't1', partition: 'p2', bucket: 1 });
    const [listed = []] = rowsOf(state, { do: 'showTablets', table: 't1', partitions: ['p2'] });
    const tabletId = listed.at(-1)?.TabletId;
    expect(row).toMatchObject([{ DbName: 'd1', TableName: 't1', PartitionName: 'p2', IsSync: 'true' }]);
    expect(replicas?.map((replica) => replica.ReplicaId)).toEqual(
      listed.filter((other) => other.TabletId === tabletId).map((other) => other.ReplicaId),
    );
  });

  test('of nothing has a row of -1, and a DetailCmd that leads nowhere', () => {
    const nowhere = { do: 'showTablet', table: 't1', partition: 'p9', bucket: 0 } as const;
    expect(refusalOf([table(1, 1)], nowhere)).toContain('Unknown database id or name "-1"');
  });
});

describe('names that are unknown', () => {
  test.each<[ShowCommand, string]>([
    [{ do: 'showReplicaStatus', table: 'd9.t1' }, 'Database d9 does not exist'],
    [{ do: 'showReplicaStatus', table: 't9' }, 'Table does not exist or is not OLAP table: t9'],
    [{ do: 'showReplicaStatus', table: 't1', partitions: ['p1', 'p9'] }, 'Partition does not exist: p9'],
    [{ do: 'showReplicaStatus', table: 't1', status: { operator: '=', value: 'NOPE' } }, 'Unsupported predicates.'],
    [{ do: 'showReplicaDistribution', table: 't9' }, 'Table does not exist or is not OLAP table: t9'],
    [{ do: 'showTablets', table: 't9' }, "Unknown table 't9'"],
    [{ do: 'showTablets', table: 't1', partitions: ['p9'] }, 'Unknown partition: p9'],
    [{ do: 'showTablets', table: 't1', partitions: [''] }, 'there are empty partition name'],
    [{ do: 'showTablets', table: 't1', where: { state: 'NOPE' } }, 'Where clause should looks like'],
    [{ do: 'showTablets', table: 't1', orderBy: [{ column: 'x', descending: true }] }, 'Title name[x] does not exist'],
    [{ do: 'showProc', path: 'statistic' }, "Path(statistic) does not start with '/'"],
    [{ do: 'showProc', path: '/nope' }, 'Unknown proc node path: /nope. msg: Cannot find path: /nope'],
    [{ do: 'showProc', path: '/nope/x' }, 'is not a directory'],
    [{ do: 'showProc', path: '/statistic/x' }, 'Invalid db id format: x'],
    [{ do: 'showProc', path: '/statistic/1' }, 'Invalid db id: 1'],
    [{ do: 'showProc', path: '/cluster_balance/x' }, 'invalid type: x'],
    [{ do: 'showProc', path: '/cluster_balance/cluster_load_stat/SSD' }, 'no such storage medium: SSD'],
    [{ do: 'showProc', path: '/dbs/d1/t1/partitions/p1/1' }, 'Index[1] does not exist.'],
  ])('%j is refused', (command, message) => {
    expect(refusalOf([table(1, 1)], command)).toContain(message);
  });

  test('of a tablet in a path is no error', () => {
    const state = stateAfter([table(1, 1)]);
    const index = state.tables[0]?.partitions[0]?.indexId;
    expect(rowsOf(state, { do: 'showProc', path: `/dbs/d1/t1/partitions/p1/${index}/1` })).toEqual([[]]);
  });
});

describe('SHOW PROC /cluster_balance', () => {
  const lost: Command = { do: 'loseReplica', table: 't1', partition: 'p1', bucket: 0, backend: 'b1' };
  const stalled = ['b1', 'b2', 'b3'].map((backend): Command => ({ do: 'stallClones', backend, on: true }));
  const busy = stateAfter([
    table(2, 2),
    load('l1'),
    { do: 'setConfig', name: 'tablet_sched_disable_balance', value: 'true' },
    ...stalled,
    lost,
    { do: 'repairTable', table: 't1', partitions: ['p2'] },
    { do: 'advance', seconds: 90 },
  ]);

  test('numbers are the lengths of the lists', () => {
    const [items = []] = rowsOf(busy, { do: 'showProc', path: '/cluster_balance' });
    for (const item of items.filter(({ Item }) => String(Item).endsWith('_tablets') || Item === 'priority_repair')) {
      const [list = []] = rowsOf(busy, { do: 'showProc', path: `/cluster_balance/${item.Item}` });
      expect(item.Number).toBe(String(list.length));
    }
    expect(items.find(({ Item }) => Item === 'all_tablets')?.Number).toBe('1');
  });

  test('hints show ids and the time that is left', () => {
    const [hints] = rowsOf(busy, { do: 'showProc', path: '/cluster_balance/priority_repair' });
    const [one] = busy.tables;
    expect(hints).toEqual([
      {
        Database: String(busy.databases[0]?.id),
        Table: String(one?.id),
        Partition: String(one?.partitions[1]?.id),
        RemainingTimeMs: String(14_400_000 - 90_000),
      },
    ]);
  });

  test('a running task is in sched_stat and in balance_stat of releases', () => {
    const [stat = []] = rowsOf(busy, { do: 'showProc', path: '/cluster_balance/sched_stat' });
    expect(stat.find(({ Item }) => Item === 'num of clone task')).toMatchObject({ Value: '1', Increase: '0' });
    const release = { ...busy, profile: main };
    expect(rowsOf(release, { do: 'showProc', path: '/cluster_balance/balance_stat' })[0]).toHaveLength(6);
    expect(rowsOf(release, { do: 'showProc', path: '/cluster_balance/cluster_load_stat' })[0]).toEqual([
      { StorageMedium: 'HDD', ClusterDiskBalanceStat: '{"balanced":false}' },
    ]);
  });

  test('load statistics are as they were made', () => {
    const [rows] = rowsOf(busy, { do: 'showProc', path: '/cluster_balance/cluster_load_stat/HDD' });
    expect(rows?.map((row) => row.BeId)).toEqual(busy.backends.map(({ id }) => String(id)));
    expect(rows?.map((row) => row.UsedCapacity)).toEqual(
      busy.statistics.load.HDD?.backends.map(({ usedBytes }) => String(usedBytes)),
    );
  });
});
