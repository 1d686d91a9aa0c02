import * as fc from 'fast-check';
import type { Adapter } from '../adapters/adapter.ts';
import type { Scenario } from '../model/scenario.ts';
import type { CampaignOptions, CampaignResult, Counterexample, PropertyResult } from './campaign-types.ts';
import { interruption, runAsync, runSync } from './execute.ts';
import { ScenarioArbitrary } from './generator/arbitrary.ts';
import { type Judge, newJudge } from './judge.ts';
import { judgeLaw } from './laws.ts';
import { type Found, minimize } from './minimize.ts';
import type { Property, Verdict } from './property.ts';

export type { CampaignOptions, CampaignResult, Counterexample, Progress, PropertyResult } from './campaign-types.ts';

const lawSamples = 300;

/** Behind a wire an execution costs a thousand times as much as in memory. */
const wireShrinkExecutions = 250;

interface Interruption {
  readonly fault: string;
  readonly message: string;
}

/** What a campaign has gathered so far. */
interface Gathered {
  readonly exercised: Map<string, number>;
  readonly found: Map<string, Found>;
  readonly counterexamples: Counterexample[];
  runs: number;
  commands: number;
  interrupted: Interruption | undefined;
}

/**
 * Judges a target: its pure decisions, then scenarios until their number or the time is reached; then each failure is
 * shrunk. A property that fails keeps its first failure of each kind, and the others go on being judged.
 */
export async function runCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const gathered: Gathered = {
    exercised: new Map(),
    found: new Map(),
    counterexamples: [],
    runs: 0,
    commands: 0,
    interrupted: undefined,
  };
  const able = options.properties.filter((property) => isAble(property, options.adapter));
  await judgeLaws(options, able, gathered);
  if (gathered.interrupted === undefined) await judgeScenarios(options, able, gathered);
  await shrinkFindings(options, able, gathered);
  return resultOf(options, gathered);
}

function isAble(property: Property, adapter: Adapter): boolean {
  return property.needs.every((need) => adapter.capabilities.has(need));
}

async function judgeLaws(options: CampaignOptions, able: readonly Property[], gathered: Gathered): Promise<void> {
  const laws = able.filter((property) => property.form === 'law');
  for (const [nth, law] of laws.entries()) {
    const samples = options.adapter.mode === 'sync' ? lawSamples : Math.ceil(lawSamples / 5);
    const result = await judgeLaw(law, options.adapter, options.profile, options.seed, samples);
    gathered.exercised.set(law.id, result.exercised);
    if (result.counterexample !== undefined) report(options, gathered, result.counterexample);
    gathered.interrupted ??= result.interrupted;
    options.onProgress?.({
      phase: 'laws',
      done: nth + 1,
      of: laws.length,
      commands: 0,
      failures: gathered.counterexamples.length,
    });
  }
}

async function judgeScenarios(options: CampaignOptions, able: readonly Property[], gathered: Gathered): Promise<void> {
  const judged = able.filter((property) => property.form !== 'law');
  const arbitrary = new ScenarioArbitrary({
    profile: options.profile,
    suite: options.suites.join(','),
    length: options.length,
    capabilities: options.adapter.capabilities,
  });
  const { adapter } = options;
  const plugins = options.timeLimitMs === undefined ? [] : [fc.interruptAfterTimeLimit(options.timeLimitMs)];
  const parameters = { seed: options.seed, numRuns: options.runs, plugins, endOnFailure: true };
  const judgeOf = (scenario: Scenario): Judge => newJudge(judged, options.profile, scenario.topology);
  gathered.interrupted = await interruption(async () => {
    if (adapter.mode === 'sync') {
      const property = fc.property(arbitrary, (scenario) => {
        const judge = judgeOf(scenario);
        runSync(adapter, scenario, judge);
        gather(options, judged, gathered, scenario, judge);
      });
      rethrow(fc.check(property, parameters));
      return;
    }
    const property = fc.asyncProperty(arbitrary, async (scenario) => {
      const judge = judgeOf(scenario);
      try {
        await runAsync(adapter, scenario, judge);
      } finally {
        gather(options, judged, gathered, scenario, judge);
      }
    });
    rethrow(await fc.check(property, parameters));
  });
}

/** A predicate only throws when the conversation with the target broke, or the kit did. */
function rethrow<Values>(details: fc.RunDetails<Values>): void {
  if (details.failed && details.errorInstance !== null && details.errorInstance !== undefined)
    throw details.errorInstance;
}

function gather(
  options: CampaignOptions,
  judged: readonly Property[],
  gathered: Gathered,
  scenario: Scenario,
  judge: Judge,
): void {
  gathered.runs += 1;
  gathered.commands += scenario.commands.length;
  judged.forEach((property, nth) => {
    gathered.exercised.set(property.id, (gathered.exercised.get(property.id) ?? 0) + (judge.exercised[nth] ?? 0));
  });
  for (const failure of judge.failures) keep(gathered, { failure, scenario, run: gathered.runs });
  options.onProgress?.({
    phase: 'scenarios',
    done: gathered.runs,
    of: options.runs,
    commands: gathered.commands,
    failures: gathered.found.size,
  });
}

/** The first failure of each property is shrunk; what else the property shows has the same name in the report. */
function keep(gathered: Gathered, found: Found): void {
  const key = `${found.failure.property}: ${found.failure.kind}`;
  if (!gathered.found.has(key)) gathered.found.set(key, found);
}

async function shrinkFindings(options: CampaignOptions, able: readonly Property[], gathered: Gathered): Promise<void> {
  const judged = able.filter((property) => property.form !== 'law');
  const findings = [...gathered.found.values()];
  for (const [nth, found] of findings.entries()) {
    options.onProgress?.({
      phase: 'shrinking',
      done: nth,
      of: findings.length,
      commands: gathered.commands,
      failures: findings.length,
    });
    const executions = gathered.interrupted === undefined ? budgetOf(options) : 0;
    report(options, gathered, await minimizeOrKeep(options, judged, found, executions));
  }
}

function budgetOf({ adapter, shrinkExecutions }: CampaignOptions): number {
  return adapter.mode === 'sync' ? shrinkExecutions : Math.min(shrinkExecutions, wireShrinkExecutions);
}

/** A target that breaks the conversation while a failure is shrunk leaves the failure as it was found. */
async function minimizeOrKeep(
  options: CampaignOptions,
  judged: readonly Property[],
  found: Found,
  executions: number,
): Promise<Counterexample> {
  const { adapter, profile } = options;
  let counterexample: Counterexample | undefined;
  if (executions > 0) {
    await interruption(async () => {
      counterexample = await minimize(found, { adapter, profile, properties: judged, executions });
    });
  }
  const { failure, scenario, run } = found;
  return (
    counterexample ?? {
      property: failure.property,
      clauses: judged.find((property) => property.id === failure.property)?.clauses ?? [],
      kind: failure.kind,
      message: failure.message,
      evidence: { form: 'scenario', scenario, trace: [] },
      foundCommands: scenario.commands.length,
      foundRun: run,
      shrinkExecutions: 0,
    }
  );
}

function report(options: CampaignOptions, gathered: Gathered, counterexample: Counterexample): void {
  gathered.counterexamples.push(counterexample);
  options.onCounterexample?.(counterexample);
}

function resultOf(options: CampaignOptions, gathered: Gathered): CampaignResult {
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
  const unable = property.needs.filter((need) => !adapter.capabilities.has(need));
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
