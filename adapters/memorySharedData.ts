import type { Profile } from '../model/profile.ts';
import { followed } from '../model/recall.ts';
import type { Command, Outcome, Topology } from '../model/scenario.ts';
import { type Looked, lookAt } from '../model/snapshot/look.ts';
import { sharedDataRuns } from '../model/snapshot/recall.ts';
import { referenceSnapshotRules, type SnapshotRules } from '../model/snapshot/rules.ts';
import type { SharedDataState } from '../model/snapshot/state.ts';
import { initialSharedDataState, sharedDataStep } from '../model/snapshot/step.ts';
import type { Observation, SyncSession } from './adapter.ts';
import { withoutTablets } from './withoutTablets.ts';

/**
 * A shared-data cluster of the model.
 * @param choose makes of the recorded choices of a command a function that decides what the specification leaves open
 */
export function sharedDataSession(
  profile: Profile,
  rules: SnapshotRules,
  topology: Topology,
  choose: (choices: readonly number[]) => (count: number) => number,
): SyncSession {
  // The same run as it was taken when the scenario was drawn, while this one follows it.
  const recorded = rules === referenceSnapshotRules ? sharedDataRuns.recall(topology, profile) : undefined;
  const recalled = followed(recorded);
  let state: SharedDataState = recorded?.start ?? initialSharedDataState(profile, topology);
  let looked: Looked | undefined;
  return {
    apply: (command: Command, choices: readonly number[]): Outcome => {
      const result = recalled(command, choices) ?? sharedDataStep(rules, state, command, choose(choices));
      state = result.state;
      return result.outcome;
    },
    observe: (): Observation => {
      if (looked?.state !== state) looked = { state, look: lookAt(rules, state, looked) };
      return withoutTablets(state.nowMs, looked.look);
    },
  };
}
