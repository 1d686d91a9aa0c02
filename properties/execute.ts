import { type Adapter, type Observation, TargetError } from '../adapters/adapter.ts';
import type { Profile } from '../model/profile.ts';
import type { Command, Outcome, Scenario } from '../model/scenario.ts';
import type { TraceStep } from './campaign-types.ts';
import { type Failure, type Judge, newJudge } from './judge.ts';
import { changesBetween } from './narration.ts';
import type { Property } from './property.ts';

/** What one scenario showed. */
export interface Execution {
  readonly failures: readonly Failure[];
  /** By property id. */
  readonly exercised: ReadonlyMap<string, number>;
  /** Commands that were answered. */
  readonly executed: number;
  readonly trace: readonly TraceStep[];
  /** Why the run ended early; what came after could not be judged. */
  readonly interrupted?: { readonly fault: string; readonly message: string };
}

/** Told of each step as it is judged; `stop` ends the run. */
export type OnStep = (
  command: Command,
  outcome: Outcome,
  before: Observation,
  after: Observation,
) => 'stop' | undefined;

const noChoices: readonly number[] = [];

/** Runs a scenario on an adapter that answers at once; the judge keeps what it finds. */
export function runSync(
  adapter: Extract<Adapter, { mode: 'sync' }>,
  scenario: Scenario,
  judge: Judge,
  onStep?: OnStep,
): void {
  const session = adapter.open(scenario.topology);
  let before = session.observe();
  for (let nth = 0; nth < scenario.commands.length; nth += 1) {
    const command = scenario.commands[nth];
    if (command === undefined) return;
    const outcome = session.apply(command, scenario.choices[nth] ?? noChoices);
    const after = session.observe();
    judge.feed(command, outcome, before, after);
    if (onStep?.(command, outcome, before, after) === 'stop') return;
    before = after;
  }
}

/** Runs a scenario on an adapter behind a wire. Rejects with a TargetError when the conversation breaks. */
export async function runAsync(
  adapter: Extract<Adapter, { mode: 'async' }>,
  scenario: Scenario,
  judge: Judge,
  onStep?: OnStep,
): Promise<void> {
  const session = await adapter.open(scenario.topology);
  try {
    let before = await session.observe();
    for (const [nth, command] of scenario.commands.entries()) {
      const outcome = await session.apply(command, scenario.choices[nth] ?? noChoices);
      const after = await session.observe();
      judge.feed(command, outcome, before, after);
      if (onStep?.(command, outcome, before, after) === 'stop') return;
      before = after;
    }
  } finally {
    await session.close().catch(() => undefined);
  }
}

/** Runs one scenario on any adapter and tells what it showed, with a trace. */
export async function executeScenario(
  adapter: Adapter,
  scenario: Scenario,
  properties: readonly Property[],
  profile: Profile,
): Promise<Execution> {
  const judge = newJudge(properties, profile);
  const trace: TraceStep[] = [];
  const onStep: OnStep = (command, outcome, before, after) => {
    trace.push({ command, outcome, nowMs: after.nowMs, changes: changesBetween(before, after) });
    return undefined;
  };
  const interrupted = await interruption(async () => {
    if (adapter.mode === 'sync') runSync(adapter, scenario, judge, onStep);
    else await runAsync(adapter, scenario, judge, onStep);
  });
  const exercised = new Map(properties.map((property, nth) => [property.id, judge.exercised[nth] ?? 0]));
  const execution = { failures: judge.failures, exercised, executed: trace.length, trace };
  return interrupted === undefined ? execution : { ...execution, interrupted };
}

/** What a broken conversation says of itself; anything else that is thrown is a defect of the kit and goes on. */
export async function interruption(
  run: () => Promise<void>,
): Promise<{ readonly fault: string; readonly message: string } | undefined> {
  try {
    await run();
    return undefined;
  } catch (error) {
    if (error instanceof TargetError) return { fault: error.fault, message: error.message };
    throw error;
  }
}
