import type { Observation } from '../../adapters/adapter.ts';
import { firstObservation, nextObservation, noTouch } from '../../adapters/views.ts';
import type { Backend, State } from '../../model/replication/state.ts';
import { at } from '../../model/vector.ts';

/** What a client sees before anything has happened. */
export function firstLook(state: State): Observation {
  return firstObservation(state, new Map());
}

/**
 * What a client sees after a step: the very same as before where the step is one that no client can see. Unlike within one
 * run, tablets of different branches may have the same ids.
 *
 * @param previous what it saw before, at rest.
 */
export function nextLook(state: State, shown: State, previous: Observation, touched: ReadonlySet<number>): Observation {
  if (touched.size === 0 && isInvisible(state, shown)) return previous;
  const look = nextObservation(state, shown, previous, touched.size === 0 ? noTouch : [...touched]);
  return state.tablets.size === shown.tablets.size ? look : { ...look, indices: extended(state, shown, previous) };
}

function isInvisible(state: State, shown: State): boolean {
  return (
    state.nowMs === shown.nowMs &&
    state.tables === shown.tables &&
    state.pending === shown.pending &&
    state.running === shown.running &&
    state.history === shown.history &&
    state.scheduled === shown.scheduled &&
    state.slots === shown.slots &&
    state.hints === shown.hints &&
    state.statistics === shown.statistics &&
    (state.backends === shown.backends || lookAlike(state.backends, shown.backends))
  );
}

/** Whether a client sees the same of the backends: whether they run and which faults they have shows later. */
function lookAlike(backends: readonly Backend[], shown: readonly Backend[]): boolean {
  if (backends.length !== shown.length) return false;
  for (let nth = 0; nth < backends.length; nth += 1) {
    const is = backends[nth];
    const was = shown[nth];
    if (is === was) continue;
    if (is?.id !== was?.id || is?.alive !== was?.alive) return false;
    if (is?.decommissioned !== was?.decommissioned || is?.disks !== was?.disks) return false;
  }
  return true;
}

function extended(state: State, shown: State, { indices }: Observation): ReadonlyMap<string, number> {
  const longer = new Map(indices);
  for (let ordinal = shown.tablets.size; ordinal < state.tablets.size; ordinal += 1) {
    const tablet = at(state.tablets, ordinal);
    if (tablet !== undefined) longer.set(String(tablet.id), ordinal);
  }
  return longer;
}

/** What a client sees when it looks again before anything else has happened. */
export function atRest(look: Observation): Observation {
  return look.touched.length === 0 && look.ended.length === 0 ? look : { ...look, touched: noTouch, ended: noRows };
}

const noRows: Observation['ended'] = [];

/** Whether a step has left the state as it was, but for ids that it took in vain. */
export function isUnchanged(after: State, before: State): boolean {
  return (
    after.nowMs === before.nowMs &&
    after.config === before.config &&
    after.backends === before.backends &&
    after.databases === before.databases &&
    after.tables === before.tables &&
    after.tablets === before.tablets &&
    after.loads === before.loads &&
    after.pending === before.pending &&
    after.running === before.running &&
    after.history === before.history &&
    after.scheduled === before.scheduled &&
    after.suspects === before.suspects &&
    after.slots === before.slots &&
    after.balanceSlots === before.balanceSlots &&
    after.statistics === before.statistics &&
    after.hints === before.hints &&
    after.moved === before.moved &&
    after.abandoned === before.abandoned &&
    after.lost === before.lost &&
    after.garbage === before.garbage
  );
}
