import type { Scenario } from '../../model/scenario.ts';
import { lowerBackends, renamed } from './rename.ts';
import { meaningOf, repaired } from './repair.ts';
import { replaced, textOf, without } from './scenarios.ts';
import { simplerScenarios } from './simpler.ts';

const pairsUpTo = 40;

/**
 * Everything that is a step simpler than `scenario`, in the order in which it is worth trying: long pieces left out, then
 * short ones, single commands, pairs, other names, simpler arguments. Each candidate makes sense to the model, none
 * comes twice.
 */
export function* candidates(scenario: Scenario): Generator<Scenario> {
  const meaning = meaningOf(scenario);
  const seen = new Set([textOf(scenario)]);
  for (const candidate of shorter(scenario)) yield* fresh(repaired(candidate, meaning), seen);
  for (const candidate of sameLength(scenario)) yield* fresh(candidate, seen);
}

function* fresh(candidate: Scenario, seen: Set<string>): Generator<Scenario> {
  const text = textOf(candidate);
  if (seen.has(text)) return;
  seen.add(text);
  yield candidate;
}

function* shorter(scenario: Scenario): Generator<Scenario> {
  yield* chunks(scenario);
  yield* mergedTimes(scenario);
  if (scenario.commands.length <= pairsUpTo) yield* pairs(scenario);
}

function* sameLength(scenario: Scenario): Generator<Scenario> {
  yield renamed(scenario);
  yield* simplerScenarios(scenario);
  yield* lowerBackends(scenario);
}

/** Leaves out stretches of commands, from halves down to single ones, the later ones first. */
export function* chunks(scenario: Scenario): Generator<Scenario> {
  const { length } = scenario.commands;
  for (let size = Math.ceil(length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let end = length; end > 0; end -= size) yield without(scenario, range(Math.max(0, end - size), end));
  }
}

/** Leaves out every two commands. */
export function* pairs(scenario: Scenario): Generator<Scenario> {
  for (let left = scenario.commands.length - 1; left > 0; left -= 1) {
    for (let right = left - 1; right >= 0; right -= 1) yield without(scenario, new Set([left, right]));
  }
}

/** Lets a later or an earlier stretch of time take over the seconds of another one. */
export function* mergedTimes(scenario: Scenario): Generator<Scenario> {
  const times = scenario.commands.flatMap((command, place) => (command.do === 'advance' ? [{ command, place }] : []));
  for (const [nth, left] of times.entries()) {
    const right = times[nth + 1];
    if (right === undefined) return;
    const seconds = left.command.seconds + right.command.seconds;
    yield without(replaced(scenario, right.place, { do: 'advance', seconds }), new Set([left.place]));
    yield without(replaced(scenario, left.place, { do: 'advance', seconds }), new Set([right.place]));
  }
}

function range(from: number, to: number): ReadonlySet<number> {
  return new Set(Array.from({ length: to - from }, (_, nth) => from + nth));
}
