import { EOF, type IToken, type ParserMethod } from 'chevrotain';
import { endPosition, failureAt, type ParseFailure, positionOf } from './failure.ts';
import type { Culprit } from './messages.ts';
import { ShowRules } from './show.ts';
import type { Statement } from './statement.ts';
import { S } from './tokens.ts';

/** A statement, or where and why it is refused. */
export type ParseResult = { readonly ok: true; readonly statement: Statement } | ParseFailure;

function failureOf(culprit: IToken, message: string, tokens: readonly IToken[]): ParseFailure {
  const atEnd = culprit.tokenType === EOF;
  return failureAt(atEnd ? endPosition(tokens) : positionOf(culprit), message);
}

/** The whole grammar: one statement and an optional semicolon. */
class StatementParser extends ShowRules {
  private readonly script: ParserMethod<[], Statement> = this.rule('script', () => {
    const statement = this.OR<Statement>([
      { ALT: () => this.SUBRULE(this.selectStatement) },
      { ALT: () => this.SUBRULE(this.insertStatement) },
      { ALT: () => this.SUBRULE(this.showStatement) },
      { ALT: () => this.SUBRULE(this.adminStatement) },
      { ALT: () => this.SUBRULE(this.transaction) },
      { ALT: () => this.SUBRULE(this.setStatement) },
      { ALT: () => this.SUBRULE(this.useStatement) },
      { ALT: () => this.SUBRULE(this.callStatement) },
      { ALT: () => this.SUBRULE(this.createStatement) },
      { ALT: () => this.SUBRULE(this.dropStatement) },
      { ALT: () => this.SUBRULE(this.recoverStatement) },
      { ALT: () => this.SUBRULE(this.alterStatement) },
      { ALT: () => this.SUBRULE(this.cancelStatement) },
      { ALT: () => this.SUBRULE(this.describeStatement) },
      { ALT: () => this.SUBRULE(this.killStatement) },
      { ALT: () => this.SUBRULE(this.createVolume) },
      { ALT: () => this.SUBRULE(this.alterVolume) },
      { ALT: () => this.SUBRULE(this.dropVolume) },
      { ALT: () => this.SUBRULE(this.createObject) },
      { ALT: () => this.SUBRULE(this.dropObject) },
      { ALT: () => this.SUBRULE(this.privilege) },
    ]);
    this.OPTION(() => this.CONSUME(S.semicolon));
    return statement;
  });

  private readonly culprit: Culprit;

  constructor(culprit: Culprit = { token: undefined }) {
    super(culprit);
    this.culprit = culprit;
    this.performSelfAnalysis();
  }

  parse(source: string, tokens: IToken[]): ParseResult {
    this.source = source;
    this.input = tokens;
    const statement = this.script();
    const error = this.errors[0];
    // Lets go of the tokens: a long statement must not stay in memory until the next one.
    this.input = [];
    if (error === undefined) return { ok: true, statement };
    return failureOf(this.culprit.token ?? error.token, error.message, tokens);
  }
}

let shared: StatementParser | undefined;

/**
 * Parses the tokens of one statement. The parser is built at the first call and kept, as building it analyses the grammar.
 * @param source the statement's text, from which select items take their names
 * @param tokens its tokens, with placeholders already bound
 */
export function parseTokens(source: string, tokens: IToken[]): ParseResult {
  shared ??= new StatementParser();
  return shared.parse(source, tokens);
}
