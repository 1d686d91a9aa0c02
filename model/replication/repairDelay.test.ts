import { describe, expect, it } from 'vitest';
import { isReadyForRepair, startDelayMs } from './repairDelay.ts';

describe('startDelayMs', () => {
  it.each([
    ['VERY_HIGH', 0],
    ['HIGH', 60],
    ['NORMAL', 120],
    ['LOW', 180],
  ] as const)('is longer the less urgent a repair is: %s, %d s', (priority, seconds) => {
    expect(startDelayMs('REPLICA_MISSING', priority, 60_000)).toBe(seconds * 1_000);
  });

  it.each(['VERSION_INCOMPLETE', 'NEED_FURTHER_REPAIR'] as const)('is none for %s', (status) => {
    expect(startDelayMs(status, 'LOW', 60_000)).toBe(0);
  });
});

describe('isReadyForRepair', () => {
  it('waits for longer than the delay', () => {
    expect(isReadyForRepair('REDUNDANT', 'HIGH', 60_000, 60_000)).toBe(false);
    expect(isReadyForRepair('REDUNDANT', 'HIGH', 60_001, 60_000)).toBe(true);
  });

  it('only starts to wait at the first sight, if it has to wait at all', () => {
    expect(isReadyForRepair('REPLICA_MISSING', 'HIGH', undefined, 60_000)).toBe(false);
    expect(isReadyForRepair('REPLICA_MISSING', 'VERY_HIGH', undefined, 60_000)).toBe(true);
    expect(isReadyForRepair('REPLICA_MISSING', 'HIGH', undefined, 0)).toBe(true);
  });
});
