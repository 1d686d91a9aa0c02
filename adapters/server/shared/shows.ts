import type { Frontend, Meta, SharedDataState, Table } from '../../../model/snapshot/state.ts';
import { time } from '../../../model/views/columns.ts';
import { isLikeName } from '../like.ts';
import type { Cell, Reply } from '../protocol/index.ts';
import { refusal } from '../refusal.ts';
import { textRows } from '../replies.ts';
import { computeNodeColumns, frontendColumns } from '../show.ts';
import { serverVersion } from '../variables.ts';
import { databaseOfTable } from './objects.ts';

const userText = (name: string): string => `'${name}'@'%'`;

/** SHOW of one list of names. */
export function nameList(column: string, names: readonly string[]): Reply {
  return textRows(
    [column],
    [...names].sort().map((name) => [name]),
  );
}

/** SHOW CATALOGS; the internal one is always there. */
export function showCatalogs({ catalogs }: Meta): Reply {
  const internal = ['default_catalog', 'Internal', 'An internal catalog contains this cluster self-managed tables.'];
  const external = [...catalogs].sort().map((name) => [name, 'Hive', null]);
  return textRows(['Catalog', 'Type', 'Comment'], [internal, ...external]);
}

/** SHOW USERS; `root` is always there. */
export function showUsers({ users }: Meta): Reply {
  return nameList('User', ['root', ...users].map(userText));
}

const builtinRoles = ['root', 'db_admin', 'cluster_admin', 'user_admin', 'security_admin', 'public'];

/** SHOW ROLES. */
export function showRoles({ roles }: Meta): Reply {
  const builtin = builtinRoles.map((name): Cell[] => [name, 'true', `built-in ${name} role`]);
  const own = [...roles].sort().map((name): Cell[] => [name, 'false', '']);
  return textRows(['Name', 'Builtin', 'Comment'], [...builtin, ...own]);
}

/** SHOW GRANTS. */
export function showGrants(meta: Meta, user: string): Reply {
  if (user !== 'root' && !meta.users.includes(user)) throw refusal(`cannot find user ${userText(user)}`);
  const rows = meta.grants
    .filter((grant) => grant.user === user)
    .map(({ table }): Cell[] => {
      const where = `${databaseOfTable(meta, table)}.${table}`;
      return [userText(user), 'default_catalog', `GRANT SELECT ON TABLE ${where} TO USER ${userText(user)}`];
    });
  return textRows(['UserIdentity', 'Catalog', 'Grants'], rows);
}

/** SHOW FUNCTIONS. */
export function showFunctions({ functions }: Meta, database: string): Reply {
  const rows = functions
    .filter((each) => each.database === database)
    .map(({ name }): Cell[] => [`${name}(int)`, 'INT', 'Scalar', 'NULL']);
  return textRows(['Signature', 'Return Type', 'Function Type', 'Properties'], rows);
}

/** SHOW ROUTINE LOAD: the jobs into tables of a database, or of all. */
export function showRoutineLoads(meta: Meta, database: string | null): Reply {
  const rows = meta.loadJobs.flatMap(({ name, table }): Cell[][] => {
    const home = databaseOfTable(meta, table);
    return database === null || database === home ? [[name, home, table, 'RUNNING', 'KAFKA']] : [];
  });
  return textRows(['Name', 'DbName', 'TableName', 'State', 'DataSourceType'], rows);
}

/** SHOW RESOURCE GROUPS ALL. */
export function showResourceGroups({ resourceGroups }: Meta): Reply {
  const rows = [...resourceGroups].sort().map((name, nth): Cell[] => [name, String(nth + 1), '1', '10.0%', '']);
  return textRows(['name', 'id', 'cpu_weight', 'mem_limit', 'classifiers'], rows);
}

/** SHOW CATALOG RECYCLE BIN. */
export function showRecycleBin({ meta: { recycled } }: SharedDataState): Reply {
  const rows = recycled.map(({ table }): Cell[] => ['Table', table.name, table.database, String(table.id)]);
  return textRows(['Type', 'Name', 'DbName', 'TableId'], rows);
}

/** SHOW TABLES; views count as tables. */
export function showTables({ tables, views }: Meta, database: string, pattern: string | null, isFull: boolean): Reply {
  const here = ({ database: home, name }: { readonly database: string; readonly name: string }): boolean =>
    home === database && (pattern === null || isLikeName(name, pattern));
  const rows = [
    ...tables.filter(here).map(({ name }) => [name, 'BASE TABLE']),
    ...views.filter(here).map(({ name }) => [name, 'VIEW']),
  ].sort(([left = ''], [right = '']) => (left < right ? -1 : Number(left > right)));
  const column = `Tables_in_${database}`;
  if (isFull) return textRows([column, 'Table_type'], rows);
  return textRows(
    [column],
    rows.map(([name = null]) => [name]),
  );
}

/** SHOW STORAGE VOLUMES. */
export function showVolumes({ volumes }: Meta, pattern: string | null): Reply {
  const names = volumes.map(({ name }) => name).filter((name) => pattern === null || isLikeName(name, pattern));
  return nameList('Storage Volume', names);
}

/** SHOW FRONTENDS. */
export function showFrontends({ meta, nowMs, profile }: SharedDataState): Reply {
  const now = time.encode(nowMs, profile);
  const row = ({ host, role }: Frontend, nth: number): Cell[] => {
    const ports = ['9010', '8030', '9030', '9020'];
    const rest = ['1', 'true', 'true', String(meta.journalId), now, 'true', '', null, serverVersion];
    return [String(nth + 1), `${host}_9010`, host, ...ports, role.toUpperCase(), ...rest];
  };
  return textRows(frontendColumns, meta.frontends.map(row));
}

/** SHOW COMPUTE NODES. */
export function showComputeNodes({ meta, nowMs, profile }: SharedDataState): Reply {
  const now = time.encode(nowMs, profile);
  const row = (host: string, nth: number): Cell[] => {
    const ports = ['9050', '9060', '8040', '8060'];
    return [
      String(nth + 10_001),
      host,
      ...ports,
      null,
      now,
      'true',
      'false',
      'false',
      '',
      serverVersion,
      '8',
      '',
      '0',
      '',
      '',
      '',
      'true',
      'OK',
    ];
  };
  return textRows(computeNodeColumns, meta.computeNodes.map(row));
}

/** SHOW PARTITIONS: every table has one partition of its own name. */
export function showPartitions({ id, name, visibleVersion, path }: Table): Reply {
  const columns = ['PartitionId', 'PartitionName', 'VisibleVersion', 'State', 'StoragePath'];
  return textRows(columns, [[String(id), name, String(visibleVersion), 'NORMAL', path]]);
}
