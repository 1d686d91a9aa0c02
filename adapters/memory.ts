import type { Profile } from '../model/profile.ts';
import { followed } from '../model/recall.ts';
import { tabletRuns } from '../model/replication/recall.ts';
import { type Rules, referenceRules } from '../model/replication/rules.ts';
import type { State } from '../model/replication/state.ts';
import { initialState, type StepResult, step } from '../model/replication/step.ts';
import type { Command, Outcome, Topology } from '../model/scenario.ts';
import { type RestoreFileRules, referenceRestoreFileRules } from '../model/snapshot/restoreFileRules.ts';
import { referenceSnapshotRules, type SnapshotRules } from '../model/snapshot/rules.ts';
import { at } from '../model/vector.ts';
import {
  type Capability,
  commandKinds,
  type LawCall,
  type Laws,
  type Observation,
  type ReadRestoreFile,
  type SyncAdapter,
  type SyncSession,
} from './adapter.ts';
import { answerRestoreFile } from './clusterSnapshotFile/law.ts';
import { sharedDataSession } from './memorySharedData.ts';
import { firstObservation, nextObservation, noTouch } from './views.ts';

const everything: ReadonlySet<Capability> = new Set<Capability>([...commandKinds, 'laws', 'choices']);

/** The decisions by which a system works; where nothing is said they are the reference's. A mutant is one. */
export interface Behaviour {
  readonly rules?: Rules;
  readonly snapshotRules?: SnapshotRules;
  readonly restoreFileRules?: RestoreFileRules;
}

/**
 * The model itself as a target: the reference when nothing of its behaviour is given, a mutant when some of it is.
 * `target` is its name in reports.
 */
export function memoryAdapter(
  profile: Profile,
  { rules = referenceRules, snapshotRules, restoreFileRules }: Behaviour = {},
  target = 'memory',
): SyncAdapter {
  return {
    mode: 'sync',
    target,
    profile: profile.name,
    capabilities: everything,
    open: (topology) =>
      topology.sharedData === undefined
        ? new MemorySession(profile, rules, topology)
        : sharedDataSession(profile, snapshotRules ?? referenceSnapshotRules, topology, choiceTape),
    law: (call) =>
      answer({ ...rules, readRestoreFile: readerOf(restoreFileRules ?? referenceRestoreFileRules, profile) }, call),
  };
}

/** The answer of a pure decision; the arguments are the kit's own and have the types of the law. */
export function answer(laws: Laws, { law, args }: LawCall): unknown {
  const decision: (...values: never[]) => unknown = laws[law];
  return Reflect.apply(decision, undefined, [...args]);
}

/** How a system with these decisions reads a cluster_snapshot.yaml. */
export function readerOf(rules: RestoreFileRules, profile: Profile): ReadRestoreFile {
  return (text, leaderHost) => answerRestoreFile(text, leaderHost, rules, profile);
}

/** Answers `choose` from a list, and 0 when it has run out. */
export function choiceTape(choices: readonly number[]): (count: number) => number {
  let next = 0;
  return (count) => {
    const choice = choices[next] ?? 0;
    next += 1;
    return choice % count;
  };
}

/** Keeps the views beside the state, so that an observation renews only what a step touched. */
class MemorySession implements SyncSession {
  #state: State;
  #shown: State;
  readonly #rules: Rules;
  #touched = new Set<number>();
  #observation: Observation;
  readonly #indices = new Map<string, number>();
  /** The same run as it was taken when the scenario was drawn, while this one follows it. */
  readonly #recalled: ReturnType<typeof followed<State, StepResult>>;

  constructor(profile: Profile, rules: Rules, topology: Topology) {
    const recorded = rules === referenceRules ? tabletRuns.recall(topology, profile) : undefined;
    this.#recalled = followed(recorded);
    this.#state = recorded?.start ?? initialState(profile, topology);
    this.#shown = this.#state;
    this.#rules = rules;
    this.#observation = firstObservation(this.#state, this.#indices);
  }

  apply(command: Command, choices: readonly number[]): Outcome {
    const result = this.#recalled(command, choices) ?? step(this.#rules, this.#state, command, choiceTape(choices));
    this.#state = result.state;
    for (const ordinal of result.touched) this.#touched.add(ordinal);
    return result.outcome;
  }

  observe(): Observation {
    const touched = this.#touched.size === 0 ? noTouch : [...this.#touched];
    this.#observation = nextObservation(this.#state, this.#shown, this.#observation, touched);
    for (const ordinal of touched) this.#index(ordinal);
    this.#shown = this.#state;
    if (touched.length > 0) this.#touched = new Set();
    return this.#observation;
  }

  #index(ordinal: number): void {
    const tablet = at(this.#state.tablets, ordinal);
    if (tablet !== undefined) this.#indices.set(String(tablet.id), ordinal);
  }
}
