import type { LoadTransaction, Replica, State } from '../../model/replication/state.ts';
import { at } from '../../model/vector.ts';
import type { LoadInFlight } from '../ledger.ts';
import type { Book } from './book.ts';
import { mix } from './fingerprint.ts';
import { type Frame, printFor, tags } from './frame.ts';

/** Loads in flight, in the order in which they were begun. */
export function mixLoads(frame: Frame, state: State, book: Book, disturbs: boolean): void {
  const { loads } = state;
  for (let nth = 0; nth < loads.length; nth += 1) {
    const load = loads[nth];
    if (load !== undefined) mixLoad(frame, state, book, load, nth, disturbs);
  }
}

function mixLoad(
  frame: Frame,
  state: State,
  { ledger, numbers }: Book,
  load: LoadTransaction,
  nth: number,
  disturbs: boolean,
): void {
  const { whole } = frame;
  const known = ledger.inFlight.get(load.label);
  mix(whole, tags.load);
  mix(
    whole,
    state.tables.findIndex(({ id }) => id === load.tableId),
  );
  mix(whole, numbers.get(load.label) ?? 0);
  for (const partition of load.partitions) mix(whole, partition);
  mix(whole, load.versions.length);
  for (const version of load.versions) mix(whole, version);
  const isDisturbed = disturbs || known?.disturbed === true;
  mix(whole, known === undefined ? 0 : isDisturbed ? 1 : 2);
  for (const write of load.writes) {
    const replicas = at(state.tablets, write.ordinal)?.replicas ?? [];
    for (const replica of replicas) {
      mixPart(frame, state, nth, replica, write.written.includes(replica.id), isDisturbed ? undefined : known);
    }
  }
  if (known !== undefined && known.unreachable.size > 0) mixUnreachable(frame, state, nth, known);
}

function mixPart(
  frame: Frame,
  state: State,
  nth: number,
  replica: Replica,
  wrote: boolean,
  known: LoadInFlight | undefined,
): void {
  const print = printFor(frame, state, replica.backendId);
  if (wrote) {
    mix(print, tags.loadWrote);
    mix(print, nth);
  }
  if (known === undefined) return;
  mix(print, tags.loadFound);
  mix(print, findings(known, String(replica.id)));
}

/** What the ledger noted of a replica when the load began; it only counts while nothing else has happened. */
function findings({ replicas, present, leaving }: LoadInFlight, id: string): number {
  return (replicas.has(id) ? 1 : 0) | (present.has(id) ? 2 : 0) | (leaving.has(id) ? 4 : 0);
}

function mixUnreachable(frame: Frame, state: State, nth: number, { unreachable }: LoadInFlight): void {
  for (const { id, name } of state.backends) {
    if (!unreachable.has(name)) continue;
    const print = printFor(frame, state, id);
    mix(print, tags.unreachable);
    mix(print, nth);
  }
}
