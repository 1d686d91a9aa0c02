import type { Property, Say, SharedDataProperty, SharedDataStep } from '../../property.ts';
import { addToPlan, judgeSharedData, newSharedDataPlan, type SharedDataPlan } from '../../shared-data/plan.ts';
import type { Objection } from '../result.ts';

/** Judges single steps and whole runs of a shared-data cluster. */
export interface Bench {
  /** How often each property had something to say, by its id. */
  readonly exercised: ReadonlyMap<string, number>;
  /** What is wrong with a step; the same list again and again. */
  judge(step: SharedDataStep): readonly Objection[];
  /** What those properties say against a run that judge whole runs, with the number of the step in which they do. */
  judgeRun(steps: readonly SharedDataStep[]): readonly (readonly [step: number, objection: Objection])[];
}

/** A bench of those of the properties that are about shared-data clusters. */
export function newBench(all: readonly Property[]): Bench {
  const properties = all.filter(isAboutSharedData);
  const exercised = new Map(properties.map(({ id }) => [id, 0]));
  const objections: Objection[] = [];
  const sayFor = ({ id }: SharedDataProperty): Say => ({
    exercised: () => {
      exercised.set(id, (exercised.get(id) ?? 0) + 1);
    },
    violated: (kind, message) => {
      objections.push({ property: id, kind, message });
    },
  });
  const steps = planOf(
    properties.filter(({ form }) => form !== 'eventually'),
    sayFor,
  );
  const watched = properties.filter(({ form }) => form === 'eventually');
  return {
    exercised,
    judge: (step) => {
      objections.length = 0;
      judgeSharedData(steps, step);
      return objections;
    },
    judgeRun: (run) => {
      const plan = planOf(watched, sayFor);
      return run.flatMap((step, nth) => {
        objections.length = 0;
        judgeSharedData(plan, step);
        return objections.map((objection): readonly [number, Objection] => [nth, objection]);
      });
    },
  };
}

function isAboutSharedData(property: Property): property is SharedDataProperty {
  return property.form !== 'law' && property.of === 'sharedData';
}

function planOf(
  properties: readonly SharedDataProperty[],
  sayFor: (property: SharedDataProperty) => Say,
): SharedDataPlan {
  const plan = newSharedDataPlan();
  for (const property of properties) addToPlan(plan, property, sayFor(property));
  return plan;
}
