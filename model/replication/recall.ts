import type { Profile } from '../profile.ts';
import type { Command, Topology } from '../scenario.ts';
import type { State } from './state.ts';
import type { StepResult } from './step.ts';

/**
 * Steps of the reference that were taken while a scenario was drawn. A step is pure, so whoever runs the same scenario
 * on the reference right afterwards need not take them again. Nothing is recalled unless it is the very same topology,
 * commands and decisions, as objects.
 */
export interface RecordedRun {
  readonly profile: Profile;
  readonly start: State;
  readonly steps: readonly RecordedStep[];
}

export interface RecordedStep {
  readonly command: Command;
  readonly choices: readonly number[];
  readonly result: StepResult;
}

const runs = new WeakMap<Topology, RecordedRun>();

/** Keeps a run of the reference for as long as its topology is in use. */
export function rememberRun(topology: Topology, run: RecordedRun): void {
  runs.set(topology, run);
}

/** The run that was recorded from this topology under this profile, or undefined. */
export function recallRun(topology: Topology, profile: Profile): RecordedRun | undefined {
  const run = runs.get(topology);
  return run?.profile === profile ? run : undefined;
}
