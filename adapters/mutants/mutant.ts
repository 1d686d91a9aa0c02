import type { ProfileName } from '../../model/profile.ts';
import type { Rules } from '../../model/replication/rules.ts';
import { referenceRules } from '../../model/replication/rules.ts';
import type { RestoreFileRules } from '../../model/snapshot/restoreFileRules.ts';
import { referenceSnapshotRules, type SnapshotRules } from '../../model/snapshot/rules.ts';

/** The model with one planted fault: a wrong decision, the clauses that it breaks, and who must notice. */
export interface Mutant {
  readonly name: string;
  readonly clauses: readonly string[];
  /** Ids of the properties of which at least one must fail. */
  readonly expected: readonly string[];
  /** What goes wrong, in one sentence, as it would be told of a real system. */
  readonly story: string;
  /** The profile in which it shows, when that is not every one. */
  readonly profile?: ProfileName;
  /** Where a real system had such a fault. */
  readonly source?: string;
  readonly rules: Rules;
  /** The decisions about snapshots, when the fault is among them; the reference's otherwise. */
  readonly snapshotRules?: SnapshotRules;
  /** The decisions about cluster_snapshot.yaml, when the fault is among them; the reference's otherwise. */
  readonly restoreFileRules?: RestoreFileRules;
}

/** The reference with these decisions replaced. */
export function withFault(fault: Partial<Rules>): Rules {
  return { ...referenceRules, ...fault };
}

/** The reference with these decisions about snapshots replaced. */
export function withSnapshotFault(fault: Partial<SnapshotRules>): Required<Pick<Mutant, 'rules' | 'snapshotRules'>> {
  return { rules: referenceRules, snapshotRules: { ...referenceSnapshotRules, ...fault } };
}
