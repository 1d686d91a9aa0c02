import type { BucketView, SnapshotFolderView } from '../model/views/sharedData.ts';
import { comings, type Pair, pairs } from './narration-lists.ts';

/** What has changed in a bucket: folders of snapshots file by file, other objects by their number. */
export function bucketChanges(before: BucketView, after: BucketView): string[] {
  if (before === after) return [];
  return [
    ...pairs(before.folders, after.folders, keyOf).flatMap(folderLines),
    ...comings(before.strays, after.strays, {
      came: (key) => `an object where none is expected: ${key}`,
      went: (key) => `the object ${key} is gone`,
    }),
    ...dataLines(before.data, after.data),
  ];
}

function keyOf({ volume, serviceId, name }: SnapshotFolderView): string {
  return `${volume} ${serviceId} ${name}`;
}

function folderLines({ was, is }: Pair<SnapshotFolderView>): string[] {
  if (is === undefined) return was === undefined ? [] : [`the folder of ${was.name} on ${was.volume} is gone`];
  const files = fileWords(was, is);
  const intact =
    (was?.isIntact ?? false) === is.isIntact ? '' : is.isIntact ? '; it is complete now' : '; it is no longer complete';
  if (files.length === 0 && intact === '') return [];
  return [`the folder of ${is.name} on ${is.volume}: ${files.join(', ') || 'the same files'}${intact}`];
}

function fileWords(was: SnapshotFolderView | undefined, is: SnapshotFolderView): string[] {
  return pairs(was?.files ?? [], is.files, ({ path }) => path).flatMap((file) => {
    if (file.was === undefined) return file.is === undefined ? [] : [`${file.is.path} is put`];
    if (file.is === undefined) return [`${file.was.path} is deleted`];
    return file.was.etag === file.is.etag ? [] : [`${file.is.path} is overwritten (${file.is.bytes} bytes)`];
  });
}

function dataLines(before: BucketView['data'], after: BucketView['data']): string[] {
  if (before === after) return [];
  const put = [...after.keys()].filter((key) => !before.has(key)).length;
  const gone = [...before.keys()].filter((key) => !after.has(key)).length;
  const changed = [...after].filter(([key, etag]) => before.has(key) && before.get(key) !== etag).length;
  const told = [
    ...(put > 0 ? [`${put} put`] : []),
    ...(changed > 0 ? [`${changed} overwritten`] : []),
    ...(gone > 0 ? [`${gone} removed`] : []),
  ];
  return told.length === 0 ? [] : [`data objects: ${told.join(', ')}`];
}
