import type { CommandKind } from '../../model/scenario.ts';
import type { Say, SharedDataProperty, SharedDataStep, SharedDataWatcher } from '../property.ts';
import { areNamesShared } from './shared-names.ts';

type Judging = (step: SharedDataStep, say: Say) => void;

/** The properties of shared-data clusters by what sets them off. */
export interface SharedDataPlan {
  readonly outcome: Map<CommandKind, { readonly judge: Judging; readonly say: Say }[]>;
  readonly always: { readonly judge: Judging; readonly say: Say }[];
  readonly watchers: { readonly judge: SharedDataWatcher; readonly say: Say }[];
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
      plan.watchers.push({ judge: watcherOf(property), say });
      return;
    default:
      plan.always.push({ judge: whileNamesAreClear(property, property.judge), say });
  }
}

/** What is said of snapshots goes by their names. */
function isByName({ suite }: SharedDataProperty): boolean {
  return suite === 'snapshot';
}

function whileNamesAreClear(property: SharedDataProperty, judge: Judging): Judging {
  if (!isByName(property)) return judge;
  return (step, say) => {
    if (!areNamesShared(step)) judge(step, say);
  };
}

/** A watcher that begins anew once names are clear again. */
function watcherOf(property: Extract<SharedDataProperty, { form: 'eventually' }>): SharedDataWatcher {
  let watch = property.start();
  if (!isByName(property)) return watch;
  return (step, say) => {
    if (areNamesShared(step)) watch = property.start();
    else watch(step, say);
  };
}

/** Judges one step of a shared-data cluster. */
export function judgeSharedData(plan: SharedDataPlan, step: SharedDataStep): void {
  for (const { judge, say } of plan.outcome.get(step.command.do) ?? []) judge(step, say);
  for (const { judge, say } of plan.always) judge(step, say);
  for (const { judge, say } of plan.watchers) judge(step, say);
}
