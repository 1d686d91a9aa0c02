import type { Capability } from '../../adapters/adapter.ts';
import type { Profile } from '../../model/profile.ts';
import type { RecordedStep } from '../../model/recall.ts';
import { tabletRuns } from '../../model/replication/recall.ts';
import { referenceRules } from '../../model/replication/rules.ts';
import { initialState, type StepResult, step } from '../../model/replication/step.ts';
import type { Command, Scenario } from '../../model/scenario.ts';
import { drawCommand, drawPlan } from './plan.ts';
import type { Random } from './random.ts';
import { settling } from './settling.ts';
import { walkSharedData } from './shared-data/walk.ts';
import { drawSuite, isSharedDataSuite } from './suites.ts';

/** What scenarios are drawn from. */
export interface WalkOptions {
  readonly profile: Profile;
  /** The suites that are judged, with commas between; each scenario is mostly about one of them. */
  readonly suite: string;
  /** The most commands. */
  readonly length: number;
  /** Only commands that the target can do are drawn. */
  readonly capabilities: ReadonlySet<Capability>;
}

/**
 * Draws a scenario by walking the model: each command is drawn among those that are enabled in the state that the
 * earlier ones lead to, and so are the decisions that the specification leaves open.
 *
 * @throws RangeError when a suite is unknown, or when nothing that the target can do is enabled.
 */
export function walk(options: WalkOptions, random: Random): Scenario {
  const suite = drawSuite(options.suite, options.capabilities, random);
  return isSharedDataSuite(suite) ? walkSharedData(suite, options, random) : walkTablets(suite, options, random);
}

function walkTablets(suite: string, options: WalkOptions, random: Random): Scenario {
  const plan = drawPlan(suite, options.length, options.capabilities, random);
  const { topology, length, settles } = plan;
  const commands: Command[] = [];
  const choices: number[][] = [];
  const steps: RecordedStep<StepResult>[] = [];
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
  while (commands.length < length) take(drawCommand(plan, state, random, commands.length + 1));
  if (settles) for (const command of settling(state, plan.suite, options.capabilities)) take(command);
  tabletRuns.remember(topology, { profile: options.profile, start, steps });
  return { profile: options.profile.name, suite: options.suite, topology, commands, choices };
}

function recorded(choices: number[], choice: number): number {
  choices.push(choice);
  return choice;
}
