import type { BackendView, Observation, PartitionView, TabletView, TableView } from '../adapters/adapter.ts';
import { at } from '../model/vector.ts';
import type { ReplicaStatusRow, TaskRow } from '../model/views/replication.ts';

/** How properties look at what a client sees. */

export function tableIn(observation: Observation, name: string): TableView | undefined {
  return observation.tables.find((table) => table.name === name);
}

export function partitionIn(table: TableView | undefined, name: string): PartitionView | undefined {
  return table?.partitions.find((partition) => partition.name === name);
}

/** The tablets of the partitions, or undefined when one of those is not there. */
export function tabletsIn(
  observation: Observation,
  table: string,
  partitions: readonly string[],
): TabletView[] | undefined {
  const view = tableIn(observation, table);
  const tablets: TabletView[] = [];
  for (const name of partitions) {
    const partition = partitionIn(view, name);
    if (partition === undefined) return undefined;
    for (let bucket = 0; bucket < partition.buckets; bucket += 1) {
      const tablet = at(observation.tablets, partition.first + bucket);
      if (tablet === undefined) return undefined;
      tablets.push(tablet);
    }
  }
  return tablets;
}

export function backendIn(observation: Observation, id: string): BackendView | undefined {
  return observation.backends.find((backend) => backend.id === id);
}

/** The scenario's name of a backend; the id itself when the cluster no longer has it. */
export function nameOfBackend(observation: Observation, id: string): string {
  return backendIn(observation, id)?.name ?? id;
}

/** Whether the record says that the replica holds every visible version. */
export function isComplete(row: ReplicaStatusRow, visibleVersion: number): boolean {
  return !isBad(row) && row.State !== 'CLONE' && row.LastFailedVersion < 0 && row.Version >= visibleVersion;
}

export function isBad(row: ReplicaStatusRow): boolean {
  return row.IsBad.toLowerCase() === 'true';
}

export function completeRows(tablet: TabletView): ReplicaStatusRow[] {
  return tablet.replicas.filter((row) => isComplete(row, tablet.visibleVersion));
}

export function rowOn(tablet: TabletView | undefined, backendId: string): ReplicaStatusRow | undefined {
  return tablet?.replicas.find((row) => row.BackendId === backendId);
}

/** Whether nothing is wrong with a tablet: exactly its replicas, all OK, on backends that stay. */
export function isHealthy(tablet: TabletView, observation: Observation): boolean {
  return (
    tablet.missing === 0 &&
    tablet.replicas.length === tablet.replicationNum &&
    tablet.replicas.every((row) => {
      const backend = backendIn(observation, row.BackendId);
      return row.Status === 'OK' && row.State === 'NORMAL' && backend?.alive === true && !backend.decommissioned;
    })
  );
}

/** One task over its whole life: a tablet has at most one at a time. */
export function taskKey(task: TaskRow): string {
  return `${task.TabletId}@${task.Create}`;
}

/** Whether the task makes a new replica, as far as its status says. */
export function addsReplica(task: TaskRow): boolean {
  return task.Status === 'REPLICA_MISSING' || task.Status === 'REPLICA_RELOCATING';
}

export function removesReplica(task: TaskRow): boolean {
  return task.Status === 'REDUNDANT' || task.Status === 'FORCE_REDUNDANT';
}

export function where(tablet: TabletView): string {
  return `tablet ${tablet.tabletId} (${tablet.table}.${tablet.partition}[${tablet.bucket}])`;
}

/** The smallest number of replicas that a write quorum asks for, as the documents say it (R03). */
export function quorumOf(replicationNum: number, writeQuorum: string): number {
  if (writeQuorum === 'ONE') return 1;
  return writeQuorum === 'ALL' ? replicationNum : Math.floor(replicationNum / 2) + 1;
}
