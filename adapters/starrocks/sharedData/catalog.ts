import type { CatalogView, SharedTableView, VolumeView } from '../../../model/views/sharedData.ts';
import { askRows } from '../ask.ts';
import { quoted } from '../quoting.ts';
import type { Answer, Wire } from '../wire.ts';
import { unreadable } from '../wireFailures.ts';
import type { Locations } from './locations.ts';

/** Where a table or a table in the recycle bin lives. */
export interface Home {
  readonly database: string;
  readonly name: string;
}

/** The catalog, and where what it lists by name only lives. */
export interface CatalogLook {
  readonly catalog: CatalogView;
  readonly recycled: readonly Home[];
}

type Row = Readonly<Record<string, string | null>>;

/** Reads all that a snapshot must hold through SHOW statements and information_schema (S10). */
export async function lookAtCatalog(wire: Wire, locations: Locations): Promise<CatalogLook> {
  const databases = (await names(wire, 'SHOW DATABASES', 'Database')).filter((name) => !isSystem(name));
  const users = (await names(wire, 'SHOW USERS', 'User')).map(userIn).filter((name) => name !== 'root');
  const recycled = await rows(wire, 'SHOW CATALOG RECYCLE BIN');
  const homes = await rows(wire, 'SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE FROM information_schema.tables');
  const views = homes.filter((row) => cell(row, 'TABLE_TYPE') === 'VIEW' && !isSystem(cell(row, 'TABLE_SCHEMA')));
  return {
    recycled: recycled.map((row) => ({ database: cell(row, 'DbName'), name: cell(row, 'Name') })),
    catalog: {
      catalogs: (await names(wire, 'SHOW CATALOGS', 'Catalog')).filter((name) => name !== 'default_catalog').sort(),
      databases: databases.sort(),
      tables: await tables(wire, locations),
      views: views.map((row) => cell(row, 'TABLE_NAME')).sort(),
      users: users.sort(),
      roles: await ownRoles(wire),
      grants: await grants(wire, users),
      loadJobs: (await names(wire, 'SHOW ROUTINE LOAD', 'Name')).sort(),
      resourceGroups: (await names(wire, 'SHOW RESOURCE GROUPS ALL', 'name')).sort(),
      functions: await functions(wire, databases),
      volumes: await volumes(wire, locations),
      recycled: recycled.map((row) => cell(row, 'Name')).sort(),
    },
  };
}

async function tables(wire: Wire, locations: Locations): Promise<readonly SharedTableView[]> {
  const sql = 'SELECT DB_NAME, TABLE_NAME, VISIBLE_VERSION, STORAGE_PATH FROM information_schema.partitions_meta';
  const configs = await rows(wire, 'SELECT TABLE_SCHEMA, TABLE_NAME, PROPERTIES FROM information_schema.tables_config');
  const found: SharedTableView[] = [];
  for (const row of await rows(wire, sql)) {
    const [database, name] = [cell(row, 'DB_NAME'), cell(row, 'TABLE_NAME')];
    const config = configs.find(
      (other) => cell(other, 'TABLE_SCHEMA') === database && cell(other, 'TABLE_NAME') === name,
    );
    found.push({
      name,
      database,
      volume: volumeIn(sql, config === undefined ? '{}' : cell(config, 'PROPERTIES')),
      path: locations.symbolic(cell(row, 'STORAGE_PATH')),
      visibleVersion: Number(cell(row, 'VISIBLE_VERSION')),
      loads: await loads(wire, database, name),
    });
  }
  return found.sort((left, right) => (left.name < right.name ? -1 : Number(left.name > right.name)));
}

function volumeIn(sql: string, properties: string): string {
  try {
    const value: unknown = JSON.parse(properties);
    const fields: Readonly<Record<string, unknown>> = typeof value === 'object' && value !== null ? { ...value } : {};
    return String(fields.storage_volume ?? '');
  } catch {
    throw unreadable(sql, 'PROPERTIES of a table are no JSON');
  }
}

/** The loads of all visible rows; undefined when the table cannot be read. */
async function loads(wire: Wire, database: string, name: string): Promise<readonly string[] | undefined> {
  const answer = await wire.ask(`SELECT v FROM ${quoted(database)}.${quoted(name)}`);
  return answer.kind === 'rows' ? answer.rows.map(([value]) => value ?? '').sort() : undefined;
}

async function ownRoles(wire: Wire): Promise<string[]> {
  const roles = await rows(wire, 'SHOW ROLES');
  const own = roles.filter((row) => cell(row, 'Builtin').toLowerCase() !== 'true');
  return own.map((row) => cell(row, 'Name')).sort();
}

async function grants(wire: Wire, users: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const user of users) {
    for (const row of await rows(wire, `SHOW GRANTS FOR '${user}'@'%'`)) {
      const [, table] = /^GRANT SELECT ON TABLE [^.]+\.(\S+) TO /.exec(cell(row, 'Grants')) ?? [];
      if (table !== undefined) found.push(`${user} -> ${table}`);
    }
  }
  return found.sort();
}

async function functions(wire: Wire, databases: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const database of databases) {
    const signatures = await names(wire, `SHOW FULL FUNCTIONS FROM ${quoted(database)}`, 'Signature');
    found.push(...signatures.map((signature) => signature.replace(/\(.*$/s, '')));
  }
  return found.sort();
}

async function volumes(wire: Wire, locations: Locations): Promise<readonly VolumeView[]> {
  const found: VolumeView[] = [];
  for (const volume of await names(wire, 'SHOW STORAGE VOLUMES', 'Storage Volume')) {
    const sql = `DESC STORAGE VOLUME ${quoted(volume)}`;
    const [row] = await rows(wire, sql);
    if (row === undefined) throw unreadable(sql, 'it has no row, expected the volume that SHOW STORAGE VOLUMES lists');
    found.push({
      name: cell(row, 'Name'),
      location: locations.symbolic(cell(row, 'Location')),
      isDefault: cell(row, 'IsDefault').toLowerCase() === 'true',
      comment: cell(row, 'Comment'),
    });
  }
  return found.sort((left, right) => (left.name < right.name ? -1 : Number(left.name > right.name)));
}

/** The first column of that name, which must be there. */
export async function names(wire: Wire, sql: string, column: string): Promise<string[]> {
  const answer = await askRows(wire, sql);
  const at = answer.columns.findIndex((name) => name.toLowerCase() === column.toLowerCase());
  if (at < 0) throw unreadable(sql, `the column ${column} is missing`);
  return answer.rows.map((row) => row[at] ?? '');
}

/** Rows by column name in lower case. */
export async function rows(wire: Wire, sql: string): Promise<readonly Row[]> {
  return rowsIn(await askRows(wire, sql));
}

function rowsIn(answer: Extract<Answer, { kind: 'rows' }>): readonly Row[] {
  const columns = answer.columns.map((name) => name.toLowerCase());
  return answer.rows.map((row) => Object.fromEntries(columns.map((name, nth) => [name, row[nth] ?? null])));
}

/** A cell by its column's name, without regard to case; the empty text when there is none. */
export function cell(row: Row, column: string): string {
  return row[column.toLowerCase()] ?? '';
}

const systemDatabases = ['information_schema', '_statistics_', 'sys'];

function isSystem(database: string): boolean {
  return systemDatabases.includes(database.toLowerCase());
}

function userIn(text: string): string {
  return /^'(.*)'@'.*'$/s.exec(text)?.[1] ?? text;
}
