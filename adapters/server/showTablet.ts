import { tabletById } from '../../model/operations/tabletById.ts';
import {
  type TabletFilter,
  type TabletsRequest,
  tabletList,
  unusableTabletFilter,
} from '../../model/operations/tabletList.ts';
import { refusalOf, reply } from './answers.ts';
import { textOfLiteral } from './literals.ts';
import type { Reply } from './protocol/index.ts';
import { analyzing } from './refusal.ts';
import { clauseOf, type Session } from './session.ts';
import type { Expr, OrderKey, ShowStatement } from './sql/index.ts';

type TabletsStatement = Extract<ShowStatement, { kind: 'showTablets' }>;

/** SHOW TABLET <id> (R20; replication notes 8.35). */
export function showTablet(session: Session, id: string): Reply {
  return reply(session.cluster, (shown) => tabletById(shown, id));
}

/** SHOW TABLET FROM (R18; replication notes 8.5). */
export function showTablets(session: Session, statement: TabletsStatement): Reply {
  const { table, partitions, where, orderBy, limit } = statement;
  const request: TabletsRequest = {
    ...clauseOf(session, table, partitions),
    where: where === null ? undefined : filterOf(where, table.table),
    orderBy: orderBy.map(sortKeyOf),
    limit: limit?.count,
    offset: limit?.offset,
  };
  return reply(session.cluster, (shown) => tabletList(shown, request));
}

function sortKeyOf({ by, descending }: OrderKey): { readonly column: string; readonly descending: boolean } {
  if (by.kind !== 'column') throw analyzing('Should order by column');
  return { column: by.name, descending };
}

/** Comparisons joined by AND; each column at most once (replication notes 8.29). */
function filterOf(where: Expr, index: string): TabletFilter {
  if (where.kind === 'or') throw analyzing('Only allow compound predicate with operator AND');
  const seen = new Set<string>();
  let filter: TabletFilter = {};
  for (const part of where.kind === 'and' ? where.operands : [where]) {
    const { column, value } = equationOf(part);
    if (seen.has(column)) throw refusalOf(unusableTabletFilter());
    seen.add(column);
    filter = { ...filter, ...testOf(column, value, index) };
  }
  return filter;
}

function equationOf(part: Expr): { readonly column: string; readonly value: string } {
  if (part.kind !== 'comparison' || part.operator !== '=') throw refusalOf(unusableTabletFilter());
  if (part.left.kind !== 'column' || part.right.kind !== 'literal') throw refusalOf(unusableTabletFilter());
  const { literal } = part.right;
  const value = literal.type === 'boolean' ? String(literal.value) : textOfLiteral(literal);
  if (value === null) throw refusalOf(unusableTabletFilter());
  return { column: part.left.name.toLowerCase(), value };
}

function testOf(column: string, value: string, index: string): TabletFilter {
  switch (column) {
    case 'version':
      return { version: Number(wholeNumber(value)) };
    case 'backendid':
      return { backendId: wholeNumber(value) };
    case 'state':
      return { state: value };
    case 'isconsistent':
      if (!/^(true|false)$/i.test(value)) throw refusalOf(unusableTabletFilter());
      return { consistent: value.toLowerCase() === 'true' };
    case 'indexname':
      // A table has one index, named like itself.
      if (value !== index) throw analyzing(`Unknown table '${value}'`, 'unknownTable');
      return {};
    default:
      throw refusalOf(unusableTabletFilter());
  }
}

function wholeNumber(text: string): string {
  if (!/^-?\d+$/.test(text)) throw refusalOf(unusableTabletFilter());
  return text;
}
