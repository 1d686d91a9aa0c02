import type { Tablet } from '../replication/state.ts';
import { type DistributionRow, distributionView } from '../views/catalog.ts';
import { type Answer, listing, type Shown } from './answer.ts';
import { adminWords, findTable, type TableClause, tabletsIn } from './lookup.ts';

/** ADMIN SHOW REPLICA DISTRIBUTION (R19; replication notes 8.2). */
export function replicaDistribution(shown: Shown, request: TableClause): Answer {
  const found = findTable(shown, request, adminWords(shown.state.profile.columns === 'main' ? 'native' : 'OLAP'));
  if ('kind' in found) return found;
  // A tablet is counted once, however often its partition is named.
  const tablets = [...new Set(found.partitions)].flatMap((partition) => tabletsIn(shown.state, partition));
  return listing(shown, distributionView, distributionRows(shown, tablets));
}

/**
 * Every backend of the cluster with its share of the replicas that are on backends of the cluster (replication notes 8.17
 * to 8.19).
 */
export function distributionRows(
  { state, rules }: Pick<Shown, 'state' | 'rules'>,
  tablets: readonly Tablet[],
): DistributionRow[] {
  const counts = state.backends
    .filter((backend) => rules.listsBackend(backend))
    .map(({ id }) => ({ id, replicas: rules.replicasOn(tablets, id) }))
    .sort((left, right) => left.id - right.id);
  const total = rules.distributionTotal(counts.map(({ replicas }) => replicas));
  const round = state.profile.columns === 'main' ? 'up' : 'down';
  return counts.map(({ id, replicas }) => ({
    BackendId: String(id),
    ReplicaNum: replicas,
    Graph: '>'.repeat(rules.graphLength(replicas, counts.length, total, round)),
    Percent: `${rules.percentText(replicas, total)} %`,
  }));
}
