import type { Command, Scenario } from '../../model/scenario.ts';
import { jobOf, withJob } from './jobs.ts';
import { referenceAt } from './reference.ts';

/** What the commands of a scenario mean there. */
export interface Meaning {
  /** Those that the reference refuses: they were drawn to be refused, so shrinking keeps them so. */
  readonly refused: Set<Command>;
  /** How many jobs lie between the one that a command is about and the newest one. */
  readonly jobsAgo: Map<Command, number>;
}

/** What the commands of a scenario mean, by the reference. */
export function meaningOf(scenario: Scenario): Meaning {
  const meaning: Meaning = { refused: new Set(), jobsAgo: new Map() };
  learn(meaning, scenario);
  return meaning;
}

/** Adds what the commands of another scenario mean, so that those that were replaced are known as well. */
export function learn({ refused, jobsAgo }: Meaning, scenario: Scenario): void {
  visit(scenario, (command, isRefused, _nth, jobs) => {
    const job = jobOf(command);
    if (isRefused) refused.add(command);
    if (job !== undefined && !jobsAgo.has(command)) jobsAgo.set(command, jobs - job);
    return true;
  });
}

/**
 * The scenario without the commands that have lost their sense: those that the reference refuses now and did not refuse
 * where they come from. Where jobs have vanished, the others are renumbered.
 *
 * @param meaning of the scenario that this one was made of; it learns what renumbered commands mean.
 */
export function repaired(scenario: Scenario, meaning: Meaning): Scenario {
  const commands: Command[] = [];
  const choices: (readonly number[])[] = [];
  const rename = (command: Command, jobs: number): Command => renumbered(command, jobs, meaning);
  visit(
    scenario,
    (command, isRefused, nth) => {
      if (isRefused && !meaning.refused.has(command)) return false;
      commands.push(command);
      choices.push(scenario.choices[nth] ?? []);
      return true;
    },
    rename,
  );
  const isSame =
    commands.length === scenario.commands.length && commands.every((one, at) => one === scenario.commands[at]);
  return isSame ? scenario : { ...scenario, commands, choices };
}

function renumbered(command: Command, jobs: number, { refused, jobsAgo }: Meaning): Command {
  const ago = jobsAgo.get(command);
  const job = ago === undefined ? undefined : Math.max(1, jobs - ago);
  if (ago === undefined || job === undefined || job === jobOf(command)) return command;
  const other = withJob(command, job);
  jobsAgo.set(other, ago);
  if (refused.has(command)) refused.add(other);
  return other;
}

/** Walks the reference along the scenario; a command of which `keep` answers false is as if it had never been. */
function visit(
  scenario: Scenario,
  keep: (command: Command, isRefused: boolean, nth: number, jobs: number) => boolean,
  change: (command: Command, jobs: number) => Command = (command) => command,
): void {
  const reference = referenceAt(scenario);
  if (reference === undefined) return;
  scenario.commands.forEach((original, nth) => {
    const jobs = reference.jobs();
    const command = change(original, jobs);
    const outcome = reference.outcomeOf(command, scenario.choices[nth] ?? []);
    if (keep(command, outcome.kind === 'refused', nth, jobs)) reference.keep();
  });
}
