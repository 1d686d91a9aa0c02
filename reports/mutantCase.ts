import type { Mutant } from '../adapters/mutants/mutant.ts';
import type { Fixture, LawCase } from '../fixtures/documents.ts';
import type { Counterexample } from '../properties/campaign-types.ts';
import { caseOf, type Judged } from './counterexample.ts';

/**
 * What shows a planted fault, as a document that tells the fault's story: a fixture, or a broken law.
 *
 * @param mutant the planted fault.
 * @param counterexample what it broke.
 * @param judged the target and the properties that judged it.
 */
export function mutantCase(mutant: Mutant, counterexample: Counterexample, judged: Judged): Fixture | LawCase {
  const document = caseOf(counterexample, judged);
  const named = { mutant: mutant.name, clauses: mutant.clauses };
  if (document.kind === 'tabletproof-law') return { ...document, ...named };
  return { ...document, ...named, id: mutant.name, story: mutant.story };
}
