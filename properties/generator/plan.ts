import type { Capability } from '../../adapters/adapter.ts';
import type { Profile } from '../../model/profile.ts';
import type { State } from '../../model/replication/state.ts';
import type { Command, DiskSpec, Topology } from '../../model/scenario.ts';
import { alphabet, type Letter } from './alphabet.ts';
import { oneIn, oneOf, type Random } from './random.ts';

/** What is decided of a scenario before its first command. */
export interface Plan {
  readonly topology: Topology;
  readonly letters: readonly Letter[];
  readonly length: number;
  /** Whether it ends with time for every repair. */
  readonly settles: boolean;
}

/** Kinds without which a run says nothing. */
const indispensable: readonly string[] = ['advance', 'load', 'createTable'];
const terabyte = 1_099_511_627_776;

/** Draws a plan for a scenario of at most `most` commands before it settles, for a target that can do so much. */
export function drawPlan(most: number, capabilities: ReadonlySet<Capability>, random: Random): Plan {
  return {
    topology: drawTopology(random),
    letters: drawLetters(capabilities, random),
    length: drawLength(most, random),
    settles: oneIn(random, 2) && capabilities.has('heal'),
  };
}

/** An end without faults: everything that can be repaired has the time for it, and is read. */
export function settling(state: State, profile: Profile): Command[] {
  const tables = state.tables.map((table): Command => ({ do: 'query', table: table.name }));
  const seconds = Math.ceil((profile.backendDownToleranceMs + 3 * profile.repairDelayMs) / 1000) + 250;
  return [{ do: 'heal' }, { do: 'advance', seconds }, { do: 'advance', seconds }, ...tables];
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
    disks: Array.from({ length: disks }, () => drawDisk(nth === full, random)),
  }));
  return { backends };
}

function drawDisk(isFull: boolean, random: Random): DiskSpec {
  const disk = { medium: oneOf(random, ['HDD', 'HDD', 'SSD'] as const), totalBytes: terabyte };
  return isFull ? { ...disk, usedBytes: terabyte } : disk;
}
