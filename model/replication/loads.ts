import type { BeginLoad, Load, Outcome } from '../scenario.ts';
import { replicaWith, tabletWith } from './change.ts';
import { withRowset } from './copies.ts';
import {
  backendById,
  copyOn,
  type Draft,
  putPartition,
  putTablet,
  suspect,
  tableById,
  tabletAt,
  tabletsOf,
  takeId,
  withCopy,
} from './draft.ts';
import { lostReplicas, quorumFailure, type Success } from './loadMessages.ts';
import { splitName, tableNamed } from './names.ts';
import { done, refused } from './outcomes.ts';
import type { Backend, LoadTransaction, Replica, Table, Tablet, TabletWrite } from './state.ts';
import type { ReplicaVersions } from './versions.ts';

/** A load from plan to publish (R02, R03). */
export function load(draft: Draft, command: Load): Outcome {
  const begun = beginLoad(draft, { ...command, do: 'beginLoad' });
  return begun.kind === 'done' ? commitLoad(draft, command.load) : begun;
}

/** Plan and distribution: the targets are fixed and the data is written to them, invisible so far. */
export function beginLoad(draft: Draft, command: BeginLoad): Outcome {
  const { state, rules } = draft;
  const table = tableNamed(state, command.table);
  if (table === undefined) return refused(`Unknown table '${splitName(command.table).table}'`);
  if (state.loads.some((other) => other.label === command.load)) {
    return refused(`Label [${command.load}] has already been used.`);
  }
  const partitions = command.partitions.map((name) => table.partitions.findIndex((other) => other.name === name));
  const unknown = partitions.indexOf(-1);
  if (unknown >= 0) return refused(`Unknown partition '${command.partitions[unknown]}' in table '${table.name}'`);
  const writes: TabletWrite[] = [];
  const failed = new Set<number>();
  for (const index of partitions) {
    const partition = table.partitions[index];
    const replicationNum = rules.replicationNumOf(partition?.replicationNum ?? 0, table.replicationNum);
    const quorum = rules.quorumSize(replicationNum, table.writeQuorum);
    for (const tablet of partition === undefined ? [] : tabletsOf(draft, partition)) {
      const targets = tablet.replicas.filter((replica) => isTarget(draft, replica));
      if (!rules.admitsLoad(targets.length, quorum, replicationNum)) {
        return refused(lostReplicas(draft.state, tablet, targets.length, quorum));
      }
      writes.push(write(draft, tablet, targets, failed));
    }
  }
  if (!rules.toleratesFailures(failed.size, table.writeQuorum)) return refused('intolerable failure of a backend');
  const transaction = { id: takeId(draft), label: command.load, tableId: table.id, partitions, writes, versions: [] };
  state.loads = [...state.loads, transaction];
  return done;
}

/** Commit and the first attempt to publish. */
export function commitLoad(draft: Draft, label: string): Outcome {
  const transaction = draft.state.loads.find((other) => other.label === label);
  const table = transaction === undefined ? undefined : tableById(draft.state, transaction.tableId);
  if (transaction === undefined || table === undefined || transaction.versions.length > 0) {
    return refused(`There is no load '${label}' that can be committed`);
  }
  const successes = acknowledgements(draft, table, transaction);
  if (!draft.rules.loadSucceeds(successes.map((success) => success.counts))) {
    forget(draft, transaction);
    publishInPart(draft, table, transaction, successes);
    return refused(quorumFailure(draft.state, table, transaction, successes));
  }
  const committed = commit(draft, table, transaction, successes);
  return { kind: 'loaded', status: publish(draft, committed) ? 'VISIBLE' : 'COMMITTED' };
}

/** Gives a load up; what its replicas stored of it is dropped. */
export function abortLoad(draft: Draft, label: string): Outcome {
  const transaction = draft.state.loads.find((other) => other.label === label);
  if (transaction === undefined || transaction.versions.length > 0) {
    return refused(`There is no load '${label}' that can be aborted`);
  }
  forget(draft, transaction);
  return done;
}

/** Tries to make every committed load visible, in order of commit. */
export function publishCommitted(draft: Draft): void {
  for (const transaction of draft.state.loads) if (transaction.versions.length > 0) publish(draft, transaction);
}

/** The loads in flight that have written to a replica of this tablet. */
export function loadsWritingTo(draft: Draft, ordinal: number, replicaId: number): LoadTransaction[] {
  return draft.state.loads.filter((transaction) =>
    transaction.writes.some((write) => write.ordinal === ordinal && write.written.includes(replicaId)),
  );
}

function isTarget(draft: Draft, replica: Replica): boolean {
  return draft.rules.isWriteTarget(replica, backendById(draft.state, replica.backendId)?.alive === true);
}

function write(draft: Draft, tablet: Tablet, targets: readonly Replica[], failed: Set<number>): TabletWrite {
  const written: number[] = [];
  for (const replica of targets) {
    const backend = backendById(draft.state, replica.backendId);
    if (stores(tablet, backend)) written.push(replica.id);
    else failed.add(replica.backendId);
  }
  return { ordinal: tablet.ordinal, written };
}

function stores(tablet: Tablet, backend: Backend | undefined): boolean {
  if (backend === undefined || !backend.running || backend.faults.writesFail) return false;
  return copyOn(tablet, backend.id) !== undefined;
}

function acknowledgements(draft: Draft, table: Table, transaction: LoadTransaction): Success[] {
  const { rules } = draft;
  const successes: Success[] = [];
  for (const { ordinal, written } of transaction.writes) {
    const tablet = tabletAt(draft, ordinal);
    if (tablet === undefined) continue;
    const replicas = tablet.replicas.filter(
      (replica) => written.includes(replica.id) && rules.countsAsSuccess(replica),
    );
    const ofPartition = table.partitions[tablet.partition]?.replicationNum ?? 0;
    const quorum = rules.quorumSize(rules.replicationNumOf(ofPartition, table.replicationNum), table.writeQuorum);
    successes.push({ tablet, replicas, counts: { acknowledged: replicas.length, quorum } });
  }
  return successes;
}

function commit(
  draft: Draft,
  table: Table,
  transaction: LoadTransaction,
  successes: readonly Success[],
): LoadTransaction {
  let current = table;
  const versions = transaction.partitions.map((index) => {
    const partition = current.partitions[index];
    if (partition === undefined) return 0;
    const version = draft.rules.nextVersion(partition.committedVersion, draft.state.loads.length);
    current = putPartition(draft, current, index, { ...partition, committedVersion: version });
    return version;
  });
  for (const { tablet, replicas } of successes) {
    const version = versions[transaction.partitions.indexOf(tablet.partition)] ?? 0;
    if (replicas.length < tablet.replicas.length) markMissing(draft, tablet, replicas, version);
  }
  const committed = { ...transaction, versions };
  draft.state.loads = draft.state.loads.map((other) => (other.id === transaction.id ? committed : other));
  return committed;
}

function markMissing(draft: Draft, tablet: Tablet, successful: readonly Replica[], version: number): void {
  const replicas = tablet.replicas.map((replica) =>
    successful.includes(replica) ? replica : withVersions(replica, draft.rules.afterPublish(replica, version, false)),
  );
  putTablet(draft, tabletWith(tablet, { replicas }));
  suspect(draft, tablet.ordinal);
}

function publish(draft: Draft, transaction: LoadTransaction): boolean {
  const table = tableById(draft.state, transaction.tableId);
  if (table === undefined || !isNext(draft, table, transaction)) return false;
  const ready = acknowledgements(draft, table, transaction).map((success) => publishable(draft, success));
  if (!draft.rules.loadSucceeds(ready.map((success) => success.counts))) return false;
  makeVisible(draft, table, transaction, ready);
  forget(draft, transaction);
  return true;
}

function isNext(draft: Draft, table: Table, transaction: LoadTransaction): boolean {
  return transaction.partitions.every((index, nth) =>
    draft.rules.mayPublish(table.partitions[index]?.visibleVersion ?? 0, transaction.versions[nth] ?? 0),
  );
}

function publishable(draft: Draft, success: Success): Success {
  const replicas = success.replicas.filter((replica) => {
    const backend = backendById(draft.state, replica.backendId);
    return (
      backend?.running === true && !backend.faults.publishStalls && copyOn(success.tablet, backend.id) !== undefined
    );
  });
  return { ...success, replicas, counts: { ...success.counts, acknowledged: replicas.length } };
}

function makeVisible(draft: Draft, table: Table, transaction: LoadTransaction, ready: readonly Success[]): void {
  let current = table;
  transaction.partitions.forEach((index, nth) => {
    const partition = current.partitions[index];
    const version = transaction.versions[nth];
    if (partition === undefined || version === undefined) return;
    current = putPartition(draft, current, index, { ...partition, visibleVersion: version });
  });
  for (const { tablet, replicas } of ready) {
    const version = transaction.versions[transaction.partitions.indexOf(tablet.partition)] ?? 0;
    publishTablet(draft, tablet, replicas, transaction, version);
  }
}

function publishTablet(
  draft: Draft,
  tablet: Tablet,
  published: readonly Replica[],
  transaction: LoadTransaction,
  version: number,
): void {
  const written = transaction.writes.find((write) => write.ordinal === tablet.ordinal)?.written ?? [];
  let changed = tablet;
  const replicas = tablet.replicas.map((replica) => {
    if (written.includes(replica.id)) changed = withLoad(draft, changed, replica, transaction.label, version);
    return withVersions(replica, draft.rules.afterPublish(replica, version, published.includes(replica)));
  });
  putTablet(draft, tabletWith(changed, { replicas }));
  if (published.length < tablet.replicas.length) suspect(draft, tablet.ordinal);
}

/** A backend that stored the load and answers puts the rowset in place, even where an earlier version is missing. */
function withLoad(draft: Draft, tablet: Tablet, replica: Replica, label: string, version: number): Tablet {
  const backend = backendById(draft.state, replica.backendId);
  const copy = copyOn(tablet, replica.backendId);
  if (backend?.running !== true || backend.faults.publishStalls || copy === undefined) return tablet;
  return withCopy(tablet, withRowset(copy, { first: version, last: version, loads: [label] }));
}

function publishInPart(draft: Draft, table: Table, transaction: LoadTransaction, successes: readonly Success[]): void {
  const wrong = successes.filter((success) => draft.rules.publishesFailedLoad(success.counts));
  if (wrong.length === 0) return;
  const partitions = [...new Set(wrong.map((success) => success.tablet.partition))];
  const versions = partitions.map((index) => (table.partitions[index]?.committedVersion ?? 0) + 1);
  let current = table;
  partitions.forEach((index, nth) => {
    const partition = current.partitions[index];
    const version = versions[nth] ?? 0;
    if (partition === undefined) return;
    current = putPartition(draft, current, index, { ...partition, committedVersion: version, visibleVersion: version });
  });
  const part = { ...transaction, partitions, versions };
  for (const success of wrong) {
    const version = versions[partitions.indexOf(success.tablet.partition)] ?? 0;
    publishTablet(draft, success.tablet, success.replicas, part, version);
  }
}

function forget(draft: Draft, transaction: LoadTransaction): void {
  draft.state.loads = draft.state.loads.filter((other) => other.id !== transaction.id);
}

function withVersions(replica: Replica, versions: ReplicaVersions): Replica {
  const { version, lastFailedVersion, lastSuccessVersion } = versions;
  return replicaWith(replica, { version, lastFailedVersion, lastSuccessVersion });
}
