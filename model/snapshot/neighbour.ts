import { emptyBucket, stored, withObject } from './bucket.ts';
import { referenceJobRules, withoutSlashes } from './jobRules.ts';
import type { Bucket, Cut, StoredObject } from './state.ts';

/** The service id of another cluster whose data lies in the same location. */
export const NEIGHBOUR_SERVICE_ID = '0b1f6f52-27a4-4f4e-9c7d-6f1f8a3f9e55';

const CREATED_MS = 1_700_000_000_000;

/**
 * A bucket with a snapshot of another cluster in this location; nothing of it may ever change (snapshot notes SP-10).
 * @param cut what that cluster holds
 */
export function neighbourIn(location: string | undefined, { meta, star }: Cut): Bucket {
  if (location === undefined) return emptyBucket;
  const name = referenceJobRules.snapshotName(CREATED_MS);
  const dir = referenceJobRules.snapshotDir(withoutSlashes(location), NEIGHBOUR_SERVICE_ID, name);
  const image = stored({ kind: 'feImage', meta }, 'neighbour-image', 4096);
  const files: readonly (readonly [path: string, object: StoredObject])[] = [
    ['VERSION', stored({ kind: 'VERSION', text: 'neighbour' }, 'neighbour-version', 128)],
    ['ROLE', stored({ kind: 'ROLE', text: 'neighbour' }, 'neighbour-role', 128)],
    [`v2/image.${meta.journalId}`, image],
    [`v2/checksum.${meta.journalId}`, stored({ kind: 'checksum', of: image.etag }, 'neighbour-checksum', 10)],
    [`starmgr/image.${star.journalId}`, stored({ kind: 'starmgrImage', star }, 'neighbour-star', 1024)],
  ];
  return files.reduce((bucket, [path, object]) => withObject(bucket, `${dir}/${path}`, object), emptyBucket);
}
