import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseStatement } from './index.ts';
import { K } from './keywords.ts';
import { Name } from './tokens.ts';

const words = Object.entries(K);
const freeWords = words.filter(([, type]) => type.CATEGORIES?.includes(Name)).map(([word]) => word.toLowerCase());
const reservedWords = words.filter(([, type]) => !type.CATEGORIES?.includes(Name)).map(([word]) => word.toLowerCase());

const positions = new Set(['at', 'span', 'keyAt', 'valueAt', 'text']);

/** A statement without positions and source texts, which blanks and comments between tokens must not change. */
const meaning = (value: unknown): string =>
  JSON.stringify(value, (key: string, part: unknown) =>
    positions.has(key) && typeof part !== 'number' ? undefined : part,
  );

describe('keywords', () => {
  test.each(freeWords)('%s is a name too', (word) => {
    const column = { kind: 'column', name: word };
    expect(
      parseStatement(
        `select ${word} as ${word} from ${word}.${word} where ${word} = 1 group by ${word} order by ${word}`,
        [],
      ),
    ).toMatchObject({
      statement: {
        items: [{ expr: column, alias: word }],
        from: { table: { database: word, table: word } },
        where: { left: column },
        groupBy: [word],
        orderBy: [{ by: column }],
      },
    });
    expect(parseStatement(`create table ${word} (${word} int, x int)`, [])).toMatchObject({
      statement: { table: { table: word }, columns: [{ name: word }, { name: 'x' }] },
    });
    expect(parseStatement(`admin repair table t partition (${word}, ${word})`, [])).toMatchObject({
      statement: { partitions: { names: [word, word] } },
    });
    expect(parseStatement(`set ${word} = ${word}`, [])).toMatchObject({
      statement: { assignments: [{ scope: 'session', name: word, value: { type: 'word', text: word } }] },
    });
  });

  test.each(reservedWords)('%s is a name only in backticks', (word) => {
    expect(parseStatement(`use ${word}`, [])).toMatchObject({ ok: false, column: 5 });
    expect(parseStatement(`use \`${word}\``, [])).toEqual({ ok: true, statement: { kind: 'use', database: word } });
  });

  test('a word that only begins with a keyword is no keyword', () => {
    for (const [word] of words) {
      expect(parseStatement(`use ${word}_x`, [])).toEqual({
        ok: true,
        statement: { kind: 'use', database: `${word}_x` },
      });
    }
  });

  test('case does not matter', () => {
    const sql = "admin show replica status from d.t partition(p) where status != 'OK'";
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: sql.length, maxLength: sql.length }), (upper) => {
        const mixed = [...sql].map((c, i) => (upper[i] === true && !/[dtp]/.test(c) ? c.toUpperCase() : c)).join('');
        const result = parseStatement(mixed, []);
        expect(result).toMatchObject({
          ok: true,
          statement: { kind: 'adminShowReplicaStatus', table: { table: 't' } },
        });
      }),
    );
  });
});

describe('blanks and comments', () => {
  const tokens = [
    ['insert', 'into', 'd', '.', 't', 'partition', '(', 'p', ')', '(', 'a', ')', 'values', '(', '-', '1', ')', ';'],
    ['select', 'count', '(', '*', ')', ',', '@@', 'x', 'from', 't', 'where', 'a', '<=', "'b'", 'limit', '1', ',', '2'],
    ['alter', 'table', '`t`', 'set', '(', '"k"', '=', '"v"', ')'],
    ['show', 'tablet', 'from', 't', 'order', 'by', 'a', 'desc', ',', 'b'],
  ];
  const gap = fc.array(
    fc.constantFrom(' ', '\t', '\n', '\r\n', '\u3000', '/**/', "/* ' ? */", '/*+ hint */', '-- x\n', '--\n', "# ` '\n"),
    { minLength: 1, maxLength: 3 },
  );

  test('they separate tokens and mean nothing', () => {
    fc.assert(
      fc.property(fc.constantFrom(...tokens), fc.array(gap, { minLength: 20, maxLength: 20 }), (statement, gaps) => {
        const spread = statement.map((token, i) => `${token}${(gaps[i] ?? [' ']).join('')}`).join('');
        const plain = parseStatement(statement.join(' '), []);
        expect(plain.ok).toBe(true);
        expect(meaning(parseStatement(spread, []))).toBe(meaning(plain));
      }),
      { numRuns: 500 },
    );
  });

  test('where tokens do not run together, nothing is needed between them', () => {
    expect(parseStatement("insert into t values(-1,'a')/**/,(2,3);-- end", []).ok).toBe(true);
  });
});
