import type * as fc from 'fast-check';
import type { Capability, LawCall, Observation, TabletView } from '../adapters/adapter.ts';
import type { Profile } from '../model/profile.ts';
import type { Command, CommandKind, Outcome } from '../model/scenario.ts';
import type { SharedDataView } from '../model/views/sharedData.ts';
import type { Ledger } from './ledger.ts';
import type { Story } from './shared-data/story.ts';

/** Which promise a property speaks for: MUST is stated by the documents, SHOULD is implied. */
export type Level = 'must' | 'should';

/** The parts of the specification that can be certified by themselves. */
export type Suite = 'replication' | 'operations' | 'balancing' | 'snapshot' | 'restore';

/** One command with what a client saw before and after it. */
export interface Step {
  readonly index: number;
  readonly command: Command;
  readonly outcome: Outcome;
  readonly before: Observation;
  readonly after: Observation;
  /** What the kit had done to the system before this command. */
  readonly ledger: Ledger;
  readonly profile: Profile;
}

/** How a property speaks while it judges. */
export interface Say {
  /** It had something to judge. */
  exercised(): void;
  /** What it promises does not hold. `kind` names the divergence, the same for every instance of one bug. */
  violated(kind: string, message: string): void;
}

interface Described {
  /** As in the candidate properties of the notes, for example `WQ-3` or `SN-2`. */
  readonly id: string;
  readonly title: string;
  readonly clauses: readonly string[];
  readonly level: Level;
  readonly suite: Suite;
  /** What a target must be able to do for this property to say anything. */
  readonly needs: readonly Capability[];
}

/** Judges a pure decision of the target. */
export interface LawProperty extends Described {
  readonly form: 'law';
  /** The most samples, where one takes long to draw and to judge; as many as of every law when absent. */
  readonly samples?: number;
  /** Samples of questions that are judged together; `profile` gives the numbers that the answers depend on. */
  questions(profile: Profile): fc.Arbitrary<readonly LawCall[]>;
  /** What is wrong with the answers, or undefined. The answers are untrusted. */
  judge(calls: readonly LawCall[], answers: readonly unknown[], profile: Profile): string | undefined;
}

/** Judges how commands of these kinds ended, given what was seen before and after. */
export interface OutcomeProperty extends Described {
  readonly form: 'outcome';
  readonly of?: undefined;
  readonly on: readonly CommandKind[];
  judge(step: Step, say: Say): void;
}

/** Judges one observation, tablet by tablet or as a whole. */
export interface AlwaysProperty extends Described {
  readonly form: 'always';
  /** `tablet`: called for each tablet that the step touched. `tasks`: called when tasks or slots have changed. */
  readonly of: 'tablet' | 'tasks';
  judge(step: Step, say: Say, tablet: TabletView | undefined): void;
}

/** Judges two successive observations. */
export interface StepProperty extends Described {
  readonly form: 'step';
  /** `tablet`: called for each touched tablet with its views before and after; `all`: called once a step. */
  readonly of: 'tablet' | 'all';
  judge(step: Step, say: Say, before: TabletView | undefined, after: TabletView | undefined): void;
}

/** Judges a whole run; `start` gives a fresh watcher for each. */
export interface EventuallyProperty extends Described {
  readonly form: 'eventually';
  readonly of?: undefined;
  start(): Watcher;
}

export type Watcher = (step: Step, say: Say) => void;

/** One command on a shared-data cluster with what a client saw before and after it. */
export interface SharedDataStep {
  readonly index: number;
  readonly command: Command;
  readonly outcome: Outcome;
  readonly beforeMs: number;
  readonly afterMs: number;
  readonly before: SharedDataView;
  readonly after: SharedDataView;
  /** What had happened to the cluster before this command. */
  readonly story: Story;
  readonly profile: Profile;
}

export type SharedDataWatcher = (step: SharedDataStep, say: Say) => void;

/** Judges shared-data clusters: in each form what the form of that name judges. */
export type SharedDataProperty = Described & { readonly of: 'sharedData' } & (
    | {
        readonly form: 'outcome';
        readonly on: readonly CommandKind[];
        judge(step: SharedDataStep, say: Say): void;
      }
    | { readonly form: 'always' | 'step'; judge(step: SharedDataStep, say: Say): void }
    | { readonly form: 'eventually'; start(): SharedDataWatcher }
  );

/** Judges pure decisions and clusters that keep replicated tablets. */
export type TabletProperty = LawProperty | OutcomeProperty | AlwaysProperty | StepProperty | EventuallyProperty;

/** Something that a system must do or never do, with the clauses that promise it. */
export type Property = TabletProperty | SharedDataProperty;

/** The verdicts, the better first; of several the worst counts. */
export const verdicts = ['pass', 'vacuous', 'unknown', 'fail'] as const;
export type Verdict = (typeof verdicts)[number];
