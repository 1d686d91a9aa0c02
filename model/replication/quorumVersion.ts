import type { ReplicaState } from './health.ts';
import { INITIAL_VERSION } from './versions.ts';

/** What a replica counts for when a version is published. */
export interface PublishedReplica {
  readonly version: number;
  readonly state: ReplicaState;
  readonly bad: boolean;
}

/** How far the publication of a version has come on one tablet. */
export interface PublishProgress<R> {
  /** Enough replicas have the version. */
  readonly reached: boolean;
  /** Replicas at exactly this version. */
  readonly normal: readonly R[];
  /** All others. */
  readonly abnormal: readonly R[];
}

/**
 * Whether enough replicas of a tablet have a version for it to become visible. A replica that a schema change is filling
 * and that has nothing yet counts too: it gets the version with the rest. Badness is not looked at.
 *
 * @param quorum number of replicas that must have it.
 * Source: R02, R03, replication notes 1e.28 and 1e.29.
 */
export function reachesQuorum<R extends PublishedReplica>(
  replicas: readonly R[],
  version: number,
  quorum: number,
): PublishProgress<R> {
  return {
    reached: replicas.filter((replica) => hasPublished(replica, version)).length >= quorum,
    normal: replicas.filter((replica) => replica.version === version),
    abnormal: replicas.filter((replica) => replica.version !== version),
  };
}

function hasPublished(replica: PublishedReplica, version: number): boolean {
  return replica.version >= version || (replica.state === 'ALTER' && replica.version <= INITIAL_VERSION);
}

/**
 * The versions that enough usable replicas of a tablet are exactly at; several when the quorum is no majority. Ascending.
 *
 * @param quorum number of replicas, at least 1.
 * Source: R03, replication notes 1e.28.
 */
export function quorumVersions(replicas: readonly PublishedReplica[], quorum: number): readonly number[] {
  const usable = replicas.filter(({ bad, state }) => !bad && state === 'NORMAL');
  const versions = [...new Set(usable.map(({ version }) => version))].sort((left, right) => left - right);
  return versions.filter((version) => usable.filter((replica) => replica.version === version).length >= quorum);
}
