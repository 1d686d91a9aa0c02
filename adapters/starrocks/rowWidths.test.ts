import { describe, expect, test } from 'vitest';
import { createRowGauge } from './rowWidths.ts';

const packet = (...bytes: readonly (number | string)[]): Buffer => {
  const payload = Buffer.concat(
    bytes.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from([part]))),
  );
  const header = Buffer.alloc(4);
  header.writeUIntLE(payload.length, 0, 3);
  return Buffer.concat([header, payload]);
};
const end = packet(0xfe, 0, 0, 2, 0);
const okPacket = packet(0, 0, 0, 2, 0, 0, 0);
const twoColumns = [packet(2), packet('column a'), packet('column b'), end];

/** Two cells: one byte of length each, NULL, and a length of two bytes. */
const good = [packet(1, 'a', 1, 'b'), packet(0xfb, 0, ''), packet(0xfc, 44, 1, 'x'.repeat(300), 0xfb)];

function problemIn(packets: readonly Buffer[], chunkBytes: number) {
  const gauge = createRowGauge();
  const bytes = Buffer.concat(packets);
  for (let at = 0; at < bytes.length; at += chunkBytes) gauge.feed(bytes.subarray(at, at + chunkBytes));
  return gauge.takeProblem();
}

describe.each([1, 7, 1_000_000])('in chunks of %i bytes', (chunkBytes) => {
  test('good rows, errors and statements without rows are no problem', () => {
    const error = packet(0xff, 40, 4, '#HY000no');
    const answers = [okPacket, ...twoColumns, ...good, end, error, ...twoColumns, end, okPacket];
    expect(problemIn(answers, chunkBytes)).toBeUndefined();
  });

  test.each([
    ['short', packet(1, 'a'), 1],
    ['long', packet(1, 'a', 1, 'b', 0xfb), 3],
    ['cut off', packet(1, 'a', 5, 'b'), -1],
    ['cut off in a length', packet(1, 'a', 0xfd, 1), -1],
    ['endless', packet(1, 'a', 0xfe, 'ÿÿÿÿÿÿÿÿ'), -1],
    ['empty', packet(), 0],
  ])('a %s row is', (_what, row, cells) => {
    const answers = [okPacket, ...twoColumns, ...good, row, ...good, end, okPacket];
    expect(problemIn(answers, chunkBytes)).toEqual({ cells, columns: 2 });
  });
});

test('a problem is told once', () => {
  const gauge = createRowGauge();
  gauge.feed(Buffer.concat([...twoColumns, packet(1, 'a'), end]));
  expect(gauge.takeProblem()).toEqual({ cells: 1, columns: 2 });
  expect(gauge.takeProblem()).toBeUndefined();
});
