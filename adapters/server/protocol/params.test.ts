import { expect, test } from 'vitest';
import { FieldType } from './constants.ts';
import { readParam } from './params.ts';
import { PacketReader } from './reader.ts';

function read(code: number, bytes: readonly number[], unsigned = false): unknown {
  const reader = new PacketReader(Buffer.from(bytes));
  const value = readParam(reader, { code, unsigned });
  expect(reader.remaining).toBe(0);
  return value;
}

test.each([
  ['tiny', FieldType.tiny, [0xff], false, -1],
  ['tiny unsigned', FieldType.tiny, [0xff], true, 255],
  ['short', FieldType.short, [0xfe, 0xff], false, -2],
  ['short unsigned', FieldType.short, [0xfe, 0xff], true, 65_534],
  ['year', FieldType.year, [0xe8, 0x07], true, 2024],
  ['long', FieldType.long, [0, 0, 0, 0x80], false, -2_147_483_648],
  ['long unsigned', FieldType.long, [0, 0, 0, 0x80], true, 2_147_483_648],
  ['int24', FieldType.int24, [0xff, 0xff, 0xff, 0xff], false, -1],
  ['longlong', FieldType.longlong, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], false, -1n],
  ['longlong unsigned', FieldType.longlong, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], true, 2n ** 64n - 1n],
  ['float', FieldType.float, [0, 0, 0x20, 0x40], false, 2.5],
  ['double', FieldType.double, [0, 0, 0, 0, 0, 0, 0xf4, 0x3f], false, 1.25],
  ['null', FieldType.null, [], false, null],
  ['decimal', FieldType.newDecimal, [3, 0x31, 0x2e, 0x35], false, '1.5'],
  ['string', FieldType.varString, [2, 0xc3, 0xbc], false, 'ü'],
  ['date', FieldType.date, [4, 0xe8, 0x07, 1, 2], false, '2024-01-02'],
  ['zero date', FieldType.date, [0], false, '0000-00-00'],
  ['datetime without time', FieldType.datetime, [4, 0xe8, 0x07, 1, 2], false, '2024-01-02 00:00:00'],
  ['datetime', FieldType.datetime, [7, 0xe8, 0x07, 1, 2, 3, 4, 5], false, '2024-01-02 03:04:05'],
  ['timestamp', FieldType.timestamp, [11, 0xe8, 0x07, 1, 2, 3, 4, 5, 7, 0, 0, 0], false, '2024-01-02 03:04:05.000007'],
  ['zero time', FieldType.time, [0], false, '00:00:00'],
  ['time', FieldType.time, [8, 0, 0, 0, 0, 0, 3, 4, 5], false, '03:04:05'],
  [
    'negative time of days',
    FieldType.time,
    [12, 1, 2, 0, 0, 0, 3, 4, 5, 0x40, 0xe2, 0x01, 0],
    false,
    '-51:04:05.123456',
  ],
])('%s', (_name, code, bytes, unsigned, value) => {
  expect(read(code, bytes, unsigned)).toBe(value);
});

test('blobs are bytes, also behind longer lengths', () => {
  expect(read(FieldType.blob, [3, 0, 0xfd, 1])).toEqual(Buffer.from([0, 0xfd, 1]));
  const bytes = Buffer.alloc(300, 9);
  expect(read(FieldType.longBlob, [0xfc, 0x2c, 0x01, ...bytes])).toEqual(bytes);
  expect(read(FieldType.blob, [0xfd, 0x2c, 0x01, 0x00, ...bytes])).toEqual(bytes);
  expect(read(FieldType.blob, [0xfe, 0x2c, 0x01, 0, 0, 0, 0, 0, 0, ...bytes])).toEqual(bytes);
});

test.each([
  ['a value cut short', FieldType.longlong, [1, 2, 3], /8 bytes expected, 3 left/],
  ['a text longer than the packet', FieldType.varString, [200, 1], /200 bytes expected, 1 left/],
  ['NULL as a length', FieldType.varString, [0xfb], /0xfb does not start/],
  ['a date of odd length', FieldType.datetime, [5, 1, 1, 1, 1, 1], /a date or time of 5 bytes/],
  ['an unknown type', 99, [0], /0x63 is no type/],
])('%s is malformed', (_name, code, bytes, message) => {
  expect(() => read(code, bytes)).toThrow(message);
});
