import { plain } from '../reports/text.ts';

/** One column of a table on a terminal. */
export interface Column {
  readonly head: string;
  readonly align?: 'right';
}

/**
 * A table whose columns are aligned, for a terminal. Cells are shown as one line without control characters; the last column
 * is not padded, so that lines have no blanks at their end.
 */
export function alignedTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const lines = [columns.map(({ head }) => head), ...rows].map((row) => row.map((text) => plain(text)));
  const widths = columns.map((_, nth) => Math.max(...lines.map((line) => line[nth]?.length ?? 0)));
  const pad = (cell: string, nth: number): string => {
    if (columns[nth]?.align === 'right') return cell.padStart(widths[nth] ?? 0);
    return cell.padEnd(widths[nth] ?? 0);
  };
  return lines.map((line) => line.map(pad).join('  ').trimEnd()).join('\n');
}
