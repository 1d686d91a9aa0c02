import type { Command } from '../../../model/scenario.ts';
import type { Scope } from '../scope.ts';

/** A small shared-data cluster that is searched exhaustively. */
export interface SharedDataScope extends Scope {
  /** The commands that lead to where the search begins; choices fall to the first possibility there. */
  readonly prologue?: readonly Command[];
  /**
   * What happens at the end of runs: nothing but time passes on a healed cluster, so that properties of whole runs have
   * something to say. A run ends after every command to which a shortest way leads, but for those after which time goes on
   * to pass.
   */
  readonly epilogue?: readonly Command[];
}
