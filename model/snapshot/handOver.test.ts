import { describe, expect, it } from 'vitest';
import type { ProfileName } from '../profile.ts';
import { referenceSnapshotRules, type SnapshotRules } from './rules.ts';
import { advance, create, everyObject, interval, type TestCluster, testCluster, write } from './testing/cluster.ts';

/** A cluster one second before its second job starts. */
function beforeSecondJob(name: ProfileName): TestCluster {
  const cluster = testCluster(name);
  cluster.ok(...everyObject.map(create), write('l1', 't1'), interval(60), { do: 'enableSnapshots' });
  cluster.ok(advance(119));
  return cluster;
}

/** What is seen after each second of the second job, and what would be after a crash then. */
function seconds(name: ProfileName, count: number): string[] {
  const cluster = beforeSecondJob(name);
  return Array.from({ length: count }, () => {
    cluster.ok(advance(1));
    const crashed = cluster.fork();
    crashed.ok({ do: 'crashFrontend' }, { do: 'restartFrontend' });
    return `${told(cluster)} / ${told(crashed)}`;
  });
}

function told(cluster: TestCluster): string {
  return `${cluster.states().join(' ')} view ${cluster.listed().length} dirs ${cluster.filesOf(0)} ${cluster.filesOf(1)}`;
}

describe('the hand-over', () => {
  it('never leaves the view or the bucket without a snapshot, as the documents promise', () => {
    expect(seconds('documented-3.4', 17)).toEqual([
      'FINISHED INITIALIZING view 1 dirs 5 0 / FINISHED ERROR view 1 dirs 5 0',
      'FINISHED SNAPSHOTING view 1 dirs 5 0 / FINISHED ERROR view 1 dirs 5 0',
      'FINISHED SNAPSHOTING view 1 dirs 5 0 / FINISHED ERROR view 1 dirs 5 0',
      'FINISHED SNAPSHOTING view 1 dirs 5 0 / FINISHED ERROR view 1 dirs 5 0',
      'FINISHED SNAPSHOTING view 1 dirs 5 1 / FINISHED ERROR view 1 dirs 5 1',
      'FINISHED SNAPSHOTING view 1 dirs 5 2 / FINISHED ERROR view 1 dirs 5 2',
      'FINISHED SNAPSHOTING view 1 dirs 5 3 / FINISHED ERROR view 1 dirs 5 3',
      'FINISHED SNAPSHOTING view 1 dirs 5 4 / FINISHED ERROR view 1 dirs 5 4',
      'FINISHED SNAPSHOTING view 1 dirs 5 5 / FINISHED ERROR view 1 dirs 5 5',
      'FINISHED FINISHED view 2 dirs 5 5 / FINISHED FINISHED view 2 dirs 5 5',
      'EXPIRED FINISHED view 2 dirs 5 5 / EXPIRED FINISHED view 2 dirs 5 5',
      'EXPIRED FINISHED view 2 dirs 4 5 / EXPIRED FINISHED view 2 dirs 4 5',
      'EXPIRED FINISHED view 2 dirs 3 5 / EXPIRED FINISHED view 2 dirs 3 5',
      'EXPIRED FINISHED view 2 dirs 2 5 / EXPIRED FINISHED view 2 dirs 2 5',
      'EXPIRED FINISHED view 2 dirs 1 5 / EXPIRED FINISHED view 2 dirs 1 5',
      'EXPIRED FINISHED view 2 dirs 0 5 / EXPIRED FINISHED view 2 dirs 0 5',
      'DELETED FINISHED view 1 dirs 0 5 / DELETED FINISHED view 1 dirs 0 5',
    ]);
  });

  it('leaves both without one in the main branch, and for good after a crash then (snapshot notes 2.16)', () => {
    expect(seconds('starrocks-main', 17)).toEqual([
      'FINISHED INITIALIZING view 1 dirs 5 0 / FINISHED ERROR view 1 dirs 5 0',
      'FINISHED SNAPSHOTING view 1 dirs 5 0 / FINISHED ERROR view 1 dirs 5 0',
      'FINISHED SNAPSHOTING view 1 dirs 5 0 / FINISHED ERROR view 1 dirs 5 0',
      'FINISHED UPLOADING view 1 dirs 5 0 / FINISHED ERROR view 1 dirs 5 0',
      'FINISHED UPLOADING view 1 dirs 5 1 / FINISHED ERROR view 1 dirs 5 1',
      'FINISHED UPLOADING view 1 dirs 5 2 / FINISHED ERROR view 1 dirs 5 2',
      'FINISHED UPLOADING view 1 dirs 5 3 / FINISHED ERROR view 1 dirs 5 3',
      'FINISHED UPLOADING view 1 dirs 5 4 / FINISHED ERROR view 1 dirs 5 4',
      'FINISHED UPLOADING view 1 dirs 5 5 / FINISHED ERROR view 1 dirs 5 5',
      'EXPIRED UPLOADING view 0 dirs 5 5 / EXPIRED ERROR view 0 dirs 5 5',
      'EXPIRED UPLOADING view 0 dirs 4 5 / EXPIRED ERROR view 0 dirs 4 5',
      'EXPIRED UPLOADING view 0 dirs 3 5 / EXPIRED ERROR view 0 dirs 3 5',
      'EXPIRED UPLOADING view 0 dirs 2 5 / EXPIRED ERROR view 0 dirs 2 5',
      'EXPIRED UPLOADING view 0 dirs 1 5 / EXPIRED ERROR view 0 dirs 1 5',
      'EXPIRED UPLOADING view 0 dirs 0 5 / EXPIRED ERROR view 0 dirs 0 5',
      'DELETED UPLOADING view 0 dirs 0 5 / DELETED ERROR view 0 dirs 0 5',
      'DELETED FINISHED view 1 dirs 0 5 / DELETED FINISHED view 1 dirs 0 5',
    ]);
  });

  it('goes on after a crash until only the newest snapshot is left', () => {
    for (let second = 1; second <= 17; second += 1) {
      const cluster = beforeSecondJob('documented-3.4');
      cluster.ok(advance(second), { do: 'crashFrontend' }, { do: 'restartFrontend' }, interval(600), advance(40));
      const finished = cluster.jobs().filter(({ state }) => state === 'FINISHED');
      const own = cluster.look().bucket.folders.map(({ name }) => name);
      expect(own, `after second ${second}`).toEqual(finished.map(({ name }) => name));
      expect(finished).toHaveLength(1);
    }
  });

  it('tells other FEs another finish than the leader in the main branch only (snapshot notes 2.23)', () => {
    for (const [name, differs] of [
      ['documented-3.4', false],
      ['starrocks-main', true],
    ] as const) {
      const cluster = beforeSecondJob(name);
      cluster.ok(advance(20));
      const { jobs, followerJobs } = cluster.look();
      expect(jobs[1]?.FINISHED_TIME !== followerJobs[1]?.FINISHED_TIME, name).toBe(differs);
    }
  });
});

describe('a store that fails', () => {
  it.each([1, 2, 3, 4, 5])('at put %i makes the job an ERROR, and nothing of it stays', (nth) => {
    const cluster = beforeSecondJob('documented-3.4');
    cluster.ok({ do: 'failStore', request: 'put', nth }, advance(25));
    expect(cluster.states()).toEqual(['FINISHED', 'ERROR']);
    expect(cluster.jobs()[1]?.error).toContain('upload image failed');
    expect([cluster.filesOf(0), cluster.filesOf(1)]).toEqual([5, 0]);
  });

  it.each([1, 2, 3, 4, 5])('at delete %i leaves the old snapshot EXPIRED until a retry succeeds', (nth) => {
    const cluster = beforeSecondJob('documented-3.4');
    cluster.ok({ do: 'failStore', request: 'delete', nth }, interval(600), advance(20));
    cluster.ok(interval(60), advance(1), interval(600), advance(25));
    expect(cluster.states()).toEqual(['EXPIRED', 'FINISHED']);
    cluster.ok(advance(70));
    expect(cluster.states()).toEqual(['DELETED', 'FINISHED']);
    expect(cluster.filesOf(0)).toBe(0);
  });

  it('leaves the main branch with what it could not delete until the next snapshot', () => {
    const cluster = beforeSecondJob('starrocks-main');
    cluster.ok(advance(9), { do: 'breakStore', on: true }, advance(10), { do: 'breakStore', on: false });
    expect(cluster.states()).toEqual(['EXPIRED', 'FINISHED']);
    cluster.ok(interval(3600), advance(3000));
    expect(cluster.states()).toEqual(['EXPIRED', 'FINISHED']);
  });
});

describe('the capture', () => {
  it('holds one moment even when a load commits while the journals are read', () => {
    const cluster = testCluster('documented-3.4', referenceSnapshotRules, undefined, [1]);
    cluster.ok(...everyObject.map(create), interval(60), { do: 'enableSnapshots' }, advance(80));
    cluster.ok({ do: 'restore', source: { from: 'meta' } });
    expect(cluster.look().catalog.tables.find(({ name }) => name === 't2')?.loads).toHaveLength(1);
  });

  it('loses a table when the ids come from two moments', () => {
    const torn: SnapshotRules = {
      ...referenceSnapshotRules,
      capturePair: (before, after) => ({ meta: after.meta, star: before.star }),
    };
    const cluster = testCluster('documented-3.4', torn, undefined, [1]);
    cluster.ok(...everyObject.map(create), interval(60), { do: 'enableSnapshots' }, advance(80));
    cluster.ok({ do: 'restore', source: { from: 'meta' } });
    expect(cluster.look().catalog.tables.find(({ name }) => name === 't2')?.loads).toBeUndefined();
  });
});
