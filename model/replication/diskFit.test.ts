import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exceedsLimit, fitsDisk, HARD_LIMIT, SOFT_LIMIT } from './diskFit.ts';

const GIB = 2 ** 30;
const TOTAL = 1_000 * GIB;

describe('exceedsLimit', () => {
  it.each([
    ['enough room, little used', 500 * GIB, false],
    ['less than the reserve, but not over the share', 150 * GIB, false],
    ['just at the share', 100 * GIB, false],
    ['over the share and below the reserve', 99 * GIB, true],
    ['nothing left', 0, true],
    ['less than nothing', -1, true],
  ])('needs both parts of the limit: %s', (_, availableBytes, exceeded) => {
    expect(exceedsLimit(TOTAL, availableBytes, SOFT_LIMIT)).toBe(exceeded);
  });

  it('lets a large disk be fuller than the share while the reserve is left', () => {
    expect(exceedsLimit(10 * TOTAL, 200 * GIB, SOFT_LIMIT)).toBe(false);
    expect(exceedsLimit(10 * TOTAL, 200 * GIB - 1, SOFT_LIMIT)).toBe(true);
  });

  it('never finds the hard limit exceeded and the soft one not', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.maxSafeNat(), (total, available) => {
        fc.pre(total > 0);
        expect(exceedsLimit(total, available, HARD_LIMIT) && !exceedsLimit(total, available, SOFT_LIMIT)).toBe(false);
      }),
    );
  });
});

describe('fitsDisk', () => {
  const disk = { totalBytes: TOTAL, usedBytes: 500 * GIB, online: true };

  it('counts the tablet as already there', () => {
    expect(fitsDisk(disk, 400 * GIB, SOFT_LIMIT)).toBe(true);
    expect(fitsDisk(disk, 400 * GIB + 1, SOFT_LIMIT)).toBe(false);
  });

  it('refuses a disk that is not ONLINE, however empty', () => {
    expect(fitsDisk({ ...disk, usedBytes: 0, online: false }, 0, SOFT_LIMIT)).toBe(false);
  });

  it('never takes a larger tablet where a smaller one does not fit', () => {
    const sizes = fc.integer({ min: 0, max: 2_000 });
    fc.assert(
      fc.property(sizes, sizes, sizes, (used, left, right) => {
        const full = { ...disk, usedBytes: used * GIB };
        const [small, large] = [Math.min(left, right) * GIB, Math.max(left, right) * GIB];
        expect(fitsDisk(full, large, SOFT_LIMIT) && !fitsDisk(full, small, SOFT_LIMIT)).toBe(false);
      }),
    );
  });
});
