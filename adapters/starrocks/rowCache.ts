import { decodeRow, type RawRow, type RowOf, type View } from '../../model/views/view.ts';
import type { Answer, WireCell } from './wire.ts';
import { unreadable } from './wireFailures.ts';

type RowsAnswer = Extract<Answer, { kind: 'rows' }>;

/** Decodes the rows of one view; a row that was there the time before is the same object again, and so is an equal list. */
export type RowReader<Row> = (sql: string, answer: RowsAnswer) => readonly Row[];

/**
 * A reader for one view. It throws a TargetError `nonsense` that names statement, column and what was expected when a column
 * is missing or a cell is no value of its column.
 */
export function createRowReader<C extends object>(view: View<C>): RowReader<RowOf<View<C>>> {
  let columns = '';
  let known = new Map<string, RowOf<View<C>>>();
  let last: readonly RowOf<View<C>>[] = [];
  return (sql, answer) => {
    if (answer.columns.join() !== columns) known = new Map();
    columns = answer.columns.join();
    const next = new Map<string, RowOf<View<C>>>();
    const rows = answer.rows.map((cells) => {
      const key = keyOf(cells);
      const row = next.get(key) ?? known.get(key) ?? decoded(view, sql, answer.columns, cells);
      next.set(key, row);
      return row;
    });
    known = next;
    last = sameElements(last, rows) ? last : rows;
    return last;
  };
}

/** Whether two lists hold the same objects in the same order. */
export function sameElements<T>(left: readonly T[], right: readonly T[]): boolean {
  return left.length === right.length && left.every((element, nth) => element === right[nth]);
}

/** `right`, or `left` when both hold the same. */
export function unlessSame<T>(left: readonly T[], right: readonly T[]): readonly T[] {
  return sameElements(left, right) ? left : right;
}

/** `next`, or `before` when all fields of both are the same. */
export function unlessEqual<T extends object>(before: T | undefined, next: T): T {
  if (before === undefined) return next;
  const known = new Map<string, unknown>(Object.entries(before));
  return Object.entries(next).every(([name, value]) => value === known.get(name)) ? before : next;
}

/** Texts that no cell holds, so that different rows never have the same key. */
const separator = '\u0001';
const nullMark = '\u0002';

function keyOf(cells: readonly WireCell[]): string {
  return cells.map((cell) => cell ?? nullMark).join(separator);
}

function decoded<C extends object>(
  view: View<C>,
  sql: string,
  columns: readonly string[],
  cells: readonly WireCell[],
): RowOf<View<C>> {
  const raw: RawRow = Object.fromEntries(columns.map((name, nth) => [name, cells[nth] ?? null]));
  const result = decodeRow(view, raw);
  if ('row' in result) return result.row;
  const { column, message } = result.problem;
  throw unreadable(sql, `column ${column}: ${message}`);
}
