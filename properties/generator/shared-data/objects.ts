import type { Command } from '../../../model/scenario.ts';
import type { ClusterObject } from '../../../model/snapshot/commands.ts';
import type { Meta, SharedDataState } from '../../../model/snapshot/state.ts';
import { oneIn, oneOf, type Random } from '../random.ts';
import {
  drawTable,
  drawVolume,
  freeName,
  hasTable,
  isUp,
  NO_DATABASE,
  NO_TABLE,
  namesOf,
  type SharedDataLetter,
} from './places.ts';

const mostTables = 4;
const mostOfAKind = 3;

/** What happens to tables and the other objects that a snapshot must hold. */
export const objectLetters = {
  createDatabase: {
    kind: 'createObject',
    isEnabled: (state) => state.isUp && state.meta.databases.length === 0,
    draw: ({ meta }) => ({
      do: 'createObject',
      object: { kind: 'database', name: freeName('d', namesOf(meta.databases)) },
    }),
  },
  createTable: {
    kind: 'createObject',
    isEnabled: ({ isUp: up, meta }) => up && meta.databases.length > 0 && meta.tables.length < mostTables,
    draw: (state, random) => ({ do: 'createObject', object: drawNewTable(state, random) }),
  },
  createOther: {
    kind: 'createObject',
    isEnabled: isUp,
    draw: ({ meta }, random) => ({ do: 'createObject', object: drawNewObject(meta, random) }),
  },
  /** Both journals grow by themselves while there is a continuous load. */
  createLoadJob: {
    kind: 'createObject',
    isEnabled: (state) => hasTable(state) && state.meta.loadJobs.length === 0,
    draw: ({ meta }, random) => ({ do: 'createObject', object: named('loadJob', 'j1', meta, random) }),
  },
  dropTable: {
    kind: 'dropObject',
    isEnabled: hasTable,
    draw: (state, random) => ({ do: 'dropObject', object: drawTableObject(state, random) }),
  },
  dropOther: {
    kind: 'dropObject',
    isEnabled: ({ isUp: up, meta }) => up && meta.databases.length > 0,
    draw: ({ meta }, random) => ({ do: 'dropObject', object: drawOldObject(meta, random) }),
  },
  recoverTable: {
    kind: 'recoverTable',
    isEnabled: ({ isUp: up, meta }) => up && meta.recycled.length > 0,
    draw: (state, random) => ({ do: 'recoverTable', table: drawRecycled(state, random) }),
  },
  writeTable: {
    kind: 'writeTable',
    isEnabled: hasTable,
    draw: (state, random, serial) => ({ do: 'writeTable', load: `l${serial}`, table: drawTable(state, random) }),
  },
  readTable: {
    kind: 'readTable',
    // Also while the FE is down: that must be refused.
    isEnabled: ({ meta }) => meta.tables.length > 0,
    draw: (state, random) => ({ do: 'readTable', table: drawTable(state, random) }),
  },
  holdPublish: { kind: 'holdPublish', isEnabled: isPublishing, draw: () => ({ do: 'holdPublish', on: true }) },
  releasePublish: { kind: 'holdPublish', isEnabled: isHeld, draw: () => ({ do: 'holdPublish', on: false }) },
  vacuum: { kind: 'vacuum', isEnabled: isUp, draw: () => ({ do: 'vacuum', full: false }) },
  fullVacuum: { kind: 'vacuum', isEnabled: isUp, draw: () => ({ do: 'vacuum', full: true }) },
  eraseRecycleBin: {
    kind: 'eraseRecycleBin',
    isEnabled: ({ isUp: up, meta }) => up && meta.recycled.length > 0,
    draw: () => ({ do: 'eraseRecycleBin' }),
  },
  checkpoint: { kind: 'checkpoint', isEnabled: isUp, draw: () => ({ do: 'checkpoint' }) },
} as const satisfies Readonly<Record<string, SharedDataLetter>>;

function isPublishing({ isUp: up, publishIsHeld }: SharedDataState): boolean {
  return up && !publishIsHeld;
}

function isHeld({ isUp: up, publishIsHeld }: SharedDataState): boolean {
  return up && publishIsHeld;
}

function drawNewTable(state: SharedDataState, random: Random): ClusterObject {
  const { meta } = state;
  const name =
    oneIn(random, 25) && meta.tables.length > 0 ? oneOf(random, meta.tables).name : freeName('t', namesOf(meta.tables));
  const database = oneIn(random, 25) ? NO_DATABASE : oneOf(random, meta.databases).name;
  const table = { kind: 'table', name, database } as const;
  return oneIn(random, 3) ? { ...table, volume: drawVolume(state, random) } : table;
}

function drawTableObject({ meta }: SharedDataState, random: Random): ClusterObject {
  const { name, database } = oneOf(random, meta.tables);
  return { kind: 'table', name: oneIn(random, 25) ? NO_TABLE : name, database };
}

function drawRecycled({ meta }: SharedDataState, random: Random): string {
  return oneIn(random, 20) ? NO_TABLE : oneOf(random, meta.recycled).table.name;
}

/** The kinds besides tables with the names that they have. */
type NamedKind = 'catalog' | 'database' | 'view' | 'user' | 'role' | 'loadJob' | 'resourceGroup' | 'function';

const prefixes: Readonly<Record<NamedKind, string>> = {
  catalog: 'c',
  database: 'd',
  view: 'w',
  user: 'u',
  role: 'r',
  loadJob: 'j',
  resourceGroup: 'g',
  function: 'f',
};

const newKinds: readonly (NamedKind | 'grant')[] = [
  'catalog',
  'database',
  'view',
  'view',
  'user',
  'user',
  'role',
  'grant',
  'grant',
  'loadJob',
  'loadJob',
  'resourceGroup',
  'function',
];

function namesOfKind(meta: Meta, kind: NamedKind): readonly string[] {
  switch (kind) {
    case 'catalog':
      return meta.catalogs;
    case 'user':
      return meta.users;
    case 'role':
      return meta.roles;
    case 'resourceGroup':
      return meta.resourceGroups;
    case 'database':
      return namesOf(meta.databases);
    case 'view':
      return namesOf(meta.views);
    case 'loadJob':
      return namesOf(meta.loadJobs);
    default:
      return namesOf(meta.functions);
  }
}

/** What something new needs is there, except now and then. */
function drawNewObject(meta: Meta, random: Random): ClusterObject {
  const kind = oneOf(random, newKinds);
  if (kind !== 'grant') return named(kind, drawNewName(meta, kind, random), meta, random);
  const user = meta.users.length === 0 ? 'u99' : oneOf(random, meta.users);
  return { kind, user, table: drawTableName(meta, random) };
}

/** Few of a kind, so that names come again; one that is taken must be refused. */
function drawNewName(meta: Meta, kind: NamedKind, random: Random): string {
  const taken = namesOfKind(meta, kind);
  if (taken.length >= mostOfAKind || (taken.length > 0 && oneIn(random, 25))) return oneOf(random, taken);
  return freeName(prefixes[kind], taken);
}

function drawOldObject(meta: Meta, random: Random): ClusterObject {
  const old: readonly ClusterObject[] = [
    ...otherKinds.flatMap((kind) => namesOfKind(meta, kind).map((name) => named(kind, name, meta, random))),
    ...meta.grants.map(({ user, table }): ClusterObject => ({ kind: 'grant', user, table })),
  ];
  if (old.length === 0 || oneIn(random, 8)) return { kind: 'database', name: drawDatabase(meta, random) };
  return oneOf(random, old);
}

const otherKinds: readonly NamedKind[] = ['catalog', 'view', 'user', 'role', 'loadJob', 'resourceGroup', 'function'];

function named(kind: NamedKind, name: string, meta: Meta, random: Random): ClusterObject {
  switch (kind) {
    case 'view':
      return {
        kind,
        name,
        database: meta.views.find((view) => view.name === name)?.database ?? drawDatabase(meta, random),
      };
    case 'function':
      return {
        kind,
        name,
        database: meta.functions.find((one) => one.name === name)?.database ?? drawDatabase(meta, random),
      };
    case 'loadJob':
      return {
        kind,
        name,
        table: meta.loadJobs.find((job) => job.name === name)?.table ?? drawTableName(meta, random),
      };
    default:
      return { kind, name };
  }
}

function drawDatabase({ databases }: Meta, random: Random): string {
  return databases.length === 0 || oneIn(random, 25) ? NO_DATABASE : oneOf(random, databases).name;
}

function drawTableName({ tables }: Meta, random: Random): string {
  return tables.length === 0 || oneIn(random, 25) ? NO_TABLE : oneOf(random, tables).name;
}

/** What fills a cluster at the start of a scenario. */
export const openingObjects: readonly SharedDataLetter[] = [
  objectLetters.createDatabase,
  objectLetters.createTable,
  {
    kind: 'writeTable',
    isEnabled: hasTable,
    draw: ({ meta }, _random, serial): Command => ({
      do: 'writeTable',
      load: `l${serial}`,
      table: meta.tables[0]?.name ?? NO_TABLE,
    }),
  },
];
