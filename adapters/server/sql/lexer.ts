import { type ILexingError, type IToken, Lexer, type TokenType } from 'chevrotain';
import { failureAt, type ParseFailure, positionOf, quoteForMessage } from './failure.ts';
import { K } from './keywords.ts';
import { tokenBound } from './scan.ts';
import {
  BoundBytes,
  BoundNegative,
  BoundString,
  Decimal,
  Integer,
  Name,
  QuotedName,
  QuotedString,
  S,
  StringValue,
  skipped,
  Word,
} from './tokens.ts';

// TABLETS must be tried before TABLET, or it would never match.
const longestFirst = Object.values(K).toSorted((a, b) => b.name.length - a.name.length);

/** All token types, in matching order: comments before `-`, fractions before `.`, numbers before words, keywords before words. */
export const vocabulary: TokenType[] = [
  ...skipped,
  Decimal,
  ...Object.values(S),
  QuotedString,
  QuotedName,
  Integer,
  ...longestFirst,
  Word,
  Name,
  StringValue,
  BoundString,
  BoundNegative,
  BoundBytes,
];

/** Most tokens a statement may have (upper bound by {@link tokenBound}); keeps memory for one statement below about 300 MB. */
export const maxTokens = 1_000_000;

/** Deepest nesting of parentheses; keeps the recursive descent far from the stack's end. */
export const maxNesting = 64;

/** Tokens of a statement, or why it cannot be cut into tokens. */
export type TokenStream = { readonly ok: true; readonly tokens: IToken[] } | ParseFailure;

const lexer = new Lexer(vocabulary, { ensureOptimizations: true, recoveryEnabled: false });

const unclosed: ReadonlyMap<string, string> = new Map([
  ["'", "The string that starts here has no closing '."],
  ['"', 'The string that starts here has no closing ".'],
  ['`', 'The name that starts here has no closing `.'],
  ['/', 'The comment that starts here has no closing */.'],
]);

function lexingFailure(sql: string, error: ILexingError): ParseFailure {
  const at = { line: error.line ?? 1, column: error.column ?? 1 };
  const character = String.fromCodePoint(sql.codePointAt(error.offset) ?? 0);
  const opened = character !== '/' || sql.startsWith('/*', error.offset) ? unclosed.get(character) : undefined;
  return failureAt(at, opened ?? `Unexpected character ${quoteForMessage(character)}.`);
}

function tooDeep(tokens: readonly IToken[]): IToken | undefined {
  let depth = 0;
  return tokens.find((token) => {
    // A range partition opens with [ and closes with ).
    if (token.tokenType === S.lparen || token.tokenType === S.lbracket) depth += 1;
    if (token.tokenType === S.rparen) depth = Math.max(0, depth - 1);
    return depth > maxNesting;
  });
}

/**
 * Cuts a statement into tokens.
 * @param sql statement text, of any origin
 * @returns the tokens with 1-based positions, or a refusal: an unknown character, an unclosed quote or comment, more than
 *   {@link maxTokens} tokens, or parentheses nested deeper than {@link maxNesting}
 */
export function tokenize(sql: string): TokenStream {
  if (sql.length > maxTokens && tokenBound(sql) > maxTokens) {
    return failureAt({ line: 1, column: 1 }, `The statement has more than ${maxTokens} tokens; split it.`);
  }
  const { tokens, errors } = lexer.tokenize(sql);
  const error = errors[0];
  if (error !== undefined) return lexingFailure(sql, error);
  const deep = tooDeep(tokens);
  if (deep !== undefined) {
    return failureAt(positionOf(deep), `Parentheses are nested deeper than ${maxNesting} levels.`);
  }
  return { ok: true, tokens };
}
