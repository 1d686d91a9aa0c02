import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseStatement } from './index.ts';
import { unquoteName, unquoteString } from './quoting.ts';

const single = (value: string) => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
const double = (value: string) => `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
const backtick = (value: string) => `\`${value.replaceAll('`', '``')}\``;

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom("'", '"', '`', '\\', '%', '_', 'n', '0', '\n', '?', ';', '--', '#', '/*', '*/') }),
);

describe('strings', () => {
  test.each([
    ["''", ''],
    ["'it''s'", "it's"],
    ['"it\'s"', "it's"],
    ['"a""b"', 'a"b'],
    ['\'a""b\'', 'a""b'],
    [String.raw`'a\'b\"c'`, `a'b"c`],
    [String.raw`'\0\b\n\r\t\Z'`, '\0\b\n\r\t\x1a'],
    [String.raw`'\x\y\\'`, 'xy\\'],
    // LIKE must still be able to tell an escaped wildcard from a bare one.
    [String.raw`'a\%b\_c'`, String.raw`a\%b\_c`],
    [String.raw`'\\%'`, String.raw`\%`],
    ["'\\\n'", '\n'],
  ])('%s', (quoted, value) => {
    expect(unquoteString(quoted)).toBe(value);
    expect(parseStatement(`show proc ${quoted}`, [])).toEqual({
      ok: true,
      statement: { kind: 'showProc', path: value },
    });
  });

  test('any text survives quoting and parsing', () => {
    fc.assert(
      fc.property(anyText, anyText, (a, b) => {
        expect(parseStatement(`insert into t values (${single(a)},${double(b)})`, [])).toMatchObject({
          statement: { rows: [[{ value: a }, { value: b }]] },
        });
      }),
      { numRuns: 500 },
    );
  });

  test('a bound string is never syntax and equals the same string written out', () => {
    fc.assert(
      fc.property(anyText, (value) => {
        const path = { ok: true, statement: { kind: 'showProc', path: value } };
        expect(parseStatement('show proc ?', [value])).toEqual(path);
        expect(parseStatement(`show proc ${single(value)}`, [])).toEqual(path);
      }),
      { numRuns: 500 },
    );
  });
});

describe('names', () => {
  test.each([
    ['`a`', 'a'],
    ['`a``b`', 'a`b'],
    ['`a\\`', 'a\\'],
    ['``', ''],
  ])('%s', (quoted, name) => {
    expect(unquoteName(quoted)).toBe(name);
  });

  test('any text in backticks is a name', () => {
    fc.assert(
      fc.property(anyText, anyText, (database, table) => {
        expect(parseStatement(`desc ${backtick(database)}.${backtick(table)}`, [])).toMatchObject({
          statement: { table: { database, table } },
        });
      }),
      { numRuns: 500 },
    );
  });

  test('letters beyond ASCII and $ need no quotes', () => {
    expect(parseStatement('use テーブル_$1é', [])).toEqual({
      ok: true,
      statement: { kind: 'use', database: 'テーブル_$1é' },
    });
  });
});
