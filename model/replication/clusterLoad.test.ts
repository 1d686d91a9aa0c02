import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BackendLoadFacts, clusterLoad, mixScore, type PathFacts, usedPercent } from './clusterLoad.ts';
import { classifyLoad, loadScore } from './loadScore.ts';

const rules = { loadScore, classifyLoad };
const thresholds = { capacityHighWater: 0.75, loadScoreThreshold: 0.1 };

function path(pathHash: string, usedBytes: number, facts: Partial<PathFacts> = {}): PathFacts {
  return { pathHash, medium: 'HDD', totalBytes: 100, usedBytes, online: true, ...facts };
}

function backend(id: number, paths: readonly PathFacts[], hdd = 0, ssd = 0): BackendLoadFacts {
  return { id, available: true, replicas: { HDD: hdd, SSD: ssd }, paths };
}

function loadOf(...backends: BackendLoadFacts[]) {
  return clusterLoad(backends, rules, thresholds);
}

describe('clusterLoad', () => {
  it('knows only media that some backend has', () => {
    expect(loadOf()).toEqual({ HDD: undefined, SSD: undefined });
    const { HDD, SSD } = loadOf(
      backend(1, [path('a', 10)], 4, 4),
      backend(2, [path('b', 10, { medium: 'SSD' })], 6, 8),
    );
    expect(HDD?.backends.map(({ id }) => id)).toEqual([1]);
    expect(SSD?.backends.map(({ id, replicas }) => [id, replicas])).toEqual([[2, 8]]);
    expect(HDD?.averages).toEqual({ usedShare: 0.1, replicas: 4 });
  });

  it('weighs the average use by capacity', () => {
    const { HDD } = loadOf(backend(1, [path('a', 90)]), backend(2, [path('b', 0, { totalBytes: 900 })]));
    expect(HDD?.averages.usedShare).toBe(0.09);
    expect(HDD?.backends.map(({ loadClass }) => loadClass)).toEqual(['HIGH', 'LOW']);
  });

  it('counts ONLINE paths only, and never calls another one loaded', () => {
    const paths = [path('a', 20), path('b', 40), path('off', 99, { online: false })];
    const load = loadOf(backend(1, paths)).HDD?.backends[0];
    expect([load?.usedBytes, load?.totalBytes]).toEqual([60, 200]);
    expect(load?.paths.map(({ pathHash, loadClass }) => [pathHash, loadClass])).toEqual([
      ['a', 'LOW'],
      ['b', 'HIGH'],
      ['off', 'MID'],
    ]);
  });

  it('compares a path with the use of its own backend, not of the cluster', () => {
    const { HDD } = loadOf(backend(1, [path('a', 80), path('b', 80)]), backend(2, [path('c', 10)]));
    expect(HDD?.backends.flatMap(({ paths }) => paths.map(({ loadClass }) => loadClass))).toEqual([
      'MID',
      'MID',
      'MID',
    ]);
  });

  it('has a score, not NaN, for a backend and a cluster without capacity', () => {
    const broken = path('a', 50, { online: false });
    const { HDD } = loadOf(backend(1, [broken], 2), backend(2, [{ ...broken, pathHash: 'b' }], 4));
    expect(HDD?.averages.usedShare).toBe(0);
    expect(HDD?.backends.map(({ score, usedShare }) => [score, usedShare])).toEqual([
      [(2 / 3) * 0.5, 0],
      [(4 / 3) * 0.5, 0],
    ]);
  });

  it('scores equal backends equally, and 1 when they are in use', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 1, max: 1_000 }),
        fc.integer({ min: 1, max: 6 }),
        (used, replicas, backends) => {
          const all = Array.from({ length: backends }, (_, id) => backend(id, [path(`p${id}`, used)], replicas));
          for (const load of loadOf(...all).HDD?.backends ?? []) {
            expect(load.score).toBeCloseTo(1, 9);
            expect(load.loadClass).toBe('MID');
          }
        },
      ),
    );
  });

  it('does not change with the unit of bytes', () => {
    const scores = (unit: number) =>
      loadOf(
        backend(1, [path('a', 30 * unit, { totalBytes: 100 * unit })], 3),
        backend(2, [path('b', 70 * unit, { totalBytes: 100 * unit })], 9),
      ).HDD?.backends.map(({ score }) => score);
    expect(scores(2 ** 30)).toEqual(scores(1));
  });
});

describe('mixScore', () => {
  it('is the mean over the media that a backend has, 0 when it has none', () => {
    const both = backend(1, [path('a', 50), path('b', 10, { medium: 'SSD' })], 5, 5);
    const load = loadOf(both, backend(2, [path('c', 50)], 15));
    const [hdd, ssd] = [load.HDD?.backends[0]?.score ?? 0, load.SSD?.backends[0]?.score ?? 0];
    expect(mixScore(load, 1)).toBe((hdd + ssd) / 2);
    expect(mixScore(load, 2)).toBe(load.HDD?.backends[1]?.score);
    expect(mixScore(load, 9)).toBe(0);
  });
});

describe('usedPercent', () => {
  it('has three decimals, and is no number without capacity', () => {
    expect(usedPercent(1, 3)).toBe(33.333);
    expect(usedPercent(2, 3)).toBe(66.667);
    expect(usedPercent(0, 3)).toBe(0);
    expect(usedPercent(0, 0)).toBeNaN();
  });
});
