import type { BackendView, Observation, PartitionView, TabletView, TableView } from '../adapters/adapter.ts';
import type { Profile } from '../model/profile.ts';
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

/** The backend with the scenario's name. */
export function backendNamed(observation: Observation, name: string): BackendView | undefined {
  return observation.backends.find((backend) => backend.name === name);
}

/** Every record of a replica on the backend, with its tablet. */
export function replicasOn(
  observation: Observation,
  backendId: string,
): { readonly tablet: TabletView; readonly row: ReplicaStatusRow }[] {
  return everyTablet(observation).flatMap((tablet) =>
    tablet.replicas.filter((row) => row.BackendId === backendId).map((row) => ({ tablet, row })),
  );
}

/** All tablets of all tables. */
export function everyTablet(observation: Observation): TabletView[] {
  return observation.tables.flatMap(
    (table) =>
      tabletsIn(
        observation,
        table.name,
        table.partitions.map((partition) => partition.name),
      ) ?? [],
  );
}

/** The tablet of that id, or undefined when it is not there. */
export function tabletWithId(observation: Observation, tabletId: string): TabletView | undefined {
  const index = observation.indices.get(tabletId);
  const tablet = index === undefined ? undefined : at(observation.tablets, index);
  return tablet?.tabletId === tabletId ? tablet : undefined;
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

/** Whether the task makes a new replica, as far as its status says. A move within a backend makes none. */
export function addsReplica(task: TaskRow): boolean {
  if (task.Type === 'BALANCE') return task.SrcBe !== task.DestBe;
  return task.Status === 'REPLICA_MISSING' || task.Status === 'REPLICA_RELOCATING';
}

/** Whether the task only puts a replica on another disk of its backend. */
export function staysOnBackend(task: TaskRow): boolean {
  const mayStay = task.Type === 'BALANCE' || task.Status === 'DISK_MIGRATION';
  return mayStay && task.SrcBe === task.DestBe && task.SrcPath !== task.DestPath;
}

export function removesReplica(task: TaskRow): boolean {
  return task.Status === 'REDUNDANT' || task.Status === 'FORCE_REDUNDANT';
}

/** Whether the profile stands for a release rather than for the documents, which leaves more to the target. */
export function isRelease(profile: Profile): boolean {
  return profile.columns === 'main';
}

export function where(tablet: TabletView): string {
  return `tablet ${tablet.tabletId} (${tablet.table}.${tablet.partition}[${tablet.bucket}])`;
}

/** The smallest number of replicas that a write quorum asks for, as the documents say it (R03). */
export function quorumOf(replicationNum: number, writeQuorum: string): number {
  if (writeQuorum === 'ONE') return 1;
  return writeQuorum === 'ALL' ? replicationNum : Math.floor(replicationNum / 2) + 1;
}
