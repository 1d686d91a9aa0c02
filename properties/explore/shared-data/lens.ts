import type { Command } from '../../../model/scenario.ts';
import { LOAD_JOB_INTERVAL_MS } from '../../../model/snapshot/data.ts';
import { clockOf, measureOf } from '../../../model/snapshot/draft.ts';
import type { SharedDataState } from '../../../model/snapshot/state.ts';
import { mix } from '../fingerprint.ts';
import { type Kind, kinds, RANKED } from './atoms.ts';
import type { SharedDataScope } from './scope.ts';
import { type Anatomy, type Bones, newAnatomy, newBones } from './skeleton.ts';

/** Through which the states of a scope are looked at: what all their keys have in common, and where they are made. */
export interface Lens {
  readonly anatomy: Anatomy;
  /** What is older than the longest interval that the scope sets is due, however old it is. */
  readonly intervalMs: number;
  readonly bones: Bones;
  /** By kind: the numbers that were met, with their ranks. */
  readonly ranks: readonly Map<number, number>[];
}

const intervalName = 'automated_cluster_snapshot_interval_seconds';

/** A lens for the states of a scope. */
export function newLens({ prologue = [], alphabet }: SharedDataScope): Lens {
  const commands = [...prologue, ...alphabet.flatMap((letter) => letter.commands)];
  const intervalMs = Math.max(0, ...commands.map(intervalIn));
  const ranks = Array.from({ length: RANKED }, () => new Map<number, number>());
  return { anatomy: newAnatomy(), intervalMs, bones: newBones(), ranks };
}

function intervalIn(command: Command): number {
  return command.do === 'setConfig' && command.name === intervalName ? Number(command.value) * 1000 : 0;
}

/** Mixes in what matters of the numbers that were met, now that all of them are known. */
export function mixAtoms({ bones, ranks, intervalMs }: Lens, state: SharedDataState): void {
  rankAll(bones, ranks);
  const oldestMs = Math.max(intervalMs, state.config.intervalMs);
  const measuredMs = measureOf(state);
  for (let nth = 0; nth < bones.values.length; nth += 1) {
    const kind = bones.kinds[nth];
    const value = bones.values[nth];
    if (kind === undefined || value === undefined) continue;
    if (kind < RANKED) mix(bones, ranks[kind]?.get(value) ?? 0);
    else if (kind === kinds.age) mix(bones, Math.min(measuredMs - value, oldestMs));
    else mix(bones, Math.min(state.nowMs - value, LOAD_JOB_INTERVAL_MS));
  }
  mixFuture(bones, ranks, clockOf(state));
}

function rankAll({ kinds: met, values }: Bones, ranks: Lens['ranks']): void {
  for (const ranking of ranks) ranking.clear();
  for (let nth = 0; nth < values.length; nth += 1) {
    const kind = met[nth];
    const value = values[nth];
    if (kind !== undefined && value !== undefined) ranks[kind]?.set(value, 0);
  }
  for (const ranking of ranks) {
    if (ranking.size < 2) continue;
    const sorted = Float64Array.from(ranking.keys()).sort();
    for (let rank = 0; rank < sorted.length; rank += 1) ranking.set(sorted[rank] ?? 0, rank);
  }
}

/** Once the clock was set back, it matters how long it takes until names come again. */
function mixFuture(bones: Bones, ranks: Lens['ranks'], clockMs: number): void {
  const instants = ranks[kinds.clock satisfies Kind];
  if (instants === undefined) return;
  for (const [instant, rank] of instants) {
    if (instant <= clockMs) continue;
    mix(bones, rank);
    mix(bones, instant - clockMs);
  }
}
