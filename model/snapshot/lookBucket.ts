import type { BucketView, SnapshotFolderView } from '../views/sharedData.ts';
import { withoutSlashes } from './jobRules.ts';
import { factsOf, journalIdIn } from './restorePlan.ts';
import type { Bucket, SharedDataState, StoredObject, Volume } from './state.ts';

const MARK = '/meta/image/';

/** The bucket of the state; what did not change since `shown` is taken from the look before. */
export function lookAtBucket(state: SharedDataState, shown?: SharedDataState, previous?: BucketView): BucketView {
  const { bucket, meta } = state;
  const isSameVolumes = shown?.meta.volumes === meta.volumes;
  if (previous !== undefined && isSameVolumes && shown?.bucket === bucket) return previous;
  const [isSameMeta, isSameData] = compared(bucket, shown?.bucket);
  const keepsFolders = previous !== undefined && isSameVolumes && isSameMeta;
  const keepsData = previous !== undefined && isSameData;
  return {
    folders: keepsFolders ? previous.folders : foldersOf(bucket, meta.volumes),
    strays: keepsData && keepsFolders ? previous.strays : straysOf(bucket),
    data: keepsData ? previous.data : dataOf(bucket),
  };
}

/** Whether the snapshots, and whether everything else is the same as before. */
function compared(bucket: Bucket, before: Bucket | undefined): [isSameMeta: boolean, isSameData: boolean] {
  if (before === undefined) return [false, false];
  let [isSameMeta, isSameData] = [true, true];
  const note = (folder: string) => {
    if (folder.includes(MARK)) isSameMeta = false;
    else isSameData = false;
  };
  for (const [folder, objects] of bucket) if (before.get(folder) !== objects) note(folder);
  for (const folder of before.keys()) if (!bucket.has(folder)) note(folder);
  return [isSameMeta, isSameData];
}

function foldersOf(bucket: Bucket, volumes: readonly Volume[]): readonly SnapshotFolderView[] {
  const found = new Map<string, Map<string, StoredObject>>();
  for (const [group, objects] of bucket) {
    const dir = snapshotDirIn(group);
    if (dir === undefined) continue;
    const files = found.get(dir) ?? new Map<string, StoredObject>();
    for (const [key, object] of objects) files.set(key.slice(dir.length + 1), object);
    found.set(dir, files);
  }
  return [...found]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([dir, files]) => folder(dir, files, volumes));
}

/** The folder of the snapshot that keys of this group lie in, or undefined. */
function snapshotDirIn(group: string): string | undefined {
  const at = group.indexOf(MARK);
  if (at < 0) return undefined;
  const end = group.indexOf('/', at + MARK.length);
  return end < 0 ? group : group.slice(0, end);
}

function folder(dir: string, files: ReadonlyMap<string, StoredObject>, volumes: readonly Volume[]): SnapshotFolderView {
  const at = dir.indexOf(MARK);
  const base = dir.slice(0, at);
  const location = base.slice(0, base.lastIndexOf('/'));
  const name = dir.slice(at + MARK.length);
  const facts = factsOf(name, files);
  return {
    volume: volumes.find((volume) => withoutSlashes(volume.location) === location)?.name ?? location,
    serviceId: base.slice(location.length + 1),
    name,
    files: [...files]
      .map(([path, { bytes, etag }]) => ({ path, bytes, etag }))
      .sort((left, right) => (left.path < right.path ? -1 : 1)),
    feJournalId: highest(files, 'v2/image.'),
    starmgrJournalId: highest(files, 'starmgr/image.'),
    isIntact: facts.checksumFits && facts.isWhole,
  };
}

function highest(files: ReadonlyMap<string, StoredObject>, start: string): number {
  let id = 0;
  for (const path of files.keys()) if (path.startsWith(start)) id = Math.max(id, journalIdIn(path));
  return id;
}

function isData({ content }: StoredObject): boolean {
  return content.kind === 'data' || content.kind === 'txnLog';
}

function dataOf(bucket: Bucket): ReadonlyMap<string, string> {
  const data = new Map<string, string>();
  for (const [group, objects] of bucket) {
    if (group.includes(MARK)) continue;
    for (const [key, object] of objects) if (isData(object)) data.set(key, object.etag);
  }
  return data;
}

function straysOf(bucket: Bucket): readonly string[] {
  const strays: string[] = [];
  for (const [group, objects] of bucket) {
    if (snapshotDirIn(group) !== undefined) continue;
    for (const [key, object] of objects) if (!isData(object)) strays.push(key);
  }
  return strays.sort();
}
