import type { Capability } from '../../adapters/adapter.ts';
import type { State } from '../../model/replication/state.ts';
import type { Command, Topology } from '../../model/scenario.ts';
import type { Suite } from '../property.ts';
import { drawEmphasis, type Emphasis } from './emphasis.ts';
import type { Letter } from './letter.ts';
import { oneIn, oneOf, type Random } from './random.ts';

/** What is decided of a scenario before its first command. */
export interface Plan<S = State> {
  /** What the scenario is mostly about. */
  readonly suite: Suite;
  readonly topology: Topology;
  /** What is drawn first, in this order. */
  readonly opening: readonly Letter<S>[];
  /** What is drawn afterwards, each kind as often as it weighs. */
  readonly letters: readonly Letter<S>[];
  readonly length: number;
  /** Whether it ends with time for every repair. */
  readonly settles: boolean;
}

/** After so many letters that were drawn in vain it is looked which of them are enabled at all. */
const DRAWS_IN_VAIN = 50;

/**
 * Draws a plan for a scenario about tablets of at most `most` commands before it settles.
 *
 * @param suite the suites of which one is emphasised, with commas between.
 * @param capabilities what the target can do.
 * @throws RangeError when a suite is unknown.
 */
export function drawPlan(suite: string, most: number, capabilities: ReadonlySet<Capability>, random: Random): Plan {
  return planOf(drawEmphasis(suite, random), most, capabilities, random);
}

/** Draws a plan for a scenario of at most `most` commands before it settles, with this emphasis. */
export function planOf<S>(
  emphasis: Emphasis<S>,
  most: number,
  capabilities: ReadonlySet<Capability>,
  random: Random,
): Plan<S> {
  const { topology, opening } = emphasis.start(random);
  return {
    suite: emphasis.suite,
    topology,
    opening: opening.filter(({ kind }) => capabilities.has(kind)),
    letters: drawLetters(emphasis, capabilities, random),
    length: drawLength(most, random),
    settles: oneIn(random, 2) && capabilities.has('heal'),
  };
}

/**
 * Draws the command that comes next among those that are enabled in this state.
 *
 * @param serial the number of the command in its scenario, from 1.
 * @throws RangeError when no command is enabled.
 */
export function drawCommand<S>({ opening, letters }: Plan<S>, state: S, random: Random, serial: number): Command {
  const first = opening[serial - 1];
  const letter = first?.isEnabled(state) === true ? first : drawEnabled(letters, state, random);
  return letter.draw(state, random, serial);
}

/** Drawing again until a letter is enabled is as fair as drawing among the enabled ones, and asks fewer of them. */
function drawEnabled<S>(letters: readonly Letter<S>[], state: S, random: Random): Letter<S> {
  for (let draws = 0; draws < DRAWS_IN_VAIN; draws += 1) {
    const letter = oneOf(random, letters);
    if (letter.isEnabled(state)) return letter;
  }
  const enabled = letters.filter((letter) => letter.isEnabled(state));
  if (enabled.length === 0) throw new RangeError('no command is enabled that the target can do');
  return oneOf(random, enabled);
}

/** Near the maximum, because short runs find almost nothing. */
function drawLength(most: number, random: Random): number {
  return oneIn(random, 8) ? 1 + random.below(most) : most - random.below(Math.max(1, Math.ceil(most / 4)));
}

/** Half of the runs do without some kinds of commands, so that others get room. */
function drawLetters<S>(
  emphasis: Emphasis<S>,
  capabilities: ReadonlySet<Capability>,
  random: Random,
): readonly Letter<S>[] {
  const letters = oneIn(random, 2) ? emphasis.letters : emphasis.calmLetters;
  const able = letters.filter(({ kind }) => capabilities.has(kind));
  if (oneIn(random, 2)) return able;
  const kinds = [...new Set(able.map(({ kind }) => kind))];
  const without = new Set(kinds.filter((kind) => !emphasis.indispensable.includes(kind) && oneIn(random, 3)));
  return able.filter(({ kind }) => !without.has(kind));
}
