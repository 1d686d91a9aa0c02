import { expect, test } from 'vitest';
import { parseStatement, type Statement } from '../sql/index.ts';
import { withoutSecrets } from './secrets.ts';

function statementOf(sql: string): Statement {
  const parsed = parseStatement(sql, []);
  if (parsed.ok) return parsed.statement;
  throw new RangeError(`${sql}: ${parsed.message}`);
}

test.each([
  [
    `CREATE STORAGE VOLUME v TYPE = S3 LOCATIONS = ('s3://b/x') COMMENT 'c = d' PROPERTIES ("aws.s3.secret_key" = "hu'sh", 'k'='hush')`,
    `CREATE STORAGE VOLUME v TYPE = S3 LOCATIONS = ('s3://b/x') COMMENT 'c = d' PROPERTIES ("aws.s3.secret_key" = '', 'k'='')`,
  ],
  [`ALTER STORAGE VOLUME v COMMENT = 'c' SET ("k" = "hu\\"sh")`, `ALTER STORAGE VOLUME v COMMENT = 'c' SET ("k" = '')`],
  [`CREATE USER 'u' identified by 'hush'`, `CREATE USER 'u' identified by ''`],
  [
    'CREATE EXTERNAL CATALOG c PROPERTIES ("type" = "hive", "password" = "hush")',
    `CREATE EXTERNAL CATALOG c PROPERTIES ("type" = '', "password" = '')`,
  ],
  [
    'CREATE TABLE t (k INT) PROPERTIES ("storage_volume" = "v1")',
    'CREATE TABLE t (k INT) PROPERTIES ("storage_volume" = "v1")',
  ],
])('%s', (sql, kept) => {
  const statement = statementOf(sql);
  expect(withoutSecrets(statement, sql)).toBe(kept);
  expect(kept).not.toContain('hush');
  expect(statementOf(kept).kind).toBe(statement.kind);
});
