import type { Observation } from '../adapters/adapter.ts';
import { unreachable } from '../model/exhaustive.ts';
import type { Profile } from '../model/profile.ts';
import type { Command, CreateTable, Outcome, TabletCommand } from '../model/scenario.ts';
import { isSnapshotCommand } from '../model/snapshot/commands.ts';
import { faultsOf, isQuiet, type Ledger, partitionKey, placeOf } from './ledger.ts';
import { begun, enterLoad, settleWaiting } from './ledger-loads.ts';
import { backendNamed, replicasOn, tableIn } from './looks.ts';

/**
 * Enters a command and how it ended into the ledger.
 *
 * @param after what a client saw once it had ended.
 * @param profile gives the lifetime of hints.
 */
export function enter(ledger: Ledger, command: Command, outcome: Outcome, after: Observation, profile: Profile): void {
  if (!isQuiet(command)) {
    ledger.quietSinceMs = after.nowMs;
    for (const load of ledger.inFlight.values()) load.disturbed = true;
  }
  if (outcome.kind === 'refused') enterFailure(ledger, command);
  else if (outcome.kind === 'indefinite') enterUncertainty(ledger, command);
  else if (!isSnapshotCommand(command)) enterSuccess(ledger, command, outcome, after, profile);
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

function enterSuccess(
  ledger: Ledger,
  command: TabletCommand,
  outcome: Outcome,
  after: Observation,
  profile: Profile,
): void {
  switch (command.do) {
    case 'load':
      ledger.labels.add(command.load);
      ledger.failed.delete(command.load);
      enterLoad(ledger, command.load, command.table, command.partitions, outcome);
      return;
    case 'beginLoad':
      ledger.labels.add(command.load);
      ledger.failed.delete(command.load);
      ledger.inFlight.set(command.load, begun(ledger, after, command.table, command.partitions));
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
    case 'createTable':
      enterTable(ledger, command, after);
      return;
    case 'dropTable':
      forgetTable(ledger, command.table);
      return;
    case 'alterReplicationNum':
      for (const partition of partitionsOf(after, command.table, command.partition)) {
        ledger.replicationNums.set(partitionKey(command.table, partition), command.replicationNum);
      }
      return;
    case 'query':
    case 'readReplica':
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
      for (const faults of faultsOf(ledger)) faults.delete(command.backend);
      ledger.dropped.add(command.backend);
      return;
    case 'loseReplica':
      ledger.lost.add(`${placeOf(command)}/${command.backend}`);
      return;
    case 'failDisk':
      enterFailedDisk(ledger, command.backend, after);
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
    case 'repeatReports':
      toggle(ledger.repeatReports, command.backend, command.on);
      return;
    case 'heal':
      for (const faults of faultsOf(ledger)) faults.clear();
      return;
    case 'setConfig':
      // The item that is set last is the one that counts, also between older and newer names.
      ledger.config.delete(command.name);
      ledger.config.set(command.name, command.value);
      ledger.slotsLowered ||= after.slots.some((path) => path.AvailSlots < 0);
      return;
    case 'beginSchemaChange':
      ledger.altering.add(command.table);
      return;
    case 'endSchemaChange':
      ledger.altering.delete(command.table);
      return;
    case 'repairTable':
      enterHints(ledger, command.table, command.partitions, after, profile.hintLifetimeMs);
      return;
    case 'cancelRepair':
      for (const partition of command.partitions ?? partitionsOf(after, command.table, undefined)) {
        ledger.hints.delete(partitionKey(command.table, partition));
      }
      return;
    case 'changeLeader':
      enterLeaderChange(ledger, after);
      return;
    case 'setReplicaStatus':
      ledger.statusSet.add(partitionKey(command.table, command.partition));
      return;
    case 'alterWriteQuorum':
    case 'decommissionBackend':
    case 'cancelDecommission':
    case 'replaceDisk':
    case 'fillDisk':
    case 'advance':
    case 'showReplicaStatus':
    case 'showReplicaDistribution':
    case 'showTablets':
    case 'showTablet':
    case 'showStatistic':
    case 'showProc':
      return;
    default:
      unreachable(command);
  }
}

function toggle(set: Set<string>, member: string, on: boolean): void {
  if (on) set.add(member);
  else set.delete(member);
}

function enterTable(ledger: Ledger, command: CreateTable, after: Observation): void {
  if (tableIn(after, command.table) === undefined) return;
  if (command.rowBytes !== undefined) ledger.rowBytes.set(command.table, command.rowBytes);
  for (const partition of command.partitions) {
    ledger.replicationNums.set(partitionKey(command.table, partition), command.replicationNum);
  }
}

function partitionsOf(observation: Observation, table: string, partition: string | undefined): readonly string[] {
  if (partition !== undefined) return [partition];
  return tableIn(observation, table)?.partitions.map(({ name }) => name) ?? [];
}

/** A failed disk has lost what it held; everything of that backend that it may have held counts. */
function enterFailedDisk(ledger: Ledger, backend: string, after: Observation): void {
  ledger.disturbedBackends.add(backend);
  const id = backendNamed(after, backend)?.id;
  if (id === undefined) return;
  for (const { tablet } of replicasOn(after, id)) ledger.lost.add(`${placeOf(tablet)}/${backend}`);
}

function enterHints(
  ledger: Ledger,
  table: string,
  named: readonly string[] | undefined,
  after: Observation,
  lifetimeMs: number,
): void {
  const { nowMs } = after;
  for (const partition of named ?? partitionsOf(after, table, undefined)) {
    const key = partitionKey(table, partition);
    const known = ledger.hints.get(key);
    const isOver = known === undefined || nowMs - known.firstMs >= lifetimeMs;
    ledger.hints.set(key, { firstMs: isOver ? nowMs : known.firstMs, latestMs: nowMs });
  }
}

function enterLeaderChange(ledger: Ledger, after: Observation): void {
  ledger.leaderChanges += 1;
  ledger.hints.clear();
  ledger.statusSet.clear();
  for (const { name } of after.backends) {
    const id = backendNamed(after, name)?.id ?? '';
    for (const { row } of replicasOn(after, id)) if (row.State === 'CLONE') ledger.orphans.add(row.ReplicaId);
  }
}

function forgetTable(ledger: Ledger, table: string): void {
  const { acknowledged, committed, replicationNums, hints, lost, compacted } = ledger;
  for (const map of [acknowledged, committed, replicationNums, hints]) {
    for (const key of map.keys()) if (key.startsWith(`${table}/`)) map.delete(key);
  }
  for (const [label, load] of ledger.inFlight) if (load.table === table) ledger.inFlight.delete(label);
  for (const [label, of] of ledger.waiting) if (of === table) ledger.waiting.delete(label);
  for (const places of [lost, compacted]) {
    for (const place of places) if (place.startsWith(`${table}/`)) places.delete(place);
  }
  ledger.altering.delete(table);
  ledger.rowBytes.delete(table);
}
