import type { Adapter } from '../adapters/adapter.ts';
import type { Profile } from '../model/profile.ts';
import type { Outcome, Scenario } from '../model/scenario.ts';
import type { Level, Property, Suite, Verdict } from './property.ts';

/** What a campaign is told to do. */
export interface CampaignOptions {
  readonly adapter: Adapter;
  readonly profile: Profile;
  readonly suites: readonly Suite[];
  readonly properties: readonly Property[];
  readonly seed: number;
  /** How many scenarios. */
  readonly runs: number;
  /** The most commands that a scenario has. */
  readonly length: number;
  /** Stop drawing scenarios after so long; undefined: never. */
  readonly timeLimitMs: number | undefined;
  /** Executions that shrinking one counterexample may cost. */
  readonly shrinkExecutions: number;
  readonly onProgress?: (progress: Progress) => void;
  /** Called with the best counterexample so far, again each time it gets shorter, so that it is never lost. */
  readonly onCounterexample?: (counterexample: Counterexample) => void;
}

export interface Progress {
  readonly phase: 'laws' | 'scenarios' | 'shrinking';
  readonly done: number;
  readonly of: number;
  readonly commands: number;
  readonly failures: number;
}

export interface PropertyResult {
  readonly id: string;
  readonly title: string;
  readonly clauses: readonly string[];
  readonly level: Level;
  readonly suite: Suite;
  readonly verdict: Verdict;
  /** How often it had something to judge. */
  readonly exercised: number;
  /** Why the verdict is not pass; absent when it is. */
  readonly reason?: string;
}

/** What broke, with the shortest scenario that shows it. */
export interface Counterexample {
  readonly property: string;
  readonly clauses: readonly string[];
  /** The kind of divergence; shrinking never leaves it. */
  readonly kind: string;
  readonly message: string;
  /** A law is broken by its questions, everything else by a scenario. */
  readonly evidence:
    | { readonly form: 'law'; readonly calls: readonly { law: string; args: readonly unknown[]; answer: unknown }[] }
    | { readonly form: 'scenario'; readonly scenario: Scenario; readonly trace: readonly TraceStep[] };
  /** Length of the scenario as it was found. */
  readonly foundCommands: number;
  /** In which run, from 1. */
  readonly foundRun: number;
  readonly shrinkExecutions: number;
}

/** One step of the narrated trace. */
export interface TraceStep {
  readonly command: Scenario['commands'][number];
  readonly outcome: Outcome;
  /** The target's clock after the step, in milliseconds. */
  readonly nowMs: number;
  /** What a client saw change, in short lines. */
  readonly changes: readonly string[];
}

export interface CampaignResult {
  readonly verdict: 'conforms' | 'violates' | 'unknown';
  readonly target: string;
  readonly profile: string;
  readonly seed: number;
  readonly runs: number;
  readonly commands: number;
  readonly properties: readonly PropertyResult[];
  readonly counterexamples: readonly Counterexample[];
  /** Why the campaign ended before its time, when the target broke the conversation. */
  readonly interrupted?: { readonly fault: string; readonly message: string };
}
