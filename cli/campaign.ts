import { runCampaign } from '../properties/campaign.ts';
import type { CampaignOptions, CampaignResult, Progress } from '../properties/campaign-types.ts';
import { interimResult, type Standing, withCounterexample } from '../reports/interim.ts';
import { type ProgressLine, progressText } from './progress.ts';

/** What happens while a campaign runs. */
export interface Watching {
  readonly progress: ProgressLine;
  /** Called with what is known whenever a counterexample was found or became shorter, before the campaign goes on. */
  readonly onFinding: (result: CampaignResult) => void;
}

/** Runs a campaign, shows its progress, and tells every finding at once, so that a killed run keeps it. */
export async function watchCampaign(
  options: CampaignOptions,
  { progress, onFinding }: Watching,
): Promise<CampaignResult> {
  let standing: Standing = { runs: 0, commands: 0, counterexamples: [] };
  const follow = (reached: Progress): void => {
    if (reached.phase === 'scenarios') standing = { ...standing, runs: reached.done, commands: reached.commands };
    progress.show(progressText(reached));
  };
  try {
    return await runCampaign({
      ...options,
      onProgress: follow,
      onCounterexample: (counterexample) => {
        standing = { ...standing, counterexamples: withCounterexample(standing.counterexamples, counterexample) };
        onFinding(interimResult(options, standing));
      },
    });
  } finally {
    progress.clear();
  }
}
