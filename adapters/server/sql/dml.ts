import type { ParserMethod, TokenType } from 'chevrotain';
import { DefinitionRules } from './ddl.ts';
import { K } from './keywords.ts';
import type { DataStatement, Insert, Select, SelectFrom, SelectItem } from './statement.ts';
import type { Literal } from './syntax.ts';
import { Integer, S } from './tokens.ts';

/** Grammar of INSERT, SELECT and transactions. */
export abstract class DataRules extends DefinitionRules {
  private readonly label: ParserMethod<[], string> = this.rule('label', () => {
    this.phrase(0, K.WITH, K.LABEL);
    return this.SUBRULE(this.nameOrText);
  });

  private readonly row: ParserMethod<[], Literal[]> = this.rule('row', () =>
    this.parenList(0, () => this.SUBRULE(this.literal)),
  );

  /** INSERT INTO ... VALUES. */
  protected readonly insertStatement: ParserMethod<[], Insert> = this.rule('insertStatement', () => {
    this.phrase(0, K.INSERT, K.INTO);
    const head = {
      table: this.SUBRULE(this.tableName),
      partitions: this.maybe(0, () => this.SUBRULE(this.partitions)),
      label: this.maybe(1, () => this.SUBRULE(this.label)),
      columns: this.maybe(2, () => this.SUBRULE(this.nameList)),
    };
    this.CONSUME(K.VALUES);
    return { kind: 'insert', ...head, rows: this.commaList(() => this.SUBRULE(this.row)) };
  });

  private readonly alias: ParserMethod<[], string> = this.rule('alias', () =>
    this.OR([{ ALT: () => this.after(0, K.AS, () => this.SUBRULE(this.nameOrText)) }, { ALT: () => this.name() }]),
  );

  private readonly selectItem: ParserMethod<[], SelectItem> = this.rule('selectItem', () =>
    this.OR<SelectItem>([
      { ALT: () => this.standsFor(0, S.star, { kind: 'star' }) },
      { ALT: () => this.SUBRULE(this.selectExpression) },
    ]),
  );

  private readonly selectExpression: ParserMethod<[], SelectItem> = this.rule('selectExpression', () => {
    const start = this.LA(1).startOffset;
    const expr = this.SUBRULE(this.expression);
    const text = this.source.slice(start, (this.LA(0).endOffset ?? start) + 1);
    return { kind: 'expression', expr, alias: this.maybe(0, () => this.SUBRULE(this.alias)), text };
  });

  /** `(id, ...)`. */
  protected readonly idList: ParserMethod<[], string[]> = this.rule('idList', () =>
    this.parenList(0, () => this.CONSUME(Integer).image),
  );

  private readonly from: ParserMethod<[], SelectFrom> = this.rule('from', () => {
    this.CONSUME(K.FROM);
    const table = this.SUBRULE(this.tableName);
    return {
      table,
      partitions: this.maybe(0, () => this.SUBRULE(this.partitions)),
      tablets: this.maybe(1, () => this.after(1, K.TABLET, () => this.SUBRULE1(this.idList))) ?? [],
      replicas: this.maybe(2, () => this.after(2, K.REPLICA, () => this.SUBRULE2(this.idList))) ?? [],
    };
  });

  private readonly groupBy: ParserMethod<[], string[]> = this.rule('groupBy', () => {
    this.phrase(0, K.GROUP, K.BY);
    return this.commaList(() => this.name());
  });

  /** SELECT over at most one table. */
  protected readonly selectStatement: ParserMethod<[], Select> = this.rule('selectStatement', () => {
    this.CONSUME(K.SELECT);
    return {
      kind: 'select',
      items: this.commaList(() => this.SUBRULE(this.selectItem)),
      from: this.maybe(0, () => this.SUBRULE(this.from)),
      where: this.maybe(1, () => this.SUBRULE(this.where)),
      groupBy: this.maybe(2, () => this.SUBRULE(this.groupBy)) ?? [],
      orderBy: this.maybe(3, () => this.SUBRULE(this.orderBy)) ?? [],
      limit: this.maybe(4, () => this.SUBRULE(this.limit)),
    };
  });

  /** BEGIN [WORK], START TRANSACTION, COMMIT [WORK] and ROLLBACK [WORK]. */
  protected readonly transaction: ParserMethod<[], DataStatement> = this.rule('transaction', () =>
    this.OR<DataStatement>([
      { ALT: () => this.work(0, K.BEGIN, { kind: 'begin' }) },
      { ALT: () => this.work(1, K.COMMIT, { kind: 'commit' }) },
      { ALT: () => this.work(2, K.ROLLBACK, { kind: 'rollback' }) },
      { ALT: () => this.after(0, K.START, () => this.standsFor(0, K.TRANSACTION, { kind: 'begin' })) },
    ]),
  );

  private work(index: number, verb: TokenType, statement: DataStatement): DataStatement {
    this.consume(index, verb);
    this.flag(index, K.WORK);
    return statement;
  }
}
