import type { Backend, State } from '../../model/replication/state.ts';
import { hasLoadNews } from '../../model/replication/statistics.ts';
import type { Book } from './book.ts';
import { addPrint, type Fingerprint, mix, mixPrint, restart } from './fingerprint.ts';
import { type Frame, tags } from './frame.ts';
import { mixBook } from './keyBook.ts';
import { mixLoads } from './keyLoads.ts';
import { mixPool, mixStatistics } from './keyPools.ts';
import { mixTables, mixTablets } from './keyTablets.ts';
import { mixTasks } from './keyTasks.ts';

/**
 * The canonical key of a state: equal for states that differ only in what can never matter again. That is the absolute
 * value of ids and times, the names of loads, the order of records, the history, what is counted from other parts, and
 * which of several interchangeable backends is which.
 *
 * @param spent what has been used of the scope's budgets.
 * @param disturbs whether something has just happened that the book does not know of, see `changesNoPrint`.
 * @returns the frame's own print, which the next call overwrites.
 */
export function keyOf(frame: Frame, state: State, book: Book, spent: number, disturbs: boolean): Fingerprint {
  const { whole } = frame;
  restart(whole, spent);
  restart(frame.gone, 0);
  for (let nth = 0; nth < state.backends.length; nth += 1) mixBackend(frame, state, nth);
  mixClock(frame, state);
  mixTables(frame, state);
  mixTablets(frame, state, book);
  if (state.loads.length > 0) mixLoads(frame, state, book, disturbs);
  mixTasks(frame, state);
  mixPool(frame, state, state.slots, tags.slot);
  mixPool(frame, state, state.balanceSlots, tags.balanceSlot);
  mixStatistics(frame, state);
  mixBook(frame, state, book);
  return gathered(frame, state);
}

/** The sum forgets the order of backends; their classes are in their prints. */
function gathered(frame: Frame, { backends }: State): Fingerprint {
  const { whole, gone } = frame;
  mixPrint(whole, gone);
  for (let nth = 0; nth < backends.length; nth += 1) {
    const print = frame.backends[nth];
    if (print !== undefined) addPrint(whole, print);
  }
  return whole;
}

/** Daemons run at multiples of their periods, so the time of day matters as far as these; ids of times do not. */
function mixClock({ whole, roundMs }: Frame, state: State): void {
  mix(whole, state.nowMs % roundMs);
  const { statistics, profile, config } = state;
  mix(whole, Math.min(state.nowMs - statistics.madeMs, profile.statisticsIntervalMs));
  mix(whole, hasLoadNews(state) ? 1 : 0);
  mix(whole, config.slotsPerPath);
  mix(whole, config.maxSchedulingTablets);
  mix(whole, config.maxBalancingTablets);
  mix(whole, config.cloneTimeoutMinMs);
  mix(whole, config.cloneTimeoutMaxMs);
  mix(whole, config.disableBalance ? 1 : 0);
}

function mixBackend(frame: Frame, state: State, nth: number): void {
  const print = frame.backends[nth];
  const backend = state.backends[nth];
  if (print === undefined || backend === undefined) return;
  restart(print, frame.classes.get(backend.name) ?? -1);
  mix(print, flagsOf(backend));
  // How long it has been silent stops to matter once it is dead.
  const downMs = backend.alive ? 0 : state.nowMs - backend.lastHeartbeatMs;
  mix(print, Math.min(downMs, state.profile.backendDownToleranceMs + 1));
  for (const disk of backend.disks) {
    mix(print, disk.usedBytes);
    mix(print, disk.online ? 1 : 0);
  }
}

function flagsOf({ running, alive, decommissioned, faults }: Backend): number {
  return (
    (running ? 1 : 0) |
    (alive ? 2 : 0) |
    (decommissioned ? 4 : 0) |
    (faults.writesFail ? 8 : 0) |
    (faults.clonesFail ? 16 : 0) |
    (faults.clonesStall ? 32 : 0) |
    (faults.publishStalls ? 64 : 0) |
    (faults.reportsTwice ? 128 : 0)
  );
}
