import type { IToken, ParserMethod } from 'chevrotain';
import { GrammarBase } from './base.ts';
import { positionOf } from './failure.ts';
import { K } from './keywords.ts';
import { unquoteName, unquoteString } from './quoting.ts';
import type { Limit, Literal, Partitions, Property, TableName } from './syntax.ts';
import {
  BoundBytes,
  BoundNegative,
  BoundString,
  Decimal,
  Integer,
  Name,
  QuotedName,
  S,
  StringValue,
} from './tokens.ts';

const nameOf = (token: IToken): string => (token.tokenType === QuotedName ? unquoteName(token.image) : token.image);

const stringOf = (token: IToken): string =>
  token.tokenType === BoundString ? token.image : unquoteString(token.image);

function bytesOf(token: IToken): Uint8Array {
  const payload: unknown = token.payload;
  return payload instanceof Uint8Array ? payload : new Uint8Array();
}

/** Grammar of names, constants, properties and other small parts shared by all statements. */
export abstract class ValueRules extends GrammarBase {
  /** A name, unquoted. */
  protected name(index = 0): string {
    return nameOf(this.consume(index, Name));
  }

  /** A string, unescaped. */
  protected text(index = 0): string {
    return stringOf(this.consume(index, StringValue));
  }

  /** A whole number of rows or buckets; more than 2^53 - 1 counts as 2^53 - 1. */
  protected amount(index = 0): number {
    return Math.min(Number(this.consume(index, Integer).image), Number.MAX_SAFE_INTEGER);
  }

  /** A name or a string, where StarRocks takes either. */
  protected readonly nameOrText: ParserMethod<[], string> = this.rule('nameOrText', () =>
    this.OR([{ ALT: () => this.name() }, { ALT: () => this.text() }]),
  );

  protected readonly tableName: ParserMethod<[], TableName> = this.rule('tableName', () => {
    const at = positionOf(this.LA(1));
    const first = this.name(0);
    const second = this.maybe(0, () => {
      this.CONSUME(S.dot);
      return this.name(1);
    });
    return second === null ? { database: null, table: first, at } : { database: first, table: second, at };
  });

  private readonly numberLiteral: ParserMethod<[], Literal> = this.rule('numberLiteral', () => {
    const at = positionOf(this.LA(1));
    const minus = this.flag(0, S.minus);
    const digits = this.oneOf(0, [Integer, Decimal]).image;
    return { type: 'number', text: minus ? `-${digits}` : digits, at };
  });

  /** A constant, written out or bound to a `?`. */
  protected readonly literal: ParserMethod<[], Literal> = this.rule('literal', () => {
    const at = positionOf(this.LA(1));
    return this.OR<Literal>([
      { ALT: () => ({ type: 'string', value: this.text(), at }) },
      { ALT: () => this.SUBRULE(this.numberLiteral) },
      { ALT: () => ({ type: 'number', text: this.CONSUME(BoundNegative).image, at }) },
      { ALT: () => this.standsFor(0, K.TRUE, { type: 'boolean', value: true, at }) },
      { ALT: () => this.standsFor(0, K.FALSE, { type: 'boolean', value: false, at }) },
      { ALT: () => this.standsFor(0, K.NULL, { type: 'null', at }) },
      { ALT: () => ({ type: 'bytes', value: bytesOf(this.CONSUME(BoundBytes)), at }) },
    ]);
  });

  private readonly property: ParserMethod<[], Property> = this.rule('property', () => {
    const keyAt = positionOf(this.LA(1));
    const key = this.text(0);
    this.CONSUME(S.equal);
    const valueAt = positionOf(this.LA(1));
    return { key, value: this.text(1), keyAt, valueAt };
  });

  /** `("key" = "value", ...)`. */
  protected readonly propertyList: ParserMethod<[], Property[]> = this.rule('propertyList', () =>
    this.parenList(0, () => this.SUBRULE(this.property)),
  );

  /** `PROPERTIES ("key" = "value", ...)`. */
  protected readonly properties: ParserMethod<[], Property[]> = this.rule('properties', () => {
    this.CONSUME(K.PROPERTIES);
    return this.SUBRULE(this.propertyList);
  });

  /** `LIKE 'pattern'`. */
  protected readonly likePattern: ParserMethod<[], string> = this.rule('likePattern', () => {
    this.CONSUME(K.LIKE);
    return this.text();
  });

  /** `(name, ...)`. */
  protected readonly nameList: ParserMethod<[], string[]> = this.rule('nameList', () =>
    this.parenList(0, () => this.name()),
  );

  /** `[TEMPORARY] PARTITION[S] p | (p, ...)`. */
  protected readonly partitions: ParserMethod<[], Partitions> = this.rule('partitions', () => {
    const temporary = this.flag(0, K.TEMPORARY);
    this.oneOf(0, [K.PARTITION, K.PARTITIONS]);
    const names = this.OR1([
      { ALT: () => [this.SUBRULE1(this.nameOrText)] },
      { ALT: () => this.parenList(0, () => this.SUBRULE2(this.nameOrText)) },
    ]);
    return { temporary, names };
  });

  /** `LIMIT n`, `LIMIT o, n` or `LIMIT n OFFSET o`. */
  protected readonly limit: ParserMethod<[], Limit> = this.rule('limit', () => {
    this.CONSUME(K.LIMIT);
    const first = this.amount(0);
    const rest = this.maybe(0, () =>
      this.OR<Limit>([
        { ALT: () => this.after(0, S.comma, () => ({ offset: first, count: this.amount(1) })) },
        { ALT: () => this.after(0, K.OFFSET, () => ({ offset: this.amount(2), count: first })) },
      ]),
    );
    return rest ?? { offset: 0, count: first };
  });
}
