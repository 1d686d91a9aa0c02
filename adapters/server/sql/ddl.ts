import type { ParserMethod } from 'chevrotain';
import { K } from './keywords.ts';
import type { CreateTable, DefinitionStatement, Distribution, TableKey } from './statement.ts';
import { TableRules } from './table.ts';
import { S } from './tokens.ts';

/** Grammar of CREATE, DROP and ALTER for databases and tables. */
export abstract class DefinitionRules extends TableRules {
  private readonly createDatabase: ParserMethod<[], DefinitionStatement> = this.rule('createDatabase', () => {
    this.CONSUME(K.DATABASE);
    const ifNotExists = this.flag(0, K.IF, K.NOT, K.EXISTS);
    return { kind: 'createDatabase', database: this.name(), ifNotExists };
  });

  private readonly tableKey: ParserMethod<[], TableKey> = this.rule('tableKey', () => {
    const model = this.OR<TableKey['model']>([
      { ALT: () => this.standsFor(0, K.DUPLICATE, 'duplicate') },
      { ALT: () => this.standsFor(0, K.PRIMARY, 'primary') },
      { ALT: () => this.standsFor(0, K.UNIQUE, 'unique') },
      { ALT: () => this.standsFor(0, K.AGGREGATE, 'aggregate') },
    ]);
    this.CONSUME(K.KEY);
    return { model, columns: this.SUBRULE(this.nameList) };
  });

  private readonly buckets: ParserMethod<[], number> = this.rule('buckets', () => {
    this.CONSUME(K.BUCKETS);
    return this.amount();
  });

  private readonly distribution: ParserMethod<[], Distribution> = this.rule('distribution', () => {
    this.phrase(0, K.DISTRIBUTED, K.BY);
    const columns = this.OR([
      { ALT: () => this.after(0, K.HASH, () => this.SUBRULE(this.nameList)) },
      { ALT: () => this.standsFor(0, K.RANDOM, null) },
    ]);
    const buckets = this.maybe(0, () => this.SUBRULE(this.buckets));
    return columns === null ? { type: 'random', buckets } : { type: 'hash', columns, buckets };
  });

  private readonly sortKey: ParserMethod<[], string[]> = this.rule('sortKey', () => {
    this.phrase(0, K.ORDER, K.BY);
    return this.SUBRULE(this.nameList);
  });

  private readonly engine: ParserMethod<[], string> = this.rule('engine', () => {
    this.phrase(0, K.ENGINE, S.equal);
    return this.name();
  });

  private readonly createTable: ParserMethod<[], CreateTable> = this.rule('createTable', () => {
    this.CONSUME(K.TABLE);
    const ifNotExists = this.flag(0, K.IF, K.NOT, K.EXISTS);
    return {
      kind: 'createTable',
      table: this.SUBRULE(this.tableName),
      ifNotExists,
      columns: this.parenList(0, () => this.SUBRULE(this.columnDefinition)),
      engine: this.maybe(1, () => this.SUBRULE(this.engine)),
      key: this.maybe(2, () => this.SUBRULE(this.tableKey)),
      comment: this.maybe(3, () => this.SUBRULE(this.comment)),
      partitionBy: this.maybe(4, () => this.SUBRULE(this.partitionBy)),
      distribution: this.maybe(5, () => this.SUBRULE(this.distribution)),
      orderBy: this.maybe(6, () => this.SUBRULE(this.sortKey)) ?? [],
      properties: this.maybe(7, () => this.SUBRULE(this.properties)) ?? [],
    };
  });

  /** CREATE DATABASE and CREATE TABLE. */
  protected readonly createStatement: ParserMethod<[], DefinitionStatement> = this.rule('createStatement', () => {
    this.CONSUME(K.CREATE);
    return this.OR<DefinitionStatement>([
      { ALT: () => this.SUBRULE(this.createDatabase) },
      { ALT: () => this.SUBRULE(this.createTable) },
    ]);
  });

  private readonly dropDatabase: ParserMethod<[], DefinitionStatement> = this.rule('dropDatabase', () => {
    this.CONSUME(K.DATABASE);
    const ifExists = this.flag(0, K.IF, K.EXISTS);
    return { kind: 'dropDatabase', database: this.name(), ifExists, force: this.flag(1, K.FORCE) };
  });

  private readonly dropTable: ParserMethod<[], DefinitionStatement> = this.rule('dropTable', () => {
    this.CONSUME(K.TABLE);
    const ifExists = this.flag(0, K.IF, K.EXISTS);
    return { kind: 'dropTable', table: this.SUBRULE(this.tableName), ifExists, force: this.flag(1, K.FORCE) };
  });

  /** DROP DATABASE and DROP TABLE. */
  protected readonly dropStatement: ParserMethod<[], DefinitionStatement> = this.rule('dropStatement', () => {
    this.CONSUME(K.DROP);
    return this.OR<DefinitionStatement>([
      { ALT: () => this.SUBRULE(this.dropDatabase) },
      { ALT: () => this.SUBRULE(this.dropTable) },
    ]);
  });

  /** RECOVER TABLE. */
  protected readonly recoverStatement: ParserMethod<[], DefinitionStatement> = this.rule('recoverStatement', () => {
    this.phrase(0, K.RECOVER, K.TABLE);
    return { kind: 'recoverTable', table: this.SUBRULE(this.tableName) };
  });

  private readonly partitionList: ParserMethod<[], 'all' | string[]> = this.rule('partitionList', () => {
    this.CONSUME(S.lparen);
    const chosen = this.OR<'all' | string[]>([
      { ALT: () => this.standsFor(0, S.star, 'all') },
      { ALT: () => this.commaList(() => this.name()) },
    ]);
    this.CONSUME(S.rparen);
    return chosen;
  });

  private readonly chosenPartitions: ParserMethod<[], 'all' | string[]> = this.rule('chosenPartitions', () =>
    this.OR<'all' | string[]>([{ ALT: () => [this.name()] }, { ALT: () => this.SUBRULE(this.partitionList) }]),
  );

  /** ALTER TABLE t SET and ALTER TABLE t MODIFY PARTITION; the word ALTER is already consumed. */
  protected readonly alterTable: ParserMethod<[], DefinitionStatement> = this.rule('alterTable', () => {
    this.CONSUME(K.TABLE);
    const table = this.SUBRULE(this.tableName);
    const partitions = this.maybe(0, () => {
      this.phrase(0, K.MODIFY, K.PARTITION);
      return this.SUBRULE(this.chosenPartitions);
    });
    this.CONSUME(K.SET);
    const properties = this.SUBRULE(this.propertyList);
    return partitions === null
      ? { kind: 'alterTableSet', table, properties }
      : { kind: 'alterTableModifyPartitions', table, partitions, properties };
  });
}
