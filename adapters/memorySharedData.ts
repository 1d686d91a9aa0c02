import type { Profile } from '../model/profile.ts';
import type { Command, Outcome, Topology } from '../model/scenario.ts';
import { type Looked, lookAt } from '../model/snapshot/look.ts';
import { recallSharedDataRun } from '../model/snapshot/recall.ts';
import { referenceSnapshotRules, type SnapshotRules } from '../model/snapshot/rules.ts';
import type { SharedDataState } from '../model/snapshot/state.ts';
import { initialSharedDataState, type SharedDataStepResult, sharedDataStep } from '../model/snapshot/step.ts';
import { emptyVector } from '../model/vector.ts';
import type { Observation, SyncSession } from './adapter.ts';

/** What an observation of a shared-data cluster says of everything that only replicated tablets have. */
const noTablets: Omit<Observation, 'nowMs' | 'sharedData'> = {
  backends: [],
  tables: [],
  tablets: emptyVector(),
  indices: new Map(),
  touched: [],
  pending: [],
  running: [],
  scheduled: [],
  ended: [],
  slots: [],
  hints: [],
  load: { HDD: [], SSD: [] },
};

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
  let recorded = rules === referenceSnapshotRules ? recallSharedDataRun(topology, profile) : undefined;
  let taken = 0;
  let state: SharedDataState = recorded?.start ?? initialSharedDataState(profile, topology);
  const recalled = (command: Command, choices: readonly number[]): SharedDataStepResult | undefined => {
    const step = recorded?.steps[taken];
    taken += 1;
    if (step?.command === command && step.choices === choices) return step.result;
    recorded = undefined;
    return undefined;
  };
  let looked: Looked | undefined;
  return {
    apply: (command: Command, choices: readonly number[]): Outcome => {
      const result = recalled(command, choices) ?? sharedDataStep(rules, state, command, choose(choices));
      state = result.state;
      return result.outcome;
    },
    observe: (): Observation => {
      if (looked?.state !== state) looked = { state, look: lookAt(rules, state, looked) };
      return { ...noTablets, nowMs: state.nowMs, sharedData: looked.look };
    },
  };
}
