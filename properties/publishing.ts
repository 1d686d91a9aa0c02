import type { TabletView } from '../adapters/adapter.ts';
import { isFaultFree, isQuiet, mayBeLost, partitionKey, takesWrites } from './ledger.ts';
import { isVisible, loadingOf } from './loading.ts';
import { isBad, isComplete, nameOfBackend, quorumOf, tableIn, tabletsIn, where } from './looks.ts';
import type { Property, Say, Step, Watcher } from './property.ts';
import { settleBoundMs } from './settling.ts';

const described = { level: 'must', suite: 'replication', needs: [] } as const;

/** Properties of committed loads that become visible (R02, R05; replication notes 1e and 10, WQ). */
export const publishingProperties: readonly Property[] = [
  {
    ...described,
    id: 'WQ-9',
    title: 'the loads of a partition become visible in the order in which they were committed',
    clauses: ['R02'],
    form: 'outcome',
    on: ['query', 'readReplica'],
    judge: judgeOrder,
  },
  {
    ...described,
    id: 'WQ-11',
    title: 'a replica that came after a load was written does not count as having it',
    clauses: ['R05'],
    form: 'outcome',
    on: ['commitLoad'],
    judge: judgeLatecomers,
  },
  {
    ...described,
    id: 'WQ-16',
    title: 'a load that was answered as committed becomes visible once a write quorum can publish it',
    clauses: ['R02'],
    needs: ['advance'],
    form: 'eventually',
    start: watchCommitted,
  },
];

/** A reader who finds a load finds every load that was committed before it. */
function judgeOrder(step: Step, say: Say): void {
  if (step.outcome.kind !== 'answered') return;
  for (const { table, partition, bucket, loads } of step.outcome.contents) {
    const committed = step.ledger.committed.get(partitionKey(table, partition)) ?? [];
    if (committed.length < 2) continue;
    const last = committed.findLastIndex((label) => loads.includes(label));
    if (last < 1) continue;
    say.exercised();
    const skipped = committed.slice(0, last).find((label) => !loads.includes(label));
    if (skipped !== undefined) {
      say.violated(
        'out of order',
        `bucket ${bucket} of ${table}.${partition} shows ${committed[last]}, but not ${skipped}, which was committed before`,
      );
    }
  }
}

/** Only the replicas that were finished when the load was written can have its data. */
function judgeLatecomers(step: Step, say: Say): void {
  const { command, ledger, before, after } = step;
  if (command.do !== 'commitLoad' || !isVisible(step.outcome) || after.nowMs !== before.nowMs) return;
  const load = ledger.inFlight.get(command.load);
  for (const tablet of loadingOf(step)?.after ?? []) {
    for (const row of tablet.replicas) {
      if (load === undefined || load.present.has(row.ReplicaId)) continue;
      say.exercised();
      if (isComplete(row, tablet.visibleVersion)) {
        const name = nameOfBackend(after, row.BackendId);
        say.violated(
          'data that never came',
          `the replica of ${where(tablet)} on ${name} came after ${command.load} was written, but counts as having it`,
        );
      }
    }
  }
}

/** A load that waits to become visible, with the replicas that were not known to have missed it. */
interface Committed {
  readonly table: string;
  readonly partitions: readonly string[];
  readonly holders: ReadonlySet<string>;
}

function watchCommitted(): Watcher {
  const waiting = new Map<string, Committed>();
  let quietSinceMs = 0;
  return (step, say) => {
    note(step, waiting);
    if (!isQuiet(step.command) || !isFaultFree(step.ledger)) quietSinceMs = step.after.nowMs;
    if (waiting.size === 0) return;
    for (const [label, load] of waiting) {
      if (!isOver(step, label, load)) continue;
      say.exercised();
      waiting.delete(label);
    }
    if (step.after.nowMs - quietSinceMs < settleBoundMs(step)) return;
    quietSinceMs = step.after.nowMs;
    judgeWaiting(step, say, waiting);
  };
}

function note(step: Step, waiting: Map<string, Committed>): void {
  const { outcome } = step;
  if (outcome.kind !== 'loaded' || outcome.status !== 'COMMITTED') return;
  const loading = loadingOf(step);
  if (loading === undefined) return;
  const rows = loading.after.flatMap((tablet) => tablet.replicas);
  const holders = rows.filter((row) => row.State !== 'CLONE' && !isBad(row) && row.LastFailedVersion < 0);
  waiting.set(loading.label, {
    table: loading.table,
    partitions: loading.partitions,
    holders: new Set(holders.map((row) => row.ReplicaId)),
  });
}

/** Whether it has become visible in every partition, or its table is gone. */
function isOver(step: Step, label: string, { table, partitions }: Committed): boolean {
  const view = tableIn(step.after, table);
  return partitions.every((name) => {
    const nth = step.ledger.committed.get(partitionKey(table, name))?.indexOf(label) ?? -1;
    const partition = view?.partitions.find((other) => other.name === name);
    // The ledger does not know the step's own load yet; that one is not over.
    return view === undefined || (nth >= 0 && partition !== undefined && partition.visibleVersion >= nth + 2);
  });
}

/** Loads of a table wait for each other, so each of them must be able to become visible. */
function judgeWaiting(step: Step, say: Say, waiting: ReadonlyMap<string, Committed>): void {
  for (const [label, load] of waiting) {
    const ofTable = [...step.ledger.waiting].filter(([, table]) => table === load.table).map(([other]) => other);
    const isFollowed = ofTable.every((other) => waiting.has(other));
    const others = [...waiting.values()].filter((other) => other.table === load.table);
    if (!isFollowed || !others.every((other) => canPublish(step, other))) continue;
    say.exercised();
    say.violated(
      'never visible',
      `${label} was answered as committed, a write quorum of its replicas lives, but ${load.table} does not show it`,
    );
  }
}

function canPublish(step: Step, { table, partitions, holders }: Committed): boolean {
  const view = tableIn(step.after, table);
  const tablets = tabletsIn(step.after, table, partitions);
  if (view === undefined || tablets === undefined) return false;
  return tablets.every((tablet) => {
    const able = tablet.replicas.filter((row) => holders.has(row.ReplicaId) && isUnharmed(step, tablet, row.BackendId));
    return able.length >= quorumOf(tablet.replicationNum, view.writeQuorum) && able.length > 0;
  });
}

function isUnharmed({ ledger, after }: Step, tablet: TabletView, backendId: string): boolean {
  const name = nameOfBackend(after, backendId);
  const row = tablet.replicas.find((other) => other.BackendId === backendId);
  const isSound = row !== undefined && !isBad(row) && row.LastFailedVersion < 0 && row.State !== 'CLONE';
  return isSound && name !== backendId && takesWrites(ledger, name) && !mayBeLost(ledger, tablet, name);
}
