import { SCENARIO_DATABASE } from '../../../model/replication/names.ts';
import type { ClusterObject, ClusterObjectKind, SnapshotCommand } from '../../../model/snapshot/commands.ts';
import type { InDatabase, Meta } from '../../../model/snapshot/state.ts';
import { isPlainName } from '../literals.ts';
import { analyzing } from '../refusal.ts';
import type { NamedObject, ObjectStatement, TableName } from '../sql/index.ts';

type CreateNamed = Extract<ObjectStatement, { kind: 'createNamed' }>;
type DropNamed = Extract<ObjectStatement, { kind: 'dropNamed' }>;
type Privilege = Extract<ObjectStatement, { kind: 'grantSelect' | 'revokeSelect' }>;

/** The database that a name is in: the one that it says, or the current one. */
export function databaseOf({ database }: TableName, current: string | undefined): string {
  const meant = database ?? current;
  if (meant === undefined) throw analyzing('No database selected', 'noDatabase');
  return meant;
}

/** The command that makes the object of a statement; undefined when it is there already and that is no error. */
export function creation(meta: Meta, statement: CreateNamed, current: string | undefined): SnapshotCommand | undefined {
  const object = objectOf(statement.object, current, statement.table);
  if (!isPlainName(object.name)) throw analyzing(`Incorrect name '${object.name}'`);
  const isKnown = hasObject(meta, object);
  return isKnown && statement.ifNotExists ? undefined : { do: 'createObject', object };
}

/** The command that drops the object of a statement; undefined when it is gone already and that is no error. */
export function removal(meta: Meta, statement: DropNamed, current: string | undefined): SnapshotCommand | undefined {
  const object = objectOf(statement.object, current, tableOfLoad(meta, statement.object));
  return !hasObject(meta, object) && statement.ifExists ? undefined : { do: 'dropObject', object };
}

/** The command of GRANT and REVOKE; the model knows tables by their names alone. */
export function privilege(meta: Meta, { kind, table, user }: Privilege, current: string | undefined): SnapshotCommand {
  const known = tableIn(meta, table, current);
  const object: ClusterObject = { kind: 'grant', user, table: known.name };
  return { do: kind === 'grantSelect' ? 'createObject' : 'dropObject', object };
}

/** The table of that name; throws that it is unknown. */
export function tableIn(meta: Meta, name: TableName, current: string | undefined): Meta['tables'][number] {
  const database = knownDatabase(meta, databaseOf(name, current));
  const table = meta.tables.find((candidate) => candidate.name === name.table && candidate.database === database);
  if (table === undefined) throw analyzing(`Unknown table '${name.table}'`, 'unknownTable');
  return table;
}

/** The database of that name; throws that it is unknown. */
export function knownDatabase({ databases }: Meta, name: string): string {
  if (databases.some((database) => database.name === name)) return name;
  throw analyzing(`Unknown database '${name}'`, 'unknownDatabase');
}

type PlainKind = Exclude<ClusterObjectKind, 'grant'>;
type Plain = Extract<ClusterObject, { readonly kind: PlainKind }>;

function objectOf(object: NamedObject, current: string | undefined, table: string | null): Plain {
  switch (object.kind) {
    case 'view':
    case 'function':
      return { kind: object.kind, name: object.name.table, database: databaseOf(object.name, current) };
    case 'loadJob':
      return { kind: 'loadJob', name: object.name.table, table: table ?? '' };
    default:
      return { kind: object.kind, name: object.name };
  }
}

function tableOfLoad({ loadJobs }: Meta, object: NamedObject): string | null {
  if (object.kind !== 'loadJob') return null;
  return loadJobs.find(({ name }) => name === object.name.table)?.table ?? null;
}

function hasObject(meta: Meta, object: Plain): boolean {
  const isNamed = ({ name }: { readonly name: string }): boolean => name === object.name;
  const isThere = (other: InDatabase): boolean =>
    isNamed(other) && 'database' in object && other.database === object.database;
  switch (object.kind) {
    case 'catalog':
      return meta.catalogs.includes(object.name);
    case 'user':
      return meta.users.includes(object.name);
    case 'role':
      return meta.roles.includes(object.name);
    case 'resourceGroup':
      return meta.resourceGroups.includes(object.name);
    case 'database':
      return meta.databases.some(isNamed);
    case 'table':
      return meta.tables.some(isThere);
    case 'view':
      return meta.views.some(isThere);
    case 'function':
      return meta.functions.some(isThere);
    case 'loadJob':
      return meta.loadJobs.some(isNamed);
  }
}

/** The database of a table that only has a name. */
export function databaseOfTable({ tables }: Meta, table: string): string {
  return tables.find(({ name }) => name === table)?.database ?? SCENARIO_DATABASE;
}
