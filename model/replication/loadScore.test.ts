import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { capacityCoefficient, classifyLoad, loadScore } from './loadScore.ts';

const HIGH_WATER = 0.75;
const share = fc.double({ min: 0, max: 1, noNaN: true });
const replicas = fc.integer({ min: 0, max: 100_000 });

describe('capacityCoefficient', () => {
  it.each([
    [0, 0.5],
    [0.49, 0.5],
    [0.5, 0.5],
    [0.6, 0.7],
    [0.75, 1],
    [0.76, 1],
    [1.2, 1],
  ])('of %d used is %d', (used, coefficient) => {
    expect(capacityCoefficient(used, HIGH_WATER)).toBeCloseTo(coefficient, 12);
  });

  it('never falls as a disk fills, and stays between a half and 1', () => {
    fc.assert(
      fc.property(share, share, (left, right) => {
        const low = capacityCoefficient(Math.min(left, right), HIGH_WATER);
        const high = capacityCoefficient(Math.max(left, right), HIGH_WATER);
        expect(0.5 <= low && low <= high && high <= 1).toBe(true);
      }),
    );
  });

  it('knows no capacity without a number', () => {
    expect(capacityCoefficient(Number.NaN, HIGH_WATER)).toBeNaN();
  });
});

describe('loadScore', () => {
  it('has coefficients that add up to 1', () => {
    fc.assert(
      fc.property(share, replicas, share, (usedShare, count, average) => {
        const score = loadScore({ usedShare, replicas: count }, { usedShare: average, replicas: 10 }, HIGH_WATER);
        expect(score.capacityCoefficient + score.replicaCoefficient).toBeCloseTo(1, 12);
      }),
    );
  });

  it('is 1 for a backend that is like the average', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1, noNaN: true }), fc.integer({ min: 1, max: 9_999 }), (used, count) => {
        const facts = { usedShare: used, replicas: count };
        expect(loadScore(facts, facts, HIGH_WATER).score).toBeCloseTo(1, 9);
      }),
    );
  });

  it('never falls with more replicas', () => {
    fc.assert(
      fc.property(share, replicas, replicas, (usedShare, left, right) => {
        const averages = { usedShare: 0.5, replicas: 100 };
        const scoreOf = (count: number) => loadScore({ usedShare, replicas: count }, averages, HIGH_WATER).score;
        expect(scoreOf(Math.min(left, right))).toBeLessThanOrEqual(scoreOf(Math.max(left, right)));
      }),
    );
  });

  it('is 0 when the averages are none', () => {
    expect(loadScore({ usedShare: 0.6, replicas: 5 }, { usedShare: 0, replicas: 0 }, HIGH_WATER).score).toBe(0);
    expect(loadScore({ usedShare: 0.6, replicas: 5 }, { usedShare: -1, replicas: -1 }, HIGH_WATER).score).toBe(0);
  });
});

describe('classifyLoad', () => {
  it.each([
    [1, 1, 'MID'],
    [1.125, 1, 'MID'],
    [1.126, 1, 'HIGH'],
    [0.875, 1, 'MID'],
    [0.874, 1, 'LOW'],
    [0, 0, 'MID'],
    [0.2, 0, 'HIGH'],
    [Number.NaN, 1, 'MID'],
  ] as const)('of %d with an average of %d is %s', (value, average, loadClass) => {
    expect(classifyLoad(value, average, 0.125)).toBe(loadClass);
  });
});
