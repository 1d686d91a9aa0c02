import { backendById } from './draft.ts';
import { nameOf } from './names.ts';
import type { Acknowledgements } from './rules.ts';
import type { Backend, LoadTransaction, Replica, State, Table, Tablet } from './state.ts';

/** A tablet of a load with the replicas that hold the data. */
export interface Success {
  readonly tablet: Tablet;
  readonly replicas: readonly Replica[];
  readonly counts: Acknowledgements;
}

/** `beId:V/LFV/LSV/minReadable:STATE:BESTATE` of every replica (replication notes 1b.12). */
function replicaInfos(state: State, tablet: Tablet): string {
  return tablet.replicas
    .map((replica) => {
      const backend = backendById(state, replica.backendId);
      const liveness = backend === undefined ? 'NIL' : livenessOf(backend);
      const condition = replica.bad ? 'BAD' : replica.state;
      const versions = `${replica.version}/${replica.lastFailedVersion}/${replica.lastSuccessVersion}/0`;
      return `${replica.backendId}:${versions}:${condition}:${liveness},`;
    })
    .join('');
}

function livenessOf(backend: Backend): string {
  if (!backend.alive) return 'DEAD';
  return backend.decommissioned ? 'DECOMM' : 'ALIVE';
}

/** Why a load is not even planned: too few replicas can be written (replication notes 1b.11). */
export function lostReplicas(state: State, tablet: Tablet, targets: number, quorum: number): string {
  return (
    `Tablet lost replicas. Check if any backend is down or not. tablet_id: ${tablet.id}, ` +
    `replicas: ${replicaInfos(state, tablet)}. ` +
    `Check quorum number failed(OlapTableSink): BeReplicaSize:${targets}, quorum:${quorum}`
  );
}

/** Why a load fails at commit (replication notes 1d.21). */
export function quorumFailure(
  state: State,
  table: Table,
  transaction: LoadTransaction,
  successes: readonly Success[],
): string {
  const short = successes.find((success) => success.counts.acknowledged < success.counts.quorum);
  const backends = short?.replicas.map((replica) => replica.backendId).join(', ') ?? '';
  return (
    `Commit failed. txn: ${transaction.id} table: ${nameOf(table)} tablet: ${short?.tablet.id ?? -1} ` +
    `quorum: ${short?.counts.acknowledged ?? 0}<${short?.counts.quorum ?? 0} ` +
    `errorReplicas: ${short === undefined ? '' : replicaInfos(state, short.tablet)} commitBackends: [${backends}]`
  );
}
