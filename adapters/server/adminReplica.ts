import { replicaDistribution } from '../../model/operations/distribution.ts';
import { tabletOfId } from '../../model/operations/lookup.ts';
import { replicaStatus, unusableStatusFilter } from '../../model/operations/replicaStatus.ts';
import { homeOf } from '../../model/replication/facts.ts';
import type { StatusFilter } from '../../model/scenario.ts';
import { refusalOf, reply } from './answers.ts';
import { run } from './cluster.ts';
import type { Reply } from './protocol/index.ts';
import { analyzing } from './refusal.ts';
import { ok } from './replies.ts';
import { accept, clauseOf, type Session, takeChoices } from './session.ts';
import type { AdminStatement, Expr, Partitions, Property, TableName } from './sql/index.ts';

type StatusStatement = Extract<AdminStatement, { kind: 'adminShowReplicaStatus' }>;

/** ADMIN SHOW REPLICA STATUS (R17; replication notes 8.1). */
export function showReplicaStatus(session: Session, { table, partitions, where }: StatusStatement): Reply {
  const status = where === null ? undefined : statusFilter(where);
  const request = { ...clauseOf(session, table, partitions), status };
  return reply(session.cluster, (shown) => replicaStatus(shown, request), where?.span);
}

/** ADMIN SHOW REPLICA DISTRIBUTION (R19; replication notes 8.2). */
export function showReplicaDistribution(session: Session, name: TableName, partitions: Partitions | null): Reply {
  const clause = clauseOf(session, name, partitions);
  return reply(session.cluster, (shown) => replicaDistribution(shown, clause));
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

/** `status = 'X'` or `status != 'X'`; which texts X may be the model knows (replication notes 8.7). */
function statusFilter(where: Expr): StatusFilter {
  if (where.kind !== 'comparison' || where.left.kind !== 'column' || where.right.kind !== 'literal') {
    throw refusalOf(unusableStatusFilter(), where.span);
  }
  const { operator, left, right } = where;
  const isEquation = left.name.toLowerCase() === 'status' && (operator === '=' || operator === '!=');
  if (!isEquation || right.literal.type !== 'string') throw refusalOf(unusableStatusFilter(), where.span);
  return { operator, value: right.literal.value };
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
