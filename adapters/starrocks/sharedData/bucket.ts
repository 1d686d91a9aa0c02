import { isDeepStrictEqual } from 'node:util';
import { crc32 } from 'node:zlib';
import type { BucketView, SnapshotFileView, SnapshotFolderView, VolumeView } from '../../../model/views/sharedData.ts';
import { TargetError } from '../../adapter.ts';
import { type ObjectEntry, type ObjectStore, ObjectStoreError } from '../../objects/store.ts';
import type { Locations } from './locations.ts';

/** A listing of the bucket, ascending by key. */
export type Listing = readonly ObjectEntry[];

/** Reads a run's part of a bucket; content is fetched once for each ETag. */
export interface BucketReader {
  /** All objects of the run. */
  list(): Promise<Listing>;
  /** What a listing amounts to, with volumes as they are now; the same object as before when nothing differs. */
  view(listing: Listing, volumes: readonly VolumeView[]): Promise<BucketView>;
}

/** A file of a snapshot as far as its content matters: whether it is whole, and the checksum it has or holds. */
interface Inspected {
  readonly isWhole: boolean;
  readonly crc: number;
  readonly text: string;
}

interface FoundFile extends SnapshotFileView {
  readonly key: string;
}

interface FoundFolder {
  readonly location: string;
  readonly serviceId: string;
  readonly name: string;
  readonly files: FoundFile[];
}

const mark = '/meta/image/';
const nothing: BucketView = { folders: [], strays: [], data: new Map() };

/** A reader of the objects of one run. */
export function createBucketReader(store: ObjectStore, locations: Locations): BucketReader {
  const inspected = new Map<string, Inspected>();
  let last = nothing;

  const inspect = async (file: FoundFile): Promise<Inspected> => {
    const id = `${file.key} ${file.etag}`;
    const known = inspected.get(id);
    if (known !== undefined) return known;
    const bytes = await asking(() => store.get(file.key));
    const found = inspection(file.path, bytes ?? new Uint8Array());
    inspected.set(id, found);
    return found;
  };

  const folderView = async (found: FoundFolder, volumes: readonly VolumeView[]): Promise<SnapshotFolderView> => {
    const files = [...found.files].sort((left, right) => (left.path < right.path ? -1 : 1));
    const contents = new Map<string, Inspected>();
    for (const file of files) contents.set(file.path, await inspect(file));
    const feJournalId = highest(files, 'v2/image.');
    const checksum = contents.get(`v2/checksum.${highest(files, 'v2/checksum.')}`);
    const image = contents.get(`v2/image.${feJournalId}`);
    const fits = image !== undefined && checksum !== undefined && checksum.text === String(image.crc);
    return {
      volume: volumes.find(({ location }) => trimmed(location) === found.location)?.name ?? found.location,
      serviceId: found.serviceId,
      name: found.name,
      files: files.map(({ path, bytes, etag }) => ({ path, bytes, etag })),
      feJournalId,
      starmgrJournalId: highest(files, 'starmgr/image.'),
      isIntact: fits && [...contents.values()].every(({ isWhole }) => isWhole),
    };
  };

  return {
    list: () => asking(() => store.list(locations.prefix)),
    view: async (listing, volumes) => {
      const { folders, strays, data } = sorted(listing, locations);
      const views: SnapshotFolderView[] = [];
      for (const folder of folders) views.push(await folderView(folder, volumes));
      const next = { folders: views, strays, data };
      if (!isDeepStrictEqual(last, next)) last = next;
      return last;
    },
  };
}

/** Takes keys apart: the files of snapshots, data below `<location>/<service id>/db<n>/`, and what nobody expects. */
function sorted(listing: Listing, locations: Locations) {
  const folders = new Map<string, FoundFolder>();
  const strays: string[] = [];
  const data = new Map<string, string>();
  for (const { key, etag, sizeBytes } of listing) {
    const place = locations.placeOf(key) ?? key;
    const parts = snapshotParts(place);
    if (parts !== undefined) {
      const { dir, path, ...rest } = parts;
      const folder = folders.get(dir) ?? { ...rest, files: [] };
      folder.files.push({ key, path, bytes: sizeBytes, etag });
      folders.set(dir, folder);
      // Directory markers are no objects of anybody (snapshot notes 4.6).
    } else if (/\/db\d+\/\d+\//.test(place)) data.set(place, etag);
    else if (!key.endsWith('/')) strays.push(place);
  }
  const inOrder = [...folders].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, folder]) => folder);
  return { folders: inOrder, strays: strays.sort(), data };
}

function snapshotParts(place: string) {
  const at = place.indexOf(mark);
  const end = at < 0 ? -1 : place.indexOf('/', at + mark.length);
  if (end < 0) return undefined;
  const base = place.slice(0, at);
  const location = base.slice(0, base.lastIndexOf('/'));
  return {
    dir: place.slice(0, end),
    location,
    serviceId: base.slice(location.length + 1),
    name: place.slice(at + mark.length, end),
    path: place.slice(end + 1),
  };
}

function inspection(path: string, bytes: Uint8Array): Inspected {
  const text = Buffer.from(bytes).toString('utf8');
  return { isWhole: isWhole(path, text), crc: crc32(bytes), text: text.length > 20 ? '' : text.trim() };
}

/** What can be told without knowing the format: texts end with a line, and JSON can be parsed; other bytes cannot be judged. */
function isWhole(path: string, text: string): boolean {
  if (path === 'VERSION' || path === 'ROLE') return text.endsWith('\n');
  if (!path.startsWith('starmgr/image.')) return text !== '';
  return text.startsWith('{') ? isJson(text) : text !== '';
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function highest(files: readonly SnapshotFileView[], start: string): number {
  const ids = files.map(({ path }) =>
    path.startsWith(start) ? Number(/^\d+$/.exec(path.slice(start.length))?.[0] ?? 0) : 0,
  );
  return Math.max(0, ...ids);
}

function trimmed(location: string): string {
  return location.replace(/\/+$/, '');
}

/** A store that fails is a target that cannot be judged. */
async function asking<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof ObjectStoreError)) throw error;
    const fault = error.fault === 'timeout' || error.fault === 'unreachable' ? error.fault : 'unable';
    throw new TargetError(fault, error.message, error);
  }
}
