import type { Cluster } from './cluster.ts';
import { rollbackTransaction } from './loads.ts';
import type { Session } from './session.ts';

/** Moves the session to a cluster; what it had open on the one before is given up. */
export function enterCluster(session: Session, cluster: Cluster): void {
  rollbackTransaction(session);
  session.cluster.connections -= 1;
  cluster.connections += 1;
  session.cluster = cluster;
  session.database = undefined;
  session.choices = [];
}
