import * as fc from 'fast-check';
import type { Scenario } from '../model/scenario.ts';
import { breathing } from './breathing.ts';
import type { CampaignOptions, CampaignResult, Counterexample } from './campaign-types.ts';
import { interruption, runAsync, runSync } from './execute.ts';
import { ScenarioArbitrary } from './generator/arbitrary.ts';
import { drawableSuites } from './generator/suites.ts';
import { type Judge, newJudge } from './judge.ts';
import { judgeLaw } from './laws.ts';
import { type Found, minimize } from './minimize.ts';
import { missingFor } from './needs.ts';
import type { Property } from './property.ts';
import { type Gathered, nothingGathered, resultOf, unshrunk } from './result.ts';

export type { CampaignOptions, CampaignResult, Counterexample, Progress, PropertyResult } from './campaign-types.ts';

const lawSamples = 300;

/** Behind a wire a question or an execution costs a thousand times as much as in memory. */
const wireLawSamples = 60;
const wireShrinkExecutions = 250;

/**
 * Judges a target: its pure decisions, then scenarios until their number or the time is reached; then each failure is
 * shrunk. A property that fails keeps its first failure of each kind, and the others go on being judged.
 */
export async function runCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const gathered = nothingGathered();
  const able = options.properties.filter((property) => missingFor(property, options.adapter).length === 0);
  await judgeLaws(options, able, gathered);
  if (gathered.interrupted === undefined) await judgeScenarios(options, able, gathered);
  await shrinkFindings(options, able, gathered);
  return resultOf(options, gathered);
}

async function judgeLaws(options: CampaignOptions, able: readonly Property[], gathered: Gathered): Promise<void> {
  const laws = able.filter((property) => property.form === 'law');
  for (const [nth, law] of laws.entries()) {
    const samples = options.adapter.mode === 'sync' ? lawSamples : wireLawSamples;
    const result = await judgeLaw(law, options.adapter, options.profile, options.seed, samples);
    gathered.exercised.set(law.id, result.exercised);
    if (result.counterexample !== undefined) {
      gathered.counterexamples.push(result.counterexample);
      options.onCounterexample?.(result.counterexample);
    }
    gathered.interrupted ??= result.interrupted;
    const failures = gathered.counterexamples.length;
    options.onProgress?.({ phase: 'laws', done: nth + 1, of: laws.length, commands: 0, failures });
  }
}

async function judgeScenarios(options: CampaignOptions, able: readonly Property[], gathered: Gathered): Promise<void> {
  const { adapter, profile, seed, runs, length, timeLimitMs } = options;
  const judged = able.filter((property) => property.form !== 'law');
  // A target without shared-data clusters has nothing to show where only they are judged.
  if (drawableSuites(options.suites, adapter.capabilities).length === 0) return;
  const suite = options.suites.join(',');
  const arbitrary = new ScenarioArbitrary({ profile, suite, length, capabilities: adapter.capabilities });
  const breathe = breathing();
  const judgeOne = async (scenario: Scenario): Promise<void> => {
    const judge = newJudge(judged, profile);
    try {
      if (adapter.mode === 'sync') runSync(adapter, scenario, judge);
      else await runAsync(adapter, scenario, judge);
    } finally {
      gather(options, judged, gathered, scenario, judge);
    }
    await breathe();
  };
  let latest: Promise<void> = Promise.resolve();
  const property = fc.asyncProperty(arbitrary, (scenario) => {
    latest = judgeOne(scenario);
    return latest;
  });
  const plugins = timeLimitMs === undefined ? [] : [fc.interruptAfterTimeLimit(timeLimitMs)];
  gathered.interrupted = await interruption(async () => {
    const details = await fc.check(property, { seed, numRuns: runs, plugins, endOnFailure: true });
    // The predicate only throws when the conversation with the target broke, or the kit did.
    if (details.failed && details.errorInstance) throw details.errorInstance;
    // A run that the time limit has cut off goes on by itself, and nothing may be closed under it.
    await latest;
  });
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
  for (const failure of judge.failures) keep(options, gathered, { failure, scenario, run: gathered.runs });
  const { runs, commands, found } = gathered;
  options.onProgress?.({ phase: 'scenarios', done: runs, of: options.runs, commands, failures: found.size });
}

/** The first failure of each kind is kept, and told at once so that a run that is killed has not lost it. */
function keep(options: CampaignOptions, gathered: Gathered, found: Found): void {
  const key = `${found.failure.property}: ${found.failure.kind}`;
  if (gathered.found.has(key)) return;
  gathered.found.set(key, found);
  options.onCounterexample?.(unshrunk(found, options.properties));
}

async function shrinkFindings(options: CampaignOptions, able: readonly Property[], gathered: Gathered): Promise<void> {
  const judged = able.filter((property) => property.form !== 'law');
  let done = 0;
  for (const found of gathered.found.values()) {
    const { commands } = gathered;
    const { size } = gathered.found;
    options.onProgress?.({ phase: 'shrinking', done, of: size, commands, failures: size });
    done += 1;
    const executions = gathered.interrupted === undefined ? budgetOf(options) : 0;
    const counterexample = await shrunk(options, judged, gathered, found, executions);
    gathered.counterexamples.push(counterexample);
    options.onCounterexample?.(counterexample);
  }
}

function budgetOf({ adapter, shrinkExecutions }: CampaignOptions): number {
  return adapter.mode === 'sync' ? shrinkExecutions : Math.min(shrinkExecutions, wireShrinkExecutions);
}

/** A target that breaks the conversation while a failure is shrunk leaves the best that was known of it. */
async function shrunk(
  options: CampaignOptions,
  judged: readonly Property[],
  gathered: Gathered,
  found: Found,
  executions: number,
): Promise<Counterexample> {
  const { adapter, profile } = options;
  let best = unshrunk(found, judged);
  if (executions === 0) return best;
  const onBetter = (scenario: Scenario): void => {
    best = { ...best, evidence: { form: 'scenario', scenario, trace: [] } };
    if (adapter.mode === 'async') options.onCounterexample?.(best);
  };
  // What a candidate shows besides is a finding of its own, and is shrunk in its turn.
  const onOther = (other: Found): void => keep(options, gathered, other);
  await interruption(async () => {
    best = await minimize(found, { adapter, profile, properties: judged, executions, onBetter, onOther });
  });
  return best;
}
