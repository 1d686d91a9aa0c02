import type { Level } from './property.ts';

/** One thing that the documents promise. */
export interface Clause {
  readonly id: string;
  /** In our own words. */
  readonly promise: string;
  readonly level: Level;
  readonly suite: 'replication' | 'operations' | 'balancing' | 'snapshot' | 'restore';
}

const texts: readonly (readonly [suite: Clause['suite'], ...promises: readonly string[]])[] = [
  [
    'replication',
    'a tablet has replication_num replicas (3 by default), each on a backend of its own',
    'a load is planned, written to all replicas at once, published, and only then answered',
    'a load succeeds exactly when as many replicas as write_quorum asks for report success; otherwise nothing changes',
    'write_quorum is set by CREATE TABLE or ALTER TABLE, and unknown values are refused',
    'a replica that missed a load is behind until it is repaired and never counts as holding the data',
    'the checker judges every replica in each interval by its version and by the health of its backend',
    'a replica whose version lags is repaired in place by an incremental clone',
    'a replica that is lost or too far behind is rebuilt by a full clone on a living backend',
    'tasks are queued, scheduled by kind of clone, and given to the backend that carries them out',
    'a clone copies from a healthy replica to the backend of the failed one, data first, then metadata',
    'after a clone redundant replicas are removed, and the repair is marked as done',
    'queries are answered while a tablet is being repaired',
    'loads succeed while enough healthy replicas for the write quorum are left',
    'every tablet that can be repaired is healthy again in the end',
  ],
  [
    'operations',
    "SHOW PROC '/statistic' counts tablets, replicas and unhealthy tablets per database and in total",
    "SHOW PROC '/statistic/<DbId>' names the unhealthy and the inconsistent tablets",
    'ADMIN SHOW REPLICA STATUS shows every replica with its status, by partition and by status',
    'SHOW TABLET FROM shows every replica of a table with its state',
    'ADMIN SHOW REPLICA DISTRIBUTION shows replicas and their share per backend',
    'SHOW TABLET <id> tells where a tablet belongs and gives the statement that lists its replicas',
    'ADMIN REPAIR TABLE raises the priority of tasks as a hint that the scheduler need not follow',
    'a repair hint ends with a leader change or by ADMIN CANCEL REPAIR TABLE',
  ],
  [
    'balancing',
    'balancing makes the copy on the less loaded backend first and then removes the one on the more loaded',
    'moves stay within one storage medium where that is possible',
    'the load of a backend comes from its disk use and its replicas, renewed every minute',
    'the two coefficients of the load score sum to 1 and follow the documented curve',
    'each scheduling round picks healthy tablets that are moved in the next one',
    'the task lists show waiting, running and ended tasks, one tablet each',
    'clone slots are per storage path, one taken at each end of a clone',
    'the number of clone slots changes at run time',
    'two more slots belong to balancing alone',
  ],
  [
    'snapshot',
    'automated snapshots exist on shared-data clusters only, are off at first and never made by hand',
    'they are switched on with a named storage volume or the default one',
    'a snapshot follows a checkpoint, at the configured interval',
    'its name carries the time of its creation',
    'its metadata lies under meta/image of the service, its data stays where it is',
    'a new snapshot replaces the old one, and one is always available',
    'switching off removes the old snapshots',
    'information_schema.cluster_snapshots shows the snapshots that are not yet deleted',
    'information_schema.cluster_snapshot_jobs shows jobs and their states',
    'a snapshot holds every object of the cluster at one moment',
    'the data that a live snapshot needs is kept',
  ],
  [
    'restore',
    'a restore starts the leader from a snapshot, then the other FEs, then the compute nodes',
    'the snapshot path is one snapshot or the folder of all',
    'other FEs are listed, or only the leader remains',
    'compute nodes are listed, or those of the original cluster stay',
    'storage volumes that moved are configured anew',
  ],
];

/** Every clause, R01 to R31 and S01 to S16. */
export const clauses: readonly Clause[] = numbered();

function numbered(): Clause[] {
  let replication = 0;
  let snapshot = 0;
  return texts.flatMap(([suite, ...promises]) =>
    promises.map((promise) => {
      const isSnapshot = suite === 'snapshot' || suite === 'restore';
      const nth = isSnapshot ? ++snapshot : ++replication;
      const id = `${isSnapshot ? 'S' : 'R'}${String(nth).padStart(2, '0')}`;
      return { id, promise, level: 'must' as const, suite };
    }),
  );
}
