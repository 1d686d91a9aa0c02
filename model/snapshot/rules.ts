import { type DataRules, referenceDataRules } from './dataRules.ts';
import { type JobRules, referenceJobRules } from './jobRules.ts';
import { type RestoreRules, referenceRestoreRules } from './restoreRules.ts';
import { type RetentionRules, referenceRetentionRules } from './retentionRules.ts';
import { referenceShownRules, type ShownRules } from './shownRules.ts';
import { referenceSwitchRules, type SwitchRules } from './switchRules.ts';

/**
 * Every decision of the snapshot document that a system can get wrong, one function each. A mutant is this record with one
 * function replaced.
 */
export interface SnapshotRules extends SwitchRules, JobRules, RetentionRules, ShownRules, DataRules, RestoreRules {}

/** The documents' own decisions, and where the profile says so those of a release. */
export const referenceSnapshotRules: SnapshotRules = {
  ...referenceSwitchRules,
  ...referenceJobRules,
  ...referenceRetentionRules,
  ...referenceShownRules,
  ...referenceDataRules,
  ...referenceRestoreRules,
};
