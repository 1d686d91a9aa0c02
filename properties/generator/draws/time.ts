import type { State } from '../../../model/replication/state.ts';
import type { Letter } from '../letter.ts';
import { oneIn, oneOf, type Random } from '../random.ts';
import { always } from './places.ts';

/** An item of the configuration with a value, as a client writes both. */
export type Setting = readonly [name: string, value: string];

/** Time that passes: mostly one of these durations in seconds, now and then just as long as something lasts. */
export function advanceLetter(durations: readonly number[]): Letter {
  return {
    kind: 'advance',
    isEnabled: always,
    draw: (state, random) => ({ do: 'advance', seconds: drawSeconds(durations, state, random) }),
  };
}

/** ADMIN SET FRONTEND CONFIG of one of these. */
export function setConfigLetter(settings: readonly Setting[]): Letter {
  return {
    kind: 'setConfig',
    isEnabled: always,
    draw: (_state, random) => {
      const [name, value] = oneOf(random, settings);
      return { do: 'setConfig', name, value };
    },
  };
}

/** Moments just before and just after something is over are where small mistakes show. */
function drawSeconds(durations: readonly number[], state: State, random: Random): number {
  const { profile, hints, pending, running } = state;
  // Which of several waiting tasks starts first can only be told round by round.
  if (running.length > 0 && pending.length > 1 && oneIn(random, 2)) return profile.schedulerIntervalMs / 1000;
  // Hours take long to simulate where clones fail all the time.
  const isLong = profile.hintLifetimeMs > 3_600_000;
  if (hints.length > 0 && oneIn(random, isLong ? 40 : 8)) return drawAround(profile.hintLifetimeMs, random);
  if (pending.length > 0 && oneIn(random, 25)) return drawAround(profile.priorityAgingMs, random);
  const hasDead = profile.backendDownToleranceMs > 0 && state.backends.some(({ alive }) => !alive);
  if (hasDead && oneIn(random, 8)) return drawAround(profile.backendDownToleranceMs, random);
  return oneOf(random, durations);
}

function drawAround(lifetimeMs: number, random: Random): number {
  return Math.max(1, Math.floor(lifetimeMs / 1000) + oneOf(random, [-10, 0, 1, 20]));
}
