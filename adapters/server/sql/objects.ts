import type { ParserMethod } from 'chevrotain';
import type { NamedObject, ObjectStatement } from './clusterStatement.ts';
import { K } from './keywords.ts';
import type { TableName } from './syntax.ts';
import { S } from './tokens.ts';
import { VolumeRules } from './volumes.ts';

type Named = Extract<NamedObject, { readonly name: string }>;

/** Grammar of catalogs, users, roles, privileges, views, functions, routine loads and resource groups. */
export abstract class ObjectRules extends VolumeRules {
  /** `'user'@'host'`; this server has one user of a name, whatever the host. */
  private readonly userName: ParserMethod<[], string> = this.rule('userName', () => {
    const name = this.SUBRULE1(this.nameOrText);
    this.maybe(0, () => this.after(0, S.at, () => this.SUBRULE2(this.nameOrText)));
    return name;
  });

  private readonly ifNotExists: ParserMethod<[], boolean> = this.rule('ifNotExists', () =>
    this.flag(0, K.IF, K.NOT, K.EXISTS),
  );

  private readonly ifExists: ParserMethod<[], boolean> = this.rule('ifExists', () => this.flag(0, K.IF, K.EXISTS));

  private readonly createCatalog: ParserMethod<[], ObjectStatement> = this.rule('createCatalog', () => {
    this.phrase(0, K.CREATE, K.EXTERNAL, K.CATALOG);
    const ifNotExists = this.SUBRULE(this.ifNotExists);
    const name = this.SUBRULE(this.nameOrText);
    this.maybe(0, () => this.SUBRULE(this.comment));
    this.SUBRULE(this.properties);
    return { kind: 'createNamed', object: { kind: 'catalog', name }, table: null, ifNotExists };
  });

  private readonly createUser: ParserMethod<[], ObjectStatement> = this.rule('createUser', () => {
    this.phrase(0, K.CREATE, K.USER);
    const ifNotExists = this.SUBRULE(this.ifNotExists);
    const name = this.SUBRULE(this.userName);
    // A password is taken and forgotten: users of a cluster cannot log in here, and what is not kept cannot leak.
    this.maybe(0, () => {
      this.phrase(1, K.IDENTIFIED, K.BY);
      return this.text();
    });
    return { kind: 'createNamed', object: { kind: 'user', name }, table: null, ifNotExists };
  });

  private readonly createRole: ParserMethod<[], ObjectStatement> = this.rule('createRole', () => {
    this.phrase(0, K.CREATE, K.ROLE);
    const ifNotExists = this.SUBRULE(this.ifNotExists);
    const name = this.SUBRULE(this.nameOrText);
    return { kind: 'createNamed', object: { kind: 'role', name }, table: null, ifNotExists };
  });

  private readonly createView: ParserMethod<[], ObjectStatement> = this.rule('createView', () => {
    this.phrase(0, K.CREATE, K.VIEW);
    const ifNotExists = this.SUBRULE(this.ifNotExists);
    const name = this.SUBRULE(this.tableName);
    this.CONSUME(K.AS);
    this.SUBRULE(this.selectStatement);
    return { kind: 'createNamed', object: { kind: 'view', name }, table: null, ifNotExists };
  });

  /** `d.f(INT, ...)`. */
  private readonly signature: ParserMethod<[], TableName> = this.rule('signature', () => {
    const name = this.SUBRULE(this.tableName);
    this.CONSUME(S.lparen);
    this.MANY_SEP({ SEP: S.comma, DEF: () => this.name() });
    this.CONSUME(S.rparen);
    return name;
  });

  private readonly createFunction: ParserMethod<[], ObjectStatement> = this.rule('createFunction', () => {
    this.phrase(0, K.CREATE, K.FUNCTION);
    const name = this.SUBRULE(this.signature);
    this.CONSUME(K.RETURNS);
    this.name();
    this.SUBRULE(this.properties);
    return { kind: 'createNamed', object: { kind: 'function', name }, table: null, ifNotExists: false };
  });

  private readonly createLoad: ParserMethod<[], ObjectStatement> = this.rule('createLoad', () => {
    this.phrase(0, K.CREATE, K.ROUTINE, K.LOAD);
    const name = this.SUBRULE(this.tableName);
    this.CONSUME(K.ON);
    const table = this.name();
    this.maybe(0, () => this.SUBRULE(this.properties));
    this.phrase(1, K.FROM, K.KAFKA);
    this.SUBRULE(this.propertyList);
    return { kind: 'createNamed', object: { kind: 'loadJob', name }, table, ifNotExists: false };
  });

  private readonly classifier: ParserMethod<[], string> = this.rule('classifier', () => {
    this.phrase(0, S.lparen, K.USER, S.equal);
    const user = this.SUBRULE(this.nameOrText);
    this.CONSUME(S.rparen);
    return user;
  });

  private readonly createGroup: ParserMethod<[], ObjectStatement> = this.rule('createGroup', () => {
    this.phrase(0, K.CREATE, K.RESOURCE, K.GROUP);
    const ifNotExists = this.SUBRULE(this.ifNotExists);
    const name = this.name();
    this.maybe(0, () => this.after(1, K.TO, () => this.commaList(() => this.SUBRULE(this.classifier))));
    this.CONSUME(K.WITH);
    this.SUBRULE(this.propertyList);
    return { kind: 'createNamed', object: { kind: 'resourceGroup', name }, table: null, ifNotExists };
  });

  /** CREATE of what is neither database, table nor volume. */
  protected readonly createObject: ParserMethod<[], ObjectStatement> = this.rule('createObject', () =>
    this.OR<ObjectStatement>([
      { ALT: () => this.SUBRULE(this.createCatalog) },
      { ALT: () => this.SUBRULE(this.createUser) },
      { ALT: () => this.SUBRULE(this.createRole) },
      { ALT: () => this.SUBRULE(this.createView) },
      { ALT: () => this.SUBRULE(this.createFunction) },
      { ALT: () => this.SUBRULE(this.createLoad) },
      { ALT: () => this.SUBRULE(this.createGroup) },
    ]),
  );

  private readonly dropPlain: ParserMethod<[], ObjectStatement> = this.rule('dropPlain', () => {
    this.CONSUME(K.DROP);
    const kind = this.OR<Named['kind']>([
      { ALT: () => this.standsFor(0, K.CATALOG, 'catalog') },
      { ALT: () => this.standsFor(0, K.ROLE, 'role') },
      { ALT: () => this.after(0, K.RESOURCE, () => this.standsFor(0, K.GROUP, 'resourceGroup')) },
    ]);
    const ifExists = this.SUBRULE(this.ifExists);
    return { kind: 'dropNamed', object: { kind, name: this.SUBRULE(this.nameOrText) }, ifExists };
  });

  private readonly dropUser: ParserMethod<[], ObjectStatement> = this.rule('dropUser', () => {
    this.phrase(0, K.DROP, K.USER);
    const ifExists = this.SUBRULE(this.ifExists);
    return { kind: 'dropNamed', object: { kind: 'user', name: this.SUBRULE(this.userName) }, ifExists };
  });

  private readonly dropView: ParserMethod<[], ObjectStatement> = this.rule('dropView', () => {
    this.phrase(0, K.DROP, K.VIEW);
    const ifExists = this.SUBRULE(this.ifExists);
    return { kind: 'dropNamed', object: { kind: 'view', name: this.SUBRULE(this.tableName) }, ifExists };
  });

  private readonly dropFunction: ParserMethod<[], ObjectStatement> = this.rule('dropFunction', () => {
    this.phrase(0, K.DROP, K.FUNCTION);
    const ifExists = this.SUBRULE(this.ifExists);
    return { kind: 'dropNamed', object: { kind: 'function', name: this.SUBRULE(this.signature) }, ifExists };
  });

  private readonly stopLoad: ParserMethod<[], ObjectStatement> = this.rule('stopLoad', () => {
    this.phrase(0, K.STOP, K.ROUTINE, K.LOAD, K.FOR);
    return { kind: 'dropNamed', object: { kind: 'loadJob', name: this.SUBRULE(this.tableName) }, ifExists: false };
  });

  /** DROP of what is neither database, table nor volume, and STOP ROUTINE LOAD. */
  protected readonly dropObject: ParserMethod<[], ObjectStatement> = this.rule('dropObject', () =>
    this.OR<ObjectStatement>([
      { ALT: () => this.SUBRULE(this.dropPlain) },
      { ALT: () => this.SUBRULE(this.dropUser) },
      { ALT: () => this.SUBRULE(this.dropView) },
      { ALT: () => this.SUBRULE(this.dropFunction) },
      { ALT: () => this.SUBRULE(this.stopLoad) },
    ]),
  );

  private readonly onTable: ParserMethod<[], TableName> = this.rule('onTable', () => {
    this.phrase(0, K.SELECT, K.ON);
    this.flag(1, K.TABLE);
    return this.SUBRULE(this.tableName);
  });

  private readonly grantee: ParserMethod<[], string> = this.rule('grantee', () => {
    this.flag(0, K.USER);
    return this.SUBRULE(this.userName);
  });

  /** GRANT SELECT ON t TO u and REVOKE SELECT ON t FROM u. */
  protected readonly privilege: ParserMethod<[], ObjectStatement> = this.rule('privilege', () => {
    const kind = this.OR1<'grantSelect' | 'revokeSelect'>([
      { ALT: () => this.standsFor(0, K.GRANT, 'grantSelect') },
      { ALT: () => this.standsFor(0, K.REVOKE, 'revokeSelect') },
    ]);
    const table = this.SUBRULE(this.onTable);
    this.oneOf(2, [K.TO, K.FROM]);
    return { kind, table, user: this.SUBRULE(this.grantee) };
  });

  private readonly ofDatabase: ParserMethod<[], string> = this.rule('ofDatabase', () => {
    this.oneOf(0, [K.FROM, K.IN]);
    return this.name();
  });

  private readonly showGrants: ParserMethod<[], ObjectStatement> = this.rule('showGrants', () => {
    this.CONSUME(K.GRANTS);
    const user = this.maybe(0, () => this.after(1, K.FOR, () => this.SUBRULE(this.userName)));
    return { kind: 'showGrants', user };
  });

  private readonly showFunctions: ParserMethod<[], ObjectStatement> = this.rule('showFunctions', () => {
    this.flag(0, K.FULL);
    this.CONSUME(K.FUNCTIONS);
    return { kind: 'showFunctions', database: this.maybe(1, () => this.SUBRULE(this.ofDatabase)) };
  });

  private readonly showLoads: ParserMethod<[], ObjectStatement> = this.rule('showLoads', () => {
    this.phrase(0, K.ROUTINE, K.LOAD);
    return { kind: 'showRoutineLoads', database: this.maybe(1, () => this.SUBRULE(this.ofDatabase)) };
  });

  private readonly showGroups: ParserMethod<[], ObjectStatement> = this.rule('showGroups', () => {
    this.phrase(0, K.RESOURCE, K.GROUPS);
    this.flag(1, K.ALL);
    return { kind: 'showResourceGroups' };
  });

  private readonly showRecycleBin: ParserMethod<[], ObjectStatement> = this.rule('showRecycleBin', () => {
    this.phrase(0, K.CATALOG, K.RECYCLE, K.BIN);
    return { kind: 'showRecycleBin' };
  });

  /** SHOW of what is neither database, table nor volume; SHOW is already consumed. */
  protected readonly showObjects: ParserMethod<[], ObjectStatement> = this.rule('showObjects', () =>
    this.OR<ObjectStatement>([
      { ALT: () => this.standsFor(0, K.CATALOGS, { kind: 'showCatalogs' }) },
      { ALT: () => this.standsFor(0, K.USERS, { kind: 'showUsers' }) },
      { ALT: () => this.standsFor(0, K.ROLES, { kind: 'showRoles' }) },
      { ALT: () => this.SUBRULE(this.showGrants) },
      { ALT: () => this.SUBRULE(this.showFunctions) },
      { ALT: () => this.SUBRULE(this.showLoads) },
      { ALT: () => this.SUBRULE(this.showGroups) },
      { ALT: () => this.SUBRULE(this.showRecycleBin) },
    ]),
  );
}
