import type { CommandKind } from '../../model/scenario.ts';
import type { Say, SharedDataProperty, SharedDataStep } from '../property.ts';
import { areNamesShared } from './shared-names.ts';

/** `isShared` tells whether two snapshots have one name, see `areNamesShared`. */
type Judging = (step: SharedDataStep, say: Say, isShared: boolean) => void;
type Watching = Extract<SharedDataProperty, { form: 'eventually' }>;

/** The properties of shared-data clusters by what sets them off. */
export interface SharedDataPlan {
  readonly outcome: Map<CommandKind, { readonly judge: Judging; readonly say: Say }[]>;
  readonly always: { readonly judge: Judging; readonly say: Say; readonly byName: boolean }[];
  readonly watchers: { readonly judge: Judging; readonly say: Say }[];
}

/** A plan without properties. */
export function newSharedDataPlan(): SharedDataPlan {
  return { outcome: new Map(), always: [], watchers: [] };
}

/** Adds a property; `say` is its voice. */
export function addToPlan(plan: SharedDataPlan, property: SharedDataProperty, say: Say): void {
  switch (property.form) {
    case 'outcome':
      for (const kind of property.on) {
        plan.outcome.set(kind, [...(plan.outcome.get(kind) ?? []), { judge: property.judge, say }]);
      }
      return;
    case 'eventually':
      plan.watchers.push({ judge: watchingOf(property), say });
      return;
    default:
      plan.always.push({ judge: property.judge, say, byName: isByName(property) });
  }
}

/** What is said of snapshots goes by their names: it pauses while these are shared, and its watchers begin anew. */
function isByName({ suite }: SharedDataProperty): boolean {
  return suite === 'snapshot';
}

function watchingOf(property: Watching): Judging {
  let watch = property.start();
  if (!isByName(property)) return watch;
  return (step, say, isShared) => {
    if (isShared) watch = property.start();
    else watch(step, say);
  };
}

/** Judges one step of a shared-data cluster. */
export function judgeSharedData(plan: SharedDataPlan, step: SharedDataStep): void {
  const isShared = areNamesShared(step);
  for (const { judge, say } of plan.outcome.get(step.command.do) ?? []) judge(step, say, isShared);
  for (const { judge, say, byName } of plan.always) if (!isShared || !byName) judge(step, say, isShared);
  for (const { judge, say } of plan.watchers) judge(step, say, isShared);
}
