import { done, refused } from '../replication/outcomes.ts';
import type { Outcome } from '../scenario.ts';
import { stored, withObject } from './bucket.ts';
import type { ClusterObject } from './commands.ts';
import { forgetData } from './data.ts';
import {
  journal,
  journalShards,
  measureOf,
  type SharedDataDraft,
  tableNamed,
  takeId,
  takeSerial,
  volumeNamed,
} from './draft.ts';
import { withoutSlashes } from './jobRules.ts';
import type { Meta, Table } from './state.ts';
import { dataKey, rowsOf } from './tableRows.ts';

type Created<Kind> = Extract<ClusterObject, { kind: Kind }>;

/** CREATE of anything that a snapshot holds (S10). */
export function createObject(draft: SharedDataDraft, object: ClusterObject): Outcome {
  const { meta } = draft.state;
  const problem = problemOfNew(meta, object);
  if (problem !== undefined) return refused(problem);
  switch (object.kind) {
    case 'database':
      return record(draft, { databases: [...meta.databases, { id: takeId(draft), name: object.name }] });
    case 'table':
      return createTable(draft, object);
    case 'view':
      return record(draft, { views: [...meta.views, { name: object.name, database: object.database }] });
    case 'function':
      return record(draft, { functions: [...meta.functions, { name: object.name, database: object.database }] });
    case 'grant':
      return record(draft, { grants: [...meta.grants, { user: object.user, table: object.table }] });
    case 'loadJob': {
      const job = { name: object.name, table: object.table, lastMs: draft.state.nowMs };
      return record(draft, { loadJobs: [...meta.loadJobs, job] });
    }
    default: {
      const list = listOf(object.kind);
      return record(draft, { [list]: [...meta[list], object.name] });
    }
  }
}

/** DROP of anything that a snapshot holds; REVOKE of a grant. */
export function dropObject(draft: SharedDataDraft, object: ClusterObject): Outcome {
  const { meta } = draft.state;
  if (!exists(meta, object)) return refused(`Unknown ${object.kind} '${nameOf(object)}'`);
  switch (object.kind) {
    case 'database':
      return dropDatabase(draft, object.name);
    case 'table':
      return record(draft, withoutTables(draft, [object.name], false));
    case 'view':
      return record(draft, { views: meta.views.filter(({ name }) => name !== object.name) });
    case 'function':
      return record(draft, { functions: meta.functions.filter(({ name }) => name !== object.name) });
    case 'grant':
      return record(draft, {
        grants: meta.grants.filter(({ user, table }) => user !== object.user || table !== object.table),
      });
    case 'loadJob':
      return record(draft, { loadJobs: meta.loadJobs.filter(({ name }) => name !== object.name) });
    case 'user':
      return record(draft, {
        users: meta.users.filter((name) => name !== object.name),
        grants: meta.grants.filter(({ user }) => user !== object.name),
      });
    default: {
      const list = listOf(object.kind);
      return record(draft, { [list]: meta[list].filter((name) => name !== object.name) });
    }
  }
}

/** RECOVER TABLE. */
export function recoverTable(draft: SharedDataDraft, name: string): Outcome {
  const { meta } = draft.state;
  const found = meta.recycled.findLast(({ table }) => table.name === name);
  if (found === undefined) return refused(`table '${name}' is not in the recycle bin`);
  const { table } = found;
  if (tableNamed(meta, name) !== undefined) return refused(`table '${name}' exists already`);
  if (!meta.databases.some((database) => database.name === table.database)) {
    return refused(`database '${table.database}' of table '${name}' does not exist; create it first`);
  }
  // Snapshot notes 6.13: what was in the recycle bin at a capture may be erased by the time of the restore.
  if (rowsOf(draft.rules, draft.state, table) === undefined) return refused(`the data of table '${name}' was erased`);
  return record(draft, {
    tables: [...meta.tables, table],
    recycled: meta.recycled.filter((other) => other !== found),
  });
}

function createTable(draft: SharedDataDraft, object: Created<'table'>): Outcome {
  const { state } = draft;
  if (state.faults.isBroken) return refused(`cannot create table '${object.name}': the object store does not answer`);
  const volume = object.volume ?? state.meta.volumes.find(({ isDefault }) => isDefault)?.name ?? '';
  const location = volumeNamed(state.meta, volume)?.location ?? '';
  const database = state.meta.databases.find(({ name }) => name === object.database);
  const id = takeId(draft);
  const path = `${withoutSlashes(location)}/${state.star.serviceId}/db${database?.id ?? 0}/${id}`;
  const table: Table = {
    id,
    name: object.name,
    database: object.database,
    volume,
    path,
    partitions: 1,
    visibleVersion: 1,
  };
  putFirstVersion(draft, table);
  journalShards(draft, new Map(state.star.shards).set(id, 1));
  return record(draft, { tables: [...state.meta.tables, table] });
}

function putFirstVersion(draft: SharedDataDraft, table: Table): void {
  const { state } = draft;
  const gtid = takeSerial(draft);
  const content = { kind: 'data', version: 1, gtid, committedMs: measureOf(state), rows: undefined } as const;
  state.bucket = withObject(state.bucket, dataKey(table, 1), stored(content, `data-${gtid}`, 256));
}

function dropDatabase(draft: SharedDataDraft, name: string): Outcome {
  const { meta } = draft.state;
  const tables = meta.tables.filter(({ database }) => database === name).map((table) => table.name);
  return record(draft, {
    ...withoutTables(draft, tables, true),
    databases: meta.databases.filter((database) => database.name !== name),
    views: meta.views.filter(({ database }) => database !== name),
    functions: meta.functions.filter(({ database }) => database !== name),
  });
}

function withoutTables(draft: SharedDataDraft, names: readonly string[], withDatabase: boolean): Partial<Meta> {
  const { rules, state } = draft;
  const { meta } = state;
  const dropped = meta.tables.filter(({ name }) => names.includes(name));
  if (!rules.keepsDataOfDropped()) for (const table of dropped) forgetData(draft, table);
  const droppedMs = measureOf(state);
  return {
    tables: meta.tables.filter(({ name }) => !names.includes(name)),
    recycled: [...meta.recycled, ...dropped.map((table) => ({ table, droppedMs, withDatabase }))],
    grants: meta.grants.filter(({ table }) => !names.includes(table)),
    loadJobs: meta.loadJobs.filter(({ table }) => !names.includes(table)),
  };
}

type NameList = 'catalogs' | 'users' | 'roles' | 'resourceGroups';

function listOf(kind: 'catalog' | 'user' | 'role' | 'resourceGroup'): NameList {
  return `${kind}s`;
}

function exists(meta: Meta, object: ClusterObject): boolean {
  switch (object.kind) {
    case 'database':
      return meta.databases.some(({ name }) => name === object.name);
    case 'table':
      return tableNamed(meta, object.name) !== undefined;
    case 'view':
      return meta.views.some(({ name }) => name === object.name);
    case 'function':
      return meta.functions.some(({ name }) => name === object.name);
    case 'grant':
      return meta.grants.some(({ user, table }) => user === object.user && table === object.table);
    case 'loadJob':
      return meta.loadJobs.some(({ name }) => name === object.name);
    default:
      return meta[listOf(object.kind)].includes(object.name);
  }
}

function nameOf(object: ClusterObject): string {
  return object.kind === 'grant' ? `${object.user} -> ${object.table}` : object.name;
}

function problemOfNew(meta: Meta, object: ClusterObject): string | undefined {
  if (exists(meta, object)) return `${object.kind} '${nameOf(object)}' exists already`;
  if ('database' in object && !meta.databases.some(({ name }) => name === object.database)) {
    return `Unknown database '${object.database}'`;
  }
  if (object.kind === 'table' && object.volume !== undefined && volumeNamed(meta, object.volume) === undefined) {
    return `Unknown storage volume: ${object.volume}`;
  }
  if (object.kind === 'grant' && !meta.users.includes(object.user)) return `Unknown user '${object.user}'`;
  const table = object.kind === 'grant' || object.kind === 'loadJob' ? object.table : undefined;
  return table !== undefined && tableNamed(meta, table) === undefined ? `Unknown table '${table}'` : undefined;
}

function record(draft: SharedDataDraft, change: Partial<Meta>): Outcome {
  journal(draft, change);
  return done;
}
