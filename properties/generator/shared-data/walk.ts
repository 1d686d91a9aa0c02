import type { RecordedStep } from '../../../model/recall.ts';
import type { Command, Scenario } from '../../../model/scenario.ts';
import { sharedDataRuns } from '../../../model/snapshot/recall.ts';
import { referenceSnapshotRules } from '../../../model/snapshot/rules.ts';
import type { SharedDataState } from '../../../model/snapshot/state.ts';
import { initialSharedDataState, type SharedDataStepResult, sharedDataStep } from '../../../model/snapshot/step.ts';
import { drawCommand, planOf } from '../plan.ts';
import type { Random } from '../random.ts';
import type { WalkOptions } from '../walk.ts';
import { type SharedDataSuite, sharedDataEmphases } from './emphasis.ts';
import { isLost } from './places.ts';
import { settling } from './settling.ts';

/** Draws a scenario of a shared-data cluster, mostly about this suite, by walking the model. */
export function walkSharedData(suite: SharedDataSuite, options: WalkOptions, random: Random): Scenario {
  const { profile, capabilities } = options;
  const plan = planOf(sharedDataEmphases[suite], options.length, capabilities, random);
  const { topology, length, settles } = plan;
  const commands: Command[] = [];
  const choices: number[][] = [];
  const steps: RecordedStep<SharedDataStepResult>[] = [];
  const start = initialSharedDataState(profile, topology);
  let state: SharedDataState = start;
  const take = (command: Command): void => {
    const taken: number[] = [];
    const choose = (count: number): number => {
      const choice = random.below(count);
      taken.push(choice);
      return choice;
    };
    const result = sharedDataStep(referenceSnapshotRules, state, command, choose);
    state = result.state;
    commands.push(command);
    choices.push(taken);
    steps.push({ command, choices: taken, result });
  };
  // What is lost can only be looked at.
  while (commands.length < length && !isLost(state)) take(drawCommand(plan, state, random, commands.length + 1));
  for (const letter of settles ? settling : []) {
    if (capabilities.has(letter.kind) && letter.isEnabled(state)) take(letter.draw(state, random, commands.length + 1));
  }
  sharedDataRuns.remember(topology, { profile, start, steps });
  return { profile: profile.name, suite: options.suite, topology, commands, choices };
}
