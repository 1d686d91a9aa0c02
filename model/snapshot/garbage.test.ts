import { describe, expect, it } from 'vitest';
import type { ProfileName } from '../profile.ts';
import { advance, create, interval, type TestCluster, testCluster, write } from './testing/cluster.ts';

const vacuum = { do: 'vacuum', full: false } as const;
const fullVacuum = { do: 'vacuum', full: true } as const;
const erase = { do: 'eraseRecycleBin' } as const;

function withTable(name: ProfileName = 'documented-3.4'): TestCluster {
  const cluster = testCluster(name);
  cluster.ok(create({ kind: 'database', name: 'd1' }), create({ kind: 'table', name: 't1', database: 'd1' }));
  cluster.ok(write('l1', 't1'), interval(100));
  return cluster;
}

/** Versions of the only table that lie in the bucket. */
function stored(cluster: TestCluster): number {
  return [...cluster.look().bucket.data.keys()].filter((key) => key.endsWith('.meta')).length;
}

describe('a vacuum', () => {
  it('leaves only what is visible while OFF', () => {
    const cluster = withTable();
    cluster.ok(write('l2', 't1'), write('l3', 't1'), advance(1), vacuum);
    expect(stored(cluster)).toBe(1);
    expect(cluster.run({ do: 'readTable', table: 't1' })).toMatchObject({ contents: [{ loads: ['l1', 'l2', 'l3'] }] });
  });

  it('keeps what the live snapshot needs, and takes it once two newer ones are there', () => {
    const cluster = withTable();
    cluster.ok({ do: 'enableSnapshots' }, advance(120), write('l2', 't1'), vacuum, fullVacuum);
    const restored = cluster.fork();
    restored.ok({ do: 'restore', source: { from: 'meta' } });
    expect(restored.look().catalog.tables[0]?.loads).toEqual(['l1']);
    cluster.ok(advance(300), vacuum);
    expect(stored(cluster)).toBe(1);
  });

  it('breaks the live snapshot when it is full, in the main branch (snapshot notes 6.4)', () => {
    const cluster = withTable('starrocks-main');
    cluster.ok({ do: 'enableSnapshots' }, advance(90), advance(20), advance(10), advance(100), advance(20));
    cluster.ok(write('l2', 't1'), fullVacuum, { do: 'restore', source: { from: 'meta' } });
    expect(cluster.look().catalog.tables[0]?.loads).toBeUndefined();
  });

  it('goes on although no snapshot ever finishes, except in the main branch (snapshot notes 6.5)', () => {
    for (const [name, versions] of [
      ['documented-3.4', 1],
      ['starrocks-main', 3],
    ] as const) {
      const cluster = withTable(name);
      cluster.ok({ do: 'enableSnapshots' }, { do: 'failStore', request: 'put', nth: 1 }, advance(120));
      cluster.ok(write('l2', 't1'), advance(1), vacuum);
      expect(stored(cluster), name).toBe(versions);
    }
  });
});

describe('the recycle bin', () => {
  it('keeps a table that the live snapshot holds, also when it went with its database', () => {
    for (const object of [
      { kind: 'table', name: 't1', database: 'd1' },
      { kind: 'database', name: 'd1' },
    ] as const) {
      const cluster = withTable();
      cluster.ok({ do: 'enableSnapshots' }, advance(120), { do: 'dropObject', object }, advance(1), erase);
      expect(cluster.look().catalog.recycled).toEqual(['t1']);
      const restored = cluster.fork();
      restored.ok({ do: 'restore', source: { from: 'meta' } });
      expect(restored.look().catalog.tables[0]?.loads).toEqual(['l1']);
      cluster.ok(advance(300), erase);
      expect([cluster.look().catalog.recycled, stored(cluster)]).toEqual([[], 0]);
    }
  });

  it('gives a table back', () => {
    const cluster = withTable();
    cluster.ok({ do: 'dropObject', object: { kind: 'table', name: 't1', database: 'd1' } });
    cluster.ok({ do: 'recoverTable', table: 't1' });
    expect(cluster.look().catalog.tables[0]?.loads).toEqual(['l1']);
    expect(cluster.run({ do: 'recoverTable', table: 't1' }).kind).toBe('refused');
  });
});
