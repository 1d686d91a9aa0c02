import type { Profile } from '../model/profile.ts';
import type { State } from '../model/replication/state.ts';
import type { Command, DiskSpec, Topology } from '../model/scenario.ts';
import { alphabet, type Letter } from '../properties/generator/alphabet.ts';
import { oneIn, oneOf, type Random } from '../properties/generator/random.ts';

/** How one run of the bare loop goes: of the same kinds and lengths as the campaign's, so that both do the same work. */
export interface RunPlan {
  readonly topology: Topology;
  readonly letters: readonly Letter[];
  readonly length: number;
  /** Whether the run ends with time for every repair. */
  readonly settles: boolean;
}

const terabyte = 1_099_511_627_776;
const keptKinds: readonly string[] = ['advance', 'load', 'createTable'];

/** Draws a plan for a run of at most `most` commands before it settles. */
export function drawPlan(most: number, random: Random): RunPlan {
  return {
    topology: drawTopology(random),
    letters: oneIn(random, 2) ? alphabet : someOf(alphabet, random),
    length: oneIn(random, 8) ? 1 + random.below(most) : most - random.below(Math.max(1, Math.ceil(most / 4))),
    settles: oneIn(random, 3),
  };
}

/** An end without faults that is long enough for every repair, and is read. */
export function settlingCommands(state: State, profile: Profile): readonly Command[] {
  const seconds = Math.ceil((profile.backendDownToleranceMs + 3 * profile.repairDelayMs) / 1000) + 250;
  const advance: Command = { do: 'advance', seconds };
  return [{ do: 'heal' }, advance, advance, ...state.tables.map(({ name }): Command => ({ do: 'query', table: name }))];
}

function someOf(letters: readonly Letter[], random: Random): readonly Letter[] {
  return letters.filter(({ kind }) => keptKinds.includes(kind) || !oneIn(random, 3));
}

function drawTopology(random: Random): Topology {
  const count = 3 + random.below(4);
  const disks = oneIn(random, 4) ? 2 : 1;
  const full = oneIn(random, 6) ? random.below(count) : -1;
  const backends = Array.from({ length: count }, (_, nth) => ({
    name: `b${nth + 1}`,
    disks: Array.from({ length: disks }, () => drawDisk(nth === full ? 0 : terabyte, random)),
  }));
  return { backends };
}

function drawDisk(totalBytes: number, random: Random): DiskSpec {
  return { medium: oneOf(random, ['HDD', 'HDD', 'SSD'] as const), totalBytes };
}
