import type { Profile } from '../profile.ts';
import type { Column, ColumnKind } from './columns.ts';

type Columns = Readonly<Record<string, Column<never>>>;

/** A documented result set: its name, and its columns in the order of the main branch. */
export interface View<C> {
  readonly name: string;
  readonly columns: C;
}

/** A row of a view, typed, by column name. */
export type RowOf<V> =
  V extends View<infer C> ? { readonly [Name in keyof C]: C[Name] extends Column<infer T> ? T : never } : never;

/** A result set as a client gets it: text by column name. */
export type RawRow = Readonly<Record<string, string | null>>;

/** Why a raw row is no row of a view. */
export interface RowProblem {
  readonly view: string;
  readonly column: string;
  readonly message: string;
}

/** Defines a view from its columns. */
export function view<const C extends object>(name: string, columns: C): View<C> {
  return { name, columns };
}

/** Names and kinds of the columns that a view has in a profile, in order. */
export function columnsIn<C extends object>(of: View<C>, profile: Profile): { name: string; kind: ColumnKind }[] {
  return entriesOf(of)
    .filter(([, column]) => profile.columns === 'main' || !column.mainOnly)
    .map(([name, column]) => ({ name, kind: column.kind }));
}

/** The cells of a row, in the order of `columnsIn`. */
export function encodeRow<C extends object>(of: View<C>, row: RowOf<View<C>>, profile: Profile): (string | null)[] {
  const values: Readonly<Record<string, unknown>> = row;
  const cells: (string | null)[] = [];
  for (const [name, column] of encodersOf(of)) {
    if (profile.columns === 'main' || !column.mainOnly) cells.push(column.encode(values[name], profile));
  }
  return cells;
}

/** The typed row behind a raw one; columns are found by name and more of them are allowed. */
export function decodeRow<C extends object>(
  of: View<C>,
  raw: RawRow,
): { row: RowOf<View<C>> } | { problem: RowProblem } {
  const values: Record<string, unknown> = {};
  for (const [name, column] of entriesOf(of)) {
    const cell = raw[name];
    if (cell === undefined) {
      if (!column.mainOnly) return { problem: { view: of.name, column: name, message: 'the column is missing' } };
      values[name] = undefined;
      continue;
    }
    const decoded = column.decode(cell);
    if (decoded === undefined) return { problem: { view: of.name, column: name, message: unexpected(column, cell) } };
    values[name] = decoded.value;
  }
  if (isRow(of, values)) return { row: values };
  return { problem: { view: of.name, column: '', message: 'the row is incomplete' } };
}

function unexpected(column: Column<never>, cell: string | null): string {
  return `expected ${column.expected}, got ${cell === null ? 'NULL' : JSON.stringify(cell.slice(0, 80))}`;
}

function isRow<C extends object>(
  of: View<C>,
  values: Record<string, unknown>,
): values is RowOf<View<C>> & Record<string, unknown> {
  return entriesOf(of).every(([name]) => name in values);
}

// A view never changes, and listing its columns anew for every row would cost more than the row.
const decoders = new WeakMap<object, [string, Column<never>][]>();
const encoders = new WeakMap<object, [string, Column<unknown>][]>();

function entriesOf(of: View<object>): [string, Column<never>][] {
  const known = decoders.get(of);
  if (known !== undefined) return known;
  const columns: Columns = { ...of.columns };
  const entries = Object.entries(columns);
  decoders.set(of, entries);
  return entries;
}

function encodersOf(of: View<object>): [string, Column<unknown>][] {
  const known = encoders.get(of);
  if (known !== undefined) return known;
  const columns: Readonly<Record<string, Column<unknown>>> = { ...of.columns };
  const entries = Object.entries(columns);
  encoders.set(of, entries);
  return entries;
}
