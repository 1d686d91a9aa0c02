import type { Profile } from '../model/profile.ts';
import type { ReplicaFacts, TabletFacts } from '../model/replication/health.ts';

/** The counts that decide a tablet's status, and the status. */
export interface Loss {
  readonly status: string;
  readonly records: number;
  readonly alive: number;
  readonly complete: number;
  readonly stable: number;
  /** A living backend that stays and has no record of the tablet. */
  readonly spare: boolean;
  readonly aliveBackends: number;
}

interface Counts extends Omit<Loss, 'status'> {
  readonly n: number;
  readonly availableBackends: number;
  readonly allAvailableHold: boolean;
  /** A lost replica sits on a living backend that stays. */
  readonly makesRoom: boolean;
}

type Row = readonly [status: string, holds: (counts: Counts) => boolean];

/** What follows from too few or too many replicas once enough of them are complete (replication notes 2.5, rows 7 to 13). */
const surplus: readonly Row[] = [
  ['REDUNDANT', ({ complete, n }) => complete > n],
  [
    'FORCE_REDUNDANT',
    ({ stable, n, allAvailableHold, availableBackends }) =>
      stable < n && allAvailableHold && availableBackends >= n && n > 1,
  ],
  ['REPLICA_RELOCATING', ({ stable, n }) => stable < n],
  ['REDUNDANT', ({ records, n }) => records > n],
  ['HEALTHY', () => true],
];

/** The documents: a spare backend first, then what lags, then room on the backend of a lost replica (interpretation 8). */
const documented: readonly Row[] = [
  ['REPLICA_MISSING', ({ alive, n, spare }) => alive < n && spare],
  ['VERSION_INCOMPLETE', ({ complete, alive, n }) => complete < n && complete < alive],
  ['FORCE_REDUNDANT', ({ alive, n, makesRoom, complete }) => alive < n && n > 1 && makesRoom && complete > 0],
  ['REPLICA_MISSING', ({ alive, n }) => alive < n],
  ...surplus,
];

/** The main branch: numbers are compared, not which backend holds what (replication notes 2.5, rows 2 to 6). */
const released: readonly Row[] = [
  [
    'FORCE_REDUNDANT',
    ({ alive, n, records, aliveBackends }) => alive < n && records >= aliveBackends && aliveBackends >= n && n > 1,
  ],
  ['REPLICA_MISSING', ({ alive, n, aliveBackends }) => alive < n && aliveBackends > alive],
  ['VERSION_INCOMPLETE', ({ complete, n }) => complete < n],
  ...surplus,
];

/** The decision table of tablet health, written a second time and as data, so that it does not share a mistake. */
export function lossOf(facts: TabletFacts, profile: Profile): Loss {
  const counts = countsOf(facts, profile);
  const table = profile.forceRedundantBy === 'backend' ? documented : released;
  const status = table.find(([, holds]) => holds(counts))?.[0] ?? 'HEALTHY';
  return { ...counts, status };
}

function countsOf(facts: TabletFacts, profile: Profile): Counts {
  const alive = facts.replicas.filter((replica) => isAlive(replica, profile));
  const complete = alive.filter((replica) => replica.lastFailedVersion <= 0 && replica.version >= facts.visibleVersion);
  const available = facts.backends.filter((backend) => backend.alive && !backend.decommissioned);
  const holders = new Set(facts.replicas.map((replica) => replica.backend?.id));
  return {
    n: facts.replicationNum,
    records: facts.replicas.length,
    alive: alive.length,
    complete: complete.length,
    stable: complete.filter((replica) => replica.backend?.decommissioned === false).length,
    spare: available.some((backend) => !holders.has(backend.id)),
    aliveBackends: facts.backends.filter((backend) => backend.alive).length,
    availableBackends: available.length,
    allAvailableHold: available.every((backend) => holders.has(backend.id)),
    makesRoom: facts.replicas.some((replica) => available.includes(backendOf(replica)) && isLost(replica)),
  };
}

function backendOf(replica: ReplicaFacts): NonNullable<ReplicaFacts['backend']> {
  return replica.backend ?? nowhere;
}

const nowhere = { id: '', host: '', alive: false, decommissioned: false, downMs: 0 };

function isLost(replica: ReplicaFacts): boolean {
  return replica.bad || replica.tooFarBehind;
}

function isAlive(replica: ReplicaFacts, profile: Profile): boolean {
  const { backend, state, bad, tooFarBehind } = replica;
  if (backend === undefined || bad || state === 'CLONE') return false;
  if (profile.forceRedundantBy === 'backend' && tooFarBehind) return false;
  return backend.alive || backend.downMs <= profile.backendDownToleranceMs;
}
