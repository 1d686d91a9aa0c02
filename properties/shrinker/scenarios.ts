import type { Command, Scenario } from '../../model/scenario.ts';

/** The scenario without the commands at these places. */
export function without(scenario: Scenario, places: ReadonlySet<number>): Scenario {
  return {
    ...scenario,
    commands: scenario.commands.filter((_command, nth) => !places.has(nth)),
    choices: scenario.choices.filter((_choices, nth) => !places.has(nth)),
  };
}

/** The scenario up to and with the command at `last`. */
export function cutAfter(scenario: Scenario, last: number): Scenario {
  return {
    ...scenario,
    commands: scenario.commands.slice(0, last + 1),
    choices: scenario.choices.slice(0, last + 1),
  };
}

/** The scenario with another command at `place`; its decisions become the first ones. */
export function replaced(scenario: Scenario, place: number, command: Command): Scenario {
  return {
    ...scenario,
    commands: scenario.commands.map((other, nth) => (nth === place ? command : other)),
  };
}

/** The same scenario, as a text that equal scenarios share. */
export function textOf(scenario: Scenario): string {
  return JSON.stringify([scenario.topology, scenario.commands, scenario.choices]);
}
