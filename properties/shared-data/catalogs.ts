import type { RestoredVolume } from '../../model/snapshot/commands.ts';
import type { CatalogView, SharedTableView, VolumeView } from '../../model/views/sharedData.ts';
import { normalised } from './folders.ts';
import type { Moment } from './story.ts';

/** What a restored cluster holds, compared with what was captured, in words; by what it is about. */
export interface Difference {
  readonly about: 'objects' | 'rows' | 'readability';
  readonly message: string;
}

/** What a comparison must know of the restore and of the loads. */
export interface Comparing {
  /** The volumes that the file lists. */
  readonly volumes: readonly RestoredVolume[];
  /** Loads that a client has tried to write; others come from continuous load jobs. */
  readonly written: ReadonlyMap<string, string>;
  /** Whether there may be loads that no client has named. */
  readonly hasLoadJobs: boolean;
  /** Whether the data that a table needs must be there. */
  isReadable(table: SharedTableView): boolean;
}

/**
 * What is wrong with a restored catalog, given the moments at which its snapshot may have been captured; empty when it is
 * what it was at one of them, or between two that follow one another.
 */
export function differencesOf(
  catalog: CatalogView,
  moments: readonly Moment[],
  comparing: Comparing,
): readonly Difference[] {
  let best: readonly Difference[] | undefined;
  for (const [nth, from] of moments.entries()) {
    for (const to of [from, moments[nth + 1]]) {
      if (to === undefined) continue;
      const found = differencesBetween(catalog, from, to, comparing);
      if (found.length === 0) return [];
      if (best === undefined || found.length < best.length) best = found;
    }
  }
  return best ?? [];
}

/** Objects are those of one of both moments; rows may be any between them. */
function differencesBetween(
  catalog: CatalogView,
  from: Moment,
  to: Moment,
  comparing: Comparing,
): readonly Difference[] {
  const asFrom = objectDifferences(catalog, from.catalog, comparing);
  const objects = asFrom.length === 0 || from === to ? asFrom : objectDifferences(catalog, to.catalog, comparing);
  return [...objects, ...catalog.tables.flatMap((table) => rowDifferences(table, from, to, comparing))];
}

const plainLists = [
  'catalogs',
  'databases',
  'views',
  'users',
  'roles',
  'grants',
  'loadJobs',
  'resourceGroups',
] as const;

function objectDifferences(is: CatalogView, was: CatalogView, { volumes }: Comparing): Difference[] {
  const messages = plainLists.map((list) => differing(list, is[list], was[list]));
  messages.push(differing('recycled tables', is.recycled, was.recycled));
  const moved = movedBy(volumes, was.volumes);
  messages.push(
    differing(
      'tables',
      is.tables.map(described),
      was.tables.map((table) => described(movedTable(table, moved))),
    ),
  );
  const unknown = is.functions.find((name) => !was.functions.includes(name));
  if (unknown !== undefined) messages.push(`the function ${unknown} was never captured`);
  return messages.filter((message) => message !== undefined).map((message) => ({ about: 'objects', message }));
}

function described({ name, database, volume, path }: SharedTableView): string {
  return `${database}.${name} on ${volume} at ${normalised(path)}`;
}

function differing(what: string, is: readonly string[], was: readonly string[]): string | undefined {
  const missing = was.find((name) => !is.includes(name));
  if (missing !== undefined) return `${what}: ${missing} is missing`;
  const added = is.find((name) => !was.includes(name));
  if (added !== undefined) return `${what}: ${added} was not there at the capture`;
  return is.length === was.length ? undefined : `${what}: ${is.length} instead of ${was.length}`;
}

/** Locations of volumes before and after a restore that moves them. */
export type Moves = ReadonlyMap<string, { readonly from: string; readonly to: string }>;

/** The volumes that a restore moves. */
export function movedBy(listed: readonly RestoredVolume[], before: readonly VolumeView[]): Moves {
  const moves = new Map<string, { from: string; to: string }>();
  for (const { name, location } of listed) {
    const was = before.find((volume) => volume.name === name);
    if (was !== undefined) moves.set(name, { from: normalised(was.location), to: normalised(location) });
  }
  return moves;
}

/** A table as it is once its volume was moved. */
export function movedTable(table: SharedTableView, moves: Moves): SharedTableView {
  const move = moves.get(table.volume);
  const path = normalised(table.path);
  return move !== undefined && path.startsWith(`${move.from}/`)
    ? { ...table, path: move.to + path.slice(move.from.length) }
    : table;
}

function rowDifferences(table: SharedTableView, from: Moment, to: Moment, comparing: Comparing): readonly Difference[] {
  const earlier = tableNamed(from.catalog, table.name);
  const later = tableNamed(to.catalog, table.name);
  const least = earlier ?? later;
  if (least?.loads === undefined || !comparing.isReadable(least)) return [];
  if (table.loads === undefined) return [{ about: 'readability', message: `${table.name} cannot be read` }];
  const lost = earlier?.loads?.find((load) => table.loads?.includes(load) === false);
  if (lost !== undefined) return [{ about: 'rows', message: `rows of ${lost} in ${table.name} are missing` }];
  const known = new Set([...(earlier?.loads ?? []), ...(later?.loads ?? []), ...committedAt(from, to)]);
  const { written, hasLoadJobs } = comparing;
  const added = table.loads.find((load) => !known.has(load) && (written.has(load) || !hasLoadJobs));
  return added === undefined
    ? []
    : [{ about: 'rows', message: `rows of ${added} in ${table.name} came after the capture` }];
}

function committedAt(...moments: readonly Moment[]): readonly string[] {
  return moments.flatMap(({ committed, possible }) => [...committed.keys(), ...possible]);
}

export function tableNamed({ tables }: CatalogView, name: string): SharedTableView | undefined {
  return tables.find((table) => table.name === name);
}
