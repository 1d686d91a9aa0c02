import { describe, expect, test } from 'vitest';
import { parseStatement } from './index.ts';
import type { Statement } from './statement.ts';

const place = (sql: string, part: string, from = 0) => ({ line: 1, column: sql.indexOf(part, from) + 1 });

function accept(sql: string): Statement {
  const result = parseStatement(sql, []);
  if (!result.ok) throw new Error(`${sql} was refused at ${result.line}:${result.column}: ${result.message}`);
  return result.statement;
}

describe('databases', () => {
  test.each([
    ['CREATE DATABASE d', { kind: 'createDatabase', database: 'd', ifNotExists: false }],
    ['create database if not exists `my db`;', { kind: 'createDatabase', database: 'my db', ifNotExists: true }],
    ['DROP DATABASE d', { kind: 'dropDatabase', database: 'd', ifExists: false, force: false }],
    ['drop database if exists d force', { kind: 'dropDatabase', database: 'd', ifExists: true, force: true }],
  ])('%s', (sql, statement) => {
    expect(parseStatement(sql, [])).toStrictEqual({ ok: true, statement });
  });
});

describe('tables', () => {
  test('the shortest CREATE TABLE leaves every clause empty', () => {
    const sql = 'create table t (k int)';
    expect(accept(sql)).toStrictEqual({
      kind: 'createTable',
      table: { database: null, table: 't', at: place(sql, 't (') },
      ifNotExists: false,
      columns: [
        {
          name: 'k',
          type: { name: 'int', args: [], at: place(sql, 'int') },
          aggregation: null,
          nullable: null,
          defaultValue: null,
          comment: null,
        },
      ],
      engine: null,
      key: null,
      comment: null,
      partitionBy: null,
      distribution: null,
      orderBy: [],
      properties: [],
    });
  });

  test('a CREATE TABLE with every clause', () => {
    const sql = [
      'CREATE TABLE IF NOT EXISTS `d`.t (k BIGINT NOT NULL COMMENT "key", v DECIMAL(10, 2) SUM NULL DEFAULT "0")',
      "ENGINE=OLAP AGGREGATE KEY(k) COMMENT 'it''s' PARTITION BY RANGE(k) (PARTITION p1 VALUES LESS THAN (-5),",
      'PARTITION p2 VALUES [("1"), (MAXVALUE)), PARTITION p3 VALUES LESS THAN MAXVALUE)',
      'DISTRIBUTED BY HASH(k, v) BUCKETS 3 ORDER BY (v, k) PROPERTIES ("replication_num" = "3", "a"="b");',
    ].join(' ');
    const afterTable = sql.indexOf('v DECIMAL');
    expect(accept(sql)).toStrictEqual({
      kind: 'createTable',
      table: { database: 'd', table: 't', at: place(sql, '`d`') },
      ifNotExists: true,
      columns: [
        {
          name: 'k',
          type: { name: 'bigint', args: [], at: place(sql, 'BIGINT') },
          aggregation: null,
          nullable: false,
          defaultValue: null,
          comment: 'key',
        },
        {
          name: 'v',
          type: { name: 'decimal', args: [10, 2], at: place(sql, 'DECIMAL') },
          aggregation: 'sum',
          nullable: true,
          defaultValue: { type: 'string', value: '0', at: place(sql, '"0"', afterTable) },
          comment: null,
        },
      ],
      engine: 'OLAP',
      key: { model: 'aggregate', columns: ['k'] },
      comment: "it's",
      partitionBy: {
        column: 'k',
        partitions: [
          { name: 'p1', lower: null, upper: { type: 'number', text: '-5', at: place(sql, '-5') } },
          {
            name: 'p2',
            lower: { type: 'string', value: '1', at: place(sql, '"1"') },
            upper: { type: 'maxvalue', at: place(sql, 'MAXVALUE') },
          },
          { name: 'p3', lower: null, upper: { type: 'maxvalue', at: place(sql, 'MAXVALUE)', sql.indexOf('p3')) } },
        ],
      },
      distribution: { type: 'hash', columns: ['k', 'v'], buckets: 3 },
      orderBy: ['v', 'k'],
      properties: [
        { key: 'replication_num', value: '3', keyAt: place(sql, '"replication_num"'), valueAt: place(sql, '"3"') },
        { key: 'a', value: 'b', keyAt: place(sql, '"a"'), valueAt: place(sql, '"b"') },
      ],
    });
  });

  test.each([
    ['distributed by random', { type: 'random', buckets: null }],
    ['distributed by random buckets 7', { type: 'random', buckets: 7 }],
    ['distributed by hash(k)', { type: 'hash', columns: ['k'], buckets: null }],
    ['distributed by hash(k) buckets 99999999999999999999', { type: 'hash', columns: ['k'], buckets: 2 ** 53 - 1 }],
  ])('%s', (clause, distribution) => {
    expect(accept(`create table t (k int) ${clause}`)).toMatchObject({ distribution });
  });

  test.each(['duplicate', 'primary', 'unique', 'aggregate'])('%s key', (model) => {
    expect(accept(`create table t (k int) ${model} key (k, v)`)).toMatchObject({ key: { model, columns: ['k', 'v'] } });
  });

  test('keywords that StarRocks does not reserve are column names', () => {
    const statement = accept(
      'create table t (status int, date date, version varchar(20), tablet int, comment int comment "x")',
    );
    expect(statement).toMatchObject({
      columns: [
        { name: 'status' },
        { name: 'date', type: { name: 'date' } },
        { name: 'version', type: { name: 'varchar', args: [20] } },
        { name: 'tablet' },
        { name: 'comment', comment: 'x' },
      ],
    });
  });

  test.each([
    ['drop table t', { ifExists: false, force: false, table: { database: null, table: 't' } }],
    ['drop table if exists d.t force', { ifExists: true, force: true, table: { database: 'd', table: 't' } }],
  ])('%s', (sql, expected) => {
    expect(accept(sql)).toMatchObject({ kind: 'dropTable', ...expected });
  });
});

describe('ALTER TABLE', () => {
  test('SET keeps the places of key and value', () => {
    const sql = "alter table d.t set ('write_quorum'='ONE', \"x\"='')";
    expect(accept(sql)).toStrictEqual({
      kind: 'alterTableSet',
      table: { database: 'd', table: 't', at: place(sql, 'd.t') },
      properties: [
        { key: 'write_quorum', value: 'ONE', keyAt: place(sql, "'write"), valueAt: place(sql, "'ONE'") },
        { key: 'x', value: '', keyAt: place(sql, '"x"'), valueAt: place(sql, "'')") },
      ],
    });
  });

  test.each([
    ['p1', ['p1']],
    ['(p1)', ['p1']],
    ['(p1, `p 2`)', ['p1', 'p 2']],
    ['(*)', 'all'],
  ])('MODIFY PARTITION %s', (chosen, partitions) => {
    expect(accept(`alter table t modify partition ${chosen} set ("replication_num"="1")`)).toMatchObject({
      kind: 'alterTableModifyPartitions',
      partitions,
      properties: [{ key: 'replication_num', value: '1' }],
    });
  });
});
