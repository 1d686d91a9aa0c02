import { describe, expect, test } from 'vitest';
import { parseStatement } from './index.ts';
import type { Statement } from './statement.ts';
import type { Expr } from './syntax.ts';

const place = (sql: string, part: string, from = 0) => ({ line: 1, column: sql.indexOf(part, from) + 1 });

function accept(sql: string): Statement {
  const result = parseStatement(sql, []);
  if (!result.ok) throw new Error(`${sql} was refused at ${result.line}:${result.column}: ${result.message}`);
  return result.statement;
}

function conditionOf(condition: string): Expr {
  const statement = accept(`select * from t where ${condition}`);
  if (statement.kind !== 'select' || statement.where === null) throw new Error('no condition');
  return statement.where;
}

/** A condition in fully parenthesized prefix form, which shows its shape without positions. */
function shape(expr: Expr): string {
  switch (expr.kind) {
    case 'literal':
      return expr.literal.type === 'string'
        ? `'${expr.literal.value}'`
        : JSON.stringify({ ...expr.literal, at: undefined });
    case 'column':
      return expr.qualifier === null ? expr.name : `${expr.qualifier}.${expr.name}`;
    case 'variable':
      return `@@${expr.scope}.${expr.name}`;
    case 'function':
      return `${expr.name}(${expr.args.map(shape).join(' ')})`;
    case 'countAll':
      return 'count(*)';
    case 'comparison':
      return `(${expr.operator} ${shape(expr.left)} ${shape(expr.right)})`;
    case 'like':
      return `(${expr.negated ? '!' : ''}like ${shape(expr.operand)} ${shape(expr.pattern)})`;
    case 'in':
      return `(${expr.negated ? '!' : ''}in ${shape(expr.operand)} ${expr.list.map(shape).join(' ')})`;
    case 'isNull':
      return `(${expr.negated ? '!' : ''}null ${shape(expr.operand)})`;
    case 'not':
      return `(not ${shape(expr.operand)})`;
    case 'and':
    case 'or':
      return `(${expr.kind} ${expr.operands.map(shape).join(' ')})`;
  }
}

describe('INSERT', () => {
  test('rows of every kind of constant', () => {
    const sql = 'insert into d.t values (1, -2, 1.5e3, \'a\', NULL), (TRUE, false, 9223372036854775807, "", .5)';
    expect(accept(sql)).toStrictEqual({
      kind: 'insert',
      table: { database: 'd', table: 't', at: place(sql, 'd.t') },
      partitions: null,
      label: null,
      columns: null,
      rows: [
        [
          { type: 'number', text: '1', at: place(sql, '1,') },
          { type: 'number', text: '-2', at: place(sql, '-2') },
          { type: 'number', text: '1.5e3', at: place(sql, '1.5e3') },
          { type: 'string', value: 'a', at: place(sql, "'a'") },
          { type: 'null', at: place(sql, 'NULL') },
        ],
        [
          { type: 'boolean', value: true, at: place(sql, 'TRUE') },
          { type: 'boolean', value: false, at: place(sql, 'false') },
          { type: 'number', text: '9223372036854775807', at: place(sql, '9223') },
          { type: 'string', value: '', at: place(sql, '""') },
          { type: 'number', text: '.5', at: place(sql, '.5)') },
        ],
      ],
    });
  });

  test('partitions, label and columns', () => {
    expect(accept("insert into t temporary partition (p1, 'p2') with label l1 (k, `v`) values (1, 2)")).toMatchObject({
      partitions: { temporary: true, names: ['p1', 'p2'] },
      label: 'l1',
      columns: ['k', 'v'],
      rows: [[{ text: '1' }, { text: '2' }]],
    });
  });
});

describe('SELECT', () => {
  test('a select with every clause', () => {
    const sql =
      'select k, count(*) as n from d.t partition (p1) where k >= 3 group by k, v order by k desc, n limit 2, 10';
    const k = place(sql, 'k');
    const condition = sql.indexOf('where') + 'where '.length;
    const order = sql.indexOf('order by');
    const columnAt = (at: { line: number; column: number }, name: string) => ({
      kind: 'column',
      qualifier: null,
      name,
      span: { from: at, to: at },
    });
    expect(accept(sql)).toStrictEqual({
      kind: 'select',
      items: [
        { kind: 'expression', expr: columnAt(k, 'k'), alias: null, text: 'k' },
        {
          kind: 'expression',
          expr: { kind: 'countAll', span: { from: place(sql, 'count'), to: place(sql, ') as') } },
          alias: 'n',
          text: 'count(*)',
        },
      ],
      from: {
        table: { database: 'd', table: 't', at: place(sql, 'd.t') },
        partitions: { temporary: false, names: ['p1'] },
        tablets: [],
        replicas: [],
      },
      where: {
        kind: 'comparison',
        operator: '>=',
        left: columnAt(place(sql, 'k', condition), 'k'),
        right: {
          kind: 'literal',
          literal: { type: 'number', text: '3', at: place(sql, '3') },
          span: { from: place(sql, '3'), to: place(sql, '3') },
        },
        span: { from: place(sql, 'k', condition), to: place(sql, '3') },
      },
      groupBy: ['k', 'v'],
      orderBy: [
        { by: columnAt(place(sql, 'k', order), 'k'), descending: true },
        { by: columnAt(place(sql, 'n', sql.indexOf('desc')), 'n'), descending: false },
      ],
      limit: { offset: 2, count: 10 },
    });
  });

  test.each([
    ['select version()', 'version()'],
    ['select @@version_comment limit 1', '@@null.version_comment'],
    ['select @@session.autocommit', '@@session.autocommit'],
    ['select @@LOCAL.x', '@@session.x'],
    ['select @@global.x', '@@global.x'],
    ['select @@cache.size', '@@null.cache.size'],
    ['select CURRENT_USER()', 'current_user()'],
    ['select DATABASE ( )', 'database()'],
    ['select count(k)', 'count(k)'],
    ['select if_null(t.k, -1)', 'if_null(t.k {"type":"number","text":"-1"})'],
    ['select 1', '{"type":"number","text":"1"}'],
    ['select - 1', '{"type":"number","text":"-1"}'],
  ])('%s', (sql, expected) => {
    const statement = accept(sql);
    if (statement.kind !== 'select') throw new Error('not a select');
    expect(statement.items.map((item) => (item.kind === 'star' ? '*' : shape(item.expr)))).toEqual([expected]);
  });

  test('an item keeps its source text and its alias', () => {
    expect(accept("select *, count( * ), (k) as 'x y', t.v w from t")).toMatchObject({
      items: [
        { kind: 'star' },
        { text: 'count( * )', alias: null },
        { text: '(k)', alias: 'x y' },
        { text: 't.v', alias: 'w' },
      ],
    });
  });

  test('digits may begin a name, also behind a dot', () => {
    expect(accept('select 1a from 2d.3t')).toMatchObject({
      items: [{ expr: { kind: 'column', name: '1a' } }],
      from: { table: { database: '2d', table: '3t' } },
    });
  });

  test.each([
    ['limit 5', { offset: 0, count: 5 }],
    ['limit 2, 5', { offset: 2, count: 5 }],
    ['limit 5 offset 2', { offset: 2, count: 5 }],
    ['limit 18446744073709551615', { offset: 0, count: Number.MAX_SAFE_INTEGER }],
  ])('%s', (clause, limit) => {
    expect(accept(`select * from information_schema.tables ${clause}`)).toMatchObject({ limit });
  });
});

describe('conditions', () => {
  test.each([
    ["status = 'OK'", "(= status 'OK')"],
    ["status <> 'OK'", "(!= status 'OK')"],
    ["status != 'OK'", "(!= status 'OK')"],
    ['a <=> b', '(<=> a b)'],
    ['a < b and b <= c and c > d', '(and (< a b) (<= b c) (> c d))'],
    ['a or b and c or d', '(or a (and b c) d)'],
    ['(a or b) and not c = d', '(and (or a b) (not (= c d)))'],
    ["a like 'x%' and b not like 'y'", "(and (like a 'x%') (!like b 'y'))"],
    ["a in ('x', 'y') or b not in ('z')", "(or (in a 'x' 'y') (!in b 'z'))"],
    ['a is null or b is not null', '(or (null a) (!null b))'],
    ["'OK' = status", "(= 'OK' status)"],
    ['((a))', 'a'],
  ])('%s', (sql, expected) => {
    expect(shape(conditionOf(sql))).toBe(expected);
  });

  test('a span runs from the first token to the start of the last', () => {
    const start = 'select * from t where '.length + 1;
    expect(conditionOf("a = 'x' and b in (1, 2)").span).toEqual({
      from: { line: 1, column: start },
      to: { line: 1, column: start + "a = 'x' and b in (1, 2".length },
    });
  });
});

describe('transactions', () => {
  test.each([
    ['begin', 'begin'],
    ['BEGIN WORK', 'begin'],
    ['start transaction', 'begin'],
    ['commit', 'commit'],
    ['commit work;', 'commit'],
    ['ROLLBACK', 'rollback'],
    ['rollback work', 'rollback'],
  ])('%s', (sql, kind) => {
    expect(accept(sql)).toStrictEqual({ kind });
  });
});

test('hints name tablets and replicas', () => {
  const hinted = parseStatement('select k from t partition (p1) tablet (1, 2) replica (3) where k = 1', []);
  expect(hinted).toMatchObject({
    ok: true,
    statement: { from: { partitions: { names: ['p1'] }, tablets: ['1', '2'], replicas: ['3'] }, where: {} },
  });
  expect(parseStatement('select k from t replica (-1)', []).ok).toBe(false);
});
