import type { Observation } from '../adapters/adapter.ts';
import { unreachable } from '../model/exhaustive.ts';
import type { Command, Outcome, TabletRef } from '../model/scenario.ts';
import { tabletsIn } from './looks.ts';

/** A load that was begun and neither committed nor aborted. */
export interface LoadInFlight {
  readonly table: string;
  readonly partitions: readonly string[];
  /** The finished replicas on living backends that there were when it was written. */
  readonly replicas: ReadonlySet<string>;
  /** Backends that could not store their part when it was written. */
  readonly unreachable: ReadonlySet<string>;
  /** Whether anything but time happened to the system since then. */
  disturbed: boolean;
}

/**
 * What the kit itself has done to the system so far: faults in force, loads and how they ended. It holds nothing that a
 * target has claimed except the outcomes that it answered.
 */
export interface Ledger {
  readonly crashed: Set<string>;
  readonly dropped: Set<string>;
  readonly writesFail: Set<string>;
  readonly clonesFail: Set<string>;
  readonly clonesStall: Set<string>;
  readonly publishStalls: Set<string>;
  /** Replicas whose data the kit has destroyed, as `table/partition/bucket/backend`. */
  readonly lost: Set<string>;
  /** Tablets of which some replica was compacted, as `table/partition/bucket`. */
  readonly compacted: Set<string>;
  /** Partitions as `table/partition`, with the loads that were acknowledged as visible, in order. */
  readonly acknowledged: Map<string, string[]>;
  /** Loads that were refused, aborted or never committed: nobody may ever see them. */
  readonly failed: Set<string>;
  /** Loads that were answered COMMITTED or indefinitely and may become visible at any time, with their table. */
  readonly waiting: Map<string, string>;
  readonly inFlight: Map<string, LoadInFlight>;
  readonly labels: Set<string>;
  /** Whether the number of clone slots was ever lowered. */
  slotsLowered: boolean;
  /** Since when nothing but time, reads and the end of faults has happened, in milliseconds of the target's clock. */
  quietSinceMs: number;
}

/** The ledger of a run that has not begun. */
export function newLedger(): Ledger {
  return {
    crashed: new Set(),
    dropped: new Set(),
    writesFail: new Set(),
    clonesFail: new Set(),
    clonesStall: new Set(),
    publishStalls: new Set(),
    lost: new Set(),
    compacted: new Set(),
    acknowledged: new Map(),
    failed: new Set(),
    waiting: new Map(),
    inFlight: new Map(),
    labels: new Set(),
    slotsLowered: false,
    quietSinceMs: 0,
  };
}

export function placeOf(ref: TabletRef): string {
  return `${ref.table}/${ref.partition}/${ref.bucket}`;
}

/** Whether the kit has left this backend able to take writes. */
export function takesWrites(ledger: Ledger, backend: string): boolean {
  return !ledger.crashed.has(backend) && !ledger.dropped.has(backend) && !ledger.writesFail.has(backend);
}

/** Whether no fault is in force. */
export function isFaultFree(ledger: Ledger): boolean {
  return (
    ledger.crashed.size === 0 &&
    ledger.writesFail.size === 0 &&
    ledger.clonesFail.size === 0 &&
    ledger.clonesStall.size === 0 &&
    ledger.publishStalls.size === 0
  );
}

/** Enters a command and how it ended. */
export function enter(ledger: Ledger, command: Command, outcome: Outcome, after: Observation): void {
  if (!isQuiet(command)) {
    ledger.quietSinceMs = after.nowMs;
    for (const load of ledger.inFlight.values()) load.disturbed = true;
  }
  if (outcome.kind === 'refused') enterFailure(ledger, command);
  else if (outcome.kind === 'indefinite') enterUncertainty(ledger, command);
  else enterSuccess(ledger, command, outcome, after);
}

function isQuiet(command: Command): boolean {
  return command.do === 'advance' || command.do === 'query';
}

function enterFailure(ledger: Ledger, command: Command): void {
  switch (command.do) {
    case 'load':
    case 'beginLoad':
      if (!ledger.labels.has(command.load)) ledger.failed.add(command.load);
      ledger.labels.add(command.load);
      return;
    case 'commitLoad':
      if (ledger.inFlight.delete(command.load)) ledger.failed.add(command.load);
      return;
    default:
      return;
  }
}

/** A load without a definite answer may be there, or come, or never. */
function enterUncertainty(ledger: Ledger, command: Command): void {
  if (command.do === 'load') {
    ledger.labels.add(command.load);
    ledger.failed.delete(command.load);
    ledger.waiting.set(command.load, command.table);
  } else if (command.do === 'commitLoad') {
    const load = ledger.inFlight.get(command.load);
    ledger.inFlight.delete(command.load);
    if (load !== undefined) ledger.waiting.set(command.load, load.table);
  }
}

function enterSuccess(ledger: Ledger, command: Command, outcome: Outcome, after: Observation): void {
  switch (command.do) {
    case 'load':
      ledger.labels.add(command.load);
      ledger.failed.delete(command.load);
      enterLoad(ledger, command.load, command.table, command.partitions, outcome);
      return;
    case 'beginLoad':
      ledger.labels.add(command.load);
      ledger.failed.delete(command.load);
      ledger.inFlight.set(command.load, {
        table: command.table,
        partitions: command.partitions,
        replicas: replicasIn(after, command.table, command.partitions),
        unreachable: new Set([...ledger.crashed, ...ledger.writesFail]),
        disturbed: false,
      });
      return;
    case 'commitLoad': {
      const load = ledger.inFlight.get(command.load);
      ledger.inFlight.delete(command.load);
      if (load !== undefined) enterLoad(ledger, command.load, load.table, load.partitions, outcome);
      return;
    }
    case 'abortLoad':
      ledger.inFlight.delete(command.load);
      ledger.failed.add(command.load);
      return;
    case 'dropTable':
      forgetTable(ledger, command.table);
      return;
    case 'query':
      if (outcome.kind === 'answered') settleWaiting(ledger, outcome.contents);
      return;
    case 'crashBackend':
      ledger.crashed.add(command.backend);
      return;
    case 'restartBackend':
      ledger.crashed.delete(command.backend);
      return;
    case 'addBackend':
      ledger.dropped.delete(command.backend);
      return;
    case 'dropBackend':
      forgetBackend(ledger, command.backend);
      return;
    case 'loseReplica':
      ledger.lost.add(`${placeOf(command)}/${command.backend}`);
      return;
    case 'compact':
      ledger.compacted.add(placeOf(command));
      return;
    case 'failWrites':
      toggle(ledger.writesFail, command.backend, command.on);
      return;
    case 'failClones':
      toggle(ledger.clonesFail, command.backend, command.on);
      return;
    case 'stallClones':
      toggle(ledger.clonesStall, command.backend, command.on);
      return;
    case 'stallPublish':
      toggle(ledger.publishStalls, command.backend, command.on);
      return;
    case 'heal':
      for (const faults of faultsOf(ledger)) faults.clear();
      return;
    case 'setConfig':
      ledger.slotsLowered ||= after.slots.some((path) => path.AvailSlots < 0);
      return;
    case 'createTable':
    case 'alterWriteQuorum':
    case 'decommissionBackend':
    case 'setReplicaStatus':
    case 'advance':
      return;
    default:
      unreachable(command);
  }
}

function replicasIn(observation: Observation, table: string, partitions: readonly string[]): ReadonlySet<string> {
  const tablets = tabletsIn(observation, table, partitions) ?? [];
  const rows = tablets.flatMap((tablet) => tablet.replicas);
  return new Set(rows.filter((row) => row.State !== 'CLONE' && row.Status !== 'DEAD').map((row) => row.ReplicaId));
}

function faultsOf(ledger: Ledger): Set<string>[] {
  return [ledger.crashed, ledger.writesFail, ledger.clonesFail, ledger.clonesStall, ledger.publishStalls];
}

function toggle(set: Set<string>, member: string, on: boolean): void {
  if (on) set.add(member);
  else set.delete(member);
}

function enterLoad(
  ledger: Ledger,
  label: string,
  table: string,
  partitions: readonly string[],
  outcome: Outcome,
): void {
  if (outcome.kind !== 'loaded') return;
  if (outcome.status === 'COMMITTED') {
    ledger.waiting.set(label, table);
    return;
  }
  for (const partition of partitions) {
    const key = `${table}/${partition}`;
    const loads = ledger.acknowledged.get(key);
    if (loads === undefined) ledger.acknowledged.set(key, [label]);
    else loads.push(label);
  }
}

function settleWaiting(ledger: Ledger, contents: readonly (TabletRef & { readonly loads: readonly string[] })[]): void {
  if (ledger.waiting.size === 0) return;
  for (const { loads } of contents) for (const label of loads) ledger.waiting.delete(label);
}

function forgetTable(ledger: Ledger, table: string): void {
  for (const key of ledger.acknowledged.keys()) if (key.startsWith(`${table}/`)) ledger.acknowledged.delete(key);
  for (const [label, load] of ledger.inFlight) if (load.table === table) ledger.inFlight.delete(label);
  for (const [label, of] of ledger.waiting) if (of === table) ledger.waiting.delete(label);
  for (const places of [ledger.lost, ledger.compacted]) {
    for (const place of places) if (place.startsWith(`${table}/`)) places.delete(place);
  }
}

function forgetBackend(ledger: Ledger, backend: string): void {
  for (const faults of faultsOf(ledger)) faults.delete(backend);
  ledger.dropped.add(backend);
}
