import type { Row } from './cluster.ts';
import { knownColumn, type TableDefinition } from './definition.ts';
import { isLike } from './like.ts';
import { textOfLiteral } from './literals.ts';
import { analyzing } from './refusal.ts';
import type { Comparison, Expr, Literal } from './sql/index.ts';

/** A value while it is computed with. */
export type Value = string | number | bigint | boolean | null;

/** What an expression is evaluated in. */
export interface Scope {
  /** The value of a column in a row; throws a refusal when there is no such column. */
  readonly column: (name: string, row: Row | undefined) => Value;
  /** The rows of the group, or the one row; the first stands for all where they agree. */
  readonly rows: readonly Row[];
  readonly variable: (name: string) => string | null;
  readonly call: (name: string) => Value | undefined;
}

/** The value of an expression; throws a refusal for names that are unknown. */
export function evaluate(expr: Expr, scope: Scope): Value {
  switch (expr.kind) {
    case 'literal':
      return literalValue(expr.literal);
    case 'column':
      return scope.column(expr.name, scope.rows[0]);
    case 'variable':
      return scope.variable(expr.name);
    case 'countAll':
      return BigInt(scope.rows.length);
    case 'function':
      return functionValue(expr, scope);
    case 'comparison':
      return compared(expr.operator, evaluate(expr.left, scope), evaluate(expr.right, scope));
    case 'like':
      return negatedIf(expr.negated, likeValue(evaluate(expr.operand, scope), evaluate(expr.pattern, scope)));
    case 'in':
      return negatedIf(expr.negated, amongValue(evaluate(expr.operand, scope), expr.list, scope));
    case 'isNull':
      return (evaluate(expr.operand, scope) === null) !== expr.negated;
    case 'not':
      return negatedIf(true, truth(evaluate(expr.operand, scope)));
    case 'and':
      return joined(expr.operands, scope, false);
    case 'or':
      return joined(expr.operands, scope, true);
  }
}

/** Reads columns of a table. */
export function tableColumn(definition: TableDefinition): Scope['column'] {
  return (name, row) => {
    const position = knownColumn(definition, name, 'field list');
    const cell = row?.[position] ?? null;
    const kind = definition.columns[position]?.type.kind;
    if (cell === null) return null;
    if (kind === 'integer') return BigInt(cell);
    return kind === 'double' || kind === 'decimal' ? Number(cell) : cell;
  };
}

/** Where nothing is read there are no columns. */
export function noColumn(name: string): Value {
  throw analyzing(`Column '${name}' cannot be resolved`, 'unknownColumn');
}

/** Whether a value counts as true; null when that is unknown. */
export function truth(value: Value): boolean | null {
  if (value === null || typeof value === 'boolean') return value;
  return Number(value) !== 0;
}

/** Whether an expression counts rows, so that it is about a group of them. */
export function isAggregate(expr: Expr): boolean {
  return expr.kind === 'countAll' || (expr.kind === 'function' && expr.name === 'count');
}

/** Negative, zero or positive as `left` sorts before, with or after `right`; null sorts before everything. */
export function order(left: Value, right: Value): number {
  if (left === null || right === null) return Number(left !== null) - Number(right !== null);
  return difference(left, right);
}

/** A value as it is sent. */
export function textOfValue(value: Value): string | null {
  if (typeof value === 'boolean') return value ? '1' : '0';
  return value === null ? null : String(value);
}

function literalValue(literal: Literal): Value {
  if (literal.type === 'boolean') return literal.value;
  if (literal.type === 'number') return /^-?\d+$/.test(literal.text) ? BigInt(literal.text) : Number(literal.text);
  return textOfLiteral(literal);
}

function functionValue(expr: Extract<Expr, { kind: 'function' }>, scope: Scope): Value {
  const [argument] = expr.args;
  if (expr.name === 'count' && argument !== undefined && expr.args.length === 1) {
    const counted = scope.rows.filter((row) => evaluate(argument, { ...scope, rows: [row] }) !== null);
    return BigInt(counted.length);
  }
  const value = expr.args.length === 0 ? scope.call(expr.name) : undefined;
  if (value === undefined) throw analyzing(`Unknown function '${expr.name}'`, 'unknownFunction', expr.span);
  return value;
}

function compared(operator: Comparison, left: Value, right: Value): boolean | null {
  if (operator === '<=>') return order(left, right) === 0;
  if (left === null || right === null) return null;
  const by = difference(left, right);
  switch (operator) {
    case '=':
      return by === 0;
    case '!=':
      return by !== 0;
    case '<':
      return by < 0;
    case '<=':
      return by <= 0;
    case '>':
      return by > 0;
    case '>=':
      return by >= 0;
  }
}

/** Texts compare as texts, whole numbers exactly, everything else as numbers. */
function difference(left: NonNullable<Value>, right: NonNullable<Value>): number {
  const asTexts = typeof left === 'string' && typeof right === 'string';
  const exactly = typeof left === 'bigint' && typeof right === 'bigint';
  if (asTexts || exactly) return Number(left > right) - Number(left < right);
  const [first, second] = [Number(left), Number(right)];
  return Number(first > second) - Number(first < second);
}

function likeValue(operand: Value, pattern: Value): boolean | null {
  if (operand === null || pattern === null) return null;
  return isLike(textOfValue(operand) ?? '', textOfValue(pattern) ?? '');
}

function amongValue(operand: Value, list: readonly Expr[], scope: Scope): boolean | null {
  const found = list.map((item) => compared('=', operand, evaluate(item, scope)));
  return found.includes(true) ? true : found.includes(null) ? null : false;
}

function negatedIf(negated: boolean, value: boolean | null): boolean | null {
  return value === null ? null : value !== negated;
}

/** AND ends at the first false, OR at the first true; what is unknown stays unknown otherwise. */
function joined(operands: readonly Expr[], scope: Scope, ending: boolean): boolean | null {
  let unknown = false;
  for (const operand of operands) {
    const value = truth(evaluate(operand, scope));
    if (value === ending) return ending;
    unknown ||= value === null;
  }
  return unknown ? null : !ending;
}
