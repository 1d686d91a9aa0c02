import { memoryAdapter } from '../adapters/memory.ts';
import { runCampaign } from '../properties/campaign.ts';
import type { Done, Limit, Setting, Variant } from './variant.ts';

/** The campaign that `certify` runs against the memory target, without laws and without shrinking. */
export function campaign(setting: Setting): Variant {
  return { name: 'campaign', run: (seed, limit) => run(setting, seed, limit) };
}

/**
 * The same campaign for a target that only answers like the reference. What the walk has found out about the reference
 * cannot be recalled for it, so that every step is taken twice, as it is for a mutant.
 */
export function campaignWithoutRecall(setting: Setting): Variant {
  const lookalike = { ...setting, rules: { ...setting.rules } };
  return { name: 'campaign, no recall', run: (seed, limit) => run(lookalike, seed, limit) };
}

async function run(setting: Setting, seed: number, limit: Limit): Promise<Done> {
  const result = await runCampaign({
    adapter: memoryAdapter(setting.profile, { rules: setting.rules }),
    profile: setting.profile,
    suites: setting.suites,
    properties: setting.properties,
    seed,
    runs: limit.runs,
    length: setting.length,
    timeLimitMs: limit.timeMs,
    shrinkExecutions: 0,
  });
  const failures = result.counterexamples.map(({ property, message }) => `${property}: ${message}`);
  return { commands: result.commands, failures };
}
