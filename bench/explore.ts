import type { State } from '../model/replication/state.ts';
import { step } from '../model/replication/step.ts';
import type { Command } from '../model/scenario.ts';
import { newOdometer } from '../properties/explore/odometer.ts';
import { budgetsOf, movesOf, type Scope } from '../properties/explore/scope.ts';
import { scopes } from '../properties/explore/scopes.ts';
import { type SearchResult, search } from '../properties/explore/search.ts';
import { isRepetition } from '../properties/explore/twins.ts';
import { type Measured, measure, median, ratioOf } from './rounds.ts';
import type { Done, Limit, Setting, Variant } from './variant.ts';

/** How fast the exhaustive search of the smallest scope is, and how fast it could be at the most. */
export interface ExploreSpeed {
  readonly scope: string;
  readonly states: number;
  readonly transitions: number;
  /** Medians of the rounds. */
  readonly statesPerSecond: number;
  readonly transitionsPerSecond: number;
  /** Of a loop that takes the same steps, looks at nothing and keeps nothing. */
  readonly bareTransitionsPerSecond: number;
  /** Median of the ratios within each round. */
  readonly ratio: number;
  /** What the search has found wrong with the reference. */
  readonly failures: readonly string[];
}

/** Measures the search of the smallest scope against the bare steps, turn by turn. */
export async function exploreSpeed(setting: Setting, rounds: number, roundMs: number): Promise<ExploreSpeed> {
  const scope = smallest();
  const whole = searchOf(setting, scope);
  const variants = [searching(setting, scope), bareSteps(setting, scope)];
  const [searched, bare] = await measure(variants, { rounds, roundMs, warmUpMs: 10 * roundMs, seed: 0 });
  return speedOf(whole, searched ?? nothing, bare ?? nothing);
}

const nothing: Measured = { name: '', commands: 0, rates: [], failures: [] };

function speedOf({ scope, states, transitions }: SearchResult, searched: Measured, bare: Measured): ExploreSpeed {
  const transitionsPerSecond = median(searched.rates);
  return {
    scope,
    states,
    transitions,
    statesPerSecond: Math.round((transitionsPerSecond * states) / transitions),
    transitionsPerSecond: Math.round(transitionsPerSecond),
    bareTransitionsPerSecond: Math.round(median(bare.rates)),
    ratio: Math.round(100 * ratioOf(searched, bare)) / 100,
    failures: searched.failures,
  };
}

function smallest(): Scope {
  const [scope] = scopes;
  if (scope === undefined) throw new Error('there is no scope to search');
  return scope;
}

function searchOf(
  { profile, rules, properties }: Setting,
  scope: Scope,
  onState?: (state: State, spent: number, twins: number) => void,
): SearchResult {
  const options = { scope, profile, rules, properties, maxStates: 1_000_000 };
  return search(onState === undefined ? options : { ...options, onState });
}

/** The search as `explore` makes it, again and again. */
function searching(setting: Setting, scope: Scope): Variant {
  return {
    name: 'search',
    run: async (_seed, { timeMs }) => {
      const endMs = performance.now() + timeMs;
      const failures: string[] = [];
      let commands = 0;
      do {
        const { transitions, violations } = searchOf(setting, scope);
        commands += transitions;
        for (const { property, message } of violations) failures.push(`${property}: ${message}`);
      } while (performance.now() < endMs);
      return { commands, failures };
    },
  };
}

/** A state and a command that the search takes from it. */
interface Start {
  readonly state: State;
  readonly command: Command;
}

/** The limit: the steps that the search takes, and nothing else. */
function bareSteps(setting: Setting, scope: Scope): Variant {
  const starts: Start[] = [];
  const budgets = budgetsOf(scope.alphabet);
  const moves = movesOf(scope.alphabet);
  searchOf(setting, scope, (state, spent, twins) => {
    moves.forEach((letter, nth) => {
      for (const command of letter[budgets.usedOf(spent, nth)] ?? []) {
        if (!isRepetition(state, twins, command)) starts.push({ state, command });
      }
    });
  });
  return { name: 'bare steps', run: async (_seed, limit) => takeSteps(setting, starts, limit) };
}

function takeSteps({ rules }: Setting, starts: readonly Start[], { timeMs }: Limit): Done {
  const odometer = newOdometer();
  const endMs = performance.now() + timeMs;
  let commands = 0;
  do {
    for (const { state, command } of starts) {
      odometer.reset();
      do {
        step(rules, state, command, odometer.choose);
        commands += 1;
      } while (odometer.turn());
    }
  } while (performance.now() < endMs);
  return { commands, failures: [] };
}
