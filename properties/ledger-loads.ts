import type { Observation } from '../adapters/adapter.ts';
import type { Outcome, TabletRef } from '../model/scenario.ts';
import { type Ledger, type LoadInFlight, partitionKey } from './ledger.ts';
import { tabletsIn } from './looks.ts';

/** A load that has just been planned and written. */
export function begun(ledger: Ledger, after: Observation, table: string, partitions: readonly string[]): LoadInFlight {
  const rows = (tabletsIn(after, table, partitions) ?? []).flatMap((tablet) => tablet.replicas);
  const finished = rows.filter((row) => row.State !== 'CLONE');
  return {
    table,
    partitions,
    replicas: new Set(finished.filter((row) => row.Status !== 'DEAD').map((row) => row.ReplicaId)),
    present: new Set(finished.map((row) => row.ReplicaId)),
    leaving: new Set(finished.filter((row) => row.State === 'DECOMMISSION').map((row) => row.ReplicaId)),
    unreachable: new Set([...ledger.crashed, ...ledger.writesFail]),
    disturbed: false,
  };
}

/** Enters a load that was answered as visible, or as committed and visible later. */
export function enterLoad(
  ledger: Ledger,
  label: string,
  table: string,
  partitions: readonly string[],
  outcome: Outcome,
): void {
  if (outcome.kind !== 'loaded') return;
  for (const partition of partitions) append(ledger.committed, partitionKey(table, partition), label);
  if (outcome.status === 'COMMITTED') {
    ledger.waiting.set(label, table);
    return;
  }
  for (const partition of partitions) append(ledger.acknowledged, partitionKey(table, partition), label);
}

function append(lists: Map<string, string[]>, key: string, label: string): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [label]);
  else list.push(label);
}

/** What a reader has found is not waited for any more. */
export function settleWaiting(
  ledger: Ledger,
  contents: readonly (TabletRef & { readonly loads: readonly string[] })[],
): void {
  if (ledger.waiting.size === 0) return;
  for (const { loads } of contents) for (const label of loads) ledger.waiting.delete(label);
}
