import { backendById } from '../replication/draft.ts';
import type { Partition, Replica, State, Tablet } from '../replication/state.ts';
import type { StatusFilter } from '../scenario.ts';
import { type ReplicaStatusRow, replicaStatusView } from '../views/replication.ts';
import { encodeRow } from '../views/view.ts';
import { type Answer, listingCells, refusing, type Shown, titlesOf } from './answer.ts';
import { adminWords, findTable, type TableClause, tabletsIn } from './lookup.ts';
import type { Cell, OperationRules } from './rules.ts';

/** ADMIN SHOW REPLICA STATUS. */
export interface ReplicaStatusRequest extends TableClause {
  readonly status?: StatusFilter | undefined;
}

/** ADMIN SHOW REPLICA STATUS (R17; replication notes 8.1). */
export function replicaStatus(shown: Shown, request: ReplicaStatusRequest): Answer {
  const found = findTable(shown, request, adminWords('OLAP'));
  if ('kind' in found) return found;
  const filter = usableFilter(shown, request.status);
  if (filter === 'unknown') return unusableStatusFilter();
  const rows = found.partitions.flatMap((partition) => partitionCells(shown, partition, filter));
  return listingCells(shown, titlesOf(shown, replicaStatusView), rows);
}

/** The refusal of every WHERE that is not `status = 'X'` or `status != 'X'` (replication notes 8.15). */
export function unusableStatusFilter() {
  return refusing(
    "Unsupported predicates. Where clause can only be 'status =|!= 'OK'|'DEAD'|'VERSION_ERROR'|'SCHEMA_ERROR'|'MISSING''",
    'where',
  );
}

function usableFilter({ rules }: Shown, filter: StatusFilter | undefined): StatusFilter | undefined | 'unknown' {
  if (filter === undefined || rules.isStatus(filter.value)) return filter;
  return rules.onUnknown('status') === 'refuse' ? 'unknown' : undefined;
}

function partitionCells(shown: Shown, partition: Partition, filter: StatusFilter | undefined): (readonly Cell[])[] {
  return tabletsIn(shown.state, partition).flatMap((tablet) => tabletCells(shown, tablet, partition, filter));
}

/** The rows of a tablet's records, and then those of the replicas that it should have and has not. */
function tabletCells(
  shown: Shown,
  tablet: Tablet,
  partition: Partition,
  filter: StatusFilter | undefined,
): (readonly Cell[])[] {
  const { rules, state } = shown;
  const passes = (status: ReplicaStatusRow['Status']): boolean =>
    filter === undefined || rules.passesStatus(status, filter);
  const cells: (readonly Cell[])[] = [];
  for (const replica of rules.listedReplicas(tablet.replicas)) {
    const row = replicaStatusRow(shown, tablet, replica, partition.visibleVersion);
    if (passes(row.Status)) cells.push(encodeRow(replicaStatusView, row, state.profile));
  }
  const missing = passes('MISSING') ? rules.missingRows(partition.replicationNum, tablet.replicas.length) : 0;
  for (let nth = 0; nth < missing; nth += 1) {
    cells.push(rules.missingCells(String(tablet.id), titlesOf(shown, replicaStatusView)));
  }
  return cells;
}

/** The row of one replica (replication notes 8.10). */
export function replicaStatusRow(
  { state, rules }: { readonly state: State; readonly rules: OperationRules },
  tablet: Tablet,
  replica: Replica,
  visibleVersion: number,
): ReplicaStatusRow {
  const backend = backendById(state, replica.backendId);
  const dead = rules.isShownDead(replica, backend, state.profile.decommissionedIsDead);
  return {
    TabletId: String(tablet.id),
    ReplicaId: String(replica.id),
    BackendId: String(replica.backendId),
    Version: rules.shownVersion(replica, visibleVersion),
    LastFailedVersion: replica.lastFailedVersion,
    LastSuccessVersion: replica.lastSuccessVersion,
    CommittedVersion: visibleVersion,
    SchemaHash: state.profile.columns === 'main' ? 0 : -1,
    VersionNum: -1,
    IsBad: String(rules.shownBad(replica)),
    IsSetBadForce: String(replica.setBadForce),
    State: rules.shownState(replica),
    Status: rules.shownStatus(dead, rules.isShownBehind(replica, visibleVersion)),
  };
}
