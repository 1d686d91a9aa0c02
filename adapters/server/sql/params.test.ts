import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countPlaceholders, type Param, parseStatement } from './index.ts';

const at = { line: 1, column: 10 };

function argument(value: Param): unknown {
  const result = parseStatement('call a.b(?)', [value]);
  if (!result.ok) throw new Error(result.message);
  return result.statement.kind === 'call' ? result.statement.args[0] : undefined;
}

describe('bound values', () => {
  test.each<[Param, object]>([
    ['x', { type: 'string', value: 'x', at }],
    ["'; drop table t; --", { type: 'string', value: "'; drop table t; --", at }],
    [null, { type: 'null', at }],
    [0, { type: 'number', text: '0', at }],
    [-0, { type: 'number', text: '0', at }],
    [42, { type: 'number', text: '42', at }],
    [-5, { type: 'number', text: '-5', at }],
    [1.25, { type: 'number', text: '1.25', at }],
    [-1e-7, { type: 'number', text: '-1e-7', at }],
    [1e21, { type: 'number', text: '1000000000000000000000', at }],
    [9007199254740993n, { type: 'number', text: '9007199254740993', at }],
    [-9223372036854775808n, { type: 'number', text: '-9223372036854775808', at }],
    [Uint8Array.of(1, 0, 255), { type: 'bytes', value: Uint8Array.of(1, 0, 255), at }],
  ])('%s', (value, literal) => {
    expect(argument(value)).toStrictEqual(literal);
  });

  test('a ? stands wherever a constant does', () => {
    expect(
      parseStatement('select ? as a, k from t where k = ? and v in (?, ?) and s like ? order by k limit ?, ?', [
        1,
        -2,
        'x',
        null,
        'y%',
        3,
        4,
      ]),
    ).toMatchObject({
      statement: {
        items: [{ expr: { literal: { text: '1' } }, text: '?', alias: 'a' }, { text: 'k' }],
        where: {
          operands: [
            { right: { literal: { text: '-2' } } },
            { list: [{ literal: { value: 'x' } }, { literal: { type: 'null' } }] },
            { pattern: { literal: { value: 'y%' } } },
          ],
        },
        limit: { offset: 3, count: 4 },
      },
    });
    expect(parseStatement('insert into t values (?, 1), (2, ?)', ['a', 'b'])).toMatchObject({
      statement: {
        rows: [
          [{ value: 'a' }, {}],
          [{}, { value: 'b' }],
        ],
      },
    });
    expect(parseStatement('show tablet ?', [10006])).toMatchObject({ statement: { tabletId: '10006' } });
    expect(parseStatement('alter table t set (? = ?)', ['k', 'v'])).toMatchObject({
      statement: { properties: [{ key: 'k', value: 'v' }] },
    });
  });

  test('a value of the wrong kind is refused at its ?', () => {
    expect(parseStatement('show proc ?', [5])).toMatchObject({
      ok: false,
      column: 11,
      message: expect.stringContaining('expected a string'),
    });
    expect(parseStatement('show tablet ?', ['5'])).toMatchObject({ ok: false, column: 13 });
    expect(parseStatement('select 1 limit ?', [-1])).toMatchObject({ ok: false, column: 16 });
    expect(parseStatement('select 1 from ?', ['t'])).toMatchObject({ ok: false, column: 15 });
    expect(parseStatement('select ?', [Number.NaN])).toStrictEqual({
      ok: false,
      line: 1,
      column: 8,
      message: 'The value bound to this ? is NaN, which SQL cannot express.',
    });
    expect(parseStatement('select ?', [Number.POSITIVE_INFINITY])).toMatchObject({ ok: false, column: 8 });
  });

  test('the number of values must be the number of placeholders', () => {
    expect(parseStatement('select ?, ?', [1])).toStrictEqual({
      ok: false,
      line: 1,
      column: 12,
      message: 'The statement has 2 placeholders but 1 values are bound.',
    });
    expect(parseStatement('select 1', [1]).ok).toBe(false);
  });

  test('placeholders are counted outside quotes and comments', () => {
    expect(countPlaceholders('select ?, \'?\', `?`, "?" /* ? */ -- ?\n, ? # ?')).toEqual({ ok: true, count: 2 });
    expect(countPlaceholders("select '?")).toMatchObject({ ok: false, column: 8 });
  });

  test('a bound number equals the same number written out', () => {
    fc.assert(
      fc.property(fc.oneof(fc.bigInt(), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })), (value) => {
        const written = parseStatement(`call a.b(${argumentText(value)})`, []);
        expect(parseStatement('call a.b(?)', [value])).toEqual(written);
      }),
      { numRuns: 500 },
    );
  });
});

const argumentText = (value: number | bigint): string =>
  typeof value === 'number' && Number.isInteger(value) ? BigInt(value).toString() : `${value}`;
