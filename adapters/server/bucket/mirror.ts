import { createHash } from 'node:crypto';
import { emptyBucket, stored, truncated, withObject, withoutObject } from '../../../model/snapshot/bucket.ts';
import { imageMeta } from '../../../model/snapshot/images.ts';
import { withoutSlashes } from '../../../model/snapshot/jobRules.ts';
import type { SnapshotRules } from '../../../model/snapshot/rules.ts';
import type { Bucket, SharedDataState, StoredObject } from '../../../model/snapshot/state.ts';
import type { ObjectStore } from '../../objects/store.ts';
import { differenceOf } from './difference.ts';
import { bytesOf, type ChecksumOf, checksumOfBytes } from './image.ts';
import { keyIn } from './places.ts';

/** Where a server keeps the objects of its clusters with shared data. */
export interface ObjectHome {
  readonly store: ObjectStore;
  /** Name of the bucket, with which the locations of volumes begin: `s3://bucket/`. */
  readonly bucket: string;
}

/** What was found to be other than the model had it. */
export interface Losses {
  readonly missing: readonly string[];
  readonly damaged: readonly string[];
}

/** A real bucket that follows the model's. */
export interface Mirror {
  /** Resolves when the bucket holds what the state has; rejects with an ObjectStoreError when the store fails. */
  settle(state: SharedDataState): Promise<void>;
  /** The same, whatever the bucket holds now: for a server that has just started. */
  reconcile(state: SharedDataState): Promise<void>;
  /** Removes everything that was put. */
  clear(): Promise<void>;
  /** Removes everything in the folders of this cluster: for one that was dropped by a server that is gone. */
  purge(state: SharedDataState): Promise<void>;
  /** Reads every object back and tells which are not what the model has. */
  readBack(state: SharedDataState): Promise<Losses>;
  /** Keys in the folders of this cluster, of whatever origin. */
  foreign(state: SharedDataState): Promise<readonly string[]>;
}

/**
 * A mirror of a cluster whose bucket is empty as far as it knows.
 * @param rules by which the cluster makes its images
 */
export function createMirror({ store, bucket }: ObjectHome, rules: SnapshotRules): Mirror {
  let applied: Bucket = emptyBucket;
  let queue: Promise<void> = Promise.resolve();
  const checksums = new Map<string, number>();
  const realKey = (key: string): string => keyIn(bucket, key) ?? key;

  /** Calls go one after the other; a failed one leaves the next to make up for it. */
  const inTurn = (action: () => Promise<void>): Promise<void> => {
    const result = queue.then(action);
    queue = result.catch(() => {});
    return result;
  };

  const bytesIn = (state: SharedDataState, object: StoredObject): Uint8Array =>
    bytesOf(object, checksumIn(checksums, rules, state));

  const isOrphan = (state: SharedDataState, { content }: StoredObject): boolean =>
    content.kind === 'checksum' && checksumIn(checksums, rules, state)(content.of) === undefined;

  const bringTo = async (state: SharedDataState, target: Bucket): Promise<void> => {
    const { puts, deletes } = differenceOf(applied, target);
    for (const [key, object] of puts) await store.put(realKey(key), bytesIn(state, object));
    if (deletes.length > 0) await store.delete(deletes.map(realKey));
    applied = target;
  };

  const etagsUnder = async (state: SharedDataState): Promise<Map<string, string>> => {
    const prefixes = clusterFolders(state).map((folder) => realKey(`${folder}/`));
    const lists = await Promise.all(prefixes.map((prefix) => store.list(prefix)));
    return new Map(lists.flat().map(({ key, etag }) => [key, etag]));
  };

  return {
    settle: (state) => inTurn(() => bringTo(state, state.bucket)),
    reconcile: (state) =>
      inTurn(async () => {
        const found = await etagsUnder(state);
        for (const [key, object] of entriesOf(state.bucket)) {
          const isThere = found.get(realKey(key));
          found.delete(realKey(key));
          // The checksum of an image that somebody has removed cannot be told any more; what is there is right.
          if (isThere !== undefined && isOrphan(state, object)) continue;
          const bytes = bytesIn(state, object);
          if (isThere !== md5(bytes)) await store.put(realKey(key), bytes);
        }
        if (found.size > 0) await store.delete([...found.keys()]);
        applied = state.bucket;
      }),
    clear: () =>
      inTurn(async () => {
        const keys = entriesOf(applied).map(([key]) => realKey(key));
        if (keys.length > 0) await store.delete(keys);
        applied = emptyBucket;
      }),
    purge: (state) =>
      inTurn(async () => {
        const found = await etagsUnder(state);
        if (found.size > 0) await store.delete([...found.keys()]);
        applied = emptyBucket;
      }),
    readBack: async (state) => {
      await queue;
      const found = await etagsUnder(state);
      const missing: string[] = [];
      const damaged: string[] = [];
      for (const [key, object] of entriesOf(state.bucket)) {
        const expected = bytesIn(state, object);
        // The mark of a listing is enough for data; an image is read as a restore reads it.
        if (!key.includes('/meta/image/') && found.get(realKey(key)) === md5(expected)) continue;
        const bytes = await store.get(realKey(key));
        if (bytes === undefined) missing.push(key);
        else if (!Buffer.from(bytes).equals(expected)) damaged.push(key);
      }
      return { missing, damaged };
    },
    foreign: async (state) => [...(await etagsUnder(state)).keys()],
  };
}

/** The model's bucket after losses that somebody else has caused. */
export function withLosses(bucket: Bucket, { missing, damaged }: Losses): Bucket {
  const left = missing.reduce(withoutObject, bucket);
  const known = new Map(entriesOf(left));
  return damaged.reduce((changed, key) => {
    const object = known.get(key);
    return object === undefined ? changed : withObject(changed, key, truncated(object));
  }, left);
}

/** Folders that are this cluster's own: those of its service id in the locations of its volumes and of its objects. */
function clusterFolders({ meta, star, bucket }: SharedDataState): readonly string[] {
  const own = meta.volumes.map(({ location }) => `${withoutSlashes(location)}/${star.serviceId}`);
  const mark = `/${star.serviceId}`;
  const used = [...bucket.keys()].flatMap((folder) => {
    const at = `${folder}/`.indexOf(`${mark}/`);
    return at < 0 ? [] : [folder.slice(0, at + mark.length)];
  });
  return [...new Set([...own, ...used])];
}

function entriesOf(bucket: Bucket): [string, StoredObject][] {
  return [...bucket.values()].flatMap((objects) => [...objects]);
}

function md5(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('hex');
}

/** Checksums of images: of those that were seen, of those in the bucket, and of the newest that the leader has. */
function checksumIn(known: Map<string, number>, rules: SnapshotRules, state: SharedDataState): ChecksumOf {
  return (etag) => {
    const before = known.get(etag);
    if (before !== undefined) return before;
    const inBucket = entriesOf(state.bucket).find(([, object]) => object.etag === etag)?.[1];
    const image = inBucket ?? localImage(rules, state, etag);
    if (image === undefined) return undefined;
    const checksum = checksumOfBytes(bytesOf(image, () => undefined));
    known.set(etag, checksum);
    return checksum;
  };
}

/** The newest image of the leader as it would be put, when the ETag is that of its metadata. */
function localImage(rules: SnapshotRules, { images }: SharedDataState, etag: string): StoredObject | undefined {
  const meta = imageMeta(rules, images.meta);
  return etag.startsWith(`fe-${meta.serial}-`) ? stored({ kind: 'feImage', meta }, etag, 0) : undefined;
}
