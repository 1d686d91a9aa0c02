import { balanceMutants } from './balance.ts';
import { healthMutants } from './health.ts';
import { judgementMutants } from './judgement.ts';
import type { Mutant } from './mutant.ts';
import { operationMutants } from './operations.ts';
import { repairMutants } from './repair.ts';
import { schedulingMutants } from './scheduling.ts';
import { writeQuorumMutants } from './write-quorum.ts';

export type { Mutant } from './mutant.ts';

/** Every planted fault. */
export const mutants: readonly Mutant[] = [
  ...writeQuorumMutants,
  ...healthMutants,
  ...judgementMutants,
  ...repairMutants,
  ...schedulingMutants,
  ...balanceMutants,
  ...operationMutants,
];

/** The planted fault of that name, or undefined. */
export function mutantNamed(name: string): Mutant | undefined {
  return mutants.find((mutant) => mutant.name === name);
}
