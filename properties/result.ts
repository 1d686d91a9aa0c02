import type { Adapter } from '../adapters/adapter.ts';
import type { CampaignOptions, CampaignResult, Counterexample, PropertyResult } from './campaign-types.ts';
import type { Found } from './minimize.ts';
import { missingFor } from './needs.ts';
import type { Property, Verdict } from './property.ts';

/** Why a conversation with a target ended early. */
export interface Interruption {
  readonly fault: string;
  readonly message: string;
}

/** What a campaign has gathered so far. */
export interface Gathered {
  readonly exercised: Map<string, number>;
  /** The first failure of each property and kind. */
  readonly found: Map<string, Found>;
  readonly counterexamples: Counterexample[];
  runs: number;
  commands: number;
  interrupted: Interruption | undefined;
}

/** Nothing gathered yet. */
export function nothingGathered(): Gathered {
  return { exercised: new Map(), found: new Map(), counterexamples: [], runs: 0, commands: 0, interrupted: undefined };
}

/** What the campaign says of the target. */
export function resultOf(options: CampaignOptions, gathered: Gathered): CampaignResult {
  const properties = options.properties.map((property) => propertyResult(options, gathered, property));
  return {
    verdict: overall(properties),
    target: options.adapter.target,
    profile: options.profile.name,
    seed: options.seed,
    runs: gathered.runs,
    commands: gathered.commands,
    properties,
    counterexamples: gathered.counterexamples,
    ...(gathered.interrupted === undefined ? {} : { interrupted: gathered.interrupted }),
  };
}

/** A failure as it was met, before it is shrunk. */
export function unshrunk({ failure, scenario, run }: Found, properties: readonly Property[]): Counterexample {
  return {
    property: failure.property,
    clauses: properties.find((property) => property.id === failure.property)?.clauses ?? [],
    kind: failure.kind,
    message: failure.message,
    evidence: { form: 'scenario', scenario, trace: [] },
    foundCommands: scenario.commands.length,
    foundRun: run,
    shrinkExecutions: 0,
  };
}

function propertyResult(options: CampaignOptions, gathered: Gathered, property: Property): PropertyResult {
  const exercised = gathered.exercised.get(property.id) ?? 0;
  const { verdict, reason } = verdictOf(options.adapter, gathered, property, exercised);
  const { id, title, clauses, level, suite } = property;
  return { id, title, clauses, level, suite, verdict, exercised, ...(reason === undefined ? {} : { reason }) };
}

function verdictOf(
  adapter: Adapter,
  gathered: Gathered,
  property: Property,
  exercised: number,
): { verdict: Verdict; reason?: string } {
  const broken = gathered.counterexamples.find((counterexample) => counterexample.property === property.id);
  if (broken !== undefined) return { verdict: 'fail', reason: broken.message };
  const unable = missingFor(property, adapter);
  if (unable.length > 0) return { verdict: 'unknown', reason: `the target cannot do: ${unable.join(', ')}` };
  if (gathered.interrupted !== undefined) return { verdict: 'unknown', reason: gathered.interrupted.message };
  return exercised > 0 ? { verdict: 'pass' } : { verdict: 'vacuous', reason: 'it never had anything to judge' };
}

/** A MUST that stayed vacuous or unknown forbids a certificate. */
function overall(properties: readonly PropertyResult[]): CampaignResult['verdict'] {
  if (properties.some((property) => property.verdict === 'fail')) return 'violates';
  const open = properties.some((property) => property.level === 'must' && property.verdict !== 'pass');
  return open ? 'unknown' : 'conforms';
}
