import * as fc from 'fast-check';
import type { LawCall } from '../adapters/adapter.ts';
import type { Profile } from '../model/profile.ts';
import type { LoadAverages, LoadFacts } from '../model/replication/loadScore.ts';
import type { Level, Property } from './property.ts';

/** What may be lost when shares and coefficients are computed in another order. */
const ROUNDING = 1e-9;

/** Where the documented curve of the coefficient begins and ends to rise (R26). */
const RAMP_START = 0.5;
const RAMP_END = 0.75;

/** A part of a capacity, as parts of a million; often one where the curve bends. */
export const shares = fc.oneof(
  { arbitrary: fc.integer({ min: 0, max: 1_000_000 }).map((millionths) => millionths / 1_000_000), weight: 3 },
  {
    arbitrary: fc.constantFrom(0, 0.25, 0.499999, RAMP_START, 0.500001, 0.625, 0.749999, RAMP_END, 0.750001, 1),
    weight: 1,
  },
);

const counts = fc.nat({ max: 500 });

/** Averages of a cluster in which something is stored. */
const averages: fc.Arbitrary<LoadAverages> = fc.record({
  usedShare: fc.integer({ min: 1, max: 1000 }).map((thousandths) => thousandths / 1000),
  replicas: fc.integer({ min: 1, max: 500 }),
});

/** The coefficient of a share under the documented high water mark (R26; replication notes 7a.2). */
export function documentedCoefficient(share: number): number {
  if (share < RAMP_START) return 0.5;
  return share > RAMP_END ? 1 : 2 * share - 0.5;
}

/** What a target says of the load of a backend; a part that is no number is NaN. */
interface SaidScore {
  readonly capacity: number;
  readonly replica: number;
  readonly score: number;
}

function scoreIn(answer: unknown): SaidScore {
  return {
    capacity: numberIn(answer, 'capacityCoefficient'),
    replica: numberIn(answer, 'replicaCoefficient'),
    score: numberIn(answer, 'score'),
  };
}

function numberIn(answer: unknown, name: string): number {
  if (typeof answer !== 'object' || answer === null) return Number.NaN;
  const value = Object.entries(answer).find(([key]) => key === name)?.[1];
  return typeof value === 'number' ? value : Number.NaN;
}

function coefficientOf(share: number, profile: Profile): LawCall {
  return { law: 'capacityCoefficient', args: [share, profile.capacityHighWater] };
}

function scoreOf(facts: LoadFacts, of: LoadAverages, profile: Profile): LawCall {
  return { law: 'loadScore', args: [facts, of, profile.capacityHighWater] };
}

function classOf(value: number, average: number, profile: Profile): LawCall {
  return { law: 'classifyLoad', args: [value, average, profile.loadScoreThreshold] };
}

interface Law {
  readonly id: string;
  readonly title: string;
  readonly clauses: readonly string[];
  readonly level: Level;
  questions(profile: Profile): fc.Arbitrary<readonly LawCall[]>;
  /** What is wrong with the answers to one sample, or undefined. */
  judge(answers: readonly unknown[], calls: readonly LawCall[], profile: Profile): string | undefined;
}

function law({ judge, ...described }: Law): Property {
  return {
    ...described,
    suite: 'balancing',
    needs: ['laws'],
    form: 'law',
    judge: (calls, answers, profile) => {
      const wrong = judge(answers, calls, profile);
      return wrong === undefined
        ? undefined
        : `${wrong}: ${calls.map(({ args }) => JSON.stringify(args)).join(' and ')}`;
    },
  };
}

/** Facts of two backends in the same cluster: less loaded, more loaded. */
type Pair = readonly [less: LoadFacts, more: LoadFacts, of: LoadAverages];

function pairs(arbitrary: fc.Arbitrary<Pair>): Law['questions'] {
  return (profile) => arbitrary.map(([less, more, of]) => [scoreOf(less, of, profile), scoreOf(more, of, profile)]);
}

const moreReplicas: fc.Arbitrary<Pair> = fc
  .tuple(shares, counts, fc.integer({ min: 1, max: 100 }), averages)
  .map(([usedShare, replicas, more, of]) => [{ usedShare, replicas }, { usedShare, replicas: replicas + more }, of]);

/** On the ramp a fuller disk need not raise the score of a backend whose replicas weigh more than its bytes (7a.4b). */
const fullerDisks: fc.Arbitrary<Pair> = fc
  .tuple(shares, shares, counts, averages)
  .filter(([less, more, replicas, of]) => less < more && less / of.usedShare >= replicas / of.replicas)
  .map(([less, more, replicas, of]) => [{ usedShare: less, replicas }, { usedShare: more, replicas }, of]);

const alike = fc
  .tuple(averages, fc.integer({ min: 1, max: 500 }))
  .map(([{ usedShare }, replicas]): LoadFacts => ({ usedShare, replicas }));

/** Backends of clusters that store nothing, hold nothing, or both. */
const emptyClusters = fc
  .tuple(fc.constantFrom('bytes', 'replicas', 'both'), shares, counts, averages)
  .map(([empty, usedShare, replicas, of]): readonly [LoadFacts, LoadAverages] => {
    const noBytes = empty !== 'replicas';
    const noReplicas = empty !== 'bytes';
    return [
      { usedShare: noBytes ? 0 : usedShare, replicas: noReplicas ? 0 : replicas },
      { usedShare: noBytes ? 0 : of.usedShare, replicas: noReplicas ? 0 : of.replicas },
    ];
  });

/** Scores as parts of the average, none of them just at the threshold. */
function deviations(profile: Profile): fc.Arbitrary<number> {
  return fc
    .integer({ min: 0, max: 3000 })
    .map((thousandths) => thousandths / 1000)
    .filter((part) => Math.abs(Math.abs(part - 1) - profile.loadScoreThreshold) > 1e-6);
}

/** What holds of the load score whatever its exact formula is (replication notes 7a and 10, LB). */
export const loadLaws: readonly Property[] = [
  law({
    id: 'LB-1',
    title: 'the capacity coefficient is 0.5 below 50 %, 1 above the high water mark, and 2u - 0.5 between',
    clauses: ['R26'],
    level: 'must',
    questions: (profile) => shares.map((share) => [coefficientOf(share, profile)]),
    judge: ([answer], [call]) => {
      const expected = documentedCoefficient(Number(call?.args[0]));
      if (typeof answer === 'number' && Math.abs(answer - expected) <= ROUNDING) return undefined;
      return `the coefficient is ${String(answer)}, expected ${expected}`;
    },
  }),
  law({
    id: 'LB-2',
    title: 'the two coefficients sum to 1, are no less than 0, and the one of the capacity never falls as disks fill',
    clauses: ['R26'],
    level: 'must',
    questions: (profile) =>
      fc
        .tuple(shares, shares, counts, averages)
        .map(([one, other, replicas, of]) =>
          [Math.min(one, other), Math.max(one, other)].map((usedShare) =>
            scoreOf({ usedShare, replicas }, of, profile),
          ),
        ),
    judge: (answers) => {
      const said = answers.map(scoreIn);
      const wrong = said.find(({ capacity, replica }) => !(Math.abs(capacity + replica - 1) <= ROUNDING));
      if (wrong !== undefined) return `the coefficients are ${wrong.capacity} and ${wrong.replica}`;
      const outside = said.find(({ capacity, replica }) => capacity < -ROUNDING || replica < -ROUNDING);
      if (outside !== undefined) return `a coefficient is negative: ${outside.capacity} and ${outside.replica}`;
      const [less, more] = said;
      if (less === undefined || more === undefined || less.capacity <= more.capacity + ROUNDING) return undefined;
      return `the coefficient of the capacity falls from ${less.capacity} to ${more.capacity}`;
    },
  }),
  law({
    id: 'LB-3',
    title: 'more replicas never lower the score and raise it while disks are half empty; nor do fuller disks lower it',
    clauses: ['R25', 'R26'],
    level: 'must',
    questions: (profile) => fc.oneof(pairs(moreReplicas)(profile), pairs(fullerDisks)(profile)),
    judge: (answers, calls) => {
      const [less, more] = answers.map((answer) => scoreIn(answer).score);
      if (less === undefined || more === undefined || !(more >= less - ROUNDING)) {
        return `more load lowers the score from ${less} to ${more}`;
      }
      const isRising = calls.every((call) => isHalfEmpty(call.args[0]));
      return isRising && more - less <= ROUNDING ? `more load leaves the score at ${less}` : undefined;
    },
  }),
  law({
    id: 'LB-4',
    title: 'a backend that is as loaded as the average has the score 1',
    clauses: ['R25'],
    level: 'should',
    questions: (profile) => alike.map((facts) => [scoreOf(facts, facts, profile)]),
    judge: ([answer]) => {
      const { score } = scoreIn(answer);
      return Math.abs(score - 1) <= ROUNDING ? undefined : `the score of an average backend is ${score}`;
    },
  }),
  law({
    id: 'LB-5',
    title: 'where nothing is stored the score is a number, and 0 where there is nothing at all',
    clauses: ['R25'],
    level: 'should',
    questions: (profile) => emptyClusters.map(([facts, of]) => [scoreOf(facts, of, profile)]),
    judge: ([answer], [call]) => {
      const { score } = scoreIn(answer);
      if (!Number.isFinite(score) || score < -ROUNDING) return `the score is ${score}`;
      return isNothing(call?.args[0]) && score > ROUNDING ? `the score of nothing is ${score}` : undefined;
    },
  }),
  law({
    id: 'LB-7',
    title: 'a backend is LOW or HIGH when its score is further from the average than the threshold allows, else MID',
    clauses: ['R25'],
    level: 'should',
    questions: (profile) =>
      fc
        .tuple(deviations(profile), fc.constantFrom(0.01, 0.3, 1, 7, 40))
        .map(([part, average]) => [classOf(part * average, average, profile)]),
    judge: ([answer], [call], profile) => {
      const deviation = Number(call?.args[0]) / Number(call?.args[1]) - 1;
      const expected = Math.abs(deviation) <= profile.loadScoreThreshold ? 'MID' : deviation > 0 ? 'HIGH' : 'LOW';
      return answer === expected ? undefined : `the class is ${String(answer)}, expected ${expected}`;
    },
  }),
];

function isHalfEmpty(facts: unknown): boolean {
  return numberIn(facts, 'usedShare') < RAMP_START;
}

function isNothing(facts: unknown): boolean {
  return numberIn(facts, 'usedShare') === 0 && numberIn(facts, 'replicas') === 0;
}
