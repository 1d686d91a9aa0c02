import type { Scenario } from '../../model/scenario.ts';
import { replaced } from './scenarios.ts';
import { simplerCommands } from './simplerCommands.ts';
import { shorterTimes } from './simplerSnapshotCommands.ts';
import { simplerTopologies } from './simplerTopologies.ts';

/** Scenarios of the same length with one simpler command, fewer backends, or fewer decisions. */
export function* simplerScenarios(scenario: Scenario): Generator<Scenario> {
  for (const topology of simplerTopologies(scenario.topology)) yield { ...scenario, topology };
  if (scenario.choices.some((choices) => choices.length > 0)) {
    yield { ...scenario, choices: scenario.choices.map(() => []) };
    yield* fewerChoices(scenario);
  }
  for (const [place, command] of scenario.commands.entries()) {
    for (const simpler of simplerCommands(command)) yield replaced(scenario, place, simpler);
    if (scenario.topology.sharedData === undefined) continue;
    for (const shorter of shorterTimes(command)) yield replaced(scenario, place, shorter);
  }
}

/** Decisions of one command forgotten, or lowered one by one. */
function* fewerChoices(scenario: Scenario): Generator<Scenario> {
  for (const [place, choices] of scenario.choices.entries()) {
    if (choices.length === 0) continue;
    const put = (fewer: readonly number[]): Scenario => ({
      ...scenario,
      choices: scenario.choices.map((other, nth) => (nth === place ? fewer : other)),
    });
    yield put([]);
    if (choices[choices.length - 1] === 0) yield put(choices.slice(0, -1));
    for (const [nth, choice] of choices.entries()) {
      if (choice > 0) yield put(choices.map((other, at) => (at === nth ? 0 : other)));
    }
  }
}
