import type { CampaignResult, PropertyResult } from '../properties/campaign-types.ts';
import { type Verdict, verdicts } from '../properties/property.ts';
import { counted } from './text.ts';

/** The verdict and what it rests on in one sentence, for example `conforms: 40 pass, 1 vacuous`. */
export function verdictLine(result: Pick<CampaignResult, 'verdict' | 'properties'>): string {
  return `${result.verdict}: ${tally(result.properties)}`;
}

/** What was judged in one sentence: target, profile, seed and how much was run. */
export function scopeLine(result: Omit<CampaignResult, 'properties' | 'counterexamples' | 'verdict'>): string {
  const { target, profile, seed, runs, commands } = result;
  return `${target}, profile ${profile}, seed ${seed}, ${counted(runs, 'run')}, ${counted(commands, 'command')}`;
}

function tally(properties: readonly PropertyResult[]): string {
  const count = (verdict: Verdict): number => properties.filter((property) => property.verdict === verdict).length;
  const parts = verdicts.map((verdict) => `${count(verdict)} ${verdict}`).filter((part) => !part.startsWith('0 '));
  return parts.length === 0 ? 'nothing was judged' : parts.join(', ');
}
