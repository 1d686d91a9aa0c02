import { isDeepStrictEqual } from 'node:util';
import type { Observation, TabletView } from '../../adapters/adapter.ts';
import { homeOf } from '../../model/replication/facts.ts';
import { replicaStatusRows, slotRows, taskRow } from '../../model/replication/show.ts';
import type { State, Tablet, Task } from '../../model/replication/state.ts';
import type { Command, Outcome } from '../../model/scenario.ts';
import { at } from '../../model/vector.ts';
import type { TaskRow } from '../../model/views/replication.ts';
import type { Judge } from '../../properties/judge.ts';

/**
 * The oracle of the model-based test: the answer is the model's, every property holds, and the system shows what the model
 * would show. Throws an Error with the first of these that is not so.
 */
export function judgeEverything(
  judge: Judge,
  command: Command,
  outcome: { readonly expected: Outcome; readonly actual: Outcome },
  before: Observation,
  after: Observation,
  model: State,
): void {
  judge.feed(command, outcome.actual, before, after);
  const failure = judge.failures[0];
  if (failure !== undefined) throw new Error(`${failure.property}: ${failure.message}`);
  if (!isDeepStrictEqual(outcome.actual, outcome.expected)) {
    throw new Error(`answered ${JSON.stringify(outcome.actual)}, not ${JSON.stringify(outcome.expected)}`);
  }
  const difference = differenceBetween(model, after);
  if (difference !== undefined) throw new Error(`the system differs from the model in its ${difference}`);
}

function differenceBetween(model: State, seen: Observation): string | undefined {
  if (!model.backends.every((backend, nth) => backend.alive === seen.backends[nth]?.alive)) return 'backends';
  if (!sameTablets(model, seen)) return 'tablets';
  if (!sameTasks(model, model.pending, seen.pending)) return 'waiting tasks';
  if (!sameTasks(model, model.running, seen.running)) return 'running tasks';
  return isDeepStrictEqual(slotRows(model.slots), seen.slots) ? undefined : 'clone slots';
}

function sameTablets(model: State, seen: Observation): boolean {
  if (model.tablets.size !== seen.tablets.size) return false;
  for (let index = 0; index < model.tablets.size; index += 1) {
    if (!sameTablet(model, at(model.tablets, index), at(seen.tablets, index))) return false;
  }
  return true;
}

function sameTablet(model: State, tablet: Tablet | undefined, view: TabletView | undefined): boolean {
  const home = tablet === undefined ? undefined : homeOf(model, tablet);
  if (tablet === undefined || home === undefined || view === undefined)
    return tablet === undefined && view === undefined;
  const { visibleVersion } = home.partition;
  return (
    visibleVersion === view.visibleVersion &&
    isDeepStrictEqual(replicaStatusRows(model, tablet, visibleVersion), view.replicas)
  );
}

function sameTasks(model: State, tasks: readonly Task[], rows: readonly TaskRow[]): boolean {
  return isDeepStrictEqual(
    tasks.map((task) => taskRow(task, model.profile)),
    rows,
  );
}
