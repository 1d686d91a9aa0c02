import type { Capability } from '../../adapters/adapter.ts';
import type { Profile } from '../../model/profile.ts';
import { type RecordedStep, rememberRun } from '../../model/replication/recall.ts';
import { referenceRules } from '../../model/replication/rules.ts';
import type { State } from '../../model/replication/state.ts';
import { initialState, step } from '../../model/replication/step.ts';
import type { Command, Scenario } from '../../model/scenario.ts';
import type { Letter } from './alphabet.ts';
import { drawPlan, settling } from './plan.ts';
import type { Random } from './random.ts';

/** What scenarios are drawn from. */
export interface WalkOptions {
  readonly profile: Profile;
  readonly suite: string;
  /** The most commands. */
  readonly length: number;
  /** Only commands that the target can do are drawn. */
  readonly capabilities: ReadonlySet<Capability>;
}

/**
 * Draws a scenario by walking the model: each command is drawn among those that are enabled in the state that the
 * earlier ones lead to, and so are the decisions that the specification leaves open.
 */
export function walk(options: WalkOptions, random: Random): Scenario {
  const { topology, letters, length, settles } = drawPlan(options.length, options.capabilities, random);
  const commands: Command[] = [];
  const choices: number[][] = [];
  const steps: RecordedStep[] = [];
  const start = initialState(options.profile, topology);
  let state = start;
  const take = (command: Command): void => {
    const taken: number[] = [];
    const result = step(referenceRules, state, command, (count) => recorded(taken, random.below(count)));
    state = result.state;
    commands.push(command);
    choices.push(taken);
    steps.push({ command, choices: taken, result });
  };
  while (commands.length < length) take(drawCommand(state, letters, random, commands.length + 1));
  if (settles) for (const command of settling(state, options.profile)) take(command);
  rememberRun(topology, { profile: options.profile, start, steps });
  return { profile: options.profile.name, suite: options.suite, topology, commands, choices };
}

function recorded(choices: number[], choice: number): number {
  choices.push(choice);
  return choice;
}

/** Draws one command among those that are enabled. */
export function drawCommand(state: State, letters: readonly Letter[], random: Random, serial: number): Command {
  const enabled = letters.filter((letter) => letter.isEnabled(state));
  let sum = 0;
  for (const letter of enabled) sum += letter.weight;
  let left = random.below(sum);
  for (const letter of enabled) {
    left -= letter.weight;
    if (left < 0) return letter.draw(state, random, serial);
  }
  throw new RangeError('no command is enabled');
}
