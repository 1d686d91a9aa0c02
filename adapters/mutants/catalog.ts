import { healthMutants } from './health.ts';
import type { Mutant } from './mutant.ts';
import { repairMutants } from './repair.ts';
import { writeQuorumMutants } from './write-quorum.ts';

export type { Mutant } from './mutant.ts';

/** Every planted fault. */
export const mutants: readonly Mutant[] = [...writeQuorumMutants, ...healthMutants, ...repairMutants];

/** The planted fault of that name, or undefined. */
export function mutantNamed(name: string): Mutant | undefined {
  return mutants.find((mutant) => mutant.name === name);
}
