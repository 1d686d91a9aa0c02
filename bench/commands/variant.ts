import * as fc from 'fast-check';
import { initialState } from '../../model/replication/step.ts';
import type { Topology } from '../../model/scenario.ts';
import { newJudge } from '../../properties/judge.ts';
import { openPlainSession } from '../liveSession.ts';
import type { Done, Limit, Setting, Variant } from '../variant.ts';
import { anyCommand, topology } from './arbitraries.ts';
import type { Model, Real } from './system.ts';

/**
 * The model-based test that a user of fast-check writes from its documentation: command classes, `fc.commands` with its
 * size raised to the maximum, a model beside the system, and an oracle that looks at all of the system after each command.
 */
export function fcCommands(setting: Setting): Variant {
  return { name: 'fc.commands', run: async (seed, limit) => check(setting, seed, limit) };
}

function check(setting: Setting, seed: number, limit: Limit): Done {
  let commands = 0;
  const onExecuted = (): void => {
    commands += 1;
  };
  // Commands skip themselves when their check fails, so that what was executed has to be counted.
  const drawn = fc.commands([anyCommand()], { size: 'max', maxCommands: setting.length });
  const property = fc.property(topology, drawn, (cluster, sequence) => {
    fc.modelRun(() => setup(setting, cluster, onExecuted), sequence);
  });
  const plugins = [fc.interruptAfterTimeLimit(limit.timeMs)];
  const details = fc.check(property, { seed, numRuns: limit.runs, endOnFailure: true, plugins });
  return { commands, failures: failuresIn(details) };
}

function setup(setting: Setting, cluster: Topology, onExecuted: () => void): { model: Model; real: Real } {
  const session = openPlainSession(setting.profile, setting.rules, cluster);
  const judge = newJudge(setting.properties, setting.profile);
  const seen = session.observe();
  return {
    model: { state: initialState(setting.profile, cluster), executed: 0 },
    real: { session, judge, onExecuted, seen },
  };
}

/** A round that was too short for a single run has found nothing wrong; it has only measured nothing. */
function failuresIn<Values>({ failed, interrupted, errorInstance }: fc.RunDetails<Values>): string[] {
  if (errorInstance instanceof Error) return [errorInstance.message];
  return failed && !interrupted ? [String(errorInstance)] : [];
}
