import { describe, expect, test } from 'vitest';
import { parseStatement } from './index.ts';

const statementOf = (sql: string): unknown => {
  const result = parseStatement(sql, []);
  return result.ok ? result.statement : result;
};

describe('snapshots and volumes', () => {
  test.each([
    ['admin set automated cluster snapshot on', { kind: 'snapshotsOn', volume: null }],
    ['ADMIN SET AUTOMATED CLUSTER SNAPSHOT ON STORAGE VOLUME `v 1`', { kind: 'snapshotsOn', volume: 'v 1' }],
    ['admin set automated cluster snapshot off;', { kind: 'snapshotsOff' }],
    ['alter storage volume v comment = "c"', { kind: 'alterVolume', volume: 'v', comment: 'c', properties: [] }],
    ['alter storage volume v set ("a" = "b")', { kind: 'alterVolume', comment: null, properties: [{ key: 'a' }] }],
    ['drop storage volume if exists v', { kind: 'dropVolume', volume: 'v', ifExists: true }],
    ['set v as default storage volume', { kind: 'setDefaultVolume', volume: 'v' }],
    ['desc storage volume v', { kind: 'describeVolume', volume: 'v' }],
    ['describe storage', { kind: 'describe', table: { table: 'storage' } }],
    ["show storage volumes like 'a%'", { kind: 'showVolumes', pattern: 'a%' }],
    ['set x = on', { kind: 'setVariables', assignments: [{ name: 'x', value: { type: 'word', text: 'on' } }] }],
  ])('%s', (sql, statement) => {
    expect(statementOf(sql)).toMatchObject(statement);
  });

  test('create storage volume as the documents write it', () => {
    const sql =
      "CREATE STORAGE VOLUME IF NOT EXISTS v TYPE = S3 LOCATIONS = ('s3://b/p/') COMMENT 'c' PROPERTIES ('k' = 'x')";
    expect(statementOf(sql)).toMatchObject({
      kind: 'createVolume',
      volume: 'v',
      ifNotExists: true,
      type: 'S3',
      locations: ['s3://b/p/'],
      comment: 'c',
      properties: [{ key: 'k', value: 'x' }],
    });
  });
});

const named = (kind: string, object: object, more: object = {}) => ({ kind, object, ...more });
const inD = (name: string) => ({ database: 'd', table: name });

describe('objects', () => {
  test.each([
    [
      'create external catalog c comment "x" properties ("type" = "hive")',
      named('createNamed', { kind: 'catalog', name: 'c' }),
    ],
    ["create user if not exists 'u'@'%' identified by 'p'", named('createNamed', { kind: 'user', name: 'u' })],
    ['create role r', named('createNamed', { kind: 'role', name: 'r' }, { ifNotExists: false })],
    ['create view d.v as select k from d.t where k > 1', named('createNamed', { kind: 'view', name: inD('v') })],
    [
      'create function d.f(int, string) returns int properties ("file" = "x")',
      named('createNamed', { kind: 'function', name: inD('f') }),
    ],
    [
      'create routine load d.l on t properties ("a" = "b") from kafka ("c" = "d")',
      named('createNamed', { kind: 'loadJob', name: inD('l') }, { table: 't' }),
    ],
    [
      "create resource group g to (user = 'u'), (user = 'w') with ('cpu_weight' = '1')",
      named('createNamed', { kind: 'resourceGroup', name: 'g' }),
    ],
    ['drop catalog if exists c', named('dropNamed', { kind: 'catalog', name: 'c' }, { ifExists: true })],
    ["drop user 'u'@'%'", named('dropNamed', { kind: 'user', name: 'u' })],
    ['drop role r', named('dropNamed', { kind: 'role', name: 'r' })],
    ['drop view d.v', named('dropNamed', { kind: 'view', name: inD('v') })],
    ['drop function d.f(int)', named('dropNamed', { kind: 'function', name: inD('f') })],
    ['stop routine load for d.l', named('dropNamed', { kind: 'loadJob', name: inD('l') })],
    ['drop resource group g', named('dropNamed', { kind: 'resourceGroup', name: 'g' })],
    ["grant select on table d.t to user 'u'@'%'", { kind: 'grantSelect', table: inD('t'), user: 'u' }],
    ['revoke select on d.t from u', { kind: 'revokeSelect', table: inD('t'), user: 'u' }],
    ['show catalogs', { kind: 'showCatalogs' }],
    ['show users', { kind: 'showUsers' }],
    ['show roles', { kind: 'showRoles' }],
    ["show grants for 'u'@'%'", { kind: 'showGrants', user: 'u' }],
    ['show full functions in d', { kind: 'showFunctions', database: 'd' }],
    ['show routine load from d', { kind: 'showRoutineLoads', database: 'd' }],
    ['show resource groups all', { kind: 'showResourceGroups' }],
    ['show catalog recycle bin', { kind: 'showRecycleBin' }],
    ['show full tables from d', { kind: 'showFullTables', database: 'd' }],
  ])('%s', (sql, statement) => {
    expect(statementOf(sql)).toMatchObject(statement);
  });
});
