import type { IToken } from 'chevrotain';
import type { Position } from './syntax.ts';

/** Why a statement was refused: 1-based position and one English sentence. */
export type ParseFailure = {
  readonly ok: false;
  readonly line: number;
  readonly column: number;
  readonly message: string;
};

/** A refusal at a position. */
export const failureAt = (at: Position, message: string): ParseFailure => ({ ok: false, ...at, message });

/** Where a token starts; tokens made during grammar analysis have no position and count as 1:1. */
export const positionOf = (token: IToken): Position => ({ line: token.startLine || 1, column: token.startColumn || 1 });

/** The place just after the last token: where a statement that stops too early lacks something. */
export function endPosition(tokens: readonly IToken[]): Position {
  const last = tokens.at(-1);
  return { line: last?.endLine || 1, column: (last?.endColumn ?? 0) + 1 };
}

const maxQuotedLength = 40;

/** Text from the statement for use in a message: short, and with control characters escaped. */
export const quoteForMessage = (text: string): string =>
  JSON.stringify(text.length > maxQuotedLength ? `${text.slice(0, maxQuotedLength)}...` : text);
