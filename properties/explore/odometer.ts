import type { Choose } from '../../model/replication/draft.ts';

/**
 * Enumerates every way in which the choices of a step can fall. The first attempt always takes the first possibility;
 * each later one repeats what was chosen before and turns the last wheel that can still turn.
 */
export interface Odometer {
  /** What the step is given. */
  readonly choose: Choose;
  /** The decisions of this attempt. */
  taken(): readonly number[];
  /** Turns on to the next attempt; false when all have been made. */
  turn(): boolean;
  /** Begins anew, for another step. */
  reset(): void;
}

const nothingTaken: readonly number[] = [];

/** An odometer at its first attempt. */
export function newOdometer(): Odometer {
  // Both lists only grow: what lies beyond `set` is left from other steps.
  const wheels: number[] = [];
  const counts: number[] = [];
  let set = 0;
  let used = 0;
  return {
    choose: (count) => {
      if (used === set) {
        wheels[used] = 0;
        set += 1;
      }
      counts[used] = count;
      const choice = wheels[used] ?? 0;
      used += 1;
      return choice;
    },
    taken: () => (used === 0 ? nothingTaken : wheels.slice(0, used)),
    turn: () => {
      set = used;
      used = 0;
      for (; set > 0; set -= 1) {
        const next = (wheels[set - 1] ?? 0) + 1;
        if (next >= (counts[set - 1] ?? 0)) continue;
        wheels[set - 1] = next;
        return true;
      }
      return false;
    },
    reset: () => {
      set = 0;
      used = 0;
    },
  };
}
