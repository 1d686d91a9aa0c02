import type { HealthRules, ReplicaFacts, TabletFacts } from './healthFacts.ts';
import { asksForLocation, ensuresReplicaHa, matchingLocation, type RequiredLocation } from './location.ts';
import { isComplete } from './versions.ts';

/** How many replicas of a tablet pass each of five filters, every one of which presupposes those before it. */
export interface ReplicaCounts {
  /** On a living backend and a host of its own, not bad, neither unfinished nor about to be removed. */
  readonly alive: number;
  /** No visible version is missing. */
  readonly complete: number;
  /** The backend is not decommissioned. */
  readonly backendStable: number;
  /** The disk is not decommissioned. */
  readonly diskStable: number;
  /** Where the table wants its replicas. */
  readonly located: number;
  /** Some living replica was just made by a balance task and is to be repaired before anything is removed. */
  readonly needsFurtherRepair: boolean;
}

/**
 * Whether a backend that does not answer has been silent for too long.
 *
 * @param downMs time since its last answered heartbeat.
 * @param toleranceMs how long that is tolerated; 0 tolerates nothing, not even a backend that has just fallen silent.
 * Source: R06, R08, interpretation 5, replication notes 2.3.
 */
export function isDead(alive: boolean, downMs: number, toleranceMs: number): boolean {
  return !alive && (toleranceMs === 0 || downMs > toleranceMs);
}

/**
 * Whether nothing can be expected of a replica any more where it is: its backend is dropped or dead, it is bad, or it
 * is too far behind to catch up (only where `rules` leave that to the FE).
 *
 * Source: R08, interpretation 7.
 */
export function isLost(replica: ReplicaFacts, rules: HealthRules): boolean {
  const { backend } = replica;
  return (
    backend === undefined ||
    isDead(backend.alive, backend.downMs, rules.backendDownToleranceMs) ||
    replica.bad ||
    (replica.tooFarBehind && rules.forceRedundantBy === 'backend')
  );
}

/**
 * Counts the replicas of a tablet in the order of their records: of several living ones on one host only the first counts.
 *
 * Source: R01, R06, replication notes 2.2 and 2.3.
 */
export function countReplicas(facts: TabletFacts, rules: HealthRules): ReplicaCounts {
  const counts = { alive: 0, complete: 0, backendStable: 0, diskStable: 0, located: 0, needsFurtherRepair: false };
  const hosts: string[] = [];
  const located = asksForLocation(facts.requiredLocation) ? locationCounter(facts, facts.requiredLocation) : undefined;
  for (const replica of facts.replicas) {
    const { backend } = replica;
    if (backend === undefined || !isInUse(replica) || isLost(replica, rules) || hosts.includes(backend.host)) continue;
    hosts.push(backend.host);
    counts.alive += 1;
    counts.needsFurtherRepair ||= replica.needFurtherRepair;
    if (!isComplete(replica, facts.visibleVersion)) continue;
    counts.complete += 1;
    if (backend.decommissioned) continue;
    counts.backendStable += 1;
    if (replica.diskDecommissioned) continue;
    counts.diskStable += 1;
    if (located === undefined || located(replica)) counts.located += 1;
  }
  return counts;
}

/** A CLONE replica is not finished, a DECOMMISSION replica is about to go. */
function isInUse({ state }: ReplicaFacts): boolean {
  return state !== 'CLONE' && state !== 'DECOMMISSION';
}

/** Tells of one replica after the other whether it lies where the table wants it. */
function locationCounter(facts: TabletFacts, required: RequiredLocation): (replica: ReplicaFacts) => boolean {
  const apart = ensuresReplicaHa(facts.replicationNum, required, facts.backends);
  const taken = new Set<string>();
  return ({ backend }) => {
    const location = backend === undefined ? undefined : matchingLocation(backend, required);
    if (location === undefined || (apart && taken.has(location))) return false;
    taken.add(location);
    return true;
  };
}
