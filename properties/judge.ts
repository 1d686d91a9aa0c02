import type { Observation, TabletView } from '../adapters/adapter.ts';
import { unreachable } from '../model/exhaustive.ts';
import type { Profile } from '../model/profile.ts';
import type { Command, CommandKind, Outcome } from '../model/scenario.ts';
import { at } from '../model/vector.ts';
import { enter } from './bookkeeping.ts';
import { newLedger } from './ledger.ts';
import type { AlwaysProperty, OutcomeProperty, Property, Say, Step, StepProperty, Watcher } from './property.ts';
import { addToPlan, judgeSharedData, newSharedDataPlan, type SharedDataPlan } from './shared-data/plan.ts';
import { enterStory, newStory } from './shared-data/story.ts';

/** One divergence of one property, where it was first seen in a run. */
export interface Failure {
  readonly property: string;
  readonly kind: string;
  readonly message: string;
  /** Index of the command after which it was seen. */
  readonly index: number;
}

/** Judges one run, step by step. */
export interface Judge {
  readonly failures: readonly Failure[];
  /** How often each property had something to say, by its place in the catalogue. */
  readonly exercised: Uint32Array;
  feed(command: Command, outcome: Outcome, before: Observation, after: Observation): void;
}

export interface Entry<P> {
  readonly property: P;
  readonly say: Say;
}

/** The properties of a catalogue by what sets them off, so that a step calls only those that it concerns. */
export interface Plan {
  readonly outcome: ReadonlyMap<CommandKind, readonly Entry<OutcomeProperty>[]>;
  readonly alwaysTablet: readonly Entry<AlwaysProperty>[];
  readonly alwaysTasks: readonly Entry<AlwaysProperty>[];
  readonly stepTablet: readonly Entry<StepProperty>[];
  readonly stepAll: readonly Entry<StepProperty>[];
  readonly watchers: readonly { readonly watch: Watcher; readonly say: Say }[];
  readonly sharedData: SharedDataPlan;
}

/** A judge for one run. */
export function newJudge(properties: readonly Property[], profile: Profile): Judge {
  const ledger = newLedger();
  const story = newStory();
  const failures: Failure[] = [];
  const exercised = new Uint32Array(properties.length);
  let index = -1;
  const plan = planOf(properties, (property, nth) => ({
    exercised: () => {
      exercised[nth] = (exercised[nth] ?? 0) + 1;
    },
    violated: (kind, message) => {
      const known = failures.some((failure) => failure.property === property.id && failure.kind === kind);
      if (!known) failures.push({ property: property.id, kind, message, index });
    },
  }));
  return {
    failures,
    exercised,
    feed: (command, outcome, before, after) => {
      index += 1;
      if (before.sharedData !== undefined && after.sharedData !== undefined) {
        const { nowMs: beforeMs } = before;
        const { nowMs: afterMs } = after;
        const seen = { before: before.sharedData, after: after.sharedData, beforeMs, afterMs };
        const step = { index, command, outcome, ...seen, story, profile };
        judgeSharedData(plan.sharedData, step);
        enterStory(story, step);
        return;
      }
      judgeStep(plan, { index, command, outcome, before, after, ledger, profile });
      enter(ledger, command, outcome, after, profile);
    },
  };
}

/** The plan of a catalogue; `sayOf` gives each property its voice. */
export function planOf(properties: readonly Property[], sayOf: (property: Property, nth: number) => Say): Plan {
  const outcome = new Map<CommandKind, Entry<OutcomeProperty>[]>();
  const plan = {
    outcome,
    alwaysTablet: entries<AlwaysProperty>(),
    alwaysTasks: entries<AlwaysProperty>(),
    stepTablet: entries<StepProperty>(),
    stepAll: entries<StepProperty>(),
    watchers: [] as { watch: Watcher; say: Say }[],
    sharedData: newSharedDataPlan(),
  };
  properties.forEach((property, nth) => {
    const say = sayOf(property, nth);
    if (property.form !== 'law' && property.of === 'sharedData') {
      addToPlan(plan.sharedData, property, say);
      return;
    }
    switch (property.form) {
      case 'law':
        return;
      case 'outcome':
        for (const kind of property.on) outcome.set(kind, [...(outcome.get(kind) ?? []), { property, say }]);
        return;
      case 'always':
        (property.of === 'tablet' ? plan.alwaysTablet : plan.alwaysTasks).push({ property, say });
        return;
      case 'step':
        (property.of === 'tablet' ? plan.stepTablet : plan.stepAll).push({ property, say });
        return;
      case 'eventually':
        plan.watchers.push({ watch: property.start(), say });
        return;
      default:
        unreachable(property);
    }
  });
  return plan;
}

function entries<P>(): Entry<P>[] {
  return [];
}

/** Judges one step by itself; what is seen after it goes into no ledger. */
export function judgeStep(plan: Plan, step: Step): void {
  for (const { property, say } of plan.outcome.get(step.command.do) ?? []) property.judge(step, say);
  for (const index of isOverflown(step) ? nothing : step.after.touched)
    judgeTablet(plan, step, at(step.before.tablets, index), at(step.after.tablets, index));
  if (concernsTasks(step)) for (const { property, say } of plan.alwaysTasks) property.judge(step, say, undefined);
  for (const { property, say } of plan.stepAll) property.judge(step, say, undefined, undefined);
  for (const { watch, say } of plan.watchers) watch(step, say);
}

const nothing: readonly number[] = [];

/** So much has ended in this step that the history may not show all of it: what became of a tablet cannot be told. */
function isOverflown({ after, profile }: Step): boolean {
  return after.ended.length >= profile.historyLimit;
}

function judgeTablet(plan: Plan, step: Step, before: TabletView | undefined, after: TabletView | undefined): void {
  for (const { property, say } of plan.alwaysTablet) property.judge(step, say, after);
  for (const { property, say } of plan.stepTablet) property.judge(step, say, before, after);
}

/** Running tasks are looked at even when nothing changed, because time does. */
function concernsTasks({ before, after }: Step): boolean {
  return (
    after.running.length > 0 ||
    after.ended.length > 0 ||
    before.pending !== after.pending ||
    before.running !== after.running ||
    before.scheduled !== after.scheduled ||
    before.slots !== after.slots
  );
}
