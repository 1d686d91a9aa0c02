import type { Scenario } from '../../model/scenario.ts';

/** What a property said against one transition. */
export interface Objection {
  readonly property: string;
  readonly kind: string;
  readonly message: string;
}

/** The first, and therefore shortest, violation of a property of one kind. */
export interface Violation extends Objection {
  readonly scenario: Scenario;
}

/** What a search has found out. */
export interface SearchResult {
  readonly scope: string;
  readonly profile: string;
  /** Different states, the first one included. */
  readonly states: number;
  /** Steps that were taken and judged, with every way in which their choices can fall. */
  readonly transitions: number;
  /** The most commands that any state needs. */
  readonly depth: number;
  /** Whether there is nothing beyond. A bound on the depth is part of the scope. */
  readonly complete: boolean;
  readonly violations: readonly Violation[];
  /** Ids of properties that judge transitions, with how often they had something to say. */
  readonly exercised: ReadonlyMap<string, number>;
  readonly elapsedMs: number;
}
