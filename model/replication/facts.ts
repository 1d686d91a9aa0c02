import { backendById, type Draft, tableById } from './draft.ts';
import type { BackendFacts, Diagnosis, ReplicaFacts, TabletFacts } from './health.ts';
import type { Backend, Partition, Replica, State, Table, Tablet } from './state.ts';

/** A tablet's table and partition. */
export function homeOf(
  state: State,
  tablet: Tablet,
): { readonly table: Table; readonly partition: Partition } | undefined {
  const table = tableById(state, tablet.tableId);
  const partition = table?.partitions[tablet.partition];
  return table === undefined || partition === undefined ? undefined : { table, partition };
}

/** What the health of a tablet is judged by (R06). */
export function factsOf(state: State, tablet: Tablet): TabletFacts | undefined {
  const home = homeOf(state, tablet);
  if (home === undefined) return undefined;
  const backends = clusterFacts(state);
  return {
    replicationNum: home.partition.replicationNum,
    visibleVersion: home.partition.visibleVersion,
    replicas: tablet.replicas.map((replica) => replicaFacts(replica, backends, state.nowMs)),
    backends,
    recoverWithEmptyTablet: false,
  };
}

/** The diagnosis of a tablet, or undefined when its table is gone. */
export function diagnosisOf(draft: Draft, tablet: Tablet): Diagnosis | undefined {
  const facts = factsOf(draft.state, tablet);
  return facts === undefined ? undefined : draft.rules.diagnose(facts, draft.state.profile);
}

/** Whether a replica holds every visible version on a backend that lives. */
export function isComplete(draft: Draft, replica: Replica, visibleVersion: number): boolean {
  return (
    backendById(draft.state, replica.backendId)?.alive === true &&
    !replica.bad &&
    replica.state !== 'CLONE' &&
    replica.lastFailedVersion < 0 &&
    replica.version >= visibleVersion
  );
}

let latest:
  | { readonly of: readonly Backend[]; readonly nowMs: number; readonly facts: readonly BackendFacts[] }
  | undefined;

/** The facts of all backends; a round judges many tablets at the same moment, so the latest ones are kept. */
function clusterFacts({ backends, nowMs }: State): readonly BackendFacts[] {
  if (latest?.of !== backends || latest.nowMs !== nowMs) {
    latest = { of: backends, nowMs, facts: backends.map((backend) => backendFacts(nowMs, backend)) };
  }
  return latest.facts;
}

function backendFacts(nowMs: number, backend: Backend): BackendFacts {
  return {
    id: String(backend.id),
    host: backend.host,
    alive: backend.alive,
    decommissioned: backend.decommissioned,
    downMs: backend.alive ? 0 : nowMs - backend.lastHeartbeatMs,
  };
}

function replicaFacts(replica: Replica, backends: readonly BackendFacts[], nowMs: number): ReplicaFacts {
  const id = String(replica.backendId);
  return {
    backend: backends.find((backend) => backend.id === id),
    version: replica.version,
    lastFailedVersion: replica.lastFailedVersion,
    lastSuccessVersion: replica.lastSuccessVersion,
    state: replica.state,
    bad: replica.bad,
    needFurtherRepair: replica.furtherRepairUntilMs > nowMs,
    tooFarBehind: replica.tooFarBehind,
    diskDecommissioned: false,
  };
}
