import type { ParserMethod } from 'chevrotain';
import { AdminRules } from './admin.ts';
import type { ObjectStatement, VolumeStatement } from './clusterStatement.ts';
import { K } from './keywords.ts';
import type { ShowStatement } from './statement.ts';
import type { ShowFilter } from './syntax.ts';
import { Integer } from './tokens.ts';

type Shown = ShowStatement | VolumeStatement | ObjectStatement;

/** Grammar of SHOW and DESCRIBE. */
export abstract class ShowRules extends AdminRules {
  private readonly showTables: ParserMethod<[], ShowStatement> = this.rule('showTables', () => {
    const kind = this.flag(2, K.FULL) ? 'showFullTables' : 'showTables';
    this.CONSUME(K.TABLES);
    const database = this.maybe(0, () => {
      this.oneOf(0, [K.FROM, K.IN]);
      return this.name();
    });
    return { kind, database, pattern: this.maybe(1, () => this.SUBRULE(this.likePattern)) };
  });

  private readonly showFilter: ParserMethod<[], ShowFilter> = this.rule('showFilter', () =>
    this.OR<ShowFilter>([
      { ALT: () => ({ type: 'like', pattern: this.SUBRULE(this.likePattern) }) },
      { ALT: () => ({ type: 'where', condition: this.SUBRULE(this.where) }) },
    ]),
  );

  private readonly showVariables: ParserMethod<[], ShowStatement> = this.rule('showVariables', () => {
    const scope = this.maybe(0, () => this.SUBRULE(this.scope)) ?? 'session';
    const status = this.oneOf(0, [K.VARIABLES, K.STATUS]).tokenType === K.STATUS;
    const filter = this.maybe(1, () => this.SUBRULE(this.showFilter));
    return { kind: status ? 'showStatus' : 'showVariables', scope, filter };
  });

  private readonly tabletsOfTable: ParserMethod<[], ShowStatement> = this.rule('tabletsOfTable', () => {
    this.CONSUME(K.FROM);
    return {
      kind: 'showTablets',
      table: this.SUBRULE(this.tableName),
      partitions: this.maybe(0, () => this.SUBRULE(this.partitions)),
      where: this.maybe(1, () => this.SUBRULE(this.where)),
      orderBy: this.maybe(2, () => this.SUBRULE(this.orderBy)) ?? [],
      limit: this.maybe(3, () => this.SUBRULE(this.limit)),
    };
  });

  private readonly showTablet: ParserMethod<[], ShowStatement> = this.rule('showTablet', () => {
    this.CONSUME(K.TABLET);
    return this.OR<ShowStatement>([
      { ALT: () => ({ kind: 'showTablet', tabletId: this.CONSUME(Integer).image }) },
      { ALT: () => this.SUBRULE(this.tabletsOfTable) },
    ]);
  });

  private readonly showTablets: ParserMethod<[], ShowStatement> = this.rule('showTablets', () => {
    this.CONSUME(K.TABLETS);
    return this.SUBRULE(this.tabletsOfTable);
  });

  private readonly showProc: ParserMethod<[], ShowStatement> = this.rule('showProc', () => {
    this.CONSUME(K.PROC);
    return { kind: 'showProc', path: this.text() };
  });

  private readonly showPartitions: ParserMethod<[], ShowStatement> = this.rule('showPartitions', () => {
    this.phrase(0, K.PARTITIONS, K.FROM);
    return { kind: 'showPartitions', table: this.SUBRULE(this.tableName) };
  });

  private readonly showCreateTable: ParserMethod<[], ShowStatement> = this.rule('showCreateTable', () => {
    this.phrase(0, K.CREATE, K.TABLE);
    return { kind: 'showCreateTable', table: this.SUBRULE(this.tableName) };
  });

  private readonly showProcesslist: ParserMethod<[], ShowStatement> = this.rule('showProcesslist', () => {
    this.flag(0, K.FULL);
    return this.standsFor(0, K.PROCESSLIST, { kind: 'showProcesslist' });
  });

  private readonly showComputeNodes: ParserMethod<[], ShowStatement> = this.rule('showComputeNodes', () => {
    this.phrase(0, K.COMPUTE, K.NODES);
    return { kind: 'showComputeNodes' };
  });

  /** Every SHOW statement. */
  protected readonly showStatement: ParserMethod<[], Shown> = this.rule('showStatement', () => {
    this.CONSUME(K.SHOW);
    return this.OR<Shown>([
      { ALT: () => this.standsFor(0, K.DATABASES, { kind: 'showDatabases' }) },
      { ALT: () => this.standsFor(0, K.WARNINGS, { kind: 'showWarnings' }) },
      { ALT: () => this.standsFor(0, K.BACKENDS, { kind: 'showBackends' }) },
      { ALT: () => this.standsFor(0, K.FRONTENDS, { kind: 'showFrontends' }) },
      { ALT: () => this.SUBRULE(this.showComputeNodes) },
      { ALT: () => this.SUBRULE(this.showProcesslist) },
      { ALT: () => this.SUBRULE(this.showTables) },
      { ALT: () => this.SUBRULE(this.showVariables) },
      { ALT: () => this.SUBRULE(this.showTablet) },
      { ALT: () => this.SUBRULE(this.showTablets) },
      { ALT: () => this.SUBRULE(this.showProc) },
      { ALT: () => this.SUBRULE(this.showPartitions) },
      { ALT: () => this.SUBRULE(this.showCreateTable) },
      { ALT: () => this.SUBRULE(this.showVolumes) },
      { ALT: () => this.SUBRULE(this.showObjects) },
    ]);
  });

  /** DESC[RIBE] table and DESC[RIBE] STORAGE VOLUME v. */
  protected readonly describeStatement: ParserMethod<[], Shown> = this.rule('describeStatement', () => {
    this.oneOf(0, [K.DESC, K.DESCRIBE]);
    return this.OR1<Shown>([
      { ALT: () => this.SUBRULE(this.describeVolume) },
      { ALT: () => ({ kind: 'describe', table: this.SUBRULE(this.tableName) }) },
    ]);
  });
}
