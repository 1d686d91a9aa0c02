import type { ParserMethod } from 'chevrotain';
import { ExpressionRules } from './expressions.ts';
import { positionOf } from './failure.ts';
import { K } from './keywords.ts';
import type { ColumnDefinition, ColumnType, CreateTable, PartitionDefinition, PartitionValue } from './statement.ts';
import { S } from './tokens.ts';

const aggregations = [K.SUM, K.MAX, K.MIN, K.REPLACE, K.REPLACE_IF_NOT_NULL, K.HLL_UNION, K.BITMAP_UNION];

type Bounds = { readonly lower: PartitionValue | null; readonly upper: PartitionValue };

/** Grammar of what CREATE TABLE is made of: columns and range partitions. */
export abstract class TableRules extends ExpressionRules {
  private readonly columnType: ParserMethod<[], ColumnType> = this.rule('columnType', () => {
    const at = positionOf(this.LA(1));
    const name = this.name().toLowerCase();
    return { name, args: this.maybe(0, () => this.parenList(0, () => this.amount())) ?? [], at };
  });

  private readonly nullability: ParserMethod<[], boolean> = this.rule('nullability', () => {
    const nullable = !this.flag(0, K.NOT);
    this.CONSUME(K.NULL);
    return nullable;
  });

  /** `COMMENT 'text'`. */
  protected readonly comment: ParserMethod<[], string> = this.rule('comment', () => {
    this.CONSUME(K.COMMENT);
    return this.text();
  });

  /** `name type [aggregation] [NULL|NOT NULL] [DEFAULT constant] [COMMENT 'text']`. */
  protected readonly columnDefinition: ParserMethod<[], ColumnDefinition> = this.rule('columnDefinition', () => ({
    name: this.name(),
    type: this.SUBRULE(this.columnType),
    aggregation: this.maybe(0, () => this.oneOf(0, aggregations).image.toLowerCase()),
    nullable: this.maybe(1, () => this.SUBRULE(this.nullability)),
    defaultValue: this.maybe(2, () => this.after(0, K.DEFAULT, () => this.SUBRULE(this.literal))),
    comment: this.maybe(3, () => this.SUBRULE(this.comment)),
  }));

  private readonly partitionValue: ParserMethod<[], PartitionValue> = this.rule('partitionValue', () => {
    const at = positionOf(this.LA(1));
    return this.OR<PartitionValue>([
      { ALT: () => this.standsFor(0, K.MAXVALUE, { type: 'maxvalue', at }) },
      { ALT: () => this.SUBRULE(this.literal) },
    ]);
  });

  private readonly bound: ParserMethod<[], PartitionValue> = this.rule('bound', () => {
    this.CONSUME(S.lparen);
    const value = this.SUBRULE(this.partitionValue);
    this.CONSUME(S.rparen);
    return value;
  });

  private readonly lessThan: ParserMethod<[], Bounds> = this.rule('lessThan', () => {
    this.phrase(0, K.LESS, K.THAN);
    const at = positionOf(this.LA(1));
    const upper = this.OR<PartitionValue>([
      { ALT: () => this.standsFor(0, K.MAXVALUE, { type: 'maxvalue', at }) },
      { ALT: () => this.SUBRULE(this.bound) },
    ]);
    return { lower: null, upper };
  });

  private readonly fixedRange: ParserMethod<[], Bounds> = this.rule('fixedRange', () => {
    this.CONSUME(S.lbracket);
    const lower = this.SUBRULE1(this.bound);
    this.CONSUME(S.comma);
    const upper = this.SUBRULE2(this.bound);
    this.CONSUME(S.rparen);
    return { lower, upper };
  });

  private readonly partitionDefinition: ParserMethod<[], PartitionDefinition> = this.rule('partitionDefinition', () => {
    this.CONSUME(K.PARTITION);
    const name = this.name();
    this.CONSUME(K.VALUES);
    const bounds = this.OR<Bounds>([
      { ALT: () => this.SUBRULE(this.lessThan) },
      { ALT: () => this.SUBRULE(this.fixedRange) },
    ]);
    return { name, ...bounds };
  });

  /** `PARTITION BY RANGE(column) (PARTITION ..., ...)`. */
  protected readonly partitionBy: ParserMethod<[], NonNullable<CreateTable['partitionBy']>> = this.rule(
    'partitionBy',
    () => {
      this.phrase(0, K.PARTITION, K.BY, K.RANGE, S.lparen);
      const column = this.name();
      this.CONSUME(S.rparen);
      return { column, partitions: this.parenList(1, () => this.SUBRULE(this.partitionDefinition)) };
    },
  );
}
