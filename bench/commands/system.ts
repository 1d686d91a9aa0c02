import type * as fc from 'fast-check';
import type { Observation } from '../../adapters/adapter.ts';
import { choiceTape } from '../../adapters/memory.ts';
import { referenceRules } from '../../model/replication/rules.ts';
import type { Backend, State, Table } from '../../model/replication/state.ts';
import { step } from '../../model/replication/step.ts';
import type { Command, Outcome } from '../../model/scenario.ts';
import type { Judge } from '../../properties/judge.ts';
import type { LiveSession } from '../liveSession.ts';
import { judgeEverything } from './oracle.ts';

/** What the system should be in: the state of the reference. */
export interface Model {
  state: State;
  /** Commands that were executed so far, for names that must be new. */
  executed: number;
}

/** The system that is tested, with the judge and the last look at it. */
export interface Real {
  readonly session: LiveSession;
  readonly judge: Judge;
  readonly onExecuted: () => void;
  seen: Observation;
}

/** A command of the model-based test. */
export type ModelCommand = fc.Command<Model, Real>;

const noChoices: readonly number[] = [];

/**
 * Lets model and system do the same, then judges all of what the system shows. Throws an Error that says what is wrong.
 *
 * @param choices how both decide what the specification leaves open.
 */
export function perform(model: Model, real: Real, command: Command, choices: readonly number[] = noChoices): void {
  const expected = step(referenceRules, model.state, command, choiceTape(choices));
  model.state = expected.state;
  model.executed += 1;
  const outcome = real.session.apply(command, choiceTape(choices));
  const before = real.seen;
  real.seen = lookAfter(real, outcome);
  real.onExecuted();
  judgeEverything(real.judge, command, { expected: expected.outcome, actual: outcome }, before, real.seen, model.state);
}

/** A refusal changes nothing, so there is nothing new to see. */
function lookAfter({ session, seen }: Real, outcome: Outcome): Observation {
  return outcome.kind === 'refused' ? { ...seen, touched: [], ended: [] } : session.observe();
}

/** The one of `candidates` that a drawn number stands for, whatever their number is now. */
export function nthOf<T>(candidates: readonly T[], nth: number): T {
  const candidate = candidates[nth % candidates.length];
  if (candidate === undefined) throw new RangeError('there is nothing to choose from; check() should have said so');
  return candidate;
}

/** The table that a drawn number stands for. */
export function tableOf(model: Readonly<Model>, nth: number): Table {
  return nthOf(model.state.tables, nth);
}

/** The backend that a drawn number stands for. */
export function backendOf(model: Readonly<Model>, nth: number): Backend {
  return nthOf(model.state.backends, nth);
}

/** Whether there is a table to work on. */
export function hasTable(model: Readonly<Model>): boolean {
  return model.state.tables.length > 0;
}
