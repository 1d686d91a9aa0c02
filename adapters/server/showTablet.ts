import { tabletIdRow, tabletRows, tabletsIn } from '../../model/replication/showTables.ts';
import type { Partition } from '../../model/replication/state.ts';
import { type TabletRow, tabletsView, tabletView } from '../../model/views/replication.ts';
import { columnsIn, encodeRow } from '../../model/views/view.ts';
import { textOfLiteral } from './literals.ts';
import type { Cell, Reply } from './protocol/index.ts';
import { analyzing } from './refusal.ts';
import { cellRows } from './replies.ts';
import { type KnownTable, type Session, tableNamed } from './session.ts';
import type { Expr, OrderKey, Partitions, ShowStatement } from './sql/index.ts';

type TabletsStatement = Extract<ShowStatement, { kind: 'showTablets' }>;
type Test = (row: TabletRow) => boolean;

/** SHOW TABLET <id>: one row, also for an id that names nothing (R20; replication notes 8.35). */
export function showTablet(session: Session, id: string): Reply {
  const { state } = session.cluster;
  const cells = encodeRow(tabletView, tabletIdRow(state, id), state.profile);
  return cellRows(tabletView, [cells.map((cell) => (cell === '' ? null : cell))], state.profile);
}

/** SHOW TABLET FROM: the rows sorted as a whole, then cut to the page (R18; replication notes 8.5). */
export function showTablets(session: Session, statement: TabletsStatement): Reply {
  const known = tableNamed(session, statement.table);
  const { state } = session.cluster;
  const tests = statement.where === null ? [] : testsOf(statement.where, known.table.name);
  const compare = comparatorOf(statement.orderBy, session);
  const rows = partitionsForTablets(known, statement.partitions)
    .flatMap((partition) => tabletsIn(state, partition))
    .flatMap((tablet) => tabletRows(state, tablet))
    .filter((row) => tests.every((test) => test(row)))
    .map((row) => encodeRow(tabletsView, row, state.profile))
    .sort(compare);
  const { offset, count } = statement.limit ?? { offset: 0, count: rows.length };
  return cellRows(tabletsView, rows.slice(offset, offset + count), state.profile);
}

function partitionsForTablets({ table }: KnownTable, partitions: Partitions | null): readonly Partition[] {
  if (partitions === null) return table.partitions;
  return partitions.names.map((name) => {
    if (name === '') throw analyzing('there are empty partition name');
    const partition = table.partitions.find((candidate) => candidate.name === name);
    if (partition === undefined || partitions.temporary) throw analyzing(`Unknown partition: ${name}`);
    return partition;
  });
}

/** Comparisons joined by AND; each column at most once (replication notes 8.29). */
function testsOf(where: Expr, index: string): Test[] {
  if (where.kind === 'or') throw analyzing('Only allow compound predicate with operator AND');
  const parts = where.kind === 'and' ? where.operands : [where];
  const seen = new Set<string>();
  return parts.map((part) => {
    const { column, value } = equationOf(part);
    if (seen.has(column)) throw unusableWhere();
    seen.add(column);
    return testOf(column, value, index);
  });
}

function equationOf(part: Expr): { readonly column: string; readonly value: string } {
  if (part.kind !== 'comparison' || part.operator !== '=') throw unusableWhere();
  if (part.left.kind !== 'column' || part.right.kind !== 'literal') throw unusableWhere();
  const { literal } = part.right;
  const value = literal.type === 'boolean' ? String(literal.value) : textOfLiteral(literal);
  if (value === null) throw unusableWhere();
  return { column: part.left.name.toLowerCase(), value };
}

function testOf(column: string, value: string, index: string): Test {
  switch (column) {
    case 'version':
      return (row) => String(row.Version) === number(value);
    case 'backendid':
      return (row) => row.BackendId === number(value);
    case 'state':
      return stateTest(value.toUpperCase());
    case 'isconsistent':
      if (!/^(true|false)$/i.test(value)) throw unusableWhere();
      return (row) => row.IsConsistent === value.toLowerCase();
    case 'indexname':
      if (value !== index) throw analyzing(`Unknown table '${value}'`, 'unknownTable');
      return () => true;
    default:
      throw unusableWhere();
  }
}

const states = ['NORMAL', 'ROLLUP', 'SCHEMA_CHANGE', 'CLONE', 'ALTER', 'DECOMMISSION', 'RECOVER'];

function stateTest(state: string): Test {
  if (!states.includes(state)) throw unusableWhere();
  return (row) => row.State === state;
}

function number(text: string): string {
  if (!/^-?\d+$/.test(text)) throw unusableWhere();
  return text;
}

function unusableWhere() {
  return analyzing(
    'Where clause should looks like: Version = "version", or state = "NORMAL|ROLLUP|CLONE|DECOMMISSION", ' +
      'or BackendId = 10000, indexname="rollup_name" or IsConsistent="true|false" or compound predicate with operator AND',
  );
}

interface SortColumn {
  readonly position: number;
  readonly descending: boolean;
}

/** By the named columns, then by tablet and replica (replication notes 8.30). */
function comparatorOf(orderBy: readonly OrderKey[], session: Session): (left: Cell[], right: Cell[]) => number {
  const columns = columnsIn(tabletsView, session.cluster.state.profile);
  const named = orderBy.map((key): SortColumn => {
    if (key.by.kind !== 'column') throw analyzing('Should order by column');
    const name = key.by.name.toLowerCase();
    const position = columns.findIndex((column) => column.name.toLowerCase() === name);
    if (position < 0) throw analyzing(`Title name[${key.by.name}] does not exist`);
    return { position, descending: key.descending };
  });
  const all = [...named, { position: 0, descending: false }, { position: 1, descending: false }];
  return (left, right) => {
    for (const { position, descending } of all) {
      const by = compareCells(left[position] ?? null, right[position] ?? null);
      if (by !== 0) return descending ? -by : by;
    }
    return 0;
  };
}

/** NULL first, numbers by value, everything else as text. */
function compareCells(left: Cell, right: Cell): number {
  if (left === null || right === null) return Number(left !== null) - Number(right !== null);
  const numbers = /^-?\d+$/.test(left) && /^-?\d+$/.test(right);
  if (!numbers) return Number(left > right) - Number(left < right);
  return Number(BigInt(left) > BigInt(right)) - Number(BigInt(left) < BigInt(right));
}
