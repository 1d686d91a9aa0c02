import type { Scenario } from '../../model/scenario.ts';
import { mergedTimes, pairs } from './candidates.ts';
import { lowerBackends, renamed } from './rename.ts';
import { learn, type Meaning, meaningOf, repaired } from './repair.ts';
import { textOf, without } from './scenarios.ts';
import { shorterBySearch } from './search.ts';
import { simplerScenarios } from './simpler.ts';

const pairsUpTo = 40;
const searchUpTo = 24;

/**
 * Shrinking as a conversation: yields scenarios and is told of each whether it still fails in the same way; returns the
 * best. Whoever drives it decides where they run, and may stop asking at any time. Best so far is always the last
 * yielded one that failed.
 */
export type Shrinking = Generator<Scenario, Scenario, boolean>;

/** Shrinks a scenario that fails: shorter first, then simpler, until nothing helps any more. */
export function* shrinking(failing: Scenario): Shrinking {
  const meaning = meaningOf(failing);
  const tried = new Set([textOf(failing)]);
  let best = failing;
  for (;;) {
    const before = best;
    best = yield* shortest(best, meaning, tried);
    best = yield* firstFailing(best, sameLength, tried);
    if (best === before) return best;
    learn(meaning, best);
  }
}

/** Length first: a simpler topology or table may need more commands for the same failure. */
function* shortest(failing: Scenario, meaning: Meaning, tried: Set<string>): Shrinking {
  let best = failing;
  for (;;) {
    const before = best;
    best = yield* dropChunks(best, meaning, tried);
    best = yield* firstFailing(best, mergedTimes, tried);
    if (best.commands.length <= pairsUpTo) {
      best = yield* firstFailing(best, (scenario) => repairedPairs(scenario, meaning), tried);
    }
    if (best === before && best.commands.length <= searchUpTo) best = yield* firstFailing(best, shorterBySearch, tried);
    if (best === before) return best;
  }
}

/** Leaves out stretches of commands, halving their size whenever no stretch of this size can go. */
function* dropChunks(failing: Scenario, meaning: Meaning, tried: Set<string>): Shrinking {
  let best = failing;
  for (let size = Math.ceil(best.commands.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let end = best.commands.length; end > 0; ) {
      const candidate = repaired(without(best, stretch(Math.max(0, end - size), end)), meaning);
      if (yield* fails(candidate, tried)) {
        best = candidate;
        end = Math.min(end, best.commands.length);
      } else {
        end -= size;
      }
    }
  }
  return best;
}

/** Takes the first candidate that still fails and starts again from it, until none does. */
function* firstFailing(
  failing: Scenario,
  candidates: (scenario: Scenario) => Iterable<Scenario>,
  tried: Set<string>,
): Shrinking {
  let best = failing;
  for (let improved = true; improved; ) {
    improved = false;
    for (const candidate of candidates(best)) {
      if (!(yield* fails(candidate, tried))) continue;
      best = candidate;
      improved = true;
      break;
    }
  }
  return best;
}

function* fails(candidate: Scenario, tried: Set<string>): Generator<Scenario, boolean, boolean> {
  const text = textOf(candidate);
  if (tried.has(text)) return false;
  tried.add(text);
  return yield candidate;
}

function* repairedPairs(scenario: Scenario, meaning: Meaning): Generator<Scenario> {
  for (const candidate of pairs(scenario)) yield repaired(candidate, meaning);
}

function* sameLength(scenario: Scenario): Generator<Scenario> {
  const canonical = renamed(scenario);
  if (textOf(canonical) !== textOf(scenario)) yield canonical;
  yield* simplerScenarios(scenario);
  yield* lowerBackends(scenario);
}

function stretch(from: number, to: number): ReadonlySet<number> {
  return new Set(Array.from({ length: to - from }, (_, nth) => from + nth));
}
