import type { Mutant } from '../../adapters/mutants/mutant.ts';
import type { Profile } from '../../model/profile.ts';
import type { Property } from '../property.ts';
import { judgesTransitions } from './judging.ts';
import type { Scope } from './scope.ts';
import { scopes } from './scopes.ts';
import { search, type Violation } from './search.ts';

/** What a search for shortest counterexamples is told to do. */
export interface ShortestOptions {
  readonly properties: readonly Property[];
  readonly profile: Profile;
  /** Counterexamples of more commands than this are not looked for. */
  readonly mostCommands: number;
  /** The most states that may be visited in one scope. */
  readonly maxStates: number;
  /** Where it is searched; all scopes that have a name when absent. */
  readonly scopes?: readonly Scope[];
}

/** The shortest run in which a mutant breaks an expected property, and the scope in which there is none shorter. */
export interface Shortest {
  readonly scope: string;
  readonly commands: number;
  readonly violation: Violation;
}

/**
 * Searches scopes for the shortest run in which a mutant breaks one of the properties that must notice it.
 *
 * @returns undefined when it does not show in any scope within the limits, when a scope was too large to say that it has
 * nothing shorter, or when only watchers of whole runs would notice.
 */
export function shortestOf(mutant: Mutant, options: ShortestOptions): Shortest | undefined {
  const properties = options.properties.filter(
    (property) => judgesTransitions(property) && mutant.expected.includes(property.id),
  );
  if (properties.length === 0) return undefined;
  let best: Shortest | undefined;
  let cleared = Number.POSITIVE_INFINITY;
  for (const scope of options.scopes ?? scopes) {
    const shorter = (best?.commands ?? options.mostCommands + 1) - 1;
    const depth = Math.min(scope.depth ?? Number.POSITIVE_INFINITY, shorter);
    if (depth < 1) break;
    const found = searchFor(mutant, { ...scope, depth }, properties, options);
    if (found.violation !== undefined) best = shortestBy(scope, found.violation);
    else cleared = Math.min(cleared, found.cleared);
  }
  return best === undefined || best.commands > cleared + 1 ? undefined : best;
}

function shortestBy({ name }: Scope, violation: Violation): Shortest {
  return { scope: name, commands: violation.scenario.commands.length, violation };
}

/** Searches until the first violation; `cleared`: runs of so many commands were all judged. */
function searchFor(
  { rules }: Mutant,
  scope: Scope,
  properties: readonly Property[],
  { profile, maxStates }: ShortestOptions,
): { readonly violation: Violation | undefined; readonly cleared: number } {
  const result = search({ scope, profile, rules, properties, maxStates, stopsAt: () => true });
  return {
    violation: result.violations[0],
    cleared: result.complete ? Number.POSITIVE_INFINITY : result.depth,
  };
}
