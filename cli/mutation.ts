import { type Mutant, mutants } from '../adapters/mutants/catalog.ts';
import { shortestInCorpus } from '../fixtures/corpus.ts';
import { propertiesOf } from '../properties/catalog.ts';
import { type MutantReport, runMutants } from '../properties/mutation.ts';
import type { Io } from './context.ts';
import { namedAmong } from './names.ts';
import type { DrawOptions, ProfileOptions } from './options.ts';
import { progressLine } from './progress.ts';

/**
 * The mutants of these names, or all when none is named.
 *
 * @throws UsageError when there is none of a name.
 */
export function chosenMutants(names: readonly string[]): readonly Mutant[] {
  if (names.length === 0) return mutants;
  return [...new Set(names)].map((name) => namedAmong('mutant', name, mutants));
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
      properties: propertiesOf(options.suite),
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
