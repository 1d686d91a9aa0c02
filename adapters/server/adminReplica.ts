import { homeOf } from '../../model/replication/facts.ts';
import { missingRow, replicaStatusRows } from '../../model/replication/show.ts';
import { distributionRows } from '../../model/replication/showCluster.ts';
import { tabletOfId, tabletsIn, tabletsOfTable } from '../../model/replication/showTables.ts';
import type { Partition, State, Table } from '../../model/replication/state.ts';
import { distributionView } from '../../model/views/catalog.ts';
import { type ReplicaStatusRow, replicaStatusView } from '../../model/views/replication.ts';
import { encodeRow } from '../../model/views/view.ts';
import { run } from './cluster.ts';
import type { Cell, Reply } from './protocol/index.ts';
import { analyzing } from './refusal.ts';
import { cellRows, ok, viewRows } from './replies.ts';
import { accept, type KnownTable, type Session, tableNamed, takeChoices } from './session.ts';
import type { AdminStatement, Expr, Partitions, Property, TableName } from './sql/index.ts';

type StatusStatement = Extract<AdminStatement, { kind: 'adminShowReplicaStatus' }>;
type StatusFilter = (status: string) => boolean;

/** ADMIN SHOW REPLICA STATUS (R17; replication notes 8.1). */
export function showReplicaStatus(session: Session, statement: StatusStatement): Reply {
  const known = tableForReplicas(session, statement.table);
  const partitions = partitionsForReplicas(known, statement.partitions);
  const passes = statement.where === null ? () => true : statusFilter(statement.where);
  const { state } = session.cluster;
  const rows = partitions.flatMap((partition) => statusRows(state, known.table, partition));
  const cells = rows.filter((row) => passes(row.Status)).map((row) => statusCells(state, row));
  return cellRows(replicaStatusView, cells, state.profile);
}

/** ADMIN SHOW REPLICA DISTRIBUTION (R19; replication notes 8.2). */
export function showReplicaDistribution(session: Session, name: TableName, partitions: Partitions | null): Reply {
  const known = tableForReplicas(session, name);
  const { state } = session.cluster;
  const tablets =
    partitions === null
      ? tabletsOfTable(state, known.table)
      : [...new Set(partitionsForReplicas(known, partitions))].flatMap((partition) => tabletsIn(state, partition));
  return viewRows(distributionView, distributionRows(state, tablets), state.profile);
}

/** ADMIN SET REPLICA STATUS; ids that name nothing are no error (replication notes 8.3). */
export function setReplicaStatus(session: Session, properties: readonly Property[]): Reply {
  const { tabletId, backendId, status } = replicaProperties(properties);
  const { state } = session.cluster;
  const tablet = tabletOfId(state, Number(tabletId));
  const home = tablet === undefined ? undefined : homeOf(state, tablet);
  const backend = state.backends.find((candidate) => String(candidate.id) === backendId);
  if (tablet === undefined || home === undefined || backend === undefined) return ok;
  const { table, partition } = home;
  const place = { table: `${table.database}.${table.name}`, partition: partition.name, bucket: tablet.bucket };
  const command = { do: 'setReplicaStatus' as const, ...place, backend: backend.name, status };
  accept(run(session.cluster, command, takeChoices(session)));
  return ok;
}

function tableForReplicas(session: Session, name: TableName): KnownTable {
  return tableNamed(session, name, ({ table }) => analyzing(`Table does not exist or is not OLAP table: ${table}`));
}

function partitionsForReplicas({ table }: KnownTable, partitions: Partitions | null): readonly Partition[] {
  if (partitions === null) return table.partitions;
  if (partitions.temporary) throw analyzing('Unsupported operation on temporary partitions');
  return partitions.names.map((name) => {
    const partition = table.partitions.find((candidate) => candidate.name === name);
    if (partition === undefined) throw analyzing(`Partition does not exist: ${name}`);
    return partition;
  });
}

function statusRows(state: State, table: Table, partition: Partition): ReplicaStatusRow[] {
  return tabletsIn(state, partition).flatMap((tablet) => {
    const missing = Math.max(0, table.replicationNum - tablet.replicas.length);
    const rows = replicaStatusRows(state, tablet, partition.visibleVersion);
    return [...rows, ...Array.from({ length: missing }, () => missingRow(String(tablet.id)))];
  });
}

/** What a missing replica has no value for is NULL. */
function statusCells({ profile }: State, row: ReplicaStatusRow): Cell[] {
  const cells = encodeRow(replicaStatusView, row, profile);
  return row.Status === 'MISSING' ? cells.map((cell) => (cell === '' ? null : cell)) : cells;
}

const statuses = ['OK', 'DEAD', 'VERSION_ERROR', 'SCHEMA_ERROR', 'MISSING', 'BAD'];

/** `status = 'X'` or `status != 'X'`, and nothing else (replication notes 8.7, 8.8). */
function statusFilter(where: Expr): StatusFilter {
  if (where.kind !== 'comparison' || where.left.kind !== 'column' || where.right.kind !== 'literal') {
    throw unsupportedWhere(where);
  }
  const { operator, left, right } = where;
  if (left.name.toLowerCase() !== 'status' || (operator !== '=' && operator !== '!=')) throw unsupportedWhere(where);
  if (right.literal.type !== 'string') throw unsupportedWhere(where);
  const wanted = right.literal.value.toUpperCase();
  if (!statuses.includes(wanted)) throw unsupportedWhere(where);
  // No row has the status BAD, so that `!= 'BAD'` is every row.
  return operator === '=' ? (status) => status === wanted : (status) => status !== wanted;
}

function unsupportedWhere({ span }: Expr) {
  return analyzing(
    "Unsupported predicates. Where clause can only be 'status =|!= 'OK'|'DEAD'|'VERSION_ERROR'|'SCHEMA_ERROR'|'MISSING''",
    undefined,
    span,
  );
}

interface ReplicaProperties {
  readonly tabletId: string;
  readonly backendId: string;
  readonly status: string;
}

function replicaProperties(properties: readonly Property[]): ReplicaProperties {
  const given: { tabletId?: string; backendId?: string; status?: string } = {};
  for (const property of properties) Object.assign(given, replicaProperty(property));
  const { tabletId, backendId, status } = given;
  if (
    tabletId === undefined ||
    backendId === undefined ||
    status === undefined ||
    tabletId === '-1' ||
    backendId === '-1'
  ) {
    throw analyzing("Missing necessary properties 'TABLET_ID, BACKEND_ID and STATUS'", undefined, lastSpan(properties));
  }
  return { tabletId, backendId, status };
}

function replicaProperty(property: Property): Partial<ReplicaProperties> {
  const { key, value } = property;
  switch (key.toLowerCase()) {
    case 'tablet_id':
      // StarRocks says "table id" here, too.
      if (!isId(value)) throw analyzing(`Invalid table id format '${value}'`, undefined, spanOf(property));
      return { tabletId: value };
    case 'backend_id':
      if (!isId(value)) throw analyzing(`Invalid backend id format '${value}'`, undefined, spanOf(property));
      return { backendId: value };
    case 'status':
      if (/^(bad|ok)$/i.test(value)) return { status: value };
      throw analyzing(`Invalid replica status value '${value}'`, undefined, spanOf(property));
    default:
      throw analyzing(`Unsupported properties '${key}'`, undefined, spanOf(property));
  }
}

function isId(text: string): boolean {
  return /^-?\d{1,19}$/.test(text);
}

function spanOf({ keyAt, valueAt }: Property) {
  return { from: keyAt, to: valueAt };
}

function lastSpan(properties: readonly Property[]) {
  const last = properties.at(-1);
  return last === undefined ? undefined : spanOf(last);
}
