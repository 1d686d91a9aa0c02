import type { State, Tablet } from '../../model/replication/state.ts';
import { at } from '../../model/vector.ts';
import { placeOf } from '../ledger.ts';
import type { Book } from './book.ts';
import { mix, mixPrint } from './fingerprint.ts';
import { type Frame, printFor, tags } from './frame.ts';

/** What the ledger knows and the state does not. */
export function mixBook(frame: Frame, state: State, { ledger, print }: Book): void {
  mixPrint(frame.whole, print);
  if (ledger.lost.size > 0) mixLost(frame, state, ledger.lost);
  if (ledger.orphans.size > 0) mixOrphans(frame, state, ledger.orphans);
  for (const name of ledger.disturbedBackends) {
    const backend = state.backends.find((candidate) => candidate.name === name);
    if (backend !== undefined) mix(printFor(frame, state, backend.id), tags.bookDisk);
  }
  for (const { firstMs, latestMs } of ledger.hints.values()) {
    mix(frame.whole, tags.bookHint);
    mix(frame.whole, state.nowMs - firstMs);
    mix(frame.whole, state.nowMs - latestMs);
  }
}

function mixLost(frame: Frame, state: State, lost: ReadonlySet<string>): void {
  eachTablet(state, (tablet) => {
    const table = state.tables.find(({ id }) => id === tablet.tableId);
    const partition = table?.partitions[tablet.partition];
    if (table === undefined || partition === undefined) return;
    const place = placeOf({ table: table.name, partition: partition.name, bucket: tablet.bucket });
    for (const { id, name } of state.backends) {
      if (!lost.has(`${place}/${name}`)) continue;
      const print = printFor(frame, state, id);
      mix(print, tags.bookLost);
      mix(print, tablet.ordinal);
    }
  });
}

function mixOrphans(frame: Frame, state: State, orphans: ReadonlySet<string>): void {
  eachTablet(state, ({ ordinal, replicas }) => {
    for (const { id, backendId } of replicas) {
      if (!orphans.has(String(id))) continue;
      const print = printFor(frame, state, backendId);
      mix(print, tags.orphan);
      mix(print, ordinal);
    }
  });
}

function eachTablet({ tablets }: State, look: (tablet: Tablet) => void): void {
  for (let ordinal = 0; ordinal < tablets.size; ordinal += 1) {
    const tablet = at(tablets, ordinal);
    if (tablet !== undefined) look(tablet);
  }
}
