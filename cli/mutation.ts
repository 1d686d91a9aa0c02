import { type Mutant, mutants } from '../adapters/mutants/catalog.ts';
import { shortestInCorpus } from '../fixtures/corpus.ts';
import { properties, propertiesOf } from '../properties/catalog.ts';
import { type MutantReport, runMutants } from '../properties/mutation.ts';
import type { Suite } from '../properties/property.ts';
import type { Io } from './context.ts';
import { namedAmong } from './names.ts';
import type { DrawOptions, ProfileOptions } from './options.ts';
import { progressLine } from './progress.ts';

/**
 * The mutants of these names, or when none is named all that a property of these suites must notice.
 *
 * @throws UsageError when there is none of a name.
 */
export function chosenMutants(names: readonly string[], suites: readonly Suite[]): readonly Mutant[] {
  if (names.length === 0) return mutants.filter((mutant) => isAbout(mutant, suites));
  return [...new Set(names)].map((name) => namedAmong('mutant', name, mutants));
}

/** These suites, and those of the mutants that no property of these must notice. */
export function suitesFor(chosen: readonly Mutant[], suites: readonly Suite[]): readonly Suite[] {
  const others = chosen.filter((mutant) => !isAbout(mutant, suites)).flatMap(suitesOf);
  return [...new Set([...suites, ...others])];
}

function isAbout(mutant: Mutant, suites: readonly Suite[]): boolean {
  return suitesOf(mutant).some((suite) => suites.includes(suite));
}

function suitesOf({ expected }: Mutant): readonly Suite[] {
  return properties.filter(({ id }) => expected.includes(id)).map(({ suite }) => suite);
}

/** Options of commands that plant faults. */
export type PlantOptions = DrawOptions & ProfileOptions & { readonly shortest?: true };

/** States of a scope that a search for one shortest counterexample may visit: a few seconds. */
const SHORTEST_STATES = 30_000;

/** Plants faults in turn and shows how far that has come. */
export async function plant(chosen: readonly Mutant[], options: PlantOptions, { stderr }: Io): Promise<MutantReport> {
  const progress = progressLine(stderr);
  try {
    return await runMutants({
      mutants: chosen,
      properties: propertiesOf(suitesFor(chosen, options.suite)),
      profile: options.profile,
      seed: options.seed,
      runs: options.runs,
      length: options.length,
      shrinkExecutions: options.shrink,
      shortestKnown: shortestInCorpus(),
      ...(options.shortest === true ? { shortestStates: SHORTEST_STATES } : {}),
      onMutant: (done, of) => progress.show(`${done}/${of} faults planted`),
    });
  } finally {
    progress.clear();
  }
}
