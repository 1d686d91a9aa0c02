import { profileNamed } from '../../model/profile.ts';
import { referenceRules } from '../../model/replication/rules.ts';
import { initialState, step } from '../../model/replication/step.ts';
import type { Command, Scenario } from '../../model/scenario.ts';

/** The commands of a scenario that the reference refuses: they were drawn to be refused, so shrinking keeps them so. */
export function refusedCommands(scenario: Scenario): ReadonlySet<Command> {
  const refused = new Set<Command>();
  visit(scenario, (command, isRefused) => {
    if (isRefused) refused.add(command);
    return true;
  });
  return refused;
}

/**
 * The scenario without the commands that have lost their sense: those that the reference refuses now and did not refuse
 * where they come from.
 */
export function repaired(scenario: Scenario, refusedBefore: ReadonlySet<Command>): Scenario {
  const commands: Command[] = [];
  const choices: (readonly number[])[] = [];
  visit(scenario, (command, isRefused, nth) => {
    if (isRefused && !refusedBefore.has(command)) return false;
    commands.push(command);
    choices.push(scenario.choices[nth] ?? []);
    return true;
  });
  return commands.length === scenario.commands.length ? scenario : { ...scenario, commands, choices };
}

/** Walks the reference along the scenario; a command of which `keep` answers false is as if it had never been. */
function visit(scenario: Scenario, keep: (command: Command, isRefused: boolean, nth: number) => boolean): void {
  const profile = profileNamed(scenario.profile);
  if (profile === undefined) return;
  let state = initialState(profile, scenario.topology);
  scenario.commands.forEach((command, nth) => {
    const choices = scenario.choices[nth] ?? [];
    let next = 0;
    const result = step(referenceRules, state, command, (count) => {
      const choice = choices[next] ?? 0;
      next += 1;
      return choice % count;
    });
    if (keep(command, result.outcome.kind === 'refused', nth)) state = result.state;
  });
}
