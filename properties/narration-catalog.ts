import type { CatalogView, SharedTableView, VolumeView } from '../model/views/sharedData.ts';
import { comings, type Pair, pairs } from './narration-lists.ts';

/** What has changed in a catalog, object by object. */
export function catalogChanges(before: CatalogView, after: CatalogView): string[] {
  if (before === after) return [];
  return [
    ...pairs(before.volumes, after.volumes, ({ name }) => name).flatMap(volumeLines),
    ...plainLists.flatMap(([noun, listOf]) =>
      comings(listOf(before), listOf(after), {
        came: (name) => `${noun} ${name} is there`,
        went: (name) => `${noun} ${name} is gone`,
      }),
    ),
    ...pairs(before.tables, after.tables, ({ name }) => name).flatMap(tableLines),
    ...comings(before.recycled, after.recycled, {
      came: (name) => `table ${name} is in the recycle bin`,
      went: (name) => `table ${name} is no longer in the recycle bin`,
    }),
  ];
}

const plainLists: readonly (readonly [noun: string, listOf: (catalog: CatalogView) => readonly string[]])[] = [
  ['catalog', ({ catalogs }) => catalogs],
  ['database', ({ databases }) => databases],
  ['view', ({ views }) => views],
  ['user', ({ users }) => users],
  ['role', ({ roles }) => roles],
  ['the right', ({ grants }) => grants],
  ['continuous load', ({ loadJobs }) => loadJobs],
  ['resource group', ({ resourceGroups }) => resourceGroups],
  ['function', ({ functions }) => functions],
];

function volumeLines({ was, is }: Pair<VolumeView>): string[] {
  if (is === undefined) return was === undefined ? [] : [`volume ${was.name} is gone`];
  if (was === undefined) return [`volume ${is.name} is at ${is.location}${is.isDefault ? ', the default one' : ''}`];
  return [
    ...(was.location === is.location ? [] : [`volume ${is.name} has moved to ${is.location}`]),
    ...(was.isDefault === is.isDefault
      ? []
      : [`volume ${is.name} is ${is.isDefault ? '' : 'no longer '}the default one`]),
    ...(was.comment === is.comment ? [] : [`volume ${is.name} has the comment "${is.comment}"`]),
  ];
}

function tableLines({ was, is }: Pair<SharedTableView>): string[] {
  if (is === undefined) return was === undefined ? [] : [`table ${was.name} is gone`];
  const now = summary(is);
  if (was !== undefined && summary(was) === now) return [];
  return [`table ${is.name} ${now}`];
}

function summary({ database, volume, path, visibleVersion, loads }: SharedTableView): string {
  const content = loads === undefined ? 'cannot be read' : `holds ${loads.join(', ') || 'nothing'}`;
  return `in ${database} on ${volume} (${path}) at version ${visibleVersion} ${content}`;
}
