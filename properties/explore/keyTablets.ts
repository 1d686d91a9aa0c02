import { hasOrdinal } from '../../model/ordinals.ts';
import type { ReplicaState } from '../../model/replication/health.ts';
import type { WriteQuorum } from '../../model/replication/quorum.ts';
import type { Copy, Replica, State, Table, Tablet } from '../../model/replication/state.ts';
import { at } from '../../model/vector.ts';
import type { Book } from './book.ts';
import { type Fingerprint, mix } from './fingerprint.ts';
import { type Frame, printFor, tags } from './frame.ts';

const quorums: Readonly<Record<WriteQuorum, number>> = { MAJORITY: 0, ONE: 1, ALL: 2 };
const replicaStates: Readonly<Record<ReplicaState, number>> = {
  NORMAL: 0,
  CLONE: 1,
  ALTER: 2,
  DECOMMISSION: 3,
  RECOVER: 4,
  SCHEMA_CHANGE: 5,
  ROLLUP: 6,
};

/** Tables by their position; their names and what a statement has fixed for good are told by the first tablet. */
export function mixTables({ whole }: Frame, { tables }: State): void {
  for (const table of tables) {
    mix(whole, tags.table);
    mixTable(whole, table);
  }
}

function mixTable(whole: Fingerprint, table: Table): void {
  mix(whole, table.replicationNum);
  mix(whole, quorums[table.writeQuorum]);
  mix(whole, table.altering ? 1 : 0);
  for (const partition of table.partitions) {
    mix(whole, partition.firstTablet);
    mix(whole, partition.buckets);
    mix(whole, partition.replicationNum);
    mix(whole, partition.visibleVersion);
    mix(whole, partition.committedVersion);
  }
}

/** Every tablet: what the FE knows of it, and what is really there. */
export function mixTablets(frame: Frame, state: State, book: Book): void {
  const { tablets } = state;
  for (let ordinal = 0; ordinal < tablets.size; ordinal += 1) {
    const tablet = at(tablets, ordinal);
    mix(frame.whole, tags.tablet);
    if (tablet !== undefined) mixTablet(frame, state, book, tablet);
  }
  for (const { ordinal, backendId } of state.lost) mixPlace(frame, state, tags.lost, ordinal, backendId);
  for (const { ordinal, backendId } of state.garbage) mixPlace(frame, state, tags.garbage, ordinal, backendId);
}

function mixPlace(frame: Frame, state: State, tag: number, ordinal: number, backendId: number): void {
  const print = printFor(frame, state, backendId);
  mix(print, tag);
  mix(print, ordinal);
}

function mixTablet(frame: Frame, state: State, book: Book, tablet: Tablet): void {
  const { whole } = frame;
  const { ordinal, replicas, copies } = tablet;
  const isSuspect = hasOrdinal(state.suspects, ordinal);
  const isScheduled = state.scheduled.has(ordinal);
  mix(whole, (tablet.medium === 'SSD' ? 1 : 0) | (isSuspect ? 2 : 0) | (isScheduled ? 4 : 0));
  mix(whole, tablet.rowBytes);
  mixSince(whole, state, tablet.unhealthySinceMs);
  const moved = state.moved.size === 0 ? undefined : state.moved.get(ordinal);
  for (let nth = 0; nth < replicas.length; nth += 1) {
    const replica = replicas[nth];
    if (replica === undefined) continue;
    const print = printFor(frame, state, replica.backendId);
    mix(print, tags.replica + 1000 * ordinal);
    mixReplica(print, state, replica, nth);
    if (replica.id === moved) mix(print, tags.moved);
  }
  for (const copy of copies) mixCopy(printFor(frame, state, copy.backendId), ordinal, copy, book);
}

/** Only start delays ask since when a tablet has been unhealthy. */
function mixSince(whole: Fingerprint, { nowMs, profile }: State, sinceMs: number): void {
  if (profile.repairDelayMs === 0 || sinceMs < 0) return;
  mix(whole, Math.min(nowMs - sinceMs, 3 * profile.repairDelayMs + 1));
}

function mixReplica(print: Fingerprint, state: State, replica: Replica, nth: number): void {
  mix(print, replica.version);
  mix(print, replica.lastFailedVersion);
  mix(print, replica.lastSuccessVersion);
  const marks = (replica.bad ? 1 : 0) | (replica.setBadForce ? 2 : 0) | (replica.tooFarBehind ? 4 : 0);
  mix(print, marks + 8 * replicaStates[replica.state]);
  mix(print, Number(replica.pathHash) - replica.backendId);
  if (replica.furtherRepairUntilMs >= 0) mix(print, replica.furtherRepairUntilMs - state.nowMs);
  // Of several replicas about to go the first one is kept first.
  if (replica.state === 'DECOMMISSION') mixLeaving(print, state, replica, nth);
}

function mixLeaving(print: Fingerprint, { loads }: State, { watermark }: Replica, nth: number): void {
  mix(print, tags.watermark);
  mix(print, nth);
  for (const { id } of loads) mix(print, id < watermark ? 1 : 0);
}

/** Loads are told apart by the order of their commits; one that nobody has acknowledged is like any other of that kind. */
function mixCopy(print: Fingerprint, ordinal: number, copy: Copy, { numbers }: Book): void {
  mix(print, tags.copy + 1000 * ordinal);
  mix(print, copy.version);
  for (const { first, last, loads } of copy.rowsets) {
    mix(print, first);
    mix(print, last);
    for (const label of loads) mix(print, -1 - (numbers.get(label) ?? 0));
  }
}
