import type { Profile } from '../../../model/profile.ts';
import type { SnapshotRules } from '../../../model/snapshot/rules.ts';
import type { SharedDataState } from '../../../model/snapshot/state.ts';
import type { Property } from '../../property.ts';
import type { Story } from '../../shared-data/story.ts';
import { searchBreadthFirst } from '../breadth.ts';
import type { SearchResult, Violation } from '../result.ts';
import type { Path } from '../trail.ts';
import { violationOf } from '../violation.ts';
import { newBench } from './judging.ts';
import type { SharedDataScope } from './scope.ts';
import { openWorld } from './world.ts';

/** What a search of shared-data clusters is told to do. */
export interface SharedDataSearchOptions {
  readonly scope: SharedDataScope;
  /** What is promised. */
  readonly profile: Profile;
  /** How the system behaves that is searched; as is promised when absent. */
  readonly behaviour?: Profile;
  /** Who decides in the system that is searched: the reference, or a mutant. */
  readonly rules: SnapshotRules;
  readonly properties: readonly Property[];
  /** A search that finds more states than this stops and is not complete. */
  readonly maxStates: number;
  /** Whether runs are brought to their end, as the scope says; they are when absent. */
  readonly ends?: boolean;
  /** Whether to stop at a violation of this property; by default none is reason to stop. */
  readonly stopsAt?: (property: string) => boolean;
  /** Told of every depth whose states are all known. */
  readonly onDepth?: (depth: number, states: number) => void;
  /** Told of every state before it is left. */
  readonly onState?: (state: SharedDataState, story: Story, spent: number) => void;
}

/** Searches a scope breadth first, judges every transition, and keeps the shortest way to each violation. */
export function searchSharedData(options: SharedDataSearchOptions): SearchResult {
  const startMs = performance.now();
  const { scope, profile, behaviour = profile, rules, properties, maxStates, ends = true, stopsAt } = options;
  const bench = newBench(properties);
  const { world, objections } = openWorld({ scope, profile, behaviour, rules, bench, ends, onState: options.onState });
  const opening = objections.map(({ objection, commands }) =>
    violationOf(options, objection, { commands, choices: commands.map(() => []) }),
  );
  const isOver = opening.some(({ property }) => stopsAt?.(property) === true);
  const found = searchBreadthFirst(world, {
    scope: isOver ? { ...scope, depth: 0 } : scope,
    maxStates,
    stopsAt,
    onDepth: options.onDepth,
    violation: (objection, path) => violationOf(options, objection, afterPrologue(scope, path)),
  });
  return {
    ...found,
    scope: scope.name,
    profile: profile.name,
    complete: found.complete && !isOver,
    violations: distinct([...opening, ...found.violations]),
    exercised: bench.exercised,
    elapsedMs: performance.now() - startMs,
  };
}

function afterPrologue({ prologue = [] }: SharedDataScope, { commands, choices }: Path): Path {
  return { commands: [...prologue, ...commands], choices: [...prologue.map(() => []), ...choices] };
}

/** The first violation of each kind. */
function distinct(violations: readonly Violation[]): readonly Violation[] {
  const first = new Map<string, Violation>();
  for (const violation of violations) {
    const key = `${violation.property}: ${violation.kind}`;
    if (!first.has(key)) first.set(key, violation);
  }
  return [...first.values()];
}
