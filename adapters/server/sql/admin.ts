import type { ParserMethod } from 'chevrotain';
import type { SnapshotStatement } from './clusterStatement.ts';
import { K } from './keywords.ts';
import { SessionRules } from './session.ts';
import type { AdminStatement, DefinitionStatement } from './statement.ts';

/** Grammar of ADMIN, ALTER SYSTEM and CANCEL DECOMMISSION. */
export abstract class AdminRules extends SessionRules {
  private readonly replicaStatus: ParserMethod<[], AdminStatement> = this.rule('replicaStatus', () => {
    this.phrase(0, K.STATUS, K.FROM);
    return {
      kind: 'adminShowReplicaStatus',
      table: this.SUBRULE(this.tableName),
      partitions: this.maybe(0, () => this.SUBRULE(this.partitions)),
      where: this.maybe(1, () => this.SUBRULE(this.where)),
    };
  });

  private readonly replicaDistribution: ParserMethod<[], AdminStatement> = this.rule('replicaDistribution', () => {
    this.phrase(0, K.DISTRIBUTION, K.FROM);
    return {
      kind: 'adminShowReplicaDistribution',
      table: this.SUBRULE(this.tableName),
      partitions: this.maybe(0, () => this.SUBRULE(this.partitions)),
    };
  });

  private readonly showReplica: ParserMethod<[], AdminStatement> = this.rule('showReplica', () => {
    this.CONSUME(K.REPLICA);
    return this.OR<AdminStatement>([
      { ALT: () => this.SUBRULE(this.replicaStatus) },
      { ALT: () => this.SUBRULE(this.replicaDistribution) },
    ]);
  });

  private readonly showConfig: ParserMethod<[], AdminStatement> = this.rule('showConfig', () => {
    this.phrase(0, K.FRONTEND, K.CONFIG);
    return {
      kind: 'adminShowFrontendConfig',
      pattern: this.maybe(0, () => this.SUBRULE(this.likePattern)),
    };
  });

  private readonly adminShow: ParserMethod<[], AdminStatement> = this.rule('adminShow', () => {
    this.CONSUME(K.SHOW);
    return this.OR<AdminStatement>([
      { ALT: () => this.SUBRULE(this.showReplica) },
      { ALT: () => this.SUBRULE(this.showConfig) },
    ]);
  });

  private readonly setReplica: ParserMethod<[], AdminStatement> = this.rule('setReplica', () => {
    this.phrase(0, K.REPLICA, K.STATUS);
    return { kind: 'adminSetReplicaStatus', properties: this.SUBRULE(this.properties) };
  });

  private readonly setConfig: ParserMethod<[], AdminStatement> = this.rule('setConfig', () => {
    this.phrase(0, K.FRONTEND, K.CONFIG);
    return { kind: 'adminSetFrontendConfig', properties: this.SUBRULE(this.propertyList) };
  });

  /** S02, S07; an interval, as later releases take it, is not part of the document. */
  private readonly setSnapshots: ParserMethod<[], SnapshotStatement> = this.rule('setSnapshots', () => {
    this.phrase(0, K.AUTOMATED, K.CLUSTER, K.SNAPSHOT);
    return this.OR<SnapshotStatement>([
      { ALT: () => ({ kind: 'snapshotsOn', volume: this.SUBRULE(this.snapshotsOn) }) },
      { ALT: () => this.standsFor(0, K.OFF, { kind: 'snapshotsOff' }) },
    ]);
  });

  private readonly snapshotsOn: ParserMethod<[], string | null> = this.rule('snapshotsOn', () => {
    this.CONSUME(K.ON);
    return this.maybe(0, () => {
      this.phrase(1, K.STORAGE, K.VOLUME);
      return this.SUBRULE(this.nameOrText);
    });
  });

  private readonly adminSet: ParserMethod<[], AdminStatement | SnapshotStatement> = this.rule('adminSet', () => {
    this.CONSUME(K.SET);
    return this.OR<AdminStatement | SnapshotStatement>([
      { ALT: () => this.SUBRULE(this.setSnapshots) },
      { ALT: () => this.SUBRULE(this.setReplica) },
      { ALT: () => this.SUBRULE(this.setConfig) },
    ]);
  });

  private readonly adminRepair: ParserMethod<[], AdminStatement> = this.rule('adminRepair', () => {
    const cancel = this.flag(0, K.CANCEL);
    this.phrase(0, K.REPAIR, K.TABLE);
    return {
      kind: cancel ? 'adminCancelRepairTable' : 'adminRepairTable',
      table: this.SUBRULE(this.tableName),
      partitions: this.maybe(1, () => this.SUBRULE(this.partitions)),
      properties: this.maybe(2, () => this.SUBRULE(this.properties)) ?? [],
    };
  });

  private readonly adminCheck: ParserMethod<[], AdminStatement> = this.rule('adminCheck', () => {
    this.phrase(0, K.CHECK, K.TABLET);
    return {
      kind: 'adminCheckTablet',
      tablets: this.SUBRULE(this.idList),
      properties: this.SUBRULE(this.properties),
    };
  });

  /** ADMIN SHOW, ADMIN SET, ADMIN [CANCEL] REPAIR, ADMIN CHECK. */
  protected readonly adminStatement: ParserMethod<[], AdminStatement | SnapshotStatement> = this.rule(
    'adminStatement',
    () => {
      this.CONSUME(K.ADMIN);
      return this.OR<AdminStatement | SnapshotStatement>([
        { ALT: () => this.SUBRULE(this.adminShow) },
        { ALT: () => this.SUBRULE(this.adminSet) },
        { ALT: () => this.SUBRULE(this.adminRepair) },
        { ALT: () => this.SUBRULE(this.adminCheck) },
      ]);
    },
  );

  private readonly backends: ParserMethod<[], string[]> = this.rule('backends', () => {
    this.CONSUME(K.BACKEND);
    return this.commaList(() => this.text());
  });

  private readonly dropBackends: ParserMethod<[], AdminStatement> = this.rule('dropBackends', () => {
    this.CONSUME(K.DROP);
    return { kind: 'dropBackends', backends: this.SUBRULE(this.backends), force: this.flag(0, K.FORCE) };
  });

  private readonly joinOrLeave: ParserMethod<[], AdminStatement> = this.rule('joinOrLeave', () => {
    const action = this.oneOf(0, [K.ADD, K.DECOMMISSION]).tokenType;
    const kind = action === K.ADD ? 'addBackends' : 'decommissionBackends';
    return { kind, backends: this.SUBRULE(this.backends) };
  });

  private readonly modifyBackend: ParserMethod<[], AdminStatement> = this.rule('modifyBackend', () => {
    this.phrase(0, K.MODIFY, K.BACKEND);
    const backend = this.text();
    this.CONSUME(K.SET);
    return { kind: 'modifyBackend', backend, properties: this.SUBRULE(this.propertyList) };
  });

  private readonly alterSystem: ParserMethod<[], AdminStatement> = this.rule('alterSystem', () => {
    this.CONSUME(K.SYSTEM);
    return this.OR<AdminStatement>([
      { ALT: () => this.SUBRULE(this.joinOrLeave) },
      { ALT: () => this.SUBRULE(this.dropBackends) },
      { ALT: () => this.SUBRULE(this.modifyBackend) },
    ]);
  });

  /** ALTER TABLE and ALTER SYSTEM. */
  protected readonly alterStatement: ParserMethod<[], AdminStatement | DefinitionStatement> = this.rule(
    'alterStatement',
    () => {
      this.CONSUME(K.ALTER);
      return this.OR<AdminStatement | DefinitionStatement>([
        { ALT: () => this.SUBRULE(this.alterTable) },
        { ALT: () => this.SUBRULE(this.alterSystem) },
      ]);
    },
  );

  /** CANCEL DECOMMISSION BACKEND. */
  protected readonly cancelStatement: ParserMethod<[], AdminStatement> = this.rule('cancelStatement', () => {
    this.phrase(0, K.CANCEL, K.DECOMMISSION);
    return { kind: 'cancelDecommissionBackends', backends: this.SUBRULE(this.backends) };
  });
}
