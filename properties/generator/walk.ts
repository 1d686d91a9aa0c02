import type { Capability } from '../../adapters/adapter.ts';
import type { Profile } from '../../model/profile.ts';
import { type RecordedStep, rememberRun } from '../../model/replication/recall.ts';
import { referenceRules } from '../../model/replication/rules.ts';
import type { State } from '../../model/replication/state.ts';
import { initialState, step } from '../../model/replication/step.ts';
import type { Command, Scenario, Topology } from '../../model/scenario.ts';
import { alphabet, type Letter } from './alphabet.ts';
import { oneIn, oneOf, type Random } from './random.ts';

/** What scenarios are drawn from. */
export interface WalkOptions {
  readonly profile: Profile;
  readonly suite: string;
  /** The most commands. */
  readonly length: number;
  /** Only commands that the target can do are drawn. */
  readonly capabilities: ReadonlySet<Capability>;
}

/** Kinds without which a run says nothing. */
const indispensable: readonly string[] = ['advance', 'load', 'createTable'];
const terabyte = 1_099_511_627_776;

/**
 * Draws a scenario by walking the model: each command is drawn among those that are enabled in the state that the
 * earlier ones lead to, and so are the decisions that the specification leaves open.
 */
export function walk(options: WalkOptions, random: Random): Scenario {
  const topology = drawTopology(random);
  const letters = drawLetters(options.capabilities, random);
  const length = drawLength(options.length, random);
  const settles = oneIn(random, 3) && options.capabilities.has('heal');
  const commands: Command[] = [];
  const choices: number[][] = [];
  const steps: RecordedStep[] = [];
  const start = initialState(options.profile, topology);
  let state = start;
  const take = (command: Command): void => {
    const taken: number[] = [];
    const result = step(referenceRules, state, command, (count) => recorded(taken, random.below(count)));
    state = result.state;
    commands.push(command);
    choices.push(taken);
    steps.push({ command, choices: taken, result });
  };
  while (commands.length < length) take(drawCommand(state, letters, random, commands.length + 1));
  if (settles) for (const command of settling(state, options.profile)) take(command);
  rememberRun(topology, { profile: options.profile, start, steps });
  return { profile: options.profile.name, suite: options.suite, topology, commands, choices };
}

function recorded(choices: number[], choice: number): number {
  choices.push(choice);
  return choice;
}

/** Draws one command among those that are enabled. */
export function drawCommand(state: State, letters: readonly Letter[], random: Random, serial: number): Command {
  const enabled = letters.filter((letter) => letter.isEnabled(state));
  let sum = 0;
  for (const letter of enabled) sum += letter.weight;
  let left = random.below(sum);
  for (const letter of enabled) {
    left -= letter.weight;
    if (left < 0) return letter.draw(state, random, serial);
  }
  throw new RangeError('no command is enabled');
}

/** Near the maximum, because short runs find almost nothing. */
function drawLength(most: number, random: Random): number {
  return oneIn(random, 8) ? 1 + random.below(most) : most - random.below(Math.max(1, Math.ceil(most / 4)));
}

/** Half of the runs do without some kinds of commands, so that others get room. */
function drawLetters(capabilities: ReadonlySet<Capability>, random: Random): readonly Letter[] {
  const able = alphabet.filter((letter) => capabilities.has(letter.kind));
  if (oneIn(random, 2)) return able;
  return able.filter((letter) => indispensable.includes(letter.kind) || !oneIn(random, 3));
}

function drawTopology(random: Random): Topology {
  const count = 3 + random.below(4);
  const disks = oneIn(random, 4) ? 2 : 1;
  const full = oneIn(random, 6) ? random.below(count) : -1;
  const backends = Array.from({ length: count }, (_, nth) => ({
    name: `b${nth + 1}`,
    disks: Array.from({ length: disks }, () => ({
      medium: oneOf(random, ['HDD', 'HDD', 'SSD'] as const),
      totalBytes: nth === full ? 0 : terabyte,
    })),
  }));
  return { backends };
}

/** An end without faults: everything that can be repaired has the time for it, and is read. */
function settling(state: State, profile: Profile): Command[] {
  const tables = state.tables.map((table): Command => ({ do: 'query', table: table.name }));
  const seconds = Math.ceil((profile.backendDownToleranceMs + 3 * profile.repairDelayMs) / 1000) + 250;
  return [{ do: 'heal' }, { do: 'advance', seconds }, { do: 'advance', seconds }, ...tables];
}
