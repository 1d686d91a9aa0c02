import { describe, expect, it } from 'vitest';
import { newOdometer } from './odometer.ts';

describe('odometer', () => {
  it('takes every way once, also when the first choice decides how many follow', () => {
    const odometer = newOdometer();
    const ways: string[] = [];
    do {
      const first = odometer.choose(3);
      if (first === 1) odometer.choose(2);
      ways.push(odometer.taken().join(''));
    } while (odometer.turn());
    expect(ways).toEqual(['0', '10', '11', '2']);
  });

  it('has one way when nothing is chosen', () => {
    const odometer = newOdometer();
    expect(odometer.taken()).toEqual([]);
    expect(odometer.turn()).toBe(false);
  });

  it('begins anew after a reset', () => {
    const odometer = newOdometer();
    odometer.choose(2);
    odometer.turn();
    odometer.reset();
    expect(odometer.choose(2)).toBe(0);
  });
});
