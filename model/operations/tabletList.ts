import { type TabletRow, tabletsView } from '../views/replication.ts';
import { encodeRow } from '../views/view.ts';
import { type Answer, listingCells, type Refused, refusing, type Shown, titlesOf } from './answer.ts';
import { findTable, type TableClause, tabletsIn, tabletWords } from './lookup.ts';
import type { Cell } from './rules.ts';
import { tabletCells, tabletRows } from './tabletRows.ts';

/** What rows must be like; every part that is there counts. Ids are decimal digits. */
export interface TabletFilter {
  readonly version?: number | undefined;
  readonly backendId?: string | undefined;
  readonly state?: string | undefined;
  readonly consistent?: boolean | undefined;
}

/** SHOW TABLET FROM. */
export interface TabletsRequest extends TableClause {
  readonly where?: TabletFilter | undefined;
  readonly orderBy?: readonly { readonly column: string; readonly descending: boolean }[] | undefined;
  readonly limit?: number | undefined;
  /** Rows before the page; none without a limit. */
  readonly offset?: number | undefined;
}

type Row = readonly Cell[];

interface SortKey {
  readonly position: number;
  readonly descending: boolean;
}

/** SHOW TABLET FROM: the rows sorted as a whole, then cut to the page (R18; replication notes 8.5). */
export function tabletList(shown: Shown, request: TabletsRequest): Answer {
  const found = findTable(shown, request, tabletWords);
  if ('kind' in found) return found;
  const where = usableFilter(shown, request.where);
  if (where === 'unknown') return unusableTabletFilter();
  const titles = titlesOf(shown, tabletsView);
  const keys = sortKeys(shown, titles, request.orderBy ?? []);
  if ('kind' in keys) return keys;
  const rows = found.partitions
    .flatMap((partition) => tabletsIn(shown.state, partition).map((tablet) => ({ tablet, partition })))
    .flatMap(({ tablet, partition }) => tabletRows(shown, tablet, partition.visibleVersion))
    .filter((row) => matches(shown, row, where))
    .map((row) => tabletCells(row, encodeRow(tabletsView, row, shown.state.profile)));
  return listingCells(shown, titles, pageOf(shown, rows, keys, request));
}

/** The refusal of every WHERE that does not compare known columns (replication notes 8.29). */
export function unusableTabletFilter(): Refused {
  return refusing(
    'Where clause should looks like: Version = "version", or state = "NORMAL|ROLLUP|CLONE|DECOMMISSION", ' +
      'or BackendId = 10000, indexname="rollup_name" or IsConsistent="true|false" or compound predicate with operator AND',
  );
}

function usableFilter({ rules }: Shown, where: TabletFilter | undefined): TabletFilter | 'unknown' {
  if (where?.state === undefined || rules.isState(where.state)) return where ?? {};
  return rules.onUnknown('state') === 'refuse' ? 'unknown' : { ...where, state: undefined };
}

function matches({ rules }: Shown, row: TabletRow, where: TabletFilter): boolean {
  const { version, backendId, state, consistent } = where;
  return (
    (version === undefined || rules.matchesVersion(row, version)) &&
    (backendId === undefined || rules.matchesBackend(row, backendId)) &&
    (state === undefined || rules.matchesState(row, state)) &&
    (consistent === undefined || row.IsConsistent === String(consistent))
  );
}

function sortKeys(
  { rules }: Shown,
  titles: readonly string[],
  orderBy: NonNullable<TabletsRequest['orderBy']>,
): readonly SortKey[] | Refused {
  const keys: SortKey[] = [];
  for (const { column, descending } of orderBy) {
    const position = rules.columnNamed(titles, column);
    if (position >= 0) keys.push({ position, descending });
    else if (rules.onUnknown('column') === 'refuse') return refusing(`Title name[${column}] does not exist`);
  }
  return [...keys, ...rules.tieBreakers().map((position) => ({ position, descending: false }))];
}

function pageOf(shown: Shown, rows: readonly Row[], keys: readonly SortKey[], request: TabletsRequest): readonly Row[] {
  const { rules } = shown;
  const { limit, offset = 0 } = request;
  const cut = (all: readonly Row[]): readonly Row[] => (limit === undefined ? all : rules.page(all, offset, limit));
  const sorted = (all: readonly Row[]): readonly Row[] =>
    [...all].sort((left, right) => compareRows(shown, left, right, keys));
  return rules.sortsBeforePaging() ? cut(sorted(rows)) : sorted(cut(rows));
}

function compareRows({ rules }: Shown, left: Row, right: Row, keys: readonly SortKey[]): number {
  for (const { position, descending } of keys) {
    const order = rules.compareCells(left[position] ?? null, right[position] ?? null);
    if (order !== 0) return rules.directed(order, descending);
  }
  return 0;
}
