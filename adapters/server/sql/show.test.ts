import { describe, expect, test } from 'vitest';
import { parseStatement } from './index.ts';

const at = (column: number) => ({ line: 1, column });

describe('SHOW', () => {
  test.each([
    ['show databases', { kind: 'showDatabases' }],
    ['SHOW WARNINGS', { kind: 'showWarnings' }],
    ['show backends', { kind: 'showBackends' }],
    ['show frontends;', { kind: 'showFrontends' }],
    ['show processlist', { kind: 'showProcesslist' }],
    ['show full processlist', { kind: 'showProcesslist' }],
    ['show tables', { kind: 'showTables', database: null, pattern: null }],
    ['show tables from d', { kind: 'showTables', database: 'd', pattern: null }],
    ["show tables in d like 'a%'", { kind: 'showTables', database: 'd', pattern: 'a%' }],
    ["show tables like 'a%'", { kind: 'showTables', database: null, pattern: 'a%' }],
    ['show variables', { kind: 'showVariables', scope: 'session', filter: null }],
    [
      "show global variables like 'v%'",
      { kind: 'showVariables', scope: 'global', filter: { type: 'like', pattern: 'v%' } },
    ],
    ['show session status', { kind: 'showStatus', scope: 'session', filter: null }],
    ["show status like 'x'", { kind: 'showStatus', scope: 'session', filter: { type: 'like', pattern: 'x' } }],
    ["show proc '/dbs/10001'", { kind: 'showProc', path: '/dbs/10001' }],
    ['show proc "/statistic"', { kind: 'showProc', path: '/statistic' }],
    ['show tablet 9223372036854775807', { kind: 'showTablet', tabletId: '9223372036854775807' }],
    [
      'show tablets from t',
      {
        kind: 'showTablets',
        table: { database: null, table: 't', at: at(19) },
        partitions: null,
        where: null,
        orderBy: [],
        limit: null,
      },
    ],
    ['show partitions from d.t', { kind: 'showPartitions', table: { database: 'd', table: 't', at: at(22) } }],
    ['show create table t', { kind: 'showCreateTable', table: { database: null, table: 't', at: at(19) } }],
    ['desc d.t', { kind: 'describe', table: { database: 'd', table: 't', at: at(6) } }],
    ['DESCRIBE t', { kind: 'describe', table: { database: null, table: 't', at: at(10) } }],
  ])('%s', (sql, statement) => {
    expect(parseStatement(sql, [])).toStrictEqual({ ok: true, statement });
  });

  test('SHOW VARIABLES WHERE', () => {
    expect(parseStatement("show variables where variable_name = 'a' or variable_name = 'b'", [])).toMatchObject({
      statement: { kind: 'showVariables', filter: { type: 'where', condition: { kind: 'or', operands: [{}, {}] } } },
    });
  });

  test('SHOW TABLET FROM with every clause', () => {
    const sql =
      "show tablet from d.t partition(p1) where version = 2 and state='NORMAL' order by TabletId desc limit 2 offset 1";
    expect(parseStatement(sql, [])).toMatchObject({
      statement: {
        kind: 'showTablets',
        table: { database: 'd', table: 't' },
        partitions: { temporary: false, names: ['p1'] },
        where: { kind: 'and', operands: [{ kind: 'comparison' }, { kind: 'comparison' }] },
        orderBy: [{ by: { kind: 'column', name: 'TabletId' }, descending: true }],
        limit: { offset: 1, count: 2 },
      },
    });
  });

  test('an ORDER BY that is no column is kept, for the executor to refuse', () => {
    expect(parseStatement('show tablet from t order by 1', [])).toMatchObject({
      statement: { orderBy: [{ by: { kind: 'literal' }, descending: false }] },
    });
  });
});
