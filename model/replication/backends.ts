import type { Medium, OnReplica, Outcome, SetReplicaStatus } from '../scenario.ts';
import { backendWith, replicaWith } from './change.ts';
import { addPaths, removePaths } from './cloneSlots.ts';
import { cancelClonesOf, forgetClones } from './clones.ts';
import { compacted } from './copies.ts';
import {
  backendById,
  backendNamed,
  copyOn,
  type Draft,
  putBackend,
  putReplica,
  putTablet,
  tabletAt,
  takeId,
  touchBackend,
  withCopy,
  withoutCopy,
} from './draft.ts';
import { ordinalAt } from './names.ts';
import { done, refused } from './outcomes.ts';
import {
  type Backend,
  type BackendFaults,
  type Disk,
  isAvailable,
  type Replica,
  type Table,
  type Tablet,
} from './state.ts';

const noFaults: BackendFaults = {
  writesFail: false,
  clonesFail: false,
  clonesStall: false,
  publishStalls: false,
  reportsTwice: false,
};

/** What is new about a backend that joins the cluster. */
export interface NewBackend {
  readonly name: string;
  readonly host: string;
  readonly heartbeatPort: number;
  readonly disks: readonly { readonly medium: Medium; readonly totalBytes: number; readonly usedBytes?: number }[];
}

/** A backend joins, running and empty. */
export function joinBackend(draft: Draft, joining: NewBackend): void {
  const id = takeId(draft);
  const disks: Disk[] = joining.disks.map((disk, nth) => ({
    path: `/data${nth + 1}`,
    pathHash: String(takeId(draft)),
    medium: disk.medium,
    totalBytes: disk.totalBytes,
    usedBytes: disk.usedBytes ?? 0,
    online: true,
  }));
  const { nowMs } = draft.state;
  const backend: Backend = {
    id,
    name: joining.name,
    host: joining.host,
    heartbeatPort: joining.heartbeatPort,
    running: true,
    alive: true,
    lastHeartbeatMs: nowMs,
    startedMs: nowMs,
    decommissioned: false,
    disks,
    faults: noFaults,
  };
  draft.state.backends = [...draft.state.backends, backend];
  addPaths(draft, backend, backend.disks);
  draft.changes += 1;
}

/** ALTER SYSTEM ADD BACKEND. */
export function addBackend(draft: Draft, joining: NewBackend): Outcome {
  const { host, heartbeatPort, name } = joining;
  if (
    draft.state.backends.some(
      (other) => other.name === name || (other.host === host && other.heartbeatPort === heartbeatPort),
    )
  ) {
    return refused(`Backend already exists with same host ${host} and port ${heartbeatPort}`);
  }
  joinBackend(draft, joining);
  // A new backend is a place for replicas that had none.
  return done;
}

/** ALTER SYSTEM DROP BACKEND: gone at once, with the slots of its paths and the clones from and to it. */
export function dropBackend(draft: Draft, name: string): Outcome {
  const backend = backendNamed(draft.state, name);
  if (backend === undefined) return refused(`Backend does not exist [${name}]`);
  touchBackend(draft, backend.id);
  draft.state.backends = draft.state.backends.filter((other) => other.id !== backend.id);
  cancelClonesOf(draft, backend.id);
  draft.state.abandoned = draft.state.abandoned.filter((task) => task.destination?.backendId !== backend.id);
  removePaths(draft, backend, backend.disks);
  draft.state.lost = draft.state.lost.filter((placement) => placement.backendId !== backend.id);
  return done;
}

/** ALTER SYSTEM DECOMMISSION BACKEND: it lives on and is a source, but no destination (interpretation 5). */
export function decommissionBackend(draft: Draft, name: string): Outcome {
  const backend = backendNamed(draft.state, name);
  if (backend === undefined) return refused(`Backend does not exist [${name}]`);
  const others = draft.state.backends.filter((other) => other.id !== backend.id && isAvailable(other)).length;
  const needed = draft.state.tables.find((table) => mostReplicas(table) > others);
  if (needed !== undefined) {
    return refused(
      'It will cause insufficient BE number if these BEs are decommissioned because the table ' +
        `${needed.database}.${needed.name} requires ${mostReplicas(needed)} replicas.`,
    );
  }
  putBackend(draft, backendWith(backend, { decommissioned: true }));
  touchBackend(draft, backend.id);
  return done;
}

function mostReplicas(table: Table): number {
  return Math.max(...table.partitions.map(({ replicationNum }) => replicationNum));
}

/** CANCEL DECOMMISSION BACKEND: it may be given replicas again; nothing happens to a backend that is not decommissioned. */
export function cancelDecommission(draft: Draft, name: string): Outcome {
  const backend = backendNamed(draft.state, name);
  if (backend === undefined) return refused(`Backend does not exist [${name}]`);
  if (!backend.decommissioned) return done;
  putBackend(draft, backendWith(backend, { decommissioned: false }));
  touchBackend(draft, backend.id);
  return done;
}

/** The process ends; its disks keep what they hold. The FE learns of it at the next heartbeat. */
export function crashBackend(draft: Draft, name: string): Outcome {
  const backend = backendNamed(draft.state, name);
  if (backend === undefined || !backend.running) return refused(`backend '${name}' does not run`);
  const { nowMs, profile } = draft.state;
  const lastHeartbeatMs = Math.floor(nowMs / profile.heartbeatIntervalMs) * profile.heartbeatIntervalMs;
  putBackend(draft, backendWith(backend, { running: false, lastHeartbeatMs }));
  forgetClones(draft, backend.id);
  return done;
}

/** The process runs again, with the disks that it had. */
export function restartBackend(draft: Draft, name: string): Outcome {
  const backend = backendNamed(draft.state, name);
  if (backend === undefined || backend.running) return refused(`backend '${name}' is not stopped`);
  putBackend(draft, backendWith(backend, { running: true, startedMs: draft.state.nowMs }));
  clearGarbage(draft, backend.id);
  return done;
}

/** Switches faults of a backend. */
export function setFaults(draft: Draft, name: string, faults: Partial<BackendFaults>): Outcome {
  const backend = backendNamed(draft.state, name);
  if (backend === undefined) return refused(`Backend does not exist [${name}]`);
  putBackend(draft, backendWith(backend, { faults: { ...backend.faults, ...faults } }));
  return done;
}

/** Ends every fault. */
export function heal(draft: Draft): Outcome {
  for (const backend of draft.state.backends) {
    if (!backend.running) restartBackend(draft, backend.name);
    setFaults(draft, backend.name, noFaults);
  }
  return done;
}

/** Truth: the data of a replica vanishes from its disk. */
export function loseReplica(draft: Draft, command: OnReplica<'loseReplica'>): Outcome {
  const found = copyAt(draft, command);
  if (typeof found === 'string') return refused(found);
  const { tablet, backend } = found;
  putTablet(draft, withoutCopy(tablet, backend.id));
  draft.state.lost = [...draft.state.lost, { ordinal: tablet.ordinal, backendId: backend.id }];
  return done;
}

/** Truth: a backend merges the versions of a replica into one rowset. */
export function compact(draft: Draft, command: OnReplica<'compact'>): Outcome {
  const found = copyAt(draft, command);
  if (typeof found === 'string') return refused(found);
  const copy = copyOn(found.tablet, found.backend.id);
  if (copy !== undefined) putTablet(draft, withCopy(found.tablet, compacted(copy)));
  return done;
}

/** ADMIN SET REPLICA STATUS; an unknown tablet or backend is no error (replication notes 8.23). */
export function setReplicaStatus(draft: Draft, command: SetReplicaStatus): Outcome {
  const status = command.status.toLowerCase();
  if (status !== 'bad' && status !== 'ok') return refused(`Invalid replica status value '${command.status}'`);
  const ordinal = ordinalAt(draft.state, command);
  const tablet = ordinal === undefined ? undefined : tabletAt(draft, ordinal);
  const backend = backendNamed(draft.state, command.backend);
  const replica = tablet?.replicas.find((other) => other.backendId === backend?.id);
  const bad = draft.rules.isBadAfter(status);
  if (tablet === undefined || replica === undefined || replica.bad === bad) return done;
  putReplica(draft, tablet, replicaWith(replica, { bad, setBadForce: bad }));
  return done;
}

/** A heartbeat and the reports that come with it: the FE learns who lives and what was lost. */
export function heartbeat(draft: Draft): void {
  for (const backend of draft.state.backends) {
    if (backend.running === backend.alive) continue;
    const lastHeartbeatMs = backend.running ? draft.state.nowMs : backend.lastHeartbeatMs;
    putBackend(draft, backendWith(backend, { alive: backend.running, lastHeartbeatMs }));
    touchBackend(draft, backend.id);
  }
  for (const { ordinal, backendId } of draft.state.lost) reportLost(draft, ordinal, backendId);
}

/** Whether the next heartbeat will tell the FE anything new. */
export function hasNews(draft: Draft): boolean {
  if (draft.state.lost.some(({ ordinal, backendId }) => unreported(draft, ordinal, backendId) !== undefined))
    return true;
  return draft.state.backends.some((backend) => backend.running !== backend.alive);
}

function reportLost(draft: Draft, ordinal: number, backendId: number): void {
  const tablet = tabletAt(draft, ordinal);
  const replica = unreported(draft, ordinal, backendId);
  if (tablet !== undefined && replica !== undefined) putReplica(draft, tablet, replicaWith(replica, { bad: true }));
}

/** A replica whose data is gone, whose backend can say so, and of which the FE still thinks well. */
function unreported(draft: Draft, ordinal: number, backendId: number): Replica | undefined {
  if (backendById(draft.state, backendId)?.running !== true) return undefined;
  return tabletAt(draft, ordinal)?.replicas.find((other) => other.backendId === backendId && !other.bad);
}

function clearGarbage(draft: Draft, backendId: number): void {
  for (const { ordinal, backendId: at } of draft.state.garbage) {
    const tablet = tabletAt(draft, ordinal);
    if (at === backendId && tablet !== undefined && !hasReplica(tablet, backendId)) {
      putTablet(draft, withoutCopy(tablet, backendId));
    }
  }
  draft.state.garbage = draft.state.garbage.filter((placement) => placement.backendId !== backendId);
}

function hasReplica(tablet: Tablet, backendId: number): boolean {
  return tablet.replicas.some((replica: Replica) => replica.backendId === backendId);
}

function copyAt(
  draft: Draft,
  command: OnReplica<'loseReplica' | 'compact'>,
): { readonly tablet: Tablet; readonly backend: Backend } | string {
  const ordinal = ordinalAt(draft.state, command);
  const tablet = ordinal === undefined ? undefined : tabletAt(draft, ordinal);
  const backend = backendNamed(draft.state, command.backend);
  if (tablet === undefined || backend === undefined || !hasReplica(tablet, backend.id)) {
    return `no replica of ${command.table}.${command.partition}[${command.bucket}] on '${command.backend}'`;
  }
  if (!backend.running || copyOn(tablet, backend.id) === undefined) return `'${command.backend}' has no such data`;
  return { tablet, backend };
}
