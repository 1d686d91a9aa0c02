/**
 * The parts statements are made of: positions, literals, names, properties and expressions.
 * Everything is plain read-only data; names are already unquoted and strings already unescaped.
 */

/**
 * Where a token starts in the statement text. Both numbers are 1-based; columns count UTF-16 code units.
 * StarRocks prints 0-based columns, so its messages show `column - 1` (replication notes 8, general rule 3).
 */
export type Position = { readonly line: number; readonly column: number };

/** Starts of the first and of the last token of an expression, the two places StarRocks names in analyzing errors. */
export type Span = { readonly from: Position; readonly to: Position };

/**
 * A constant, written in the text or bound to a `?`.
 * `number.text` keeps the digits as written, with a leading `-` when negative, because ids are 64-bit.
 */
export type Literal =
  | { readonly type: 'string'; readonly value: string; readonly at: Position }
  | { readonly type: 'number'; readonly text: string; readonly at: Position }
  | { readonly type: 'boolean'; readonly value: boolean; readonly at: Position }
  | { readonly type: 'null'; readonly at: Position }
  | { readonly type: 'bytes'; readonly value: Uint8Array; readonly at: Position };

/** `[database.]table`; `database` is null when the session's current database is meant. */
export type TableName = { readonly database: string | null; readonly table: string; readonly at: Position };

/** One `"key" = "value"` pair, in the order written; repeated keys are kept. */
export type Property = {
  readonly key: string;
  readonly value: string;
  readonly keyAt: Position;
  readonly valueAt: Position;
};

/** `[TEMPORARY] PARTITION[S] p | (p, ...)`; names in the order written, repeats kept (replication notes 8, general rule 6). */
export type Partitions = { readonly temporary: boolean; readonly names: readonly string[] };

/** Comparison operators; `<>` is reported as `!=`. */
export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=' | '<=>';

/**
 * A condition or a select item. `and` and `or` hold two or more operands in the order written, so that long chains stay
 * flat; nesting is bounded by the parser's limit on parentheses. Function names are lower case.
 */
export type Expr =
  | { readonly kind: 'literal'; readonly literal: Literal; readonly span: Span }
  | { readonly kind: 'column'; readonly qualifier: string | null; readonly name: string; readonly span: Span }
  | { readonly kind: 'variable'; readonly scope: Scope | null; readonly name: string; readonly span: Span }
  | { readonly kind: 'function'; readonly name: string; readonly args: readonly Expr[]; readonly span: Span }
  | { readonly kind: 'countAll'; readonly span: Span }
  | {
      readonly kind: 'comparison';
      readonly operator: Comparison;
      readonly left: Expr;
      readonly right: Expr;
      readonly span: Span;
    }
  | {
      readonly kind: 'like';
      readonly negated: boolean;
      readonly operand: Expr;
      readonly pattern: Expr;
      readonly span: Span;
    }
  | {
      readonly kind: 'in';
      readonly negated: boolean;
      readonly operand: Expr;
      readonly list: readonly Expr[];
      readonly span: Span;
    }
  | { readonly kind: 'isNull'; readonly negated: boolean; readonly operand: Expr; readonly span: Span }
  | { readonly kind: 'not'; readonly operand: Expr; readonly span: Span }
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Expr[]; readonly span: Span };

/** Scope of a system variable; LOCAL is SESSION. */
export type Scope = 'session' | 'global';

/** One ORDER BY key, kept as an expression because SHOW TABLET refuses anything but a column (replication notes 8.5.30). */
export type OrderKey = { readonly by: Expr; readonly descending: boolean };

/** `LIMIT n`, `LIMIT o, n` or `LIMIT n OFFSET o`, in rows; larger than 2^53 - 1 is read as 2^53 - 1, which no result reaches. */
export type Limit = { readonly offset: number; readonly count: number };

/** `LIKE 'pattern'` or `WHERE condition` of SHOW VARIABLES and SHOW STATUS. */
export type ShowFilter =
  | { readonly type: 'like'; readonly pattern: string }
  | { readonly type: 'where'; readonly condition: Expr };
