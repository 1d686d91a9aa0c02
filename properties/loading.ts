import type { BackendView, TabletView } from '../adapters/adapter.ts';
import type { Outcome } from '../model/scenario.ts';
import { mayBeLost, mostBytes, takesWrites } from './ledger.ts';
import { backendIn, completeRows, isBad, nameOfBackend, quorumOf, tableIn, tabletsIn } from './looks.ts';
import type { Say, Step } from './property.ts';

/** What a step loaded, when its command was a load that the kit knows. */
export interface Loading {
  readonly label: string;
  readonly table: string;
  readonly partitions: readonly string[];
  /** The smallest number of replicas of this tablet that must succeed: partitions may have numbers of their own (WQ-19). */
  readonly quorumOf: (tablet: TabletView) => number;
  readonly before: readonly TabletView[];
  readonly after: readonly TabletView[];
  /** Of each tablet the replicas that must succeed, see `sureReplicas`. */
  readonly sure: () => readonly number[];
}

let latest: { readonly step: Step; readonly loading: Loading | undefined } | undefined;

/**
 * The load of a step, or undefined when the step loads nothing that the kit can follow. Many properties ask about the same
 * step, so the latest answer is kept.
 */
export function loadingOf(step: Step): Loading | undefined {
  if (latest?.step !== step) latest = { step, loading: findLoading(step) };
  return latest.loading;
}

function findLoading(step: Step): Loading | undefined {
  const target = targetOf(step);
  const table = target === undefined ? undefined : tableIn(step.before, target.table);
  if (target === undefined || table === undefined) return undefined;
  const before = tabletsIn(step.before, target.table, target.partitions);
  const after = tabletsIn(step.after, target.table, target.partitions);
  if (before === undefined || after === undefined) return undefined;
  return {
    label: target.label,
    table: target.table,
    partitions: target.partitions,
    before,
    after,
    quorumOf: (tablet) => quorumOf(tablet.replicationNum, table.writeQuorum),
    sure: once(() => before.map((tablet) => sureReplicas(step, tablet))),
  };
}

function once<T>(find: () => T): () => T {
  let found: { readonly value: T } | undefined;
  return () => {
    found ??= { value: find() };
    return found.value;
  };
}

/** What the step's command loads, and into what. */
export function targetOf(step: Step): { label: string; table: string; partitions: readonly string[] } | undefined {
  const { command, ledger } = step;
  if (command.do === 'load') {
    return { label: command.load, table: command.table, partitions: command.partitions };
  }
  if (command.do !== 'commitLoad') return undefined;
  const load = ledger.inFlight.get(command.load);
  return load === undefined ? undefined : { label: command.load, table: load.table, partitions: load.partitions };
}

/** Whether the load was answered as visible. */
export function isVisible(outcome: Outcome): boolean {
  return outcome.kind === 'loaded' && outcome.status === 'VISIBLE';
}

/** Whether the kit had left the backend able to store this load and make it visible. */
export function couldStore(step: Step, backend: string): boolean {
  const { command, ledger } = step;
  if (command.do !== 'commitLoad') return takesWrites(ledger, backend);
  const unreachable = ledger.inFlight.get(command.load)?.unreachable.has(backend) === true;
  return !unreachable && !ledger.crashed.has(backend) && !ledger.dropped.has(backend);
}

/** Whether the replica was there when the load was written. */
export function wasThere(step: Step, replicaId: string): boolean {
  return (
    step.command.do !== 'commitLoad' || step.ledger.inFlight.get(step.command.load)?.replicas.has(replicaId) === true
  );
}

/** Replicas that must succeed: complete, believed alive, and untouched by any fault of the kit. */
function sureReplicas(step: Step, tablet: TabletView): number {
  return completeRows(tablet).filter((row) => {
    const backend = nameOfBackend(step.before, row.BackendId);
    return (
      row.Status === 'OK' &&
      hasRoomForLoad(step, backendIn(step.before, row.BackendId)) &&
      wasThere(step, row.ReplicaId) &&
      couldStore(step, backend) &&
      takesWrites(step.ledger, backend) &&
      !step.ledger.publishStalls.has(backend) &&
      !mayBeLost(step.ledger, tablet, backend)
    );
  }).length;
}

/** A disk that is nearly full may refuse a load (replication notes 9, row 20), so no disk of the backend may be. */
function hasRoomForLoad(step: Step, backend: BackendView | undefined): boolean {
  const needed = mostBytes(step.ledger, step.before);
  return backend?.disks.every(({ freeBytes, totalBytes }) => freeBytes > totalBytes / 4 + needed) === true;
}

/** Whether the load is one that has every reason to succeed but the number of its replicas. */
export function isWellFormed(step: Step, loading: Loading): boolean {
  if (step.command.do === 'load') return !step.ledger.labels.has(loading.label) && loading.partitions.length > 0;
  return step.ledger.inFlight.get(loading.label)?.disturbed === false;
}

/** Judges a load that was answered as visible and wrote something. */
export function judgeSuccess(step: Step, say: Say, judge: (loading: Loading) => void): void {
  if (!isVisible(step.outcome)) return;
  const loading = loadingOf(step);
  if (loading === undefined || loading.before.length === 0) return;
  say.exercised();
  judge(loading);
}

/** Replicas that held every earlier version and may have stored the load. */
export function withoutGap(step: Step, tablet: TabletView): number {
  return completeRows(tablet).filter((row) => couldStore(step, nameOfBackend(step.before, row.BackendId))).length;
}
/** Replicas that the kit has left writable, whatever the target thinks of them. */
export function writableReplicas(step: Step, tablet: TabletView): number {
  return tablet.replicas.filter(
    (row) =>
      row.State !== 'CLONE' && !isBad(row) && takesWrites(step.ledger, nameOfBackend(step.before, row.BackendId)),
  ).length;
}
