import type { ParseFailure } from './failure.ts';
import { tokenize } from './lexer.ts';
import { bindParams, type Param, placeholders } from './params.ts';
import { type ParseResult, parseTokens } from './parser.ts';

export type * from './clusterStatement.ts';
export type { ParseFailure } from './failure.ts';
export { maxNesting, maxTokens } from './lexer.ts';
export type { Param } from './params.ts';
export type { ParseResult } from './parser.ts';
export type * from './statement.ts';
export type * from './syntax.ts';

/**
 * Reads one statement of the StarRocks SQL subset that the reference server understands. Pure; never throws.
 * @param sql the statement, of any origin, with at most one `;` at its end
 * @param params one value for each `?`, in order
 * @returns the statement, or the 1-based position and one sentence for the first thing that is wrong
 */
export function parseStatement(sql: string, params: readonly Param[]): ParseResult {
  const lexed = tokenize(sql);
  if (!lexed.ok) return lexed;
  const bound = bindParams(lexed.tokens, params);
  return bound.ok ? parseTokens(sql, bound.tokens) : bound;
}

/**
 * Counts the `?` of a statement, which a server must tell before any value is bound. Quotes and comments hide a `?`.
 * @param sql the statement, of any origin
 */
export function countPlaceholders(sql: string): { readonly ok: true; readonly count: number } | ParseFailure {
  const lexed = tokenize(sql);
  return lexed.ok ? { ok: true, count: placeholders(lexed.tokens) } : lexed;
}
