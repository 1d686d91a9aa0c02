import { type RestoreFileRules, referenceRestoreFileRules } from '../../model/snapshot/restoreFileRules.ts';

/** A faulty reader of `cluster_snapshot.yaml`: the reference with one decision replaced. */
export interface RestoreFileMutant {
  readonly name: string;
  readonly clauses: readonly string[];
  /** Ids of the properties of which at least one must fail. */
  readonly expected: readonly string[];
  /** What goes wrong, in one sentence, as it would be told of a real system. */
  readonly story: string;
  /** Where a real system had such a fault. */
  readonly source?: string;
  readonly rules: RestoreFileRules;
}

/** The reference with these decisions replaced. */
export function withRestoreFileFault(fault: Partial<RestoreFileRules>): RestoreFileRules {
  return { ...referenceRestoreFileRules, ...fault };
}
