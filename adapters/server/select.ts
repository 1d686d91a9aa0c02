import { query } from '../../model/replication/queries.ts';
import type { Table } from '../../model/replication/state.ts';
import type { TabletContent } from '../../model/scenario.ts';
import { type Cluster, change, type Row } from './cluster.ts';
import { columnPosition, type TableDefinition } from './definition.ts';
import {
  evaluate,
  isAggregate,
  noColumn,
  order,
  type Scope,
  tableColumn,
  textOfValue,
  truth,
  type Value,
} from './evaluate.ts';
import { textOfLiteral } from './literals.ts';
import { partitionsOf } from './placement.ts';
import type { Cell, Column, Reply } from './protocol/index.ts';
import { analyzing, refusal } from './refusal.ts';
import { accept, type Session, tableNamed, takeChoices } from './session.ts';
import type { Expr, OrderKey, Select, SelectItem } from './sql/index.ts';
import { functionNamed, variableNamed } from './variables.ts';

type Output = { readonly column: Column; readonly expr: Expr };

/** SELECT over one table, or of constants: the rows come from the replicas that the model reads (R12). */
export function executeSelect(session: Session, statement: Select): Reply {
  const from = statement.from === null ? undefined : readFrom(session, statement.from);
  const base = scopeOf(session, from?.definition);
  const outputs = statement.items.flatMap((item) => outputsOf(item, from?.definition));
  checkNames(statement, outputs, base);
  const matching = (from?.rows ?? [[]]).filter((row) => matches(statement.where, { ...base, rows: [row] }));
  const groups = groupsOf(statement, outputs, matching, from?.definition);
  const scopes = groups.map((rows): Scope => ({ ...base, rows }));
  const sorted = statement.orderBy.length === 0 ? scopes : sortScopes(scopes, statement.orderBy, outputs);
  const { offset, count } = statement.limit ?? { offset: 0, count: sorted.length };
  const page = sorted.slice(offset, offset + count);
  return {
    kind: 'rows',
    columns: outputs.map(({ column }) => column),
    rows: page.map((scope) => cells(outputs, scope)),
  };
}

function readFrom(
  session: Session,
  { table: name, partitions }: NonNullable<Select['from']>,
): { readonly definition: TableDefinition; readonly rows: readonly Row[] } {
  const known = tableNamed(session, name);
  const only = partitions === null ? undefined : partitionsOf(known, partitions).map((partition) => partition.name);
  const { cluster } = session;
  const outcome = change(cluster, takeChoices(session), (draft) => query(draft, known.qualified, only));
  const read = accept(outcome, (message) => refusal(`Failed to get scan range, ${message}`));
  const contents = read.kind === 'answered' ? read.contents : [];
  const rows = contents.flatMap((content) => rowsIn(cluster, known.table, content));
  return { definition: known.definition, rows };
}

/** The model tells which loads a tablet holds; the server knows their rows. */
function rowsIn({ rows }: Cluster, table: Table, content: TabletContent): Row[] {
  const partition = table.partitions.find((candidate) => candidate.name === content.partition);
  const ordinal = (partition?.firstTablet ?? 0) + content.bucket;
  return content.loads.flatMap((load) => rows.get(load)?.byTablet.get(ordinal) ?? []);
}

function scopeOf(session: Session, definition: TableDefinition | undefined): Scope {
  return {
    column: definition === undefined ? noColumn : tableColumn(definition),
    rows: [],
    variable: (name) => variableNamed(session, name),
    call: (name) => functionNamed(session, name),
  };
}

function outputsOf(item: SelectItem, definition: TableDefinition | undefined): Output[] {
  if (item.kind === 'expression') {
    const type = wireTypeOf(item.expr, definition);
    return [{ column: { name: item.alias ?? item.text, type }, expr: item.expr }];
  }
  if (definition === undefined) throw analyzing('No tables used');
  return definition.columns.map(({ name, type }) => ({
    column: { name, type: type.wire },
    expr: { kind: 'column', qualifier: null, name, span: nowhere },
  }));
}

const nowhere = { from: { line: 1, column: 1 }, to: { line: 1, column: 1 } };

function wireTypeOf(expr: Expr, definition: TableDefinition | undefined): Column['type'] {
  if (isAggregate(expr)) return 'bigint';
  if (expr.kind === 'column' && definition !== undefined) {
    return definition.columns[columnPosition(definition.columns, expr.name)]?.type.wire ?? 'string';
  }
  if (expr.kind === 'literal' && expr.literal.type === 'number') {
    return /^-?\d{1,18}$/.test(expr.literal.text) ? 'bigint' : 'string';
  }
  return 'string';
}

/** Unknown names are refused even where there is no row to look them up in. */
function checkNames({ where, orderBy }: Select, outputs: readonly Output[], scope: Scope): void {
  cells(outputs, scope);
  matches(where, scope);
  for (const key of orderBy) keyValue(key, scope, outputs);
}

function matches(where: Expr | null, scope: Scope): boolean {
  return where === null || truth(evaluate(where, scope)) === true;
}

/** The rows by group; without GROUP BY each row for itself, or all of them when they are counted. */
function groupsOf(
  { groupBy }: Select,
  outputs: readonly Output[],
  rows: readonly Row[],
  definition: TableDefinition | undefined,
): (readonly Row[])[] {
  const counts = outputs.some(({ expr }) => isAggregate(expr));
  if (groupBy.length === 0 && !counts) return rows.map((row) => [row]);
  const positions = groupBy.map((name) => columnPosition(definition?.columns ?? [], name));
  checkGrouping(groupBy, positions, outputs, definition);
  if (groupBy.length === 0) return [rows];
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = JSON.stringify(positions.map((position) => row[position]));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return [...groups.values()];
}

function checkGrouping(
  groupBy: readonly string[],
  positions: readonly number[],
  outputs: readonly Output[],
  definition: TableDefinition | undefined,
): void {
  const unknown = groupBy[positions.indexOf(-1)];
  if (unknown !== undefined) throw analyzing(`Column '${unknown}' cannot be resolved`, 'unknownColumn');
  for (const { expr } of outputs) {
    if (expr.kind !== 'column') continue;
    if (positions.includes(columnPosition(definition?.columns ?? [], expr.name))) continue;
    throw analyzing(`'${expr.name}' must be an aggregate expression or appear in GROUP BY clause`);
  }
}

function sortScopes(scopes: readonly Scope[], keys: readonly OrderKey[], outputs: readonly Output[]): Scope[] {
  const sortable = scopes.map((scope) => ({ scope, values: keys.map((key) => keyValue(key, scope, outputs)) }));
  sortable.sort((left, right) => byKeys(left.values, right.values, keys));
  return sortable.map(({ scope }) => scope);
}

function byKeys(left: readonly Value[], right: readonly Value[], keys: readonly OrderKey[]): number {
  for (const [nth, key] of keys.entries()) {
    const by = order(left[nth] ?? null, right[nth] ?? null);
    if (by !== 0) return key.descending ? -by : by;
  }
  return 0;
}

/** A key is an output by its number or its name, or any other expression. */
function keyValue({ by }: OrderKey, scope: Scope, outputs: readonly Output[]): Value {
  if (by.kind === 'literal' && by.literal.type === 'number') {
    const output = outputs[Number(textOfLiteral(by.literal)) - 1];
    if (output === undefined) throw analyzing(`ORDER BY position ${by.literal.text} is not in select list`);
    return evaluate(output.expr, scope);
  }
  const named = by.kind === 'column' ? outputs.find(({ column }) => column.name === by.name) : undefined;
  return evaluate(named?.expr ?? by, scope);
}

function cells(outputs: readonly Output[], scope: Scope): Cell[] {
  return outputs.map(({ expr }) => textOfValue(evaluate(expr, scope)));
}
