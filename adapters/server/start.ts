import { referenceRestoreFileRules } from '../../model/snapshot/restoreFileRules.ts';
import { referenceSnapshotRules } from '../../model/snapshot/rules.ts';
import { createMemoryStore } from '../objects/memoryStore.ts';
import type { ObjectHome } from './bucket/mirror.ts';
import { type Clusters, newClusters } from './clusters.ts';
import { openJournal } from './journal.ts';
import { replay } from './recovery.ts';
import type { ServeOptions } from './serve.ts';
import { defaultTopology } from './topology.ts';

/** The bucket that a server has when it is given none. */
export const defaultBucket = 'tabletproof';

/**
 * The clusters of a server that starts: as they were when the one before it ended, if it left a journal.
 * Rejects when the journal cannot be used, or the object store cannot be brought to what it says.
 */
export async function startClusters(options: ServeOptions): Promise<Clusters> {
  const { profile, rules, topology = defaultTopology, dataDirectory } = options;
  const { snapshotRules = referenceSnapshotRules, restoreFileRules = referenceRestoreFileRules } = options;
  const objects: ObjectHome = options.objects ?? { store: createMemoryStore(), bucket: defaultBucket };
  const clusters = newClusters(profile, { rules, snapshotRules, restoreFileRules, objects }, topology);
  if (dataDirectory === undefined) {
    await moveInFirst(clusters);
    return clusters;
  }
  const origin = JSON.stringify({ profile: profile.name, bucket: objects.bucket, topology });
  const journal = openJournal(dataDirectory, origin);
  try {
    const dropped = replay(clusters, journal.entries);
    // What was there before belongs to the clusters of the journal; without one it is somebody else's.
    if (journal.isNew) await moveInFirst(clusters);
    else await reconcileAll(clusters);
    journal.begin();
    for (const { name, shared } of dropped) {
      if (shared !== undefined) await shared.mirror.purge(shared.state);
      journal.append({ kind: 'cleared', cluster: name });
    }
  } catch (error) {
    journal.close();
    throw error;
  }
  clusters.journal = journal;
  return clusters;
}

async function moveInFirst({ shared: { shared } }: Clusters): Promise<void> {
  if (shared === undefined) return;
  const [first] = await shared.mirror.foreign(shared.state);
  if (first !== undefined) {
    throw new OccupiedBucketError(
      `the bucket holds '${first}' where the cluster would keep its own objects; start the server with the data directory ` +
        'that it had, with another bucket, or remove what is there',
    );
  }
  await shared.mirror.settle(shared.state);
}

/** Objects of somebody else are where a cluster would keep its own. */
export class OccupiedBucketError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'OccupiedBucketError';
  }
}

async function reconcileAll({ shared, privates }: Clusters): Promise<void> {
  for (const cluster of [shared, ...privates.values()]) {
    if (cluster.shared !== undefined) await cluster.shared.mirror.reconcile(cluster.shared.state);
  }
}
