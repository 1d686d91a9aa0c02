import { type Profile, profileNamed } from '../../model/profile.ts';
import { referenceRules } from '../../model/replication/rules.ts';
import { initialState, step } from '../../model/replication/step.ts';
import type { Command, Outcome, Scenario, Topology } from '../../model/scenario.ts';
import { referenceSnapshotRules } from '../../model/snapshot/rules.ts';
import { initialSharedDataState, sharedDataStep } from '../../model/snapshot/step.ts';

/** The reference while it walks along a scenario. */
export interface Reference {
  /** What becomes of a command now; nothing has happened until it is kept. */
  outcomeOf(command: Command, choices: readonly number[]): Outcome;
  /** Lets happen what was asked about last. */
  keep(): void;
  /** How many snapshot jobs there have been so far. */
  jobs(): number;
}

/** The reference where the scenario starts; undefined when there is no such profile. */
export function referenceAt({ profile: name, topology }: Scenario): Reference | undefined {
  const profile = profileNamed(name);
  if (profile === undefined) return undefined;
  return topology.sharedData === undefined ? ofTablets(profile, topology) : ofSharedData(profile, topology);
}

function ofTablets(profile: Profile, topology: Topology): Reference {
  let state = initialState(profile, topology);
  let next = state;
  return {
    outcomeOf: (command, choices) => {
      const result = step(referenceRules, state, command, tapeOf(choices));
      next = result.state;
      return result.outcome;
    },
    keep: () => {
      state = next;
    },
    jobs: () => 0,
  };
}

function ofSharedData(profile: Profile, topology: Topology): Reference {
  let state = initialSharedDataState(profile, topology);
  let next = state;
  return {
    outcomeOf: (command, choices) => {
      const result = sharedDataStep(referenceSnapshotRules, state, command, tapeOf(choices));
      next = result.state;
      return result.outcome;
    },
    keep: () => {
      state = next;
    },
    jobs: () => state.launched.length,
  };
}

function tapeOf(choices: readonly number[]): (count: number) => number {
  let next = 0;
  return (count) => {
    const choice = choices[next] ?? 0;
    next += 1;
    return choice % count;
  };
}
