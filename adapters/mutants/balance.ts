import { referenceRules } from '../../model/replication/rules.ts';
import { type Mutant, withFault } from './mutant.ts';

/** Faults of load statistics and balancing (R23 to R27). */
export const balanceMutants: readonly Mutant[] = [
  {
    name: 'coefficient-of-percent',
    clauses: ['R26'],
    expected: ['LB-1'],
    story: 'The share of used capacity is taken for a percentage, so that the ramp is never reached.',
    rules: withFault({ capacityCoefficient: (usedShare, highWater) => (usedShare * 100 > highWater ? 1 : 0.5) }),
  },
  {
    name: 'coefficient-jumps',
    clauses: ['R26'],
    expected: ['LB-1', 'LB-2'],
    story: 'The coefficient falls to zero where the ramp begins.',
    rules: withFault({
      capacityCoefficient: (usedShare, highWater) =>
        usedShare < 0.5 ? 0.5 : usedShare > highWater ? 1 : 2 * (usedShare - 0.5),
    }),
  },
  {
    name: 'coefficients-do-not-add-up',
    clauses: ['R26'],
    expected: ['LB-2', 'LB-20'],
    story: 'Both coefficients are the same, so that full disks count twice.',
    rules: withFault({
      loadScore: (facts, averages, highWater) => {
        const score = referenceRules.loadScore(facts, averages, highWater);
        return { ...score, replicaCoefficient: score.capacityCoefficient };
      },
    }),
  },
  {
    name: 'load-ratio-inverted',
    clauses: ['R25'],
    expected: ['LB-3', 'LB-6'],
    story: 'A backend with more replicas than the others gets a lower score.',
    rules: withFault({
      loadScore: (facts, averages, highWater) =>
        referenceRules.loadScore(
          { ...facts, replicas: facts.replicas === 0 ? 0 : averages.replicas ** 2 / facts.replicas },
          averages,
          highWater,
        ),
    }),
  },
  {
    name: 'score-of-equals-is-not-one',
    clauses: ['R25'],
    expected: ['LB-4', 'LB-3'],
    story: 'Backends that are alike get a score of one half.',
    rules: withFault({
      loadScore: (facts, averages, highWater) => {
        const score = referenceRules.loadScore(facts, averages, highWater);
        return { ...score, score: score.score / 2 };
      },
    }),
  },
  {
    name: 'empty-cluster-divides-by-zero',
    clauses: ['R25'],
    expected: ['LB-5'],
    story: 'In an empty cluster scores are no numbers.',
    rules: withFault({
      loadScore: (facts, averages, highWater) => {
        const score = referenceRules.loadScore(facts, averages, highWater);
        const replicas = facts.replicas / averages.replicas;
        return { ...score, score: score.capacityCoefficient + replicas * score.replicaCoefficient };
      },
    }),
  },
  {
    name: 'class-by-absolute-difference',
    clauses: ['R25'],
    expected: ['LB-7'],
    story: 'The class of a backend follows the difference from the average, not its relative size.',
    rules: withFault({
      classifyLoad: (value, average, threshold) => {
        if (Math.abs(value - average) <= threshold) return 'MID';
        return value > average ? 'HIGH' : 'LOW';
      },
    }),
  },
  {
    name: 'classes-swapped',
    clauses: ['R25', 'R23'],
    expected: ['LB-7'],
    story: 'Backends with little load are called HIGH.',
    rules: withFault({
      classifyLoad: (value, average, threshold) => {
        const found = referenceRules.classifyLoad(value, average, threshold);
        if (found === 'MID') return found;
        return found === 'HIGH' ? 'LOW' : 'HIGH';
      },
    }),
  },
  {
    name: 'high-copy-removed-first',
    clauses: ['R23'],
    expected: ['LB-8', 'SC-15', 'SC-16'],
    story: 'A move removes the old copy before the new one is made.',
    source: 'https://github.com/StarRocks/starrocks/pull/25842',
    rules: withFault({ removesBeforeCopying: () => true, isSource: () => true }),
  },
  {
    name: 'balances-while-disabled',
    clauses: ['R23'],
    expected: ['LB-9'],
    story: 'Moves are picked although balancing is switched off.',
    rules: withFault({ balances: () => true }),
  },
  {
    name: 'move-turns-load-round',
    clauses: ['R23'],
    expected: ['LB-10', 'LB-11', 'LB-12'],
    story: 'Replicas are moved to and fro between two backends.',
    source: 'https://github.com/StarRocks/starrocks/issues/4110',
    rules: withFault({ improves: () => true, balancesBetween: (source, destination) => source !== destination }),
  },
  {
    name: 'useless-moves-for-ever',
    clauses: ['R23'],
    expected: ['LB-10', 'LB-11', 'LB-12'],
    story: 'Empty tablets are moved although that changes no score, again and again.',
    source: 'https://github.com/apache/doris/pull/26874',
    rules: withFault({ improves: () => true, balancesBetween: () => true }),
  },
  {
    name: 'unhealthy-tablet-moved',
    clauses: ['R27'],
    expected: ['LB-13'],
    story: 'Tablets with lagging or lost replicas are picked for moves.',
    rules: withFault({ isMovable: () => true }),
  },
  {
    name: 'move-of-unhealthy-tablet-executed',
    clauses: ['R23'],
    expected: ['SC-22'],
    story: 'A waiting move is carried out although its tablet has lost replicas meanwhile.',
    rules: withFault({ executesMove: () => true }),
  },
  {
    name: 'medium-ignored',
    clauses: ['R24'],
    expected: ['LB-15', 'SC-12'],
    story: 'Replicas of a table on HDD are put on SSD, or the other way, although there is room where they belong.',
    rules: withFault({ suitsMedium: () => true }),
  },
  {
    name: 'moves-without-a-limit',
    clauses: ['R27'],
    expected: ['LB-16'],
    story: 'More moves are picked than are allowed.',
    rules: withFault({ mostMoves: () => Number.POSITIVE_INFINITY }),
  },
  {
    name: 'statistics-never-refreshed',
    clauses: ['R25'],
    expected: ['LB-17', 'LB-12'],
    story: 'Load statistics stay what they were when the leader started.',
    rules: withFault({ areStale: () => false }),
  },
  {
    name: 'new-copy-removed-after-move',
    clauses: ['R11', 'R23'],
    expected: ['LB-18', 'LB-12', 'SC-20'],
    story: 'After a move the new copy is removed as the redundant one, and the move begins anew.',
    source: 'https://github.com/StarRocks/starrocks/pull/62542',
    rules: withFault({
      redundancyRank: (candidate) => (candidate.moved ? 8 : referenceRules.redundancyRank(candidate)),
    }),
  },
  {
    name: 'fresh-copy-removed-for-being-behind',
    clauses: ['R11', 'R23'],
    expected: ['TH-13', 'LB-18', 'SC-20'],
    story: 'The copy that a move has just made misses a load and is removed instead of being repaired.',
    source: 'https://github.com/StarRocks/starrocks/pull/8301',
    rules: withFault({ marksForFurtherRepair: () => false }),
  },
  {
    name: 'moves-to-the-fuller-backend',
    clauses: ['R23'],
    expected: ['LB-10', 'LB-11', 'LB-12'],
    story: 'Replicas are moved from backends with little load to those with much.',
    rules: withFault({
      balancesBetween: (source, destination) => source === 'LOW' && destination === 'HIGH',
      improves: () => true,
    }),
  },
  {
    name: 'never-balances',
    clauses: ['R23'],
    expected: ['LB-19'],
    story: 'However uneven the load is, nothing is ever moved.',
    rules: withFault({ balancesBetween: () => false }),
  },
];
