import type { ReplicaFacts } from './health.ts';
import { isComplete } from './versions.ts';

/**
 * The replicas from which a clone may copy: not bad, on a backend that answers (even a decommissioned one), with everything
 * that is visible, and in no state in which nobody should read them.
 *
 * @param allowDecommission whether a replica that is about to be removed will do.
 * Source: R10, replication notes 4c.21.
 */
export function healthyReplicas<R extends ReplicaFacts>(
  replicas: readonly R[],
  visibleVersion: number,
  allowDecommission: boolean,
): R[] {
  return replicas.filter(
    (replica) =>
      !replica.bad &&
      replica.state !== 'RECOVER' &&
      (allowDecommission || replica.state !== 'DECOMMISSION') &&
      replica.backend?.alive === true &&
      isComplete(replica, visibleVersion),
  );
}

/** Why a clone has nothing to copy from: no healthy replica, or none with a free slot. */
export type SourceRefusal = 'noSource' | 'pathsBusy';

/**
 * The replicas that may become the source of a clone: of the healthy ones with a free slot those with the highest version,
 * between which chance decides. Replicas that are about to be removed serve when there is no other healthy one at all.
 *
 * @param isFree whether the path of a replica has a free clone slot.
 * Source: R10, R29, replication notes 4c.21.
 */
export function possibleSources<R extends ReplicaFacts>(
  replicas: readonly R[],
  visibleVersion: number,
  isFree: (replica: R) => boolean,
): readonly R[] | SourceRefusal {
  const staying = healthyReplicas(replicas, visibleVersion, false);
  const healthy = staying.length > 0 ? staying : healthyReplicas(replicas, visibleVersion, true);
  if (healthy.length === 0) return 'noSource';
  const free = healthy.filter(isFree);
  if (free.length === 0) return 'pathsBusy';
  const newest = Math.max(...free.map(({ version }) => version));
  return free.filter(({ version }) => version === newest);
}
