import { bareLoop } from './bareLoop.ts';
import { campaign, campaignWithoutRecall } from './campaign.ts';
import { fcCommands } from './commands/variant.ts';
import { type BenchDocument, documentOf } from './document.ts';
import { exploreSpeed } from './explore.ts';
import { measure } from './rounds.ts';
import { stepCost } from './stepCost.ts';
import type { Setting, Variant } from './variant.ts';

/** How much is measured. */
export interface Effort {
  readonly rounds: number;
  /** How long a variant's turn lasts. */
  readonly roundMs: number;
  readonly seed: number;
  /** Sizes of the clusters in which the cost of a step is measured, the smallest first. */
  readonly tablets: readonly number[];
  /** Told what is measured next. */
  readonly onPhase: (phase: string) => void;
}

/** Turns before the first one that counts: the compiler needs seconds until such code is as fast as it gets. */
const warmUpTurns = 20;

/** How many turns long the cost of a step is measured in each cluster. */
const stepCostTurns = 15;

/** The ways of testing that are compared. */
export function variantsOf(setting: Setting): readonly Variant[] {
  return [campaign(setting), campaignWithoutRecall(setting), bareLoop(setting), fcCommands(setting)];
}

/** Measures everything, in one process. */
export async function bench(setting: Setting, effort: Effort): Promise<BenchDocument> {
  const { rounds, roundMs, seed, tablets, onPhase } = effort;
  const variants = variantsOf(setting);
  onPhase(variants.map(({ name }) => name).join(', '));
  const measured = await measure(variants, { rounds, roundMs, warmUpMs: warmUpTurns * roundMs, seed });
  const costs = tablets.map((count) => {
    onPhase(`steps in a cluster of ${count} tablets`);
    return stepCost(setting, count, stepCostTurns * roundMs);
  });
  onPhase('the exhaustive search');
  const explored = await exploreSpeed(setting, rounds, roundMs);
  return documentOf(setting.profile.name, measured, costs, explored);
}
