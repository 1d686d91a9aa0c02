import { describe, expect, it } from 'vitest';
import type { ProfileName } from '../profile.ts';
import type { SharedDataView } from '../views/sharedData.ts';
import type { Restore, SnapshotPart } from './commands.ts';
import { advance, create, everyObject, interval, type TestCluster, testCluster, write } from './testing/cluster.ts';

const parts: readonly SnapshotPart[] = ['VERSION', 'ROLE', 'feImage', 'checksum', 'starmgrImage'];

/** A cluster with a finished snapshot that holds two loads; what came after it must not come back. */
function withSnapshot(name: ProfileName = 'documented-3.4'): TestCluster {
  const cluster = testCluster(name);
  cluster.ok(...everyObject.map(create), write('l1', 't1'), write('l2', 't2'), interval(60), { do: 'enableSnapshots' });
  cluster.ok(advance(80), interval(3600));
  return cluster;
}

/** What a restore must bring back. */
function essence({ catalog, frontends, computeNodes, snapshots }: SharedDataView): unknown {
  return { catalog, frontends, computeNodes, listed: snapshots.map(({ SNAPSHOT_NAME }) => SNAPSHOT_NAME) };
}

function restore(more: Partial<Restore> = {}): Restore {
  return { do: 'restore', source: { from: 'snapshot' }, ...more };
}

describe('a restore', () => {
  it('brings everything back that the snapshot holds, and nothing of what came after', () => {
    const cluster = withSnapshot();
    const { catalog } = cluster.look();
    cluster.ok(write('l3', 't1'), create({ kind: 'user', name: 'u2' }), {
      do: 'dropObject',
      object: { kind: 'view', name: 'w1', database: 'd1' },
    });
    cluster.ok({ do: 'crashFrontend' }, restore());
    expect(cluster.look().catalog).toEqual(catalog);
    expect(cluster.states()).toEqual(['FINISHED']);
    expect(cluster.look().restoreState).toBe('finished');
    expect(cluster.filesOf(0)).toBe(5);
  });

  it('is the same by the folder and by meta, with and without slashes, and twice', () => {
    const sources = [
      { from: 'snapshot' },
      { from: 'meta' },
      { from: 'snapshot', trailingSlashes: 2 },
      { from: 'meta', trailingSlashes: 1 },
    ] as const;
    const restored = sources.map((source) => {
      const cluster = withSnapshot();
      cluster.ok(restore({ source }), restore({ source }));
      return essence(cluster.look());
    });
    for (const other of restored) expect(other).toEqual(restored[0]);
  });

  it('ends with the FEs, compute nodes and volumes of the file', () => {
    const cluster = withSnapshot();
    cluster.ok({ do: 'copyVolume', volume: 'v1', location: 's3://elsewhere/one/' });
    cluster.ok(
      restore({
        frontends: [{ host: 'fe8', type: 'observer' }, { host: 'fe9' }],
        computeNodes: ['cn9'],
        volumes: [{ name: 'v1', location: 's3://elsewhere/one/' }],
      }),
    );
    const { frontends, computeNodes, catalog } = cluster.look();
    expect(frontends).toEqual([
      { host: 'fe1', role: 'leader' },
      { host: 'fe8', role: 'observer' },
      { host: 'fe9', role: 'follower' },
    ]);
    expect(computeNodes).toEqual(['cn9']);
    expect(catalog.volumes[0]?.location).toBe('s3://elsewhere/one/');
    expect(catalog.tables[0]?.path).toMatch(/^s3:\/\/elsewhere\/one\/[^/]+\/db/);
    expect(catalog.tables.map(({ loads }) => loads)).toEqual([['l1'], ['l2']]);
  });

  it('leaves only the leader and the old compute nodes without such sections', () => {
    const cluster = withSnapshot();
    cluster.ok(restore());
    expect(cluster.look().frontends).toEqual([{ host: 'fe1', role: 'leader' }]);
    expect(cluster.look().computeNodes).toEqual(['cn1', 'cn2']);
  });

  it('publishes what was committed at the capture, and writes anew what only has its number', () => {
    const cluster = testCluster();
    cluster.ok(...everyObject.map(create), write('l1', 't1'), { do: 'holdPublish', on: true }, write('l2', 't1'));
    cluster.ok(interval(60), { do: 'enableSnapshots' }, advance(80), interval(3600), { do: 'holdPublish', on: false });
    cluster.ok(write('l3', 't1'), restore());
    expect(cluster.look().catalog.tables[0]?.loads).toEqual(['l1', 'l2']);
    cluster.ok(write('l4', 't1'));
    expect(cluster.look().catalog.tables[0]?.loads).toEqual(['l1', 'l2', 'l4']);
  });

  it('does not go half-way: killed after any step and repeated, it ends as if it had not been', () => {
    const whole = withSnapshot();
    whole.ok(restore({ source: { from: 'meta' }, computeNodes: ['cn9'] }));
    for (let killedAfter = 0; killedAfter <= 14; killedAfter += 1) {
      const cluster = withSnapshot();
      cluster.ok(restore({ killedAfter, source: { from: 'meta' }, computeNodes: ['cn9'] }));
      if (killedAfter < 14) expect(cluster.look().isUp, `killed after ${killedAfter}`).toBe(false);
      cluster.ok(restore({ source: { from: 'meta' }, computeNodes: ['cn9'] }));
      expect(essence(cluster.look()), `killed after ${killedAfter}`).toEqual(essence(whole.look()));
    }
  });

  it('shows that it is under way while nodes and volumes are the old ones', () => {
    const cluster = withSnapshot();
    cluster.ok(restore({ killedAfter: 10, computeNodes: ['cn9'] }));
    expect(cluster.look().restoreState).toBe('restoring');
    expect(cluster.run({ do: 'restartFrontend' }).kind).toBe('refused');
  });

  it.each(parts)('is refused without a trace when %s is missing or cut short', (part) => {
    for (const how of ['remove', 'truncate'] as const) {
      const cluster = withSnapshot();
      cluster.ok({ do: 'damageSnapshot', job: 1, part, how });
      const before = cluster.look();
      expect(cluster.run(restore()).kind).toBe('refused');
      expect(cluster.look()).toEqual(before);
    }
  });

  it.each(['unknownVolume', 'noPath', 'wrongSuffix', 'leaderListed', 'duplicateHost', 'badPort'] as const)(
    'is refused without a trace for a file with the flaw %s',
    (flaw) => {
      const cluster = withSnapshot();
      const before = cluster.look();
      expect(cluster.run(restore({ flaw })).kind).toBe('refused');
      expect(cluster.look()).toEqual(before);
    },
  );

  it('takes the newest complete snapshot of meta', () => {
    const cluster = withSnapshot();
    cluster.ok(write('l3', 't1'), interval(60), advance(40), interval(3600), advance(6), { do: 'crashFrontend' });
    expect([cluster.filesOf(0), cluster.filesOf(1)]).toEqual([5, 3]);
    cluster.ok(restore({ source: { from: 'meta' } }));
    expect(cluster.look().catalog.tables[0]?.loads).toEqual(['l1']);
  });

  it('of a second generation brings the same back', () => {
    const cluster = withSnapshot();
    cluster.ok(restore(), write('l5', 't1'), interval(60), advance(60), advance(30), interval(3600));
    const { catalog } = cluster.look();
    cluster.ok(write('l6', 't1'), restore());
    expect(cluster.look().catalog).toEqual(catalog);
    expect(cluster.states().at(-1)).toBe('FINISHED');
  });
});

describe('a restore in the main branch', () => {
  it('comes up empty from a folder without VERSION and ROLE (snapshot notes 7.9.7)', () => {
    const cluster = withSnapshot('starrocks-main');
    cluster.ok({ do: 'damageSnapshot', job: 1, part: 'VERSION', how: 'remove' });
    cluster.ok({ do: 'damageSnapshot', job: 1, part: 'ROLE', how: 'remove' }, restore());
    expect(cluster.look().isUp).toBe(true);
    expect(cluster.look().catalog.tables).toEqual([]);
  });

  it('has wiped the FE before it finds that there is nothing to restore', () => {
    const cluster = withSnapshot('starrocks-main');
    expect(cluster.run(restore({ flaw: 'noPath' })).kind).toBe('refused');
    expect(cluster.look().isUp).toBe(false);
    expect(cluster.run({ do: 'restartFrontend' }).kind).toBe('refused');
    cluster.ok(restore());
    expect(cluster.look().catalog.tables).toHaveLength(2);
  });

  it('takes the first folder of meta, which may be one that is half deleted', () => {
    const cluster = withSnapshot('starrocks-main');
    cluster.ok(interval(60), advance(40), interval(3600), advance(13), { do: 'crashFrontend' });
    expect([cluster.filesOf(0), cluster.filesOf(1)]).toEqual([1, 5]);
    cluster.run(restore({ source: { from: 'meta' } }));
    expect(cluster.look().catalog.tables.every(({ loads }) => loads !== undefined) && cluster.look().isUp).toBe(false);
  });
});
