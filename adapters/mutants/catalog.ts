import { referenceRules } from '../../model/replication/rules.ts';
import { balanceMutants } from './balance.ts';
import { restoreFileMutants } from './clusterSnapshotFile.ts';
import { healthMutants } from './health.ts';
import { judgementMutants } from './judgement.ts';
import type { Mutant } from './mutant.ts';
import { operationMutants } from './operations.ts';
import { repairMutants } from './repair.ts';
import { restoreMutants } from './restore.ts';
import { restoreSectionMutants } from './restore-sections.ts';
import { schedulingMutants } from './scheduling.ts';
import { snapshotDataMutants } from './snapshot-data.ts';
import { snapshotHistoryMutants } from './snapshot-history.ts';
import { snapshotJobMutants } from './snapshot-jobs.ts';
import { snapshotRetentionMutants } from './snapshot-retention.ts';
import { snapshotSwitchMutants } from './snapshot-switch.ts';
import { snapshotUploadMutants } from './snapshot-uploads.ts';
import { snapshotViewMutants } from './snapshot-views.ts';
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
  ...snapshotSwitchMutants,
  ...snapshotJobMutants,
  ...snapshotUploadMutants,
  ...snapshotRetentionMutants,
  ...snapshotHistoryMutants,
  ...snapshotViewMutants,
  ...snapshotDataMutants,
  ...restoreMutants,
  ...restoreSectionMutants,
  ...restoreFileMutants.map(({ rules, ...told }) => ({ ...told, rules: referenceRules, restoreFileRules: rules })),
];

/** The planted fault of that name, or undefined. */
export function mutantNamed(name: string): Mutant | undefined {
  return mutants.find((mutant) => mutant.name === name);
}
