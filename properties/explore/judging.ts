import type { TabletView } from '../../adapters/adapter.ts';
import { at } from '../../model/vector.ts';
import { type Plan, planOf } from '../judge.ts';
import type { Property, Step } from '../property.ts';
import type { Objection } from './result.ts';

/** Judges single transitions. */
export interface Bench {
  /** How often each property had something to say, by its place among `properties`. */
  readonly exercised: Uint32Array;
  /** The properties that judge single transitions. */
  readonly properties: readonly Property[];
  /** What is wrong with a transition; the same list again and again, empty when nothing is. */
  judge(step: Step): readonly Objection[];
  /** The same for a command that has changed nothing that a client sees, so that only its outcome can be wrong. */
  judgeIdle(step: Step): readonly Objection[];
}

/**
 * Whether a property judges transitions of clusters that keep replicated tablets one by one. Laws have none, and watchers
 * need the whole run.
 */
export function judgesTransitions(property: Property): boolean {
  if (property.form === 'law' || property.form === 'eventually') return false;
  return property.of !== 'sharedData';
}

/** A bench of those of the properties that judge transitions. */
export function newBench(all: readonly Property[]): Bench {
  const properties = all.filter(judgesTransitions);
  const exercised = new Uint32Array(properties.length);
  const objections: Objection[] = [];
  const plan = planOf(properties, ({ id }, nth) => ({
    exercised: () => {
      exercised[nth] = (exercised[nth] ?? 0) + 1;
    },
    violated: (kind, message) => {
      objections.push({ property: id, kind, message });
    },
  }));
  return {
    exercised,
    properties,
    judge: (step) => {
      objections.length = 0;
      judgeTransition(plan, step);
      return objections;
    },
    judgeIdle: (step) => {
      objections.length = 0;
      judgeOutcome(plan, step);
      return objections;
    },
  };
}

/** Whatever looks at tasks only has to look again when tasks, slots or the time are others than where the step began. */
function judgeTransition(plan: Plan, step: Step): void {
  const { before, after } = step;
  judgeOutcome(plan, step);
  for (const index of after.touched) judgeTablet(plan, step, at(before.tablets, index), at(after.tablets, index));
  if (concernsTasks(step)) {
    const { alwaysTasks } = plan;
    for (let nth = 0; nth < alwaysTasks.length; nth += 1) {
      const entry = alwaysTasks[nth];
      entry?.property.judge(step, entry.say, undefined);
    }
  }
  const { stepAll } = plan;
  for (let nth = 0; nth < stepAll.length; nth += 1) {
    const entry = stepAll[nth];
    entry?.property.judge(step, entry.say, undefined, undefined);
  }
}

function judgeOutcome(plan: Plan, step: Step): void {
  const entries = plan.outcome.get(step.command.do);
  if (entries === undefined) return;
  for (const { property, say } of entries) property.judge(step, say);
}

function judgeTablet(plan: Plan, step: Step, was: TabletView | undefined, is: TabletView | undefined): void {
  for (const { property, say } of plan.alwaysTablet) property.judge(step, say, is);
  for (const { property, say } of plan.stepTablet) property.judge(step, say, was, is);
}

function concernsTasks({ before, after }: Step): boolean {
  return (
    (after.running.length > 0 && before.nowMs !== after.nowMs) ||
    after.ended.length > 0 ||
    before.pending !== after.pending ||
    before.running !== after.running ||
    before.scheduled !== after.scheduled ||
    before.slots !== after.slots
  );
}
