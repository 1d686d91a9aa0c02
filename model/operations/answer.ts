import type { Rules } from '../replication/rules.ts';
import type { Backend, State, Table } from '../replication/state.ts';
import type { ResultSet } from '../scenario.ts';
import { columnsIn, encodeRow, type RowOf, type View } from '../views/view.ts';
import type { Cell } from './rules.ts';

/** What a table's definition says of its partitions, in the words of SHOW PARTITIONS; empty texts when it has none. */
export interface TableLayout {
  readonly partitionKey: string;
  readonly distributionKey: string;
  /** The ranges, in the order of the partitions. */
  readonly ranges: readonly string[];
}

/** What the answers need to know beside the state. */
export interface Surroundings {
  layoutOf(table: Table): TableLayout;
  /** The location label of a backend, such as `rack:r1`; empty when it has none. */
  locationOf(backend: Backend): string;
}

/** Everything that an answer depends on. */
export interface Shown {
  readonly state: State;
  readonly rules: Rules;
  readonly surroundings: Surroundings;
}

/** Which kind of thing a refusal is about, by which targets number their errors. */
export type Reason = 'general' | 'unknownDatabase' | 'unknownTable' | 'where';

/** Why a statement shows nothing. */
export interface Refused {
  readonly kind: 'refused';
  readonly reason: Reason;
  readonly message: string;
}

/** What one statement shows, or why it shows nothing. */
export type Answer = { readonly kind: 'listed'; readonly result: ResultSet } | Refused;

export function refusing(message: string, reason: Reason = 'general'): Refused {
  return { kind: 'refused', reason, message };
}

/** The rows of a view, with the columns that it has in the profile. */
export function listing<C extends object>(shown: Shown, of: View<C>, rows: readonly RowOf<View<C>>[]): Answer {
  const { profile } = shown.state;
  return listingCells(
    shown,
    titlesOf(shown, of),
    rows.map((row) => encodeRow(of, row, profile)),
  );
}

/** The same for rows that are encoded already. */
export function listingCells(shown: Shown, columns: readonly string[], rows: readonly (readonly Cell[])[]): Answer {
  return { kind: 'listed', result: { columns: shown.rules.titles(columns), rows } };
}

/** The columns that a view has in the profile. */
export function titlesOf({ state }: Shown, of: View<object>): string[] {
  return columnsIn(of, state.profile).map(({ name }) => name);
}

/** The cells with NULL for every empty text. */
export function emptyAsNull(cells: readonly Cell[]): readonly Cell[] {
  return cells.map((cell) => (cell === '' ? null : cell));
}
