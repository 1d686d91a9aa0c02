import type { ParserMethod } from 'chevrotain';
import type { VolumeStatement } from './clusterStatement.ts';
import { positionOf } from './failure.ts';
import { K } from './keywords.ts';
import { ObjectRules } from './objects.ts';
import type { Assignment, SessionStatement, VariableValue } from './statement.ts';
import type { Literal, Scope } from './syntax.ts';
import { Integer, S } from './tokens.ts';

/** Grammar of USE, SET, KILL and CALL. */
export abstract class SessionRules extends ObjectRules {
  /** USE database. */
  protected readonly useStatement: ParserMethod<[], SessionStatement> = this.rule('useStatement', () => {
    this.CONSUME(K.USE);
    return { kind: 'use', database: this.name() };
  });

  /** SESSION, LOCAL or GLOBAL. */
  protected readonly scope: ParserMethod<[], Scope> = this.rule('scope', () =>
    this.OR<Scope>([
      { ALT: () => this.standsFor(0, K.SESSION, 'session') },
      { ALT: () => this.standsFor(0, K.LOCAL, 'session') },
      { ALT: () => this.standsFor(0, K.GLOBAL, 'global') },
    ]),
  );

  private readonly variableValue: ParserMethod<[], VariableValue> = this.rule('variableValue', () => {
    const at = positionOf(this.LA(1));
    return this.OR<VariableValue>([
      { ALT: () => this.SUBRULE(this.literal) },
      { ALT: () => ({ type: 'word', text: this.name(), at }) },
      { ALT: () => ({ type: 'word', text: this.oneOf(1, [K.DEFAULT, K.ON]).image, at }) },
    ]);
  });

  private readonly assignment: ParserMethod<[], Assignment> = this.rule('assignment', () => {
    const target = this.OR([
      { ALT: () => this.SUBRULE(this.systemVariable) },
      { ALT: () => ({ scope: this.SUBRULE(this.scope), name: this.name(0) }) },
      { ALT: () => ({ scope: null, name: this.name(1) }) },
    ]);
    this.CONSUME(S.equal);
    const value = this.SUBRULE(this.variableValue);
    return this.ACTION(() => ({ scope: target.scope ?? 'session', name: target.name, value }));
  });

  private readonly setNames: ParserMethod<[], SessionStatement> = this.rule('setNames', () => {
    this.CONSUME(K.NAMES);
    const charset = this.OR([
      { ALT: () => this.SUBRULE1(this.nameOrText) },
      { ALT: () => this.CONSUME(K.DEFAULT).image },
    ]);
    const collation = this.maybe(0, () => this.after(0, K.COLLATE, () => this.SUBRULE2(this.nameOrText)));
    return { kind: 'setNames', charset, collation };
  });

  /** SET [SESSION|GLOBAL] x = v, ..., SET NAMES and SET v AS DEFAULT STORAGE VOLUME. */
  protected readonly setStatement: ParserMethod<[], SessionStatement | VolumeStatement> = this.rule(
    'setStatement',
    () => {
      this.CONSUME(K.SET);
      return this.OR<SessionStatement | VolumeStatement>([
        { ALT: () => this.SUBRULE(this.defaultVolume) },
        { ALT: () => this.SUBRULE(this.setNames) },
        {
          ALT: () => ({
            kind: 'setVariables',
            assignments: this.commaList(() => this.SUBRULE(this.assignment)),
          }),
        },
      ]);
    },
  );

  /** KILL [CONNECTION|QUERY] id. */
  protected readonly killStatement: ParserMethod<[], SessionStatement> = this.rule('killStatement', () => {
    this.CONSUME(K.KILL);
    const query = this.maybe(0, () => this.oneOf(0, [K.QUERY, K.CONNECTION]))?.tokenType === K.QUERY;
    return { kind: 'kill', target: query ? 'query' : 'connection', id: this.CONSUME(Integer).image };
  });

  /** CALL schema.procedure(constant, ...). */
  protected readonly callStatement: ParserMethod<[], SessionStatement> = this.rule('callStatement', () => {
    const args: Literal[] = [];
    this.CONSUME(K.CALL);
    const schema = this.name(0);
    this.CONSUME(S.dot);
    const procedure = this.name(1);
    this.CONSUME(S.lparen);
    this.MANY_SEP({ SEP: S.comma, DEF: () => args.push(this.SUBRULE(this.literal)) });
    this.CONSUME(S.rparen);
    return { kind: 'call', schema, procedure, args };
  });
}
