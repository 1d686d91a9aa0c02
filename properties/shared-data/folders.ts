import type { SnapshotPart } from '../../model/snapshot/commands.ts';
import type { SharedDataView, SnapshotFolderView } from '../../model/views/sharedData.ts';
import type { SharedDataStep } from '../property.ts';
import type { Story } from './story.ts';

/** The identity of a folder: where it really lies, for a volume may move. */
export function folderKey(view: SharedDataView, folder: SnapshotFolderView): string {
  return `${locationOf(view, folder)}|${folder.serviceId}|${folder.name}`;
}

/** Parts without which nothing can be restored, that a folder lacks (snapshot notes 4.3). */
export function missingParts({ files, feJournalId, starmgrJournalId }: SnapshotFolderView): readonly SnapshotPart[] {
  const paths = new Set(files.filter(({ bytes }) => bytes > 0).map(({ path }) => path));
  const needed: readonly (readonly [SnapshotPart, string])[] = [
    ['VERSION', 'VERSION'],
    ['ROLE', 'ROLE'],
    ['feImage', `v2/image.${feJournalId}`],
    ['checksum', `v2/checksum.${feJournalId}`],
    ['starmgrImage', `starmgr/image.${starmgrJournalId}`],
  ];
  return needed.filter(([, path]) => !paths.has(path)).map(([part]) => part);
}

/** Whether a cluster can be restored from a folder. */
export function isRestorable(folder: SnapshotFolderView): boolean {
  return folder.isIntact && missingParts(folder).length === 0;
}

/** Folders of that name which the cluster's own jobs answer for: copies that the kit made are none of theirs. */
export function foldersNamed(view: SharedDataView, story: Story, name: string): readonly SnapshotFolderView[] {
  return view.bucket.folders.filter((folder) => folder.name === name && !story.foreign.has(folderKey(view, folder)));
}

/** Folders after a step that the cluster's own jobs answer for: neither copies nor what nobody can tell the owner of. */
export function ownFolders({ before, after, story, command }: SharedDataStep): readonly SnapshotFolderView[] {
  // The story learns of copies only once the step that makes them is judged.
  const copied = command.do === 'copyVolume' ? keysOf(before) : undefined;
  return after.bucket.folders.filter((folder) => {
    const key = folderKey(after, folder);
    return !story.foreign.has(key) && copied?.has(key) !== false;
  });
}

function keysOf(view: SharedDataView): ReadonlySet<string> {
  return new Set(view.bucket.folders.map((folder) => folderKey(view, folder)));
}

/** The folder of this key. */
export function folderWithKey(view: SharedDataView, key: string): SnapshotFolderView | undefined {
  return view.bucket.folders.find((other) => folderKey(view, other) === key);
}

/** What a folder holds, to compare it. */
export function contentOf({ files }: SnapshotFolderView): string {
  return JSON.stringify(files.map(({ path, bytes, etag }) => [path, bytes, etag]));
}

/** A path with neither a slash at its end nor empty segments (snapshot notes 4.2). */
export function normalised(path: string): string {
  const [, scheme = '', rest = path] = /^([a-z][a-z0-9+.-]*:\/\/)(.*)$/s.exec(path) ?? [];
  return scheme + rest.split('/').filter(Boolean).join('/');
}

/** The location in which a folder lies, without slashes at its end. */
export function locationOf({ catalog }: SharedDataView, { volume }: SnapshotFolderView): string {
  return normalised(catalog.volumes.find(({ name }) => name === volume)?.location ?? volume);
}
