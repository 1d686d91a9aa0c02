import { expect, test } from 'vitest';
import { writeBinaryRow } from './binaryRow.ts';
import type { Cell, ColumnType } from './types.ts';
import { PacketWriter } from './writer.ts';

/** The row's payload in hex, without the packet header and the leading zero byte. */
function row(types: readonly ColumnType[], cells: readonly Cell[]): string {
  const writer = new PacketWriter(0);
  const columns = types.map((type) => ({ name: 'c', type }));
  writeBinaryRow(writer, columns, cells);
  return writer.finish().toString('hex', 5);
}

test.each([
  ['int', '-2', 'feffffff'],
  ['int', '+2147483647', 'ffffff7f'],
  ['bigint', '9007199254740993', '0100000000002000'],
  ['bigint', '-9223372036854775808', '0000000000000080'],
  ['double', '1.25', '000000000000f43f'],
  ['string', 'ü', '02c3bc'],
  ['binary', 'ü\u0000', '02fc00'],
  ['datetime', '0000-00-00 00:00:00', '00'],
  ['datetime', '2024-01-02', '04e8070102'],
  ['datetime', '2024-01-02T03:04:05', '07e8070102030405'],
  ['datetime', '2024-01-02 00:00:00.5', '0be807010200000020a10700'],
] satisfies [ColumnType, string, string][])('%s %s', (type, cell, hex) => {
  expect(row([type], [cell])).toBe(`00${hex}`);
});

test('the NULL bitmap starts at its third bit and grows at the seventh column', () => {
  const strings = (count: number) => Array.from({ length: count }, (): ColumnType => 'string');
  expect(row(strings(1), [null])).toBe('04');
  expect(row(strings(6), ['', '', '', '', '', null])).toBe('800000000000');
  expect(row(strings(7), [null, '', '', '', '', '', null])).toBe('04010000000000');
});

test.each([
  ['int', '2147483648'],
  ['int', '1.5'],
  ['int', ''],
  ['bigint', '9223372036854775808'],
  ['bigint', '0x10'],
  ['double', 'much'],
  ['double', ' '],
  ['datetime', 'yesterday'],
  ['datetime', '2024-1-2'],
] satisfies [ColumnType, string][])('%s "%s" is refused, not bent', (type, cell) => {
  expect(() => row([type], [cell])).toThrow(RangeError);
});
