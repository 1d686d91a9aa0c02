import * as fc from 'fast-check';
import { memoryAdapter } from '../adapters/memory.ts';
import type { Mutant } from '../adapters/mutants/mutant.ts';
import { type Profile, profileNamed } from '../model/profile.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Counterexample } from './campaign-types.ts';
import { runSync } from './execute.ts';
import { shortestOf } from './explore/shortest.ts';
import { ScenarioArbitrary } from './generator/arbitrary.ts';
import { type Failure, newJudge } from './judge.ts';
import { judgeLaw } from './laws.ts';
import { type Found, minimize } from './minimize.ts';
import type { Property } from './property.ts';

/** What a run over mutants is told to do. */
export interface MutationOptions {
  readonly mutants: readonly Mutant[];
  readonly properties: readonly Property[];
  readonly profile: Profile;
  readonly seed: number;
  /** The most scenarios for one mutant. */
  readonly runs: number;
  readonly length: number;
  readonly shrinkExecutions: number;
  /** The shortest counterexample that is known of a mutant, in commands. */
  readonly shortestKnown: ReadonlyMap<string, number>;
  /** The most states of a scope that a search for the shortest counterexample may visit; no search when absent. */
  readonly shortestStates?: number;
  readonly onMutant?: (done: number, of: number) => void;
}

/** How one mutant fared. */
export interface MutantResult {
  readonly name: string;
  readonly clauses: readonly string[];
  readonly expected: readonly string[];
  readonly caught: boolean;
  /** Properties that failed until it was caught. */
  readonly by: readonly string[];
  /** Scenarios until an expected property failed; 0 when a law did before any. */
  readonly runs: number;
  /** Length of the shrunk case; 0 for a law, null when it was not caught. */
  readonly commands: number | null;
  /** The shortest length that is proven; null while none is. */
  readonly shortest: number | null;
  /** The shortest length that is known, of this and recorded counterexamples. */
  readonly shortestKnown: number | null;
  readonly counterexample: Counterexample | undefined;
}

export interface MutantReport {
  readonly total: number;
  readonly caught: number;
  readonly mutants: readonly MutantResult[];
}

/** Plants every fault in turn and tells which property noticed it. */
export async function runMutants(options: MutationOptions): Promise<MutantReport> {
  const results: MutantResult[] = [];
  for (const mutant of options.mutants) {
    results.push(await runMutant(options, mutant));
    options.onMutant?.(results.length, options.mutants.length);
  }
  return { total: results.length, caught: results.filter((result) => result.caught).length, mutants: results };
}

async function runMutant(given: MutationOptions, mutant: Mutant): Promise<MutantResult> {
  const options = { ...given, profile: profileOf(given, mutant) };
  const adapter = memoryAdapter(options.profile, mutant, `memory:${mutant.name}`);
  const laws = await brokenLaws(options, mutant, adapter);
  const byLaw = laws.map((broken) => broken.property);
  if (laws[0] !== undefined) return resultOf(options, mutant, byLaw, 0, laws[0]);
  const search = hunt(options, mutant, adapter);
  if (search.found === undefined) return resultOf(options, mutant, search.by, search.runs, undefined);
  const counterexample = await minimize(search.found, {
    adapter,
    profile: options.profile,
    properties: options.properties.filter((property) => property.id === search.found?.failure.property),
    executions: options.shrinkExecutions,
  });
  return resultOf(options, mutant, search.by, search.runs, counterexample);
}

/** A fault that does not show in the profile that was asked for is planted in the one where it does. */
function profileOf({ profile }: MutationOptions, mutant: Mutant): Profile {
  return (mutant.profile === undefined ? undefined : profileNamed(mutant.profile)) ?? profile;
}

/** The laws that speak for this fault and that it breaks. */
async function brokenLaws(
  options: MutationOptions,
  mutant: Mutant,
  adapter: ReturnType<typeof memoryAdapter>,
): Promise<Counterexample[]> {
  const broken: Counterexample[] = [];
  for (const property of options.properties) {
    if (property.form !== 'law' || !mutant.expected.includes(property.id)) continue;
    const result = await judgeLaw(property, adapter, options.profile, options.seed, 300);
    if (result.counterexample !== undefined) broken.push(result.counterexample);
  }
  return broken;
}

interface Hunt {
  readonly found: Found | undefined;
  readonly by: readonly string[];
  readonly runs: number;
}

/** Draws scenarios until an expected property fails. */
function hunt(options: MutationOptions, mutant: Mutant, adapter: ReturnType<typeof memoryAdapter>): Hunt {
  const judged = options.properties.filter((property) => property.form !== 'law');
  const { profile, length, seed } = options;
  const arbitrary = new ScenarioArbitrary({
    profile,
    suite: suitesOf(options, mutant),
    length,
    capabilities: adapter.capabilities,
  });
  const by = new Set<string>();
  let found: Found | undefined;
  let runs = 0;
  const property = fc.property(arbitrary, (scenario: Scenario) => {
    runs += 1;
    const judge = newJudge(judged, profile);
    runSync(adapter, scenario, judge);
    for (const failure of judge.failures) by.add(failure.property);
    const failure = judge.failures.find((other: Failure) => mutant.expected.includes(other.property));
    if (failure !== undefined) found = { failure, scenario, run: runs };
    return failure === undefined;
  });
  fc.check(property, { seed, numRuns: options.runs, endOnFailure: true });
  return { found, by: [...by], runs };
}

/** The suites of the properties that must notice the fault: what they speak of has to happen. */
function suitesOf({ properties }: MutationOptions, { expected }: Mutant): string {
  const suites = properties.filter(({ id }) => expected.includes(id)).map(({ suite }) => suite);
  return suites.length === 0 ? 'replication' : [...new Set(suites)].sort().join();
}

function resultOf(
  options: MutationOptions,
  mutant: Mutant,
  by: readonly string[],
  runs: number,
  counterexample: Counterexample | undefined,
): MutantResult {
  const commands = lengthOf(counterexample);
  const known = options.shortestKnown.get(mutant.name);
  const { name, clauses, expected } = mutant;
  return {
    name,
    clauses,
    expected,
    caught: counterexample !== undefined,
    by: [...new Set(by)],
    runs,
    commands,
    shortest: provenShortest(options, mutant, commands),
    shortestKnown: commands === null ? (known ?? null) : Math.min(commands, known ?? commands),
    counterexample,
  };
}

/** What a search proves to be the shortest; nothing is shorter than a question to a law. */
function provenShortest(options: MutationOptions, mutant: Mutant, commands: number | null): number | null {
  const { properties, profile, shortestStates: maxStates, shortestKnown } = options;
  // The scopes are clusters that keep replicated tablets.
  if (maxStates === undefined || commands === null || mutant.snapshotRules !== undefined) return null;
  if (commands === 0) return 0;
  const mostCommands = Math.min(commands, shortestKnown.get(mutant.name) ?? commands);
  return shortestOf(mutant, { properties, profile, mostCommands, maxStates })?.commands ?? null;
}

function lengthOf(counterexample: Counterexample | undefined): number | null {
  if (counterexample === undefined) return null;
  return counterexample.evidence.form === 'law' ? 0 : counterexample.evidence.scenario.commands.length;
}
