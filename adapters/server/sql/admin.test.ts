import { describe, expect, test } from 'vitest';
import { parseStatement } from './index.ts';

const place = (sql: string, part: string) => ({ line: 1, column: sql.indexOf(part) + 1 });
const table = (sql: string, name: string) => ({
  database: null,
  table: name,
  at: { line: 1, column: sql.lastIndexOf(name) + 1 },
});

const accepts = (sql: string, statement: object) =>
  expect(parseStatement(sql, [])).toStrictEqual({ ok: true, statement });

describe('ADMIN SHOW REPLICA', () => {
  test('STATUS keeps the places that the error message for a wrong predicate names', () => {
    // A recorded StarRocks answer for this statement says: from line 1, column 41 to line 1, column 48 (0-based).
    const sql = "admin show replica status from dup where status='NOPE'";
    const result = parseStatement(sql, []);
    expect(result).toMatchObject({
      ok: true,
      statement: {
        kind: 'adminShowReplicaStatus',
        table: { database: null, table: 'dup', at: { line: 1, column: 32 } },
        partitions: null,
        where: {
          kind: 'comparison',
          operator: '=',
          left: { kind: 'column', name: 'status' },
          right: { kind: 'literal', literal: { type: 'string', value: 'NOPE', at: { line: 1, column: 49 } } },
          span: { from: { line: 1, column: 42 }, to: { line: 1, column: 49 } },
        },
      },
    });
  });

  test.each([
    ['partition (p1, p2)', { temporary: false, names: ['p1', 'p2'] }],
    ['PARTITIONS (p1)', { temporary: false, names: ['p1'] }],
    ['partition p1', { temporary: false, names: ['p1'] }],
    ["partition ('p1', `p1`)", { temporary: false, names: ['p1', 'p1'] }],
    ['temporary partition (tp)', { temporary: true, names: ['tp'] }],
    ['', null],
  ])('partitions: %s', (clause, partitions) => {
    for (const verb of [
      'show replica status from',
      'show replica distribution from',
      'repair table',
      'cancel repair table',
    ])
      expect(parseStatement(`admin ${verb} d.t ${clause}`, [])).toMatchObject({
        ok: true,
        statement: { table: { database: 'd', table: 't' }, partitions },
      });
  });

  test('conditions StarRocks refuses later are kept', () => {
    const sql = "admin show replica status from t where status = 'OK' or (version > 3 and not isbad = 'true')";
    expect(parseStatement(sql, [])).toMatchObject({
      statement: {
        where: { kind: 'or', operands: [{ kind: 'comparison' }, { kind: 'and', operands: [{}, { kind: 'not' }] }] },
      },
    });
  });

  test('DISTRIBUTION', () => {
    const sql = 'admin show replica distribution from tbl';
    accepts(sql, { kind: 'adminShowReplicaDistribution', table: table(sql, 'tbl'), partitions: null });
  });
});

describe('ADMIN SET and REPAIR', () => {
  test('SET REPLICA STATUS keeps the places that its error messages name', () => {
    // A recorded StarRocks answer for the value 'nope' says: from line 1, column 77 to line 1, column 86 (0-based).
    const sql = "admin set replica status properties('tablet_id'='10006','backend_id'='10002','status'='nope')";
    const result = parseStatement(sql, []);
    expect(result).toMatchObject({ statement: { kind: 'adminSetReplicaStatus', properties: [{}, {}, {}] } });
    expect(result).toMatchObject({
      statement: {
        properties: [
          { key: 'tablet_id', value: '10006' },
          { key: 'backend_id', value: '10002' },
          { key: 'status', value: 'nope', keyAt: { line: 1, column: 78 }, valueAt: { line: 1, column: 87 } },
        ],
      },
    });
  });

  test('REPAIR and CANCEL REPAIR', () => {
    const repair = 'ADMIN REPAIR TABLE tbl';
    accepts(repair, { kind: 'adminRepairTable', table: table(repair, 'tbl'), partitions: null, properties: [] });
    const cancel = 'ADMIN CANCEL REPAIR TABLE tbl';
    accepts(cancel, {
      kind: 'adminCancelRepairTable',
      table: table(cancel, 'tbl'),
      partitions: null,
      properties: [],
    });
  });

  test('CHECK TABLET', () => {
    const check = "ADMIN CHECK TABLET (10006, 10010) PROPERTIES('type'='consistency')";
    accepts(check, {
      kind: 'adminCheckTablet',
      tablets: ['10006', '10010'],
      properties: [
        { key: 'type', value: 'consistency', keyAt: place(check, "'type'"), valueAt: place(check, "'consistency'") },
      ],
    });
  });

  test('MODIFY BACKEND', () => {
    const modify = "ALTER SYSTEM MODIFY BACKEND 'h:1' SET ('a'='b')";
    accepts(modify, {
      kind: 'modifyBackend',
      backend: 'h:1',
      properties: [{ key: 'a', value: 'b', keyAt: place(modify, "'a'"), valueAt: place(modify, "'b'") }],
    });
  });

  test('FRONTEND CONFIG', () => {
    accepts('admin show frontend config', { kind: 'adminShowFrontendConfig', pattern: null });
    accepts("admin show frontend config like 'tablet\\_sched%'", {
      kind: 'adminShowFrontendConfig',
      pattern: 'tablet\\_sched%',
    });
    const set = 'admin set frontend config ("a" = "1")';
    accepts(set, {
      kind: 'adminSetFrontendConfig',
      properties: [{ key: 'a', value: '1', keyAt: place(set, '"a"'), valueAt: place(set, '"1"') }],
    });
  });
});

describe('backends', () => {
  test.each([
    ['alter system add backend "h:9050"', { kind: 'addBackends', backends: ['h:9050'] }],
    ["alter system add backend 'h:1', 'h:2'", { kind: 'addBackends', backends: ['h:1', 'h:2'] }],
    ["alter system drop backend 'h:1'", { kind: 'dropBackends', backends: ['h:1'], force: false }],
    ["ALTER SYSTEM DROP BACKEND 'h:1' FORCE", { kind: 'dropBackends', backends: ['h:1'], force: true }],
    ["alter system decommission backend 'h:1','h:2'", { kind: 'decommissionBackends', backends: ['h:1', 'h:2'] }],
    ["cancel decommission backend 'h:1'", { kind: 'cancelDecommissionBackends', backends: ['h:1'] }],
  ])('%s', (sql, statement) => accepts(sql, statement));
});
