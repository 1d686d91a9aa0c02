import type { Profile } from './profile.ts';
import type { Command, Topology } from './scenario.ts';

/** One step of a run that was recorded. */
export interface RecordedStep<Result> {
  readonly command: Command;
  readonly choices: readonly number[];
  readonly result: Result;
}

/**
 * Steps of the reference that were taken while a scenario was drawn. A step is pure, so whoever runs the same scenario
 * on the reference right afterwards need not take them again. Nothing is recalled unless it is the very same topology,
 * commands and decisions, as objects.
 */
export interface RecordedRun<State, Result> {
  readonly profile: Profile;
  readonly start: State;
  readonly steps: readonly RecordedStep<Result>[];
}

/** The runs of one state machine. */
export interface Recall<State, Result> {
  /** Keeps a run of the reference for as long as its topology is in use. */
  remember(topology: Topology, run: RecordedRun<State, Result>): void;
  /** The run that was recorded from this topology under this profile, or undefined. */
  recall(topology: Topology, profile: Profile): RecordedRun<State, Result> | undefined;
}

/** A memory without runs. */
export function newRecall<State, Result>(): Recall<State, Result> {
  const runs = new WeakMap<Topology, RecordedRun<State, Result>>();
  return {
    remember: (topology, run) => {
      runs.set(topology, run);
    },
    recall: (topology, profile) => {
      const run = runs.get(topology);
      return run?.profile === profile ? run : undefined;
    },
  };
}

/** Answers with the results of a recorded run, command by command, for as long as it is followed to the letter. */
export function followed<State, Result>(
  run: RecordedRun<State, Result> | undefined,
): (command: Command, choices: readonly number[]) => Result | undefined {
  let steps = run?.steps;
  let taken = 0;
  return (command, choices) => {
    const step = steps?.[taken];
    taken += 1;
    if (step?.command === command && step.choices === choices) return step.result;
    steps = undefined;
    return undefined;
  };
}
