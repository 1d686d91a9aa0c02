import { describe, expect, test } from 'vitest';
import { UsageError } from './errors.ts';
import { formatValue, integerValue, profileValue, seedValue, suitesValue, timeValue } from './values.ts';

describe('names', () => {
  test('are taken', () => {
    expect(profileValue('starrocks-main').name).toBe('starrocks-main');
    expect(suitesValue('balancing, replication,balancing')).toEqual(['balancing', 'replication']);
    expect(suitesValue('operations')).toEqual(['operations']);
    expect(suitesValue('snapshot,restore')).toEqual(['snapshot', 'restore']);
    expect(formatValue('json')).toBe('json');
  });

  test.each<[() => unknown, RegExp]>([
    [
      () => profileValue('documented-3.3'),
      /unknown profile 'documented-3\.3' \(did you mean documented-3\.4\?\); there are: documented-3\.4, starrocks-main/,
    ],
    [() => profileValue(''), /unknown profile ''; there are/],
    [() => profileValue('__proto__'), /unknown profile/],
    [() => suitesValue('replicaton'), /did you mean replication\?/],
    [
      () => suitesValue('snapshots'),
      /did you mean snapshot\?\); there are: replication, operations, balancing, snapshot, restore$/,
    ],
    [() => suitesValue(''), /unknown suite ''/],
    [() => formatValue('yaml'), /unknown format 'yaml'; there are: table, json/],
  ])('are refused (%#)', (work, message) => {
    expect(work).toThrow(UsageError);
    expect(work).toThrow(message);
  });
});

describe('numbers', () => {
  const runs = integerValue('--runs', 1, 100);

  test('are taken', () => {
    expect([runs('1'), runs('100'), seedValue('-2147483648'), seedValue('2147483647')]).toEqual([
      1, 100, -2147483648, 2147483647,
    ]);
  });

  test.each(['', '0', '101', '1.5', '1e2', ' 7', '0x10', '-1', 'ten', '9'.repeat(40)])('%j is refused', (text) => {
    expect(() => runs(text)).toThrow(/--runs is '.*', but must be a whole number from 1 to 100/);
  });

  test('a seed of more than 32 bits is refused', () => {
    expect(() => seedValue('2147483648')).toThrow(UsageError);
  });
});

describe('times', () => {
  test.each([
    ['30', 30_000],
    ['1.5s', 1_500],
    ['5m', 300_000],
    ['1h', 3_600_000],
  ])('%s', (text, expectedMs) => expect(timeValue(text)).toBe(expectedMs));

  test.each(['', '0', '-1', '5 m', '5d', 's', '1e3', '.5'])('%j is refused', (text) => {
    expect(() => timeValue(text)).toThrow(/must be a time above 0/);
  });
});
