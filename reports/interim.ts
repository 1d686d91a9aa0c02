import type { CampaignOptions, CampaignResult, Counterexample, PropertyResult } from '../properties/campaign-types.ts';
import type { Property } from '../properties/property.ts';

/** How far a campaign has come. */
export interface Standing {
  readonly runs: number;
  readonly commands: number;
  readonly counterexamples: readonly Counterexample[];
}

/**
 * What a campaign that still runs would give if it ended now: what failed has failed, about the rest nothing is known.
 *
 * @param options what the campaign was told to do.
 * @param standing how far it has come.
 */
export function interimResult(options: CampaignOptions, standing: Standing): CampaignResult {
  const { runs, commands, counterexamples } = standing;
  return {
    verdict: counterexamples.length > 0 ? 'violates' : 'unknown',
    target: options.adapter.target,
    profile: options.profile.name,
    seed: options.seed,
    runs,
    commands,
    properties: options.properties.map((property) => interimProperty(property, counterexamples)),
    counterexamples,
  };
}

/** The counterexamples with a better one in the place of what it improves, or at the end. */
export function withCounterexample(
  known: readonly Counterexample[],
  better: Counterexample,
): readonly Counterexample[] {
  const isSame = ({ property, kind }: Counterexample): boolean => property === better.property && kind === better.kind;
  return known.some(isSame) ? known.map((each) => (isSame(each) ? better : each)) : [...known, better];
}

function interimProperty(property: Property, counterexamples: readonly Counterexample[]): PropertyResult {
  const { id, title, clauses, level, suite } = property;
  const broken = counterexamples.find((counterexample) => counterexample.property === id);
  return broken === undefined
    ? { id, title, clauses, level, suite, verdict: 'unknown', exercised: 0, reason: 'the run has not ended' }
    : { id, title, clauses, level, suite, verdict: 'fail', exercised: 1, reason: broken.message };
}
