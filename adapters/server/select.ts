import { tabletsOfTable } from '../../model/operations/lookup.ts';
import type { Draft } from '../../model/replication/draft.ts';
import { query, readReplica } from '../../model/replication/queries.ts';
import type { Table } from '../../model/replication/state.ts';
import type { OnReplica, Outcome, TabletContent } from '../../model/scenario.ts';
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
import { accept, type KnownTable, type Session, tableNamed, takeChoices } from './session.ts';
import type { Expr, OrderKey, Select, SelectFrom, SelectItem } from './sql/index.ts';
import { systemTable } from './systemTables.ts';
import { functionNamed, variableNamed } from './variables.ts';

type Output = { readonly column: Column; readonly expr: Expr };

/** A table that was read: its columns and its rows. */
export interface Source {
  readonly definition: TableDefinition;
  readonly rows: readonly Row[];
}

/** SELECT over one table, or of constants: the rows come from the replicas that the model reads (R12). */
export function executeSelect(session: Session, statement: Select): Reply {
  return selectFrom(session, statement, statement.from === null ? undefined : readFrom(session, statement.from));
}

/** SELECT over rows that were read already; `from` is undefined when it names no table. */
export function selectFrom(session: Session, statement: Select, from: Source | undefined): Reply {
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

function readFrom(session: Session, from: SelectFrom): Source {
  const system = systemTable(session, from.table);
  if (system !== undefined) return system;
  const known = tableNamed(session, from.table);
  const { cluster } = session;
  const outcome = change(cluster, takeChoices(session), readingOf(session, known, from));
  const read = accept(outcome, (message) => refusal(`Failed to get scan range, ${message}`));
  const contents = read.kind === 'answered' ? read.contents : [];
  const rows = contents.flatMap((content) => rowsIn(cluster, known.table, content));
  return { definition: known.definition, rows };
}

/** What the model is to read: whole partitions, or one tablet from one replica where hints say so (R12). */
function readingOf(session: Session, known: KnownTable, from: SelectFrom): (draft: Draft) => Outcome {
  const { partitions, tablets, replicas } = from;
  if (tablets.length + replicas.length > 0) {
    const command = hintedReplica(session, known, tablets, replicas);
    return (draft) => readReplica(draft, command);
  }
  const only = partitions === null ? undefined : partitionsOf(known, partitions).map((partition) => partition.name);
  return (draft) => query(draft, known.qualified, only);
}

function hintedReplica(
  session: Session,
  { table, qualified }: KnownTable,
  tablets: readonly string[],
  replicas: readonly string[],
): OnReplica<'readReplica'> {
  if (tablets.length !== 1 || replicas.length !== 1) {
    throw analyzing('This server reads one replica of one tablet: give one id in TABLET() and one in REPLICA()');
  }
  const { state } = session.cluster;
  const tablet = tabletsOfTable(state, table).find(({ id }) => String(id) === tablets[0]);
  const replica = tablet?.replicas.find(({ id }) => String(id) === replicas[0]);
  const backend = state.backends.find(({ id }) => id === replica?.backendId);
  const partition = tablet === undefined ? undefined : table.partitions[tablet.partition];
  if (tablet === undefined || partition === undefined) throw analyzing(`Invalid tablet id: ${tablets[0]}`);
  if (backend === undefined) throw refusal(`no queryable replica found in tablet: ${tablet.id}`);
  const place = { table: qualified, partition: partition.name, bucket: tablet.bucket };
  return { do: 'readReplica', ...place, backend: backend.name };
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
