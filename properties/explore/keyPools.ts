import { endOfKey } from '../../model/replication/cloneSlots.ts';
import { type ClusterLoad, mediums } from '../../model/replication/clusterLoad.ts';
import type { SlotPool } from '../../model/replication/slots.ts';
import type { State } from '../../model/replication/state.ts';
import type { Medium } from '../../model/scenario.ts';
import { type Fingerprint, mix, mixPrint, newFingerprint, restart } from './fingerprint.ts';
import { type Frame, printFor, tags } from './frame.ts';

/** What a backend has a part in, as a print of its own: many states share the same pools and statistics. */
interface Share extends Fingerprint {
  readonly backendId: number;
}

const poolShares = new WeakMap<SlotPool, readonly Share[]>();
const loadShares = new WeakMap<ClusterLoad, readonly Share[]>();

/** The clone slots of every path. */
export function mixPool(frame: Frame, state: State, pool: SlotPool, tag: number): void {
  let shares = poolShares.get(pool);
  if (shares === undefined) {
    shares = sharesOfPool(pool);
    poolShares.set(pool, shares);
  }
  mixShares(frame, state, shares, tag);
}

/** The load statistics that decisions are based on: facts of backends, from which all scores follow. */
export function mixStatistics(frame: Frame, state: State): void {
  const { load } = state.statistics;
  let shares = loadShares.get(load);
  if (shares === undefined) {
    shares = mediums.flatMap((medium) => sharesOfLoad(load, medium));
    loadShares.set(load, shares);
  }
  mixShares(frame, state, shares, tags.statistics);
}

function mixShares(frame: Frame, state: State, shares: readonly Share[], tag: number): void {
  for (const share of shares) {
    const print = printFor(frame, state, share.backendId);
    mix(print, tag);
    mixPrint(print, share);
  }
}

/** Disks get their ids right after their backend, so the difference numbers them. */
function sharesOfPool(pool: SlotPool): Share[] {
  return [...pool].map(([key, { total, available }]) => {
    const { backendId, pathHash } = endOfKey(key);
    return shareOf(backendId, [Number(pathHash) - backendId, total, available]);
  });
}

function sharesOfLoad(load: ClusterLoad, medium: Medium): Share[] {
  return (load[medium]?.backends ?? []).map(({ id, available, replicas, paths }) => {
    const numbers = paths.flatMap((path) => [Number(path.pathHash) - id, path.online ? 1 : 0, path.usedBytes]);
    return shareOf(id, [medium === 'SSD' ? 1 : 0, available ? 1 : 0, replicas, ...numbers]);
  });
}

function shareOf(backendId: number, numbers: readonly number[]): Share {
  const print = newFingerprint();
  restart(print, numbers.length);
  for (const number of numbers) mix(print, number);
  return { backendId, left: print.left, right: print.right };
}
