import type { Profile } from '../../model/profile.ts';
import { columnsIn, encodeRow, type RowOf, type View } from '../../model/views/view.ts';
import type { Cell, Column, Reply } from './protocol/index.ts';

type RowsReply = Extract<Reply, { kind: 'rows' }>;

/** The answer to a statement that has nothing to say but that it worked. */
export const ok: Reply = { kind: 'ok' };

/** A result set of texts. */
export function textRows(names: readonly string[], rows: readonly (readonly Cell[])[]): RowsReply {
  return { kind: 'rows', columns: names.map(textColumn), rows };
}

/** The rows of a view, with the columns that it has in the profile; all cells are texts (replication notes 8, rule 2). */
export function viewRows<C extends object>(of: View<C>, rows: readonly RowOf<View<C>>[], profile: Profile): RowsReply {
  return cellRows(
    of,
    rows.map((row) => encodeRow(of, row, profile)),
    profile,
  );
}

/** The same for rows that are encoded already. */
export function cellRows(of: View<object>, rows: readonly (readonly Cell[])[], profile: Profile): RowsReply {
  return { kind: 'rows', columns: columnsIn(of, profile).map(({ name }) => textColumn(name)), rows };
}

function textColumn(name: string): Column {
  return { name, type: 'string' };
}
