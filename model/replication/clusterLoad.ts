import type { Medium } from '../scenario.ts';
import type { LoadAverages, LoadClass, LoadFacts, LoadScore } from './loadScore.ts';

/** A storage path as load statistics see it. `totalBytes` is what tablets use and could use, not the size of the disk. */
export interface PathFacts {
  readonly pathHash: string;
  readonly medium: Medium;
  readonly totalBytes: number;
  readonly usedBytes: number;
  readonly online: boolean;
}

/** A backend as load statistics see it. */
export interface BackendLoadFacts {
  readonly id: number;
  /** It answers and is not decommissioned. */
  readonly available: boolean;
  /** Replicas by the medium that their tables ask for. */
  readonly replicas: Readonly<Record<Medium, number>>;
  readonly paths: readonly PathFacts[];
}

export interface PathLoad extends PathFacts {
  readonly usedShare: number;
  readonly loadClass: LoadClass;
}

/** A backend's load on one medium. */
export interface BackendLoad extends LoadFacts, LoadScore {
  readonly id: number;
  readonly available: boolean;
  readonly usedBytes: number;
  readonly totalBytes: number;
  readonly loadClass: LoadClass;
  /** All paths of the medium, the emptiest first. */
  readonly paths: readonly PathLoad[];
}

/** The load of one medium, over the backends that have it. */
export interface MediumLoad {
  readonly averages: LoadAverages;
  readonly averageScore: number;
  /** In the order of the facts. */
  readonly backends: readonly BackendLoad[];
}

/** Load statistics of a cluster (R25): a medium that no backend has is undefined. */
export type ClusterLoad = Readonly<Record<Medium, MediumLoad | undefined>>;

/** The decisions that load statistics are made with. */
export interface LoadRules {
  loadScore(facts: LoadFacts, averages: LoadAverages, highWater: number): LoadScore;
  classifyLoad(value: number, average: number, threshold: number): LoadClass;
}

/** The numbers that they are made with; parts of 1. */
export interface LoadThresholds {
  readonly capacityHighWater: number;
  readonly loadScoreThreshold: number;
}

/** Media in the order in which they are balanced. */
export const mediums: readonly Medium[] = ['HDD', 'SSD'];

/**
 * Load statistics of a cluster, by medium. Dead and decommissioned backends take part (replication notes 7a.11).
 *
 * Source: R25, replication notes 7a.
 */
export function clusterLoad(
  backends: readonly BackendLoadFacts[],
  rules: LoadRules,
  thresholds: LoadThresholds,
): ClusterLoad {
  return {
    HDD: mediumLoad(backends, 'HDD', rules, thresholds),
    SSD: mediumLoad(backends, 'SSD', rules, thresholds),
  };
}

/** The mean of the scores of the media that a backend has, which orders backends as destinations (replication notes 7a.6). */
export function mixScore(load: ClusterLoad, backendId: number): number {
  const scores = mediums.flatMap((medium) => load[medium]?.backends.find(({ id }) => id === backendId)?.score ?? []);
  return scores.length === 0 ? 0 : scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

/**
 * The used part of a capacity as `SHOW PROC '/cluster_balance/cluster_load_stat/<medium>'` prints it: per cent with three
 * decimals. NaN when there is no capacity, as StarRocks prints it too.
 *
 * Source: replication notes 8.47; without capacity it is recorded behaviour.
 */
export function usedPercent(usedBytes: number, totalBytes: number): number {
  return totalBytes === 0 ? Number.NaN : Number(((usedBytes / totalBytes) * 100).toFixed(3));
}

function mediumLoad(
  all: readonly BackendLoadFacts[],
  medium: Medium,
  rules: LoadRules,
  thresholds: LoadThresholds,
): MediumLoad | undefined {
  const having = all.filter(({ paths }) => paths.some((path) => path.medium === medium));
  if (having.length === 0) return undefined;
  const sums = having.map((backend) => sumsOf(backend, medium));
  const used = sums.reduce((sum, { usedBytes }) => sum + usedBytes, 0);
  const total = sums.reduce((sum, { totalBytes }) => sum + totalBytes, 0);
  const replicas = sums.reduce((sum, each) => sum + each.replicas, 0);
  const averages = { usedShare: shareOf(used, total), replicas: replicas / having.length };
  const scores = sums.map((each) => rules.loadScore(each, averages, thresholds.capacityHighWater));
  const averageScore = scores.reduce((sum, { score }) => sum + score, 0) / scores.length;
  const backends = sums.map((each, nth) => backendLoad(each, scores[nth], averageScore, rules, thresholds));
  return { averages, averageScore, backends: backends.filter((each) => each !== undefined) };
}

/** Field by field, because statistics are made all the time and spreading objects of this size is many times slower. */
function backendLoad(
  sums: Sums,
  score: LoadScore | undefined,
  averageScore: number,
  rules: LoadRules,
  thresholds: LoadThresholds,
): BackendLoad | undefined {
  if (score === undefined) return undefined;
  return {
    id: sums.id,
    available: sums.available,
    replicas: sums.replicas,
    usedBytes: sums.usedBytes,
    totalBytes: sums.totalBytes,
    usedShare: sums.usedShare,
    capacityCoefficient: score.capacityCoefficient,
    replicaCoefficient: score.replicaCoefficient,
    score: score.score,
    loadClass: rules.classifyLoad(score.score, averageScore, thresholds.loadScoreThreshold),
    paths: pathLoads(sums.paths, sums.usedShare, rules, thresholds),
  };
}

interface Sums extends LoadFacts {
  readonly id: number;
  readonly available: boolean;
  readonly usedBytes: number;
  readonly totalBytes: number;
  readonly paths: readonly PathFacts[];
}

/** Without any capacity nothing is used: a score that is no number would put its backend nowhere among the others. */
function shareOf(usedBytes: number, totalBytes: number): number {
  return totalBytes === 0 ? 0 : usedBytes / totalBytes;
}

/** What is ONLINE counts. */
function sumsOf(backend: BackendLoadFacts, medium: Medium): Sums {
  const paths = backend.paths.filter((path) => path.medium === medium);
  const online = paths.filter((path) => path.online);
  const usedBytes = online.reduce((sum, path) => sum + path.usedBytes, 0);
  const totalBytes = online.reduce((sum, path) => sum + path.totalBytes, 0);
  return {
    id: backend.id,
    available: backend.available,
    replicas: backend.replicas[medium],
    usedBytes,
    totalBytes,
    usedShare: shareOf(usedBytes, totalBytes),
    paths,
  };
}

function pathLoads(
  paths: readonly PathFacts[],
  average: number,
  rules: LoadRules,
  { loadScoreThreshold }: LoadThresholds,
): PathLoad[] {
  const loads = paths.map((path): PathLoad => {
    const usedShare = shareOf(path.usedBytes, path.totalBytes);
    const loadClass = path.online ? rules.classifyLoad(usedShare, average, loadScoreThreshold) : 'MID';
    const { pathHash, medium, totalBytes, usedBytes, online } = path;
    return { pathHash, medium, totalBytes, usedBytes, online, usedShare, loadClass };
  });
  return loads.length < 2 ? loads : loads.sort((left, right) => left.usedShare - right.usedShare);
}
