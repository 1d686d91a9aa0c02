import type { OnPartitions, ShowReplicaStatus, ShowTablets } from '../../model/scenario.ts';
import { doubleQuoted, partitionList, quoted, tableOf } from './quoting.ts';

/** The parts that are there, with spaces between them. */
function joined(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join(' ');
}

/** A table, and those of its partitions that a statement is about. */
export function tableAndPartitions({ table, partitions = [] }: OnPartitions<string>): string {
  return joined(tableOf(table), partitions.length === 0 ? undefined : partitionList(partitions));
}

/** ADMIN SHOW REPLICA STATUS (R17). */
export function replicaStatusStatement(command: ShowReplicaStatus): string {
  const { status } = command;
  const where = status === undefined ? undefined : `WHERE STATUS ${status.operator} ${doubleQuoted(status.value)}`;
  return joined('ADMIN SHOW REPLICA STATUS FROM', tableAndPartitions(command), where);
}

/**
 * SHOW TABLET FROM (R18).
 * @param backendId the id of a backend by its name
 */
export function tabletsStatement(command: ShowTablets, backendId: (name: string) => string): string {
  return joined(
    'SHOW TABLET FROM',
    tableAndPartitions(command),
    whereOf(command, backendId),
    orderOf(command),
    limitOf(command),
  );
}

function whereOf({ where = {} }: ShowTablets, backendId: (name: string) => string): string | undefined {
  const tests = [
    ...(where.version === undefined ? [] : [`VERSION = ${where.version}`]),
    ...(where.backend === undefined ? [] : [`BackendId = ${backendId(where.backend)}`]),
    ...(where.state === undefined ? [] : [`STATE = ${doubleQuoted(where.state)}`]),
  ];
  return tests.length === 0 ? undefined : `WHERE ${tests.join(' AND ')}`;
}

function orderOf({ orderBy = [] }: ShowTablets): string | undefined {
  const keys = orderBy.map(({ column, descending }) => `${quoted(column)} ${descending ? 'DESC' : 'ASC'}`);
  return keys.length === 0 ? undefined : `ORDER BY ${keys.join(', ')}`;
}

/** An offset alone cannot be said. */
function limitOf({ limit, offset }: ShowTablets): string | undefined {
  if (limit === undefined) return undefined;
  return offset === undefined ? `LIMIT ${limit}` : `LIMIT ${offset}, ${limit}`;
}
