import type { Profile } from '../profile.ts';
import type { Command, Topology } from '../scenario.ts';
import type { SharedDataState } from './state.ts';
import type { SharedDataStepResult } from './step.ts';

/**
 * Steps of the reference that were taken while a scenario of a shared-data cluster was drawn; whoever runs the same
 * scenario on the reference right afterwards need not take them again. Nothing is recalled unless it is the very same
 * topology, commands and decisions, as objects.
 */
export interface RecordedSharedDataRun {
  readonly profile: Profile;
  readonly start: SharedDataState;
  readonly steps: readonly RecordedSharedDataStep[];
}

/** One step of such a run. */
export interface RecordedSharedDataStep {
  readonly command: Command;
  readonly choices: readonly number[];
  readonly result: SharedDataStepResult;
}

const runs = new WeakMap<Topology, RecordedSharedDataRun>();

/** Keeps a run of the reference for as long as its topology is in use. */
export function rememberSharedDataRun(topology: Topology, run: RecordedSharedDataRun): void {
  runs.set(topology, run);
}

/** The run that was recorded from this topology under this profile, or undefined. */
export function recallSharedDataRun(topology: Topology, profile: Profile): RecordedSharedDataRun | undefined {
  const run = runs.get(topology);
  return run?.profile === profile ? run : undefined;
}
