import { cpus } from 'node:os';
import type { ExploreSpeed } from './explore.ts';
import { type Measured, median, ratioOf } from './rounds.ts';
import type { StepCost } from './stepCost.ts';

/** One variant in numbers. */
export interface VariantNumbers {
  readonly name: string;
  readonly commands: number;
  /** Median of the rounds. */
  readonly commandsPerSecond: number;
  readonly failures: readonly string[];
}

/** A ratio that the project promises. */
export interface Target {
  readonly name: string;
  readonly ratio: number;
  readonly atLeast: number;
  readonly reached: boolean;
}

/** The cost of a step with its growth since the smallest cluster. */
export interface StepCostNumbers extends StepCost {
  readonly stepRatio: number;
  readonly judgedRatio: number;
}

/** Everything that the benchmark prints; with `--format json` as it is. */
export interface BenchDocument {
  readonly machine: { readonly node: string; readonly cpu: string; readonly cores: number };
  readonly profile: string;
  readonly rounds: number;
  readonly variants: readonly VariantNumbers[];
  readonly targets: readonly Target[];
  readonly stepCost: readonly StepCostNumbers[];
  readonly explore: ExploreSpeed;
}

/** Ratios that are promised: how many times as fast the one must be as the other. */
const promises = [
  { of: 'campaign', over: 'bare loop', atLeast: 0.4 },
  { of: 'campaign', over: 'fc.commands', atLeast: 3 },
] as const;

/** How much of the speed of the bare steps the exhaustive search must reach. */
const EXPLORE_AT_LEAST = 0.5;

/** Puts what was measured into numbers that can be compared. */
export function documentOf(
  profile: string,
  measured: readonly Measured[],
  costs: readonly StepCost[],
  explore: ExploreSpeed,
): BenchDocument {
  const processors = cpus();
  return {
    machine: { node: process.version, cpu: processors[0]?.model.trim() ?? 'unknown', cores: processors.length },
    profile,
    rounds: measured[0]?.rates.length ?? 0,
    variants: measured.map(numbersOf),
    targets: [...promises.flatMap((promise) => targetOf(promise, measured)), exploreTarget(explore)],
    stepCost: costs.map((cost) => withGrowth(cost, costs[0] ?? cost)),
    explore,
  };
}

/** What was found wrong with the reference, with who found it. */
export function failuresIn(document: BenchDocument): string[] {
  return [
    ...document.variants.flatMap(({ name, failures }) => failures.map((failure) => `${name}: ${failure}`)),
    ...document.stepCost.flatMap(({ tablets, failures }) =>
      failures.map((failure) => `${tablets} tablets: ${failure}`),
    ),
    ...document.explore.failures.map((failure) => `search: ${failure}`),
  ];
}

function numbersOf({ name, commands, rates, failures }: Measured): VariantNumbers {
  return { name, commands, commandsPerSecond: Math.round(median(rates)), failures };
}

function targetOf({ of, over, atLeast }: (typeof promises)[number], measured: readonly Measured[]): Target[] {
  const one = measured.find(({ name }) => name === of);
  const other = measured.find(({ name }) => name === over);
  if (one === undefined || other === undefined) return [];
  const ratio = ratioOf(one, other);
  return [{ name: `${of} / ${over}`, ratio: rounded(ratio), atLeast, reached: ratio >= atLeast }];
}

function exploreTarget({ ratio }: ExploreSpeed): Target {
  return { name: 'search / bare steps', ratio, atLeast: EXPLORE_AT_LEAST, reached: ratio >= EXPLORE_AT_LEAST };
}

function withGrowth(cost: StepCost, smallest: StepCost): StepCostNumbers {
  return {
    ...cost,
    stepUs: rounded(cost.stepUs),
    judgedUs: rounded(cost.judgedUs),
    stepRatio: rounded(cost.stepUs / smallest.stepUs),
    judgedRatio: rounded(cost.judgedUs / smallest.judgedUs),
  };
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
