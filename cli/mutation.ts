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

/** Plants faults in turn and shows how far that has come. */
export async function plant(
  chosen: readonly Mutant[],
  options: DrawOptions & ProfileOptions,
  { stderr }: Io,
): Promise<MutantReport> {
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
      onMutant: (done, of) => progress.show(`${done}/${of} faults planted`),
    });
  } finally {
    progress.clear();
  }
}
