import { createHash } from 'node:crypto';
import { compareKeys } from './keys.ts';

/** The checksum that a client gave with an object, in base64. */
export interface GivenChecksum {
  readonly algorithm: 'crc32' | 'crc32c' | 'sha1' | 'sha256';
  readonly value: string;
}

/** An object as it is kept. Never changed in place. */
export interface ShelfObject {
  readonly bytes: Uint8Array;
  /** Without quotes. */
  readonly etag: string;
  /** Milliseconds since 1970. */
  readonly modifiedMs: number;
  /** Headers that are given back with the object: its type and its metadata. */
  readonly headers: Readonly<Record<string, string>>;
  readonly checksum?: GivenChecksum;
  readonly tags: readonly (readonly [name: string, value: string])[];
}

/** One version of a key: an object, or the mark that the key was deleted. */
export type ShelfVersion =
  | { readonly kind: 'object'; readonly versionId: string; readonly object: ShelfObject }
  | { readonly kind: 'marker'; readonly versionId: string; readonly modifiedMs: number };

/** Whether old versions are kept. `suspended` keeps the ones there are and adds none. */
export type Versioning = 'off' | 'enabled' | 'suspended';

/** What can be read of a shelf at one moment. */
export interface ShelfView {
  /** Keys with at least one version, ascending by UTF-8 bytes. */
  keys(): readonly string[];
  /** Versions of the key, newest first. */
  versions(key: string): readonly ShelfVersion[];
}

/** What a removal left behind: the version removed or the marker added. */
export interface Removal {
  readonly versionId: string | undefined;
  readonly isMarker: boolean;
}

/** The content of one bucket, in memory. All calls are synchronous, so that whoever checks and then writes does so atomically. */
export interface Shelf extends ShelfView {
  versioning: Versioning;
  /** The object that a plain GET answers. */
  current(key: string): ShelfObject | undefined;
  /** The version with the id, or the newest one without. */
  find(key: string, versionId?: string): ShelfVersion | undefined;
  /** Stores an object; returns the id of its version, `null` without versioning. */
  put(key: string, object: ShelfObject): string;
  /** Removes the key, or one version of it for good. */
  remove(key: string, versionId?: string): Removal;
  /** Replaces the tags of a version. */
  retag(key: string, versionId: string, tags: ShelfObject['tags']): void;
  /** The shelf as it was that many writes ago, or at the oldest moment that is remembered (1,000 writes). */
  asOf(writesAgo: number): ShelfView;
}

interface Undo {
  readonly key: string;
  readonly before: readonly ShelfVersion[];
}

type Rows = Map<string, readonly ShelfVersion[]>;

/** The version id of whatever is written without versioning. */
export const NULL_VERSION = 'null';

const MAX_UNDOS = 1000;

/** An empty shelf without versioning. */
export function createShelf(): Shelf {
  const rows: Rows = new Map();
  const undos: Undo[] = [];
  let view = viewOf(rows);
  let lastVersion = 0;

  function write(key: string, after: readonly ShelfVersion[]): void {
    const before = rows.get(key) ?? [];
    undos.push({ key, before });
    if (undos.length > MAX_UNDOS) undos.shift();
    setRow(rows, key, after);
    if ((before.length === 0) !== (after.length === 0)) view = viewOf(rows);
  }

  const nextId = () => {
    if (shelf.versioning !== 'enabled') return NULL_VERSION;
    lastVersion += 1;
    return `v${String(lastVersion).padStart(12, '0')}`;
  };

  const add = (version: ShelfVersion, key: string) => {
    write(key, [version, ...without(rows.get(key), version.versionId === NULL_VERSION ? NULL_VERSION : undefined)]);
    return version.versionId;
  };

  const shelf: Shelf = {
    versioning: 'off',
    keys: () => view.keys(),
    versions: (key) => rows.get(key) ?? [],
    current: (key) => objectOf(rows.get(key)?.[0]),
    find: (key, versionId) => {
      const versions = rows.get(key) ?? [];
      return versionId === undefined ? versions[0] : versions.find((version) => version.versionId === versionId);
    },
    put: (key, object) => add({ kind: 'object', versionId: nextId(), object }, key),
    remove: (key, versionId) => {
      if (versionId !== undefined) {
        const gone = shelf.find(key, versionId);
        write(key, without(rows.get(key), versionId));
        return { versionId, isMarker: gone?.kind === 'marker' };
      }
      if (shelf.versioning === 'off') {
        write(key, without(rows.get(key), NULL_VERSION));
        return { versionId: undefined, isMarker: false };
      }
      return { versionId: add({ kind: 'marker', versionId: nextId(), modifiedMs: Date.now() }, key), isMarker: true };
    },
    retag: (key, versionId, tags) => {
      const tagged = (rows.get(key) ?? []).map((version) =>
        version.kind === 'object' && version.versionId === versionId
          ? { ...version, object: { ...version.object, tags } }
          : version,
      );
      setRow(rows, key, tagged);
    },
    asOf: (writesAgo) => {
      const past: Rows = new Map(rows);
      for (const { key, before } of undos.slice(Math.max(0, undos.length - writesAgo)).reverse())
        setRow(past, key, before);
      return viewOf(past);
    },
  };
  return shelf;
}

/**
 * An object with nothing but its bytes.
 * @param bytes kept as they are: the caller must not change them afterwards
 */
export function plainObject(bytes: Uint8Array): ShelfObject {
  return { bytes, etag: md5(bytes), modifiedMs: Date.now(), headers: {}, tags: [] };
}

/** The MD5 of the bytes in hexadecimal digits: the ETag of an object written at once. */
export function md5(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('hex');
}

/** The object of a version, unless the version marks a deletion. */
export function objectOf(version: ShelfVersion | undefined): ShelfObject | undefined {
  return version?.kind === 'object' ? version.object : undefined;
}

function viewOf(rows: Rows): ShelfView {
  let sorted: readonly string[] | undefined;
  return {
    keys: () => {
      sorted ??= [...rows.keys()].sort(compareKeys);
      return sorted;
    },
    versions: (key) => rows.get(key) ?? [],
  };
}

function setRow(rows: Rows, key: string, versions: readonly ShelfVersion[]): void {
  if (versions.length === 0) rows.delete(key);
  else rows.set(key, versions);
}

function without(versions: readonly ShelfVersion[] = [], versionId: string | undefined): readonly ShelfVersion[] {
  return versions.filter((version) => version.versionId !== versionId);
}
