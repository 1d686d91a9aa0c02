import type { ReplicaFacts } from './health.ts';
import { isComplete } from './versions.ts';

/**
 * The replica that is repaired where it is: one that lags, is not bad, and whose backend answers (even a decommissioned
 * one). Undefined when none lags.
 *
 * Replicas are looked at in the order of their records. A copy that a move has just made is taken at once; so is one that
 * has stored loads after the one that it missed, unless it is the first: that one only stays when nothing better follows,
 * that is, a lower version or, with the same version, an older failed load.
 *
 * Source: R07, replication notes 4c.22 (the order of the looks is recorded behaviour).
 */
export function chooseLagging<R extends ReplicaFacts>(replicas: readonly R[], visibleVersion: number): R | undefined {
  let chosen: R | undefined;
  for (const replica of replicas) {
    if (!mayCatchUp(replica) || isComplete(replica, visibleVersion)) continue;
    if (replica.needFurtherRepair || (chosen !== undefined && hasStoredSince(replica))) return replica;
    if (chosen === undefined || isFurtherBehind(replica, chosen)) chosen = replica;
  }
  return chosen;
}

function mayCatchUp({ bad, backend }: ReplicaFacts): boolean {
  return !bad && backend?.alive === true;
}

function hasStoredSince({ lastSuccessVersion, lastFailedVersion }: ReplicaFacts): boolean {
  return lastSuccessVersion > lastFailedVersion;
}

function isFurtherBehind(replica: ReplicaFacts, other: ReplicaFacts): boolean {
  if (replica.version !== other.version) return replica.version < other.version;
  return replica.lastFailedVersion < other.lastFailedVersion;
}
