import { describe, expect, it } from 'vitest';
import type { ProfileName } from '../profile.ts';
import { advance, interval, type TestCluster, testCluster } from './testing/cluster.ts';

const on = (volume?: string) => ({ do: 'enableSnapshots', ...(volume === undefined ? {} : { volume }) }) as const;
const off = { do: 'disableSnapshots' } as const;

function started(name: ProfileName = 'documented-3.4'): TestCluster {
  const cluster = testCluster(name);
  cluster.ok(interval(60), on('v2'), advance(65));
  return cluster;
}

describe('ON and OFF', () => {
  it('are refused when they make no difference or name no volume, and change nothing then', () => {
    const cluster = started();
    for (const command of [on(), on('v1'), { do: 'createSnapshot' } as const]) {
      const before = cluster.look();
      expect(cluster.run(command).kind).toBe('refused');
      expect(cluster.look()).toEqual(before);
    }
    cluster.ok(off);
    expect(cluster.run(off).kind).toBe('refused');
    expect(cluster.run(on('v9')).kind).toBe('refused');
    expect(cluster.state().meta.manager.volume).toBeUndefined();
  });

  it('take the default volume of the moment, or in the main branch the one of the bootstrap', () => {
    for (const [name, volume] of [
      ['documented-3.4', 'v2'],
      ['starrocks-main', 'v1'],
    ] as const) {
      const cluster = testCluster(name);
      cluster.ok({ do: 'setDefaultVolume', volume: 'v2' }, on());
      expect(cluster.state().meta.manager.volume).toBe(volume);
    }
  });

  it('survive a restart and another leader', () => {
    const cluster = started();
    cluster.ok({ do: 'crashFrontend' }, { do: 'restartFrontend' }, { do: 'changeLeader' });
    expect(cluster.state().meta.manager.volume).toBe('v2');
    expect(cluster.look().frontends[1]).toEqual({ host: 'fe2', role: 'leader' });
    cluster.ok(off, { do: 'crashFrontend' }, { do: 'restartFrontend' });
    expect(cluster.state().meta.manager.volume).toBeUndefined();
  });

  it('end a job that is under way and leave nothing behind', () => {
    const cluster = started();
    cluster.ok(off, advance(300));
    expect(cluster.states()).toEqual(['ERROR']);
    expect(cluster.jobs()[0]?.error).not.toBe('');
    expect(cluster.look().bucket.folders).toEqual([]);
  });

  it('let a job finish in the main branch, whose snapshot stays (snapshot notes 1.16)', () => {
    const cluster = started('starrocks-main');
    cluster.ok(off, advance(300));
    expect(cluster.states()).toEqual(['FINISHED']);
    expect([cluster.listed().length, cluster.filesOf(0)]).toEqual([0, 5]);
    cluster.ok(on('v1'));
    expect(cluster.listed()).toHaveLength(1);
  });

  it('try to delete again what OFF could not, except in the main branch', () => {
    for (const [name, state] of [
      ['documented-3.4', 'DELETED'],
      ['starrocks-main', 'EXPIRED'],
    ] as const) {
      const cluster = started(name);
      cluster.ok(interval(3600), advance(20), { do: 'breakStore', on: true }, off);
      expect([cluster.states(), cluster.filesOf(0)]).toEqual([['EXPIRED'], 5]);
      cluster.ok({ do: 'breakStore', on: false }, advance(100));
      expect(cluster.states(), name).toEqual([state]);
    }
  });
});

describe('a volume', () => {
  it('cannot be dropped while snapshots lie on it or tables do', () => {
    const cluster = started();
    expect(cluster.run({ do: 'dropVolume', volume: 'v2' }).kind).toBe('refused');
    expect(cluster.run({ do: 'dropVolume', volume: 'v1' }).kind).toBe('refused');
    cluster.ok(off, { do: 'dropVolume', volume: 'v2' });
    expect(cluster.run({ do: 'describeVolume', volume: 'v2' }).kind).toBe('refused');
    expect(cluster.run({ do: 'describeVolume', volume: 'v1' })).toMatchObject({ kind: 'listed' });
  });

  it('that is gone poisons every clean-up in the main branch (snapshot notes 2.20), and none otherwise', () => {
    for (const [name, last, offKind] of [
      ['documented-3.4', 'FINISHED', 'done'],
      ['starrocks-main', 'ERROR', 'refused'],
    ] as const) {
      const cluster = testCluster(name);
      cluster.ok(interval(60), on('v2'), { do: 'failStore', request: 'put', nth: 3 }, advance(75), off);
      expect(cluster.states()).toEqual(['ERROR']);
      cluster.ok({ do: 'dropVolume', volume: 'v2' }, on('v1'), advance(75));
      expect(cluster.states().at(-1), name).toBe(last);
      expect(cluster.run(off).kind, name).toBe(offKind);
    }
  });
});

describe('the interval', () => {
  it('counts from the start of the last job, and a new one holds at once', () => {
    const cluster = testCluster();
    cluster.ok(interval(100), on(), advance(330));
    expect(cluster.jobs().map(({ createdMs }) => createdMs)).toEqual([100_000, 200_000, 300_000]);
    cluster.ok(interval(40), advance(20));
    expect(cluster.jobs().at(-1)?.createdMs).toBe(340_000);
  });

  it('counts from ON; in the main branch from the start of the leader (snapshot notes 1.13)', () => {
    for (const [name, createdMs] of [
      ['documented-3.4', 560_000],
      ['starrocks-main', 501_000],
    ] as const) {
      const cluster = testCluster(name);
      cluster.ok(interval(60), advance(500), on(), advance(70));
      expect(cluster.jobs()[0]?.createdMs, name).toBe(createdMs);
    }
  });

  it('is not disturbed by a clock that is set back, and no name comes twice', () => {
    const cluster = testCluster();
    cluster.ok(interval(60), on(), advance(200), { do: 'stepClock', seconds: -120 }, advance(200));
    const names = cluster.jobs().map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBe(6);
    for (const name of names) expect(name).toMatch(/^automated_cluster_snapshot_[1-9]\d{12}$/);
  });

  it('waits in the main branch until the clock has caught up (snapshot notes 2.6)', () => {
    const cluster = testCluster('starrocks-main');
    cluster.ok(interval(60), on(), advance(130), { do: 'stepClock', seconds: -3600 }, advance(3000));
    expect(cluster.jobs()).toHaveLength(2);
  });
});

describe('the history', () => {
  it('gives up ended jobs only, the oldest first', () => {
    const cluster = testCluster();
    cluster.ok({ do: 'setConfig', name: 'max_historical_automated_cluster_snapshot_jobs', value: '3' });
    cluster.ok(interval(60), on(), advance(330));
    expect(cluster.states()).toEqual(['DELETED', 'DELETED', 'FINISHED']);
  });
});
