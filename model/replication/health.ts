import type { BackendFacts, Diagnosis, HealthRules, TabletFacts, TabletStatus } from './healthFacts.ts';
import type { Priority } from './priority.ts';
import { majorityOf } from './quorum.ts';
import { countReplicas, isLost, type ReplicaCounts } from './replicaCounts.ts';

export type * from './healthFacts.ts';

/** One reading of what is to be done when replicas are missing or incomplete, and of how urgent repairs are. */
interface Variant {
  /** The status when too few replicas are alive or complete, else undefined. */
  readonly shortage: (facts: TabletFacts, counts: ReplicaCounts, rules: HealthRules) => TabletStatus | undefined;
  readonly priority: (status: TabletStatus, counts: ReplicaCounts, replicationNum: number) => Priority;
}

const VARIANTS: Readonly<Record<HealthRules['forceRedundantBy'], Variant>> = {
  backend: { shortage: shortageByBackend, priority: priorityByCompleteness },
  count: { shortage: shortageByCount, priority: priorityByStatus },
};

/**
 * Judges a tablet: what is wrong with it, and with which priority it is to be repaired. The first matching rule holds:
 * everything is lost and may be replaced by nothing, too few replicas, too many or wrongly placed ones.
 *
 * Source: R06, R07, R08, R11, R21, replication notes 2.1 to 2.8; tables that are not colocate tables.
 */
export function diagnose(facts: TabletFacts, rules: HealthRules): Diagnosis {
  const counts = countReplicas(facts, rules);
  const variant = VARIANTS[rules.forceRedundantBy];
  const found = isGivenUp(facts)
    ? 'FORCE_REDUNDANT'
    : (variant.shortage(facts, counts, rules) ?? surplusOrMisplacement(facts, counts));
  const status = counts.needsFurtherRepair && removesReplica(found) ? 'NEED_FURTHER_REPAIR' : found;
  return { status, priority: variant.priority(status, counts, facts.replicationNum) };
}

/** Row 1: nothing is left of the tablet, and the operator has allowed an empty one in its place. */
function isGivenUp({ recoverWithEmptyTablet, replicas }: TabletFacts): boolean {
  return (
    recoverWithEmptyTablet && replicas.length > 1 && replicas.every(({ bad, backend }) => bad || backend === undefined)
  );
}

/** Whether a task for a tablet in this state removes one of its replicas. */
export function removesReplica(status: TabletStatus): boolean {
  return status === 'REDUNDANT' || status === 'FORCE_REDUNDANT';
}

/**
 * The documents' rows 2 to 6: a spare backend gets what is missing; without one, lagging replicas are repaired where they
 * are; only then may a lost replica make room on its own backend. What can do none of this waits.
 */
function shortageByBackend(facts: TabletFacts, counts: ReplicaCounts, rules: HealthRules): TabletStatus | undefined {
  const missing = counts.alive < facts.replicationNum;
  if (missing && hasSpareBackend(facts)) return 'REPLICA_MISSING';
  if (counts.complete < facts.replicationNum && counts.complete < counts.alive) return 'VERSION_INCOMPLETE';
  if (!missing) return undefined;
  return mayMakeRoom(facts, counts, rules) ? 'FORCE_REDUNDANT' : 'REPLICA_MISSING';
}

/** A lost replica makes room on a backend that can take its successor, and never before a complete copy lives elsewhere. */
function mayMakeRoom(facts: TabletFacts, counts: ReplicaCounts, rules: HealthRules): boolean {
  return (
    facts.replicationNum > 1 &&
    counts.complete > 0 &&
    facts.replicas.some(
      (replica) => replica.backend !== undefined && isAvailable(replica.backend) && isLost(replica, rules),
    )
  );
}

/** StarRocks' rows 2 to 6, which compare numbers of records and of backends that answer. */
function shortageByCount(facts: TabletFacts, counts: ReplicaCounts): TabletStatus | undefined {
  const { replicationNum, replicas } = facts;
  if (counts.complete >= replicationNum) return undefined;
  const backends = count(facts.backends, ({ alive }) => alive);
  const missing = counts.alive < replicationNum;
  if (missing && replicas.length >= backends && backends >= replicationNum && replicationNum > 1) {
    return 'FORCE_REDUNDANT';
  }
  return missing && backends > counts.alive ? 'REPLICA_MISSING' : 'VERSION_INCOMPLETE';
}

/** Rows 7 to 13: enough replicas are alive and complete. */
function surplusOrMisplacement(facts: TabletFacts, counts: ReplicaCounts): TabletStatus {
  const { replicationNum, replicas } = facts;
  if (counts.complete > replicationNum) return 'REDUNDANT';
  if (counts.backendStable < replicationNum) return isCrowded(facts) ? 'FORCE_REDUNDANT' : 'REPLICA_RELOCATING';
  if (counts.diskStable < replicationNum) return 'DISK_MIGRATION';
  if (replicas.length > replicationNum) return 'REDUNDANT';
  return counts.located < replicationNum ? 'LOCATION_MISMATCH' : 'HEALTHY';
}

/** Row 8: enough backends could hold the tablet, but every one of them has a replica, so that none can be moved. */
function isCrowded(facts: TabletFacts): boolean {
  const { replicationNum } = facts;
  return replicationNum > 1 && !hasSpareBackend(facts) && count(facts.backends, isAvailable) >= replicationNum;
}

/** Interpretation 11: removals are VERY_HIGH, repairs HIGH while fewer than a majority of the replicas are complete. */
function priorityByCompleteness(status: TabletStatus, counts: ReplicaCounts, replicationNum: number): Priority {
  if (removesReplica(status)) return 'VERY_HIGH';
  return counts.complete < majorityOf(replicationNum) ? 'HIGH' : 'NORMAL';
}

/** The priority column of the table in replication notes 2.5. */
function priorityByStatus(status: TabletStatus, counts: ReplicaCounts, replicationNum: number): Priority {
  const majority = majorityOf(replicationNum);
  const relocation = counts.backendStable < majority ? 'NORMAL' : 'LOW';
  switch (status) {
    case 'REPLICA_MISSING':
      return counts.alive < majority ? 'HIGH' : 'NORMAL';
    case 'VERSION_INCOMPLETE':
      return counts.complete < majority ? 'HIGH' : 'NORMAL';
    case 'REPLICA_RELOCATING':
      return relocation;
    case 'FORCE_REDUNDANT':
      // With enough complete replicas it is row 8, which only makes room for a relocation.
      return counts.complete < replicationNum ? 'VERY_HIGH' : relocation;
    case 'REDUNDANT':
      return 'VERY_HIGH';
    case 'NEED_FURTHER_REPAIR':
    case 'COLOCATE_MISMATCH':
    case 'COLOCATE_REDUNDANT':
      return 'HIGH';
    case 'DISK_MIGRATION':
    case 'LOCATION_MISMATCH':
    case 'HEALTHY':
      return 'NORMAL';
  }
}

/** A backend that answers and may be given replicas. */
function isAvailable({ alive, decommissioned }: BackendFacts): boolean {
  return alive && !decommissioned;
}

/** Whether a replica could be put somewhere at once: a backend that may be given one and has no record of this tablet. */
function hasSpareBackend({ backends, replicas }: TabletFacts): boolean {
  return backends.some(
    (candidate) => isAvailable(candidate) && !replicas.some(({ backend }) => backend?.id === candidate.id),
  );
}

function count<T>(values: readonly T[], test: (value: T) => boolean): number {
  let matching = 0;
  for (const value of values) if (test(value)) matching += 1;
  return matching;
}
