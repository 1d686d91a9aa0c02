import type { ResultSet } from '../model/scenario.ts';
import { clip, counted, markdown, markdownTable } from './text.ts';

/** How many rows and columns of a result set are told, and how much of a cell, in UTF-16 units. */
const ROWS_TOLD = 12;
const COLUMNS_TOLD = 24;
const CELL_LENGTH = 40;

/**
 * Result sets as blocks of Markdown: a table of each that has columns, and what was left out of it. The cells may hold
 * untrusted text.
 *
 * @param results what a target has listed.
 */
export function listingMarkdown(results: readonly ResultSet[]): readonly string[] {
  return results.flatMap(resultMarkdown);
}

function resultMarkdown({ columns, rows }: ResultSet): readonly string[] {
  if (columns.length === 0) return [];
  const head = columns.slice(0, COLUMNS_TOLD);
  const told = rows.slice(0, ROWS_TOLD).map((row) => head.map((_, nth) => cellText(row[nth] ?? null)));
  const left = [
    ...(rows.length > told.length ? [counted(rows.length - told.length, 'row')] : []),
    ...(columns.length > head.length ? [counted(columns.length - head.length, 'column')] : []),
  ];
  const table = markdownTable(
    head.map((name) => markdown(clip(name, CELL_LENGTH))),
    told,
  );
  return left.length === 0 ? [table] : [table, `and ${left.join(' and ')} more`];
}

function cellText(cell: string | null): string {
  return cell === null ? 'NULL' : markdown(clip(cell, CELL_LENGTH));
}
