import { describe, expect, test } from 'vitest';
import { parseStatement } from './index.ts';

const at = (column: number) => ({ line: 1, column });

describe('session statements', () => {
  test.each([
    ['use d', { kind: 'use', database: 'd' }],
    ['USE `a``b`;', { kind: 'use', database: 'a`b' }],
    ['set names utf8mb4', { kind: 'setNames', charset: 'utf8mb4', collation: null }],
    [
      "SET NAMES 'utf8mb4' COLLATE utf8mb4_general_ci",
      { kind: 'setNames', charset: 'utf8mb4', collation: 'utf8mb4_general_ci' },
    ],
    ['kill 12', { kind: 'kill', target: 'connection', id: '12' }],
    ['kill connection 12', { kind: 'kill', target: 'connection', id: '12' }],
    ['kill query 18446744073709551615', { kind: 'kill', target: 'query', id: '18446744073709551615' }],
    ['call chaos.capabilities()', { kind: 'call', schema: 'chaos', procedure: 'capabilities', args: [] }],
    [
      "CALL chaos.x(10002, -9223372036854775808, 'a', NULL, true, FALSE)",
      {
        kind: 'call',
        schema: 'chaos',
        procedure: 'x',
        args: [
          { type: 'number', text: '10002', at: at(14) },
          { type: 'number', text: '-9223372036854775808', at: at(21) },
          { type: 'string', value: 'a', at: at(43) },
          { type: 'null', at: at(48) },
          { type: 'boolean', value: true, at: at(54) },
          { type: 'boolean', value: false, at: at(60) },
        ],
      },
    ],
    [
      'set autocommit=1, GLOBAL a = ON, session b = DEFAULT',
      {
        kind: 'setVariables',
        assignments: [
          { scope: 'session', name: 'autocommit', value: { type: 'number', text: '1', at: at(16) } },
          { scope: 'global', name: 'a', value: { type: 'word', text: 'ON', at: at(30) } },
          { scope: 'session', name: 'b', value: { type: 'word', text: 'DEFAULT', at: at(46) } },
        ],
      },
    ],
    [
      "set @@global.a = null, @@b = 'x', session = 1, names = 2",
      {
        kind: 'setVariables',
        assignments: [
          { scope: 'global', name: 'a', value: { type: 'null', at: at(18) } },
          { scope: 'session', name: 'b', value: { type: 'string', value: 'x', at: at(30) } },
          { scope: 'session', name: 'session', value: { type: 'number', text: '1', at: at(45) } },
          { scope: 'session', name: 'names', value: { type: 'number', text: '2', at: at(56) } },
        ],
      },
    ],
  ])('%s', (sql, statement) => {
    expect(parseStatement(sql, [])).toStrictEqual({ ok: true, statement });
  });
});
