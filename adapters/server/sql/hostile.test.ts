import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maxTokens, parseStatement } from './index.ts';
import { K } from './keywords.ts';
import { tokenBound } from './scan.ts';
import { S } from './tokens.ts';

/** Parses and checks that the answer is well formed: an unknown kind of answer or a place outside the text is a bug. */
function judge(sql: string): boolean {
  const result = parseStatement(sql, []);
  if (result.ok) return result.statement.kind.length > 0;
  const lines = sql.split(/\r\n|\r|\n/);
  expect(result.line).toBeGreaterThanOrEqual(1);
  expect(result.line).toBeLessThanOrEqual(lines.length);
  expect(result.column).toBeGreaterThanOrEqual(1);
  expect(result.column).toBeLessThanOrEqual((lines[result.line - 1] ?? '').length + 1);
  expect(result.message).toMatch(/^[A-Z].*\.$/s);
  return false;
}

const seeds: readonly string[] = [
  "create table if not exists d.t (k int not null default '1' comment 'c', v decimal(1,2)) engine=olap primary key(k) comment 'x' partition by range(k) (partition p values less than ('1'), partition q values [('1'),(maxvalue))) distributed by hash(k) buckets 3 order by (v) properties('a'='b')",
  "select a, count(*) as n, f(1, 'x') from d.t partition(p) where a = 1 and (b in (1,2) or not c like '%') group by a order by n desc limit 1, 2",
  "insert into t partition(p) with label l (a, b) values (1, -2.5e3), ('x', null)",
  "admin show replica status from d.t partitions (p, q) where status != 'OK'",
  "admin set replica status properties('tablet_id'='1','backend_id'='2','status'='bad')",
  'set @@session.a = 1, global b = on, names = default',
  "alter system drop backend 'a:1','b:2' force",
  "alter table t modify partition (*) set ('a'='b')",
  'show tablet from t where version = 1 order by a limit 1 offset 2',
  "call chaos.x(-1, 'a', null, true)",
];

const symbols = Object.values(S).map((type) => String(type.PATTERN));
const pieces = [
  ...Object.keys(K),
  ...symbols,
  'a',
  '`b`',
  "'c'",
  '"d"',
  '1',
  '2.5',
  '\n',
  '-- x\n',
  '/* y */',
  "'",
  '`',
  '/*',
];

describe('hostile input', () => {
  test('any bytes read as text', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        judge(Buffer.from(bytes).toString('latin1'));
        judge(Buffer.from(bytes).toString('utf8'));
      }),
      { numRuns: 5_000 },
    );
  });

  test('any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (text) => {
        judge(text);
      }),
      { numRuns: 5_000 },
    );
  });

  test('tokens of the language in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 30 }), (tokens) => {
        judge(tokens.join(' '));
      }),
      { numRuns: 10_000 },
    );
  });

  test('good statements with a token dropped, doubled, moved or replaced', () => {
    const edit = fc.record({ at: fc.nat(60), to: fc.nat(60), piece: fc.constantFrom(...pieces), how: fc.nat(3) });
    let accepted = 0;
    fc.assert(
      fc.property(fc.constantFrom(...seeds), fc.array(edit, { maxLength: 2 }), (seed, edits) => {
        const tokens = seed.match(/\w+|'[^']*'|\s+|[^\w\s]/g) ?? [];
        for (const { at, to, piece, how } of edits) {
          const i = at % tokens.length;
          const token = tokens[i] ?? '';
          if (how === 0) tokens.splice(i, 1);
          else if (how === 1) tokens.splice(i, 0, token);
          else if (how === 2) tokens.splice(to % tokens.length, 0, ...tokens.splice(i, 1));
          else tokens[i] = piece;
          if (tokens.length === 0) break;
        }
        if (judge(tokens.join(''))) accepted += 1;
      }),
      { numRuns: 10_000 },
    );
    // Both sides of the grammar must have been exercised.
    expect(accepted).toBeGreaterThan(500);
    expect(accepted).toBeLessThan(9_500);
  });

  test('every prefix of a good statement', () => {
    for (const seed of seeds) {
      expect(judge(seed)).toBe(true);
      for (let end = 0; end < seed.length; end += 1) judge(seed.slice(0, end));
    }
  });
});

describe('very long input', () => {
  const size = 8_000_000;

  test.each<[string, () => string, boolean]>([
    ['one long string', () => `show proc '${'y'.repeat(size)}'`, true],
    ['a long string of escapes', () => `show proc '${"\\'".repeat(size / 8)}'`, true],
    ['a string that never ends', () => `show proc '${"\\'".repeat(size / 2)}`, false],
    ['quotes only', () => "'".repeat(size + 1), false],
    ['a long comment', () => `begin /*${'/ '.repeat(size / 2)}*/`, true],
    ['a comment that never ends', () => '/*'.repeat(size / 2), false],
    ['very many comments', () => `${'/**/'.repeat(size / 4)}begin`, false],
    ['blanks', () => ' '.repeat(size), false],
    ['digits', () => `kill ${'1'.repeat(maxTokens - 5)}`, true],
    ['digits before a letter', () => `select .${'1'.repeat(maxTokens - 9)}a`, false],
    ['a long name', () => `use ${'n'.repeat(maxTokens - 4)}`, true],
    ['names', () => 'a '.repeat(400_000), false],
    ['dots', () => '.'.repeat(maxTokens), false],
    ['open parentheses', () => `select ${'('.repeat(900_000)}`, false],
    [
      'open brackets',
      () => 'create table t (k int) partition by range(k) (partition p values '.concat('['.repeat(900_000)),
      false,
    ],
    ['calls', () => `select ${'f('.repeat(400_000)}`, false],
    ['negations', () => `select ${'not '.repeat(200_000)}1`, false],
    ['minus signs', () => `select ${'- '.repeat(400_000)}1`, false],
    ['a long condition', () => `select 1 from t where ${'a = 1 and '.repeat(30_000)}b`, true],
    ['many rows', () => `insert into t values ${'(1,2),'.repeat(50_000)}(3,4)`, true],
    ['semicolons', () => `begin${';'.repeat(900_000)}`, false],
  ])('%s', (_, make, ok) => {
    const started = performance.now();
    expect(parseStatement(make(), []).ok).toBe(ok);
    // Linear work takes a second or two here; anything worse than linear would take minutes.
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  test('too many tokens are refused before they are made', () => {
    expect(parseStatement('a '.repeat(maxTokens), [])).toStrictEqual({
      ok: false,
      line: 1,
      column: 1,
      message: `The statement has more than ${maxTokens} tokens; split it.`,
    });
  });

  test('the bound on tokens is never below their number', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 30 }), (tokens) => {
        const closed = tokens.filter((token) => !["'", '`', '/*'].includes(token));
        expect(tokenBound(closed.join(' '))).toBeGreaterThanOrEqual(closed.length);
      }),
    );
  });
});
