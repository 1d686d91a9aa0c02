import { describe, expect, test } from 'vitest';
import { maxNesting, parseStatement } from './index.ts';

const refuse = (sql: string, params: Parameters<typeof parseStatement>[1] = []) => {
  const result = parseStatement(sql, params);
  if (result.ok) throw new Error(`${sql} was accepted as ${result.statement.kind}`);
  return result;
};

describe('refused statements name the place and the token', () => {
  test.each([
    ['show brokers', 1, 6, 'Unexpected "brokers".'],
    ['', 1, 1, 'The statement ends too early.'],
    [' ; ', 1, 2, 'Unexpected ";".'],
    ['-- nothing', 1, 1, 'The statement ends too early.'],
    ['admin show', 1, 11, 'The statement ends too early; expected one of REPLICA, FRONTEND.'],
    ['select 1; select 2', 1, 11, 'Unexpected "select" after the end of the statement.'],
    ['begin;;', 1, 7, 'Unexpected ";" after the end of the statement.'],
    ['create table t (k int foo)', 1, 23, `Unexpected "foo"; expected ')'.`],
    ['create table t ()', 1, 17, `Unexpected ")"; expected a name.`],
    ['create table table (k int)', 1, 14, 'Unexpected "table"; expected a name.'],
    ['show tablet x', 1, 13, 'Unexpected "x"; expected one of a whole number, FROM.'],
    ['show tables like 5', 1, 18, 'Unexpected "5"; expected a string.'],
    ['set names 5', 1, 11, `Unexpected "5"; expected one of AS, a name, a string, DEFAULT, '='.`],
    ['set x', 1, 6, `The statement ends too early; expected one of AS, '='.`],
    [
      'admin create cluster snapshot s1',
      1,
      7,
      'Unexpected "create"; expected one of SHOW, SET, CANCEL, REPAIR, CHECK.',
    ],
    ['create cluster snapshot s1', 1, 8, 'Unexpected "cluster".'],
    ['admin set automated cluster snapshot', 1, 37, 'The statement ends too early; expected one of ON, OFF.'],
    ['admin set automated cluster snapshot on now', 1, 41, 'Unexpected "now" after the end of the statement.'],
    ['kill -1', 1, 6, 'Unexpected "-"; expected a whole number.'],
    ['call f(1)', 1, 7, `Unexpected "("; expected '.'.`],
    ["call a.b('x' 'y')", 1, 14, `Unexpected "'y'"; expected ')'.`],
    ['select foo(*)', 1, 12, `Unexpected "*"; expected ')'.`],
    ['select *\n  from\n\tt where', 3, 9, 'The statement ends too early.'],
    ["alter table t modify partition () set ('a'='b')", 1, 33, `Unexpected ")"; expected one of '*', a name.`],
    ["alter table t set (a = 'b')", 1, 20, 'Unexpected "a"; expected a string.'],
    ["alter system add backend 'h:1' force", 1, 32, 'Unexpected "force" after the end of the statement.'],
    ['select 1 from t limit 1.5', 1, 23, 'Unexpected "1.5"; expected a whole number.'],
    ['select not not 1', 1, 12, 'Unexpected "not".'],
    ['select {', 1, 8, 'Unexpected character "{".'],
    ['select 1 / 2', 1, 10, 'Unexpected character "/".'],
    ['select \u0000', 1, 8, 'Unexpected character "\\u0000".'],
    ["use d /* 'x", 1, 7, 'The comment that starts here has no closing */.'],
    ["select\n 'a\\'", 2, 2, "The string that starts here has no closing '."],
    ['select "a', 1, 8, 'The string that starts here has no closing ".'],
    ['use `a', 1, 5, 'The name that starts here has no closing `.'],
  ])('%j', (sql, line, column, message) => {
    expect(refuse(sql)).toStrictEqual({ ok: false, line, column, message });
  });

  test('insert without values lists what a constant may be', () => {
    expect(refuse('insert into t values ()')).toMatchObject({ column: 23, message: expect.stringContaining('NULL') });
  });

  test('a long token is cut in the message', () => {
    expect(refuse('x'.repeat(1000)).message).toBe(`Unexpected "${'x'.repeat(40)}...".`);
  });

  test('line endings of every system start a new line', () => {
    expect(refuse('show\r\n\r\n brokers')).toMatchObject({ line: 3, column: 2 });
    expect(refuse('show\rbrokers')).toMatchObject({ line: 2, column: 1 });
    expect(refuse("show proc '\n' x")).toMatchObject({ line: 2, column: 3 });
  });

  test('closed parentheses count neither for nor against the limit', () => {
    const nested = (depth: number) => `${'('.repeat(depth)}1${')'.repeat(depth)}`;
    const within = (depth: number) => `select (${'(1) or '.repeat(200)}${nested(depth)})`;
    expect(parseStatement(within(maxNesting - 1), []).ok).toBe(true);
    expect(refuse(within(maxNesting)).message).toMatch(/nested deeper/);
    const ranges = Array.from({ length: 200 }, (_, i) => `partition p${i} values [('${i}'), ('${i + 1}'))`).join(',');
    expect(parseStatement(`create table t (k int) partition by range(k) (${ranges})`, []).ok).toBe(true);
  });

  test('parentheses may nest to the limit and no further', () => {
    const nested = (depth: number) => `select ${'('.repeat(depth)}1${')'.repeat(depth)}`;
    expect(parseStatement(nested(maxNesting), []).ok).toBe(true);
    expect(refuse(nested(maxNesting + 1))).toMatchObject({
      column: 'select '.length + maxNesting + 1,
      message: `Parentheses are nested deeper than ${maxNesting} levels.`,
    });
  });
});
