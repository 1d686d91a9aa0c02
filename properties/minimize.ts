import type { Adapter } from '../adapters/adapter.ts';
import type { Profile } from '../model/profile.ts';
import type { Scenario } from '../model/scenario.ts';
import { breathing } from './breathing.ts';
import type { Counterexample } from './campaign-types.ts';
import { executeScenario, runAsync, runSync } from './execute.ts';
import { type Failure, newJudge } from './judge.ts';
import type { Property } from './property.ts';
import { cutAfter } from './shrinker/scenarios.ts';
import { shrinking } from './shrinker/shrink.ts';

/** A failure as a campaign met it. */
export interface Found {
  readonly failure: Failure;
  readonly scenario: Scenario;
  readonly run: number;
}

/** What shrinking may cost and whom it tells. */
export interface MinimizeOptions {
  readonly adapter: Adapter;
  readonly profile: Profile;
  readonly properties: readonly Property[];
  readonly executions: number;
  /** Told of every better scenario. */
  readonly onBetter?: (scenario: Scenario) => void;
  /** Told of failures of other kinds that candidates show. */
  readonly onOther?: (found: Found) => void;
}

/** Shrinks what was found and tells it as a counterexample. */
export async function minimize(found: Found, options: MinimizeOptions): Promise<Counterexample> {
  const start = cutAfter(found.scenario, found.failure.index);
  const { scenario, executions } = await shrunk(start, found, options);
  const { failures, trace } = await executeScenario(options.adapter, scenario, options.properties, options.profile);
  const { failure } = found;
  const seen = failures.find((other) => isSame(other, failure)) ?? failure;
  return {
    property: failure.property,
    clauses: options.properties.find((property) => property.id === failure.property)?.clauses ?? [],
    kind: failure.kind,
    message: seen.message,
    evidence: { form: 'scenario', scenario, trace },
    foundCommands: found.scenario.commands.length,
    foundRun: found.run,
    shrinkExecutions: executions,
  };
}

async function shrunk(
  start: Scenario,
  found: Found,
  options: MinimizeOptions,
): Promise<{ scenario: Scenario; executions: number }> {
  const conversation = shrinking(start);
  const breathe = breathing();
  let best = start;
  let executions = 0;
  for (let turn = conversation.next(); turn.done !== true && executions < options.executions; executions += 1) {
    const candidate: Scenario = turn.value;
    const failed = await failsAgain(candidate, found, options);
    if (failed) {
      best = candidate;
      options.onBetter?.(best);
    }
    turn = conversation.next(failed);
    await breathe();
  }
  return { scenario: best, executions };
}

/** Whether the candidate fails as the original did: the same property in the same way. */
async function failsAgain(candidate: Scenario, found: Found, options: MinimizeOptions): Promise<boolean> {
  const judge = newJudge(options.properties, options.profile);
  const isSeen = (): boolean => judge.failures.some((failure) => isSame(failure, found.failure));
  const untilSeen = (): 'stop' | undefined => (isSeen() ? 'stop' : undefined);
  if (options.adapter.mode === 'sync') runSync(options.adapter, candidate, judge, untilSeen);
  else await runAsync(options.adapter, candidate, judge, untilSeen);
  for (const other of judge.failures) {
    if (!isSame(other, found.failure)) options.onOther?.({ failure: other, scenario: candidate, run: found.run });
  }
  return isSeen();
}

function isSame(left: Failure, right: Failure): boolean {
  return left.property === right.property && left.kind === right.kind;
}
