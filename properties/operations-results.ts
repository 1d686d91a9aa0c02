import type { Observation, TabletView } from '../adapters/adapter.ts';
import type { CommandKind, OnPartitions, ResultSet } from '../model/scenario.ts';
import type { ReplicaStatusRow } from '../model/views/replication.ts';
import { tableIn, tabletsIn } from './looks.ts';
import type { Step } from './property.ts';

/** How properties read what a statement has shown (R15 to R20). What a target shows is not trusted. */

/** Every command that only shows something. */
export const showKinds: readonly CommandKind[] = [
  'showReplicaStatus',
  'showReplicaDistribution',
  'showTablets',
  'showTablet',
  'showStatistic',
  'showProc',
];

/** The results of the command; none when it was refused. */
export function resultsOf({ outcome }: Step): readonly ResultSet[] {
  return outcome.kind === 'listed' ? outcome.results : [];
}

/** One row by the names of its columns, whatever else it has. */
export interface Shown {
  /** The cell of a column; the empty text for NULL and where there is no such cell. */
  cell(column: string): string;
}

/** The rows of a result. */
export function shownRows({ columns, rows }: ResultSet): Shown[] {
  const positions = new Map(columns.map((column, nth) => [column, nth]));
  return rows.map((row) => ({ cell: (column) => row[positions.get(column) ?? -1] ?? '' }));
}

/** The whole number in a cell, or undefined. */
export function wholeNumber(text: string): number | undefined {
  return /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** The tablets that a statement about a table or some of its partitions is about, or undefined when one of those is unknown. */
export function askedTablets(
  observation: Observation,
  { table, partitions }: OnPartitions<string>,
): TabletView[] | undefined {
  const known = tableIn(observation, table);
  if (known === undefined) return undefined;
  const all = known.partitions.map(({ name }) => name);
  return tabletsIn(observation, table, partitions === undefined || partitions.length === 0 ? all : partitions);
}

/**
 * The tablets that a statement is about, when it names each partition once and they were the same before and after it, so
 * that there is only one right answer.
 */
export function steadyTablets(step: Step, command: OnPartitions<string>): TabletView[] | undefined {
  const { partitions = [] } = command;
  if (new Set(partitions).size !== partitions.length) return undefined;
  const before = askedTablets(step.before, command);
  const after = askedTablets(step.after, command);
  return before !== undefined && after !== undefined && isSame(before, after) ? before : undefined;
}

/** Whether two views tell the same. */
export function isSame(one: unknown, other: unknown): boolean {
  return one === other || hasSameMembers(one, other) || JSON.stringify(one) === JSON.stringify(other);
}

/** What did not change is the same object in both lists. */
function hasSameMembers(one: unknown, other: unknown): boolean {
  if (!Array.isArray(one) || !Array.isArray(other) || one.length !== other.length) return false;
  return one.every((member, nth) => member === other[nth]);
}

/** A replica by the ids of its tablet and its own. */
export function replicaKey({ TabletId, ReplicaId }: Pick<ReplicaStatusRow, 'TabletId' | 'ReplicaId'>): string {
  return `${TabletId}/${ReplicaId}`;
}

/** Same for a row that was shown. */
export function shownKey(row: Shown): string {
  return `${row.cell('TabletId')}/${row.cell('ReplicaId')}`;
}

/** What one list has more often than another. */
export function surplus(of: readonly string[], over: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const each of over) left.set(each, (left.get(each) ?? 0) + 1);
  return of.filter((each) => {
    const count = left.get(each) ?? 0;
    left.set(each, count - 1);
    return count <= 0;
  });
}

/** At most three of a list, for messages. */
export function some(list: readonly string[]): string {
  return list.length > 3 ? `${list.slice(0, 3).join(', ')} and ${list.length - 3} more` : list.join(', ');
}
