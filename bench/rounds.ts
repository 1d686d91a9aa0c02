import type { Done, Variant } from './variant.ts';

/** How long is measured. */
export interface Timing {
  /** How often each variant has its turn. */
  readonly rounds: number;
  /** How long a turn lasts. */
  readonly roundMs: number;
  /** How long each variant runs before anything counts, so that everything is compiled. */
  readonly warmUpMs: number;
  readonly seed: number;
}

/** What one variant did, turn by turn. */
export interface Measured {
  readonly name: string;
  readonly commands: number;
  /** Commands per second in each round. */
  readonly rates: readonly number[];
  /** What it found wrong with the reference, which makes its speed meaningless. */
  readonly failures: readonly string[];
}

/**
 * Gives the variants their turns one after the other, again and again, so that what else the machine does meets all of
 * them alike.
 */
export async function measure(variants: readonly Variant[], timing: Timing): Promise<Measured[]> {
  const turns = variants.map((variant) => ({ variant, commands: 0, rates: [] as number[], failures: [] as string[] }));
  for (const { variant } of turns) await turnOf(variant, timing.seed, timing.warmUpMs);
  for (let round = 1; round <= timing.rounds; round += 1) {
    for (const turn of turns) {
      const { commands, seconds, failures } = await turnOf(turn.variant, timing.seed + round, timing.roundMs);
      turn.commands += commands;
      turn.rates.push(commands / seconds);
      turn.failures.push(...failures);
    }
  }
  return turns.map(({ variant, ...measured }) => ({ name: variant.name, ...measured }));
}

async function turnOf(variant: Variant, seed: number, timeMs: number): Promise<Done & { readonly seconds: number }> {
  const startMs = performance.now();
  const done = await variant.run(seed, { runs: Number.MAX_SAFE_INTEGER, timeMs });
  return { ...done, seconds: (performance.now() - startMs) / 1000 };
}

/** The median; 0 of nothing. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** The median of the ratios within each round: a slow moment of the machine slows both sides of a ratio. */
export function ratioOf(one: Measured, other: Measured): number {
  return median(one.rates.map((rate, round) => rate / (other.rates[round] ?? Number.NaN)));
}
