import type { CatalogView, SharedTableView, VolumeView } from '../views/sharedData.ts';
import type { SnapshotRules } from './rules.ts';
import type { Grant, Meta, SharedDataState, Table } from './state.ts';
import { loadsOf, rowsOf } from './tableRows.ts';

/** The catalog of the state; what did not change since `shown` is taken from the look before. */
export function lookAtCatalog(
  rules: SnapshotRules,
  state: SharedDataState,
  shown?: SharedDataState,
  previous?: CatalogView,
): CatalogView {
  const { meta } = state;
  const tables = tablesOf(rules, state, shown, previous);
  if (previous !== undefined && shown !== undefined && tables === previous.tables && isSame(meta, shown.meta)) {
    return previous;
  }
  return {
    catalogs: sorted(meta.catalogs),
    databases: named(meta.databases),
    tables,
    views: named(meta.views),
    users: sorted(meta.users),
    roles: sorted(meta.roles),
    grants: remembered(meta.grants, grantTexts),
    loadJobs: loadJobsOf(meta, shown?.meta, previous),
    resourceGroups: sorted(meta.resourceGroups),
    functions: named(meta.functions),
    volumes: volumesOf(meta, shown?.meta, previous),
    recycled: meta.recycled.map(({ table }) => table.name).sort(),
  };
}

function tablesOf(
  rules: SnapshotRules,
  state: SharedDataState,
  shown: SharedDataState | undefined,
  previous: CatalogView | undefined,
): readonly SharedTableView[] {
  const { meta, bucket, star } = state;
  const isSameBucket = shown?.bucket === bucket && shown.star.shards === star.shards;
  if (previous !== undefined && isSameBucket && shown.meta.tables === meta.tables) return previous.tables;
  const tables = meta.tables.map((table) => tableOf(rules, state, table)).sort(byName);
  const before = previous?.tables;
  return before !== undefined && before.length === tables.length && tables.every((table, nth) => table === before[nth])
    ? before
    : tables;
}

interface KnownTable {
  readonly rules: SnapshotRules;
  readonly objects: unknown;
  readonly groups: number | undefined;
  readonly look: SharedTableView;
}

const knownTables = new WeakMap<Table, KnownTable>();

function tableOf(rules: SnapshotRules, state: SharedDataState, table: Table): SharedTableView {
  const objects = state.bucket.get(table.path);
  const groups = state.star.shards.get(table.id);
  const known = knownTables.get(table);
  if (known !== undefined && known.rules === rules && known.objects === objects && known.groups === groups) {
    return known.look;
  }
  const found = rowsOf(rules, state, table);
  const { name, database, volume, path, visibleVersion } = table;
  const loads = found === undefined ? undefined : loadsOf(found.rows);
  const look = { name, database, volume, path, visibleVersion, loads };
  knownTables.set(table, { rules, objects, groups, look });
  return look;
}

const lists = [
  'catalogs',
  'databases',
  'views',
  'users',
  'roles',
  'grants',
  'loadJobs',
  'resourceGroups',
  'functions',
  'volumes',
  'recycled',
] as const;

function isSame(left: Meta, right: Meta): boolean {
  return lists.every((list) => left[list] === right[list]);
}

/** A continuous load keeps its name when it commits. */
function loadJobsOf(meta: Meta, shown: Meta | undefined, previous: CatalogView | undefined): readonly string[] {
  const isSameNames =
    shown?.loadJobs.length === meta.loadJobs.length &&
    meta.loadJobs.every(({ name }, nth) => name === shown.loadJobs[nth]?.name);
  return isSameNames && previous !== undefined ? previous.loadJobs : named(meta.loadJobs);
}

function volumesOf(
  { volumes }: Meta,
  shown: Meta | undefined,
  previous: CatalogView | undefined,
): readonly VolumeView[] {
  if (previous !== undefined && shown?.volumes === volumes) return previous.volumes;
  return [...volumes].sort(byName);
}

const remember = new WeakMap<object, readonly string[]>();

function remembered<T>(list: readonly T[], texts: (list: readonly T[]) => string[]): readonly string[] {
  const known = remember.get(list);
  if (known !== undefined) return known;
  const made = texts(list).sort();
  remember.set(list, made);
  return made;
}

function sorted(list: readonly string[]): readonly string[] {
  return remembered(list, (names) => [...names]);
}

function named(list: readonly { readonly name: string }[]): readonly string[] {
  return remembered(list, (items) => items.map(({ name }) => name));
}

function grantTexts(grants: readonly Grant[]): string[] {
  return grants.map(({ user, table }) => `${user} -> ${table}`);
}

function byName(left: { readonly name: string }, right: { readonly name: string }): number {
  return left.name < right.name ? -1 : Number(left.name > right.name);
}
