/** What decides how loaded a backend is, of one medium. */
export interface LoadFacts {
  /** Used part of the capacity, from 0 to 1. */
  readonly usedShare: number;
  readonly replicas: number;
}

/** The same over all backends that have the medium. */
export interface LoadAverages {
  /** Used part of the cluster's capacity, from 0 to 1. */
  readonly usedShare: number;
  /** Replicas of a backend on average. */
  readonly replicas: number;
}

/** A load score and what it was made of. */
export interface LoadScore {
  readonly capacityCoefficient: number;
  readonly replicaCoefficient: number;
  readonly score: number;
}

export type LoadClass = 'LOW' | 'MID' | 'HIGH';

/**
 * How much the use of a backend's disks counts in its load score, against its number of replicas: 0.5 below half of the
 * capacity, 1 above the high water mark, `2u - 0.5` between.
 *
 * @param usedShare used part of the capacity, from 0 to 1.
 * @param highWater `capacity_used_percent_high_water`, from 0 to 1.
 * Source: R26, replication notes 7a.2 and 7a.3.
 */
export function capacityCoefficient(usedShare: number, highWater: number): number {
  if (usedShare < 0.5) return 0.5;
  return usedShare > highWater ? 1 : 2 * usedShare - 0.5;
}

/**
 * The load score of a backend: its shares of the cluster's averages, weighted by coefficients that add up to 1. Averages
 * that are not positive make their part 0.
 *
 * Source: R25, R26, replication notes 7a.4.
 */
export function loadScore(facts: LoadFacts, averages: LoadAverages, highWater: number): LoadScore {
  const capacity = capacityCoefficient(facts.usedShare, highWater);
  const capacityPart = averages.usedShare <= 0 ? 0 : facts.usedShare / averages.usedShare;
  const replicaPart = averages.replicas <= 0 ? 0 : facts.replicas / averages.replicas;
  const replica = 1 - capacity;
  return {
    capacityCoefficient: capacity,
    replicaCoefficient: replica,
    score: capacityPart * capacity + replicaPart * replica,
  };
}

/**
 * The class of a value by its relative distance from the average of all: further than the threshold is LOW or HIGH.
 *
 * @param threshold `tablet_sched_balance_load_score_threshold`, a part of the average.
 * Source: R25, replication notes 7a.8.
 */
export function classifyLoad(value: number, average: number, threshold: number): LoadClass {
  const deviation = Math.abs(value - average) / (average === 0 ? 1 : average);
  if (!(deviation > threshold)) return 'MID';
  return value > average ? 'HIGH' : 'LOW';
}
