import { createTokenInstance, type IToken, type TokenType } from 'chevrotain';
import { endPosition, failureAt, type ParseFailure, positionOf } from './failure.ts';
import { K } from './keywords.ts';
import type { TokenStream } from './lexer.ts';
import { BoundBytes, BoundNegative, BoundString, Decimal, Integer, S } from './tokens.ts';

/** A value bound to a `?`, in order of the placeholders. */
export type Param = string | number | bigint | null | Uint8Array;

const retype = (from: IToken, type: TokenType, image: string): IToken =>
  createTokenInstance(
    type,
    image,
    from.startOffset,
    from.endOffset ?? from.startOffset,
    from.startLine ?? 1,
    from.endLine ?? 1,
    from.startColumn ?? 1,
    from.endColumn ?? 1,
  );

// BigInt writes a large whole number in digits where String would use an exponent.
const numberText = (value: number | bigint): string =>
  typeof value === 'bigint' || Number.isInteger(value) ? BigInt(value).toString() : String(value);

function bindNumber(placeholder: IToken, value: number | bigint): IToken {
  const text = numberText(value);
  if (text.startsWith('-')) return retype(placeholder, BoundNegative, text);
  return retype(placeholder, /^\d+$/.test(text) ? Integer : Decimal, text);
}

function bindOne(placeholder: IToken, value: Param): IToken | ParseFailure {
  if (value === null) return retype(placeholder, K.NULL, 'NULL');
  if (typeof value === 'string') return retype(placeholder, BoundString, value);
  if (value instanceof Uint8Array) return { ...retype(placeholder, BoundBytes, '?'), payload: value };
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return failureAt(positionOf(placeholder), `The value bound to this ? is ${value}, which SQL cannot express.`);
  }
  return bindNumber(placeholder, value);
}

/** Number of `?` placeholders among the tokens. */
export const placeholders = (tokens: readonly IToken[]): number =>
  tokens.reduce((count, token) => (token.tokenType === S.placeholder ? count + 1 : count), 0);

function wrongCount(tokens: readonly IToken[], expected: number, bound: number): ParseFailure {
  return failureAt(endPosition(tokens), `The statement has ${expected} placeholders but ${bound} values are bound.`);
}

/**
 * Replaces each `?` by a token of its value, so that the grammar treats it exactly as the same constant written out
 * and a bound value can never be read as syntax.
 * @param tokens tokens of the statement
 * @param params one value for each placeholder, in order
 * @returns the tokens, or a refusal: a count that differs, or a number that is not finite
 */
export function bindParams(tokens: IToken[], params: readonly Param[]): TokenStream {
  const expected = placeholders(tokens);
  if (expected !== params.length) return wrongCount(tokens, expected, params.length);
  if (expected === 0) return { ok: true, tokens };
  const values = params[Symbol.iterator]();
  const bound: IToken[] = [];
  for (const token of tokens) {
    const next = token.tokenType === S.placeholder ? values.next() : undefined;
    const replaced = next === undefined || next.done === true ? token : bindOne(token, next.value);
    if ('ok' in replaced) return replaced;
    bound.push(replaced);
  }
  return { ok: true, tokens: bound };
}
