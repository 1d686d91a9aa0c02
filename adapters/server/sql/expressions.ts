import type { ParserMethod, TokenType } from 'chevrotain';
import { positionOf } from './failure.ts';
import { K } from './keywords.ts';
import type { Comparison, Expr, OrderKey, Position, Scope, Span } from './syntax.ts';
import { S } from './tokens.ts';
import { ValueRules } from './values.ts';

const comparisons: readonly (readonly [TokenType, Comparison])[] = [
  [S.equal, '='],
  [S.notEqual, '!='],
  [S.lessGreater, '!='],
  [S.lessEqual, '<='],
  [S.less, '<'],
  [S.greaterEqual, '>='],
  [S.greater, '>'],
  [S.nullSafeEqual, '<=>'],
];

const comparisonTypes = comparisons.map(([type]) => type);

const comparisonOf = (type: TokenType): Comparison => comparisons.find(([known]) => known === type)?.[1] ?? '=';

const variableScopes: ReadonlyMap<string, Scope> = new Map([
  ['session', 'session'],
  ['local', 'session'],
  ['global', 'global'],
]);

/** A system variable's name after `@@`; a first part that is no scope belongs to the name. */
export type VariableName = { readonly scope: Scope | null; readonly name: string };

function variableName(first: string, second: string | null): VariableName {
  const scope = variableScopes.get(first.toLowerCase());
  if (second === null) return { scope: null, name: first };
  return scope === undefined ? { scope: null, name: `${first}.${second}` } : { scope, name: second };
}

/** What follows an operand: makes the predicate once the operand and the span of the whole are known. */
type Suffix = (operand: Expr, span: Span) => Expr;

const like =
  (negated: boolean, pattern: Expr): Suffix =>
  (operand, span) => ({ kind: 'like', negated, operand, pattern, span });

const among =
  (negated: boolean, list: readonly Expr[]): Suffix =>
  (operand, span) => ({ kind: 'in', negated, operand, list, span });

/** Grammar of conditions: comparisons, LIKE, IN and IS NULL joined by NOT, AND and OR. */
export abstract class ExpressionRules extends ValueRules {
  /** `@@[scope.]name`. */
  protected readonly systemVariable: ParserMethod<[], VariableName> = this.rule('systemVariable', () => {
    this.CONSUME(S.atAt);
    const first = this.name(0);
    const second = this.maybe(0, () => this.after(0, S.dot, () => this.name(1)));
    return this.ACTION(() => variableName(first, second));
  });

  private readonly argumentList: ParserMethod<[], Expr[]> = this.rule('argumentList', () => {
    const args: Expr[] = [];
    this.CONSUME(S.lparen);
    this.MANY_SEP({ SEP: S.comma, DEF: () => args.push(this.SUBRULE(this.expression)) });
    this.CONSUME(S.rparen);
    return args;
  });

  private readonly countAll: ParserMethod<[], Expr> = this.rule('countAll', () => {
    const from = positionOf(this.LA(1));
    this.phrase(0, K.COUNT, S.lparen, S.star, S.rparen);
    return { kind: 'countAll', span: this.spanFrom(from) };
  });

  // DATABASE is reserved, yet also the name of a function.
  private readonly databaseFunction: ParserMethod<[], Expr> = this.rule('databaseFunction', () => {
    const from = positionOf(this.LA(1));
    this.phrase(0, K.DATABASE, S.lparen, S.rparen);
    return { kind: 'function', name: 'database', args: [], span: this.spanFrom(from) };
  });

  private readonly named: ParserMethod<[], Expr> = this.rule('named', () => {
    const from = positionOf(this.LA(1));
    const name = this.name(0);
    const rest = this.maybe(0, () =>
      this.OR<{ readonly args: Expr[] } | { readonly member: string }>([
        { ALT: () => ({ args: this.SUBRULE(this.argumentList) }) },
        { ALT: () => ({ member: this.after(0, S.dot, () => this.name(1)) }) },
      ]),
    );
    return this.ACTION((): Expr => {
      const span = this.spanFrom(from);
      if (rest === null) return { kind: 'column', qualifier: null, name, span };
      if ('member' in rest) return { kind: 'column', qualifier: name, name: rest.member, span };
      return { kind: 'function', name: name.toLowerCase(), args: rest.args, span };
    });
  });

  private readonly operand: ParserMethod<[], Expr> = this.rule('operand', () => {
    const from = positionOf(this.LA(1));
    return this.OR<Expr>([
      { ALT: () => this.SUBRULE(this.countAll) },
      { ALT: () => this.SUBRULE(this.named) },
      { ALT: () => this.SUBRULE(this.databaseFunction) },
      { ALT: () => ({ kind: 'literal', literal: this.SUBRULE(this.literal), span: this.spanFrom(from) }) },
      { ALT: () => ({ kind: 'variable', ...this.SUBRULE(this.systemVariable), span: this.spanFrom(from) }) },
      { ALT: () => this.SUBRULE(this.parenthesized) },
    ]);
  });

  private readonly parenthesized: ParserMethod<[], Expr> = this.rule('parenthesized', () => {
    this.CONSUME(S.lparen);
    const inner = this.SUBRULE(this.expression);
    this.CONSUME(S.rparen);
    return inner;
  });

  private readonly comparison: ParserMethod<[], Suffix> = this.rule('comparison', () => {
    const operator = comparisonOf(this.oneOf(0, comparisonTypes).tokenType);
    const right = this.SUBRULE(this.operand);
    return (left, span) => ({ kind: 'comparison', operator, left, right, span });
  });

  private readonly membership: ParserMethod<[], Suffix> = this.rule('membership', () => {
    const negated = this.flag(0, K.NOT);
    return this.OR<Suffix>([
      { ALT: () => this.after(0, K.LIKE, () => like(negated, this.SUBRULE(this.operand))) },
      { ALT: () => this.after(0, K.IN, () => among(negated, this.SUBRULE(this.operandList))) },
    ]);
  });

  private readonly operandList: ParserMethod<[], Expr[]> = this.rule('operandList', () =>
    this.parenList(0, () => this.SUBRULE(this.operand)),
  );

  private readonly nullTest: ParserMethod<[], Suffix> = this.rule('nullTest', () => {
    this.CONSUME(K.IS);
    const negated = this.flag(0, K.NOT);
    this.CONSUME(K.NULL);
    return (operand, span) => ({ kind: 'isNull', negated, operand, span });
  });

  private readonly predicate: ParserMethod<[], Expr> = this.rule('predicate', () => {
    const from = positionOf(this.LA(1));
    const operand = this.SUBRULE(this.operand);
    const suffix = this.maybe(0, () =>
      this.OR<Suffix>([
        { ALT: () => this.SUBRULE(this.comparison) },
        { ALT: () => this.SUBRULE(this.membership) },
        { ALT: () => this.SUBRULE(this.nullTest) },
      ]),
    );
    return this.ACTION(() => (suffix === null ? operand : suffix(operand, this.spanFrom(from))));
  });

  // One NOT only: a chain of them would nest without parentheses and so without a limit.
  private readonly negation: ParserMethod<[], Expr> = this.rule('negation', () => {
    const from = positionOf(this.LA(1));
    const negated = this.flag(0, K.NOT);
    const operand = this.SUBRULE(this.predicate);
    return negated ? { kind: 'not', operand, span: this.spanFrom(from) } : operand;
  });

  private readonly conjunction: ParserMethod<[], Expr> = this.rule('conjunction', () =>
    this.chain('and', K.AND, () => this.SUBRULE(this.negation)),
  );

  /** A whole condition, or a single operand. */
  protected readonly expression: ParserMethod<[], Expr> = this.rule('expression', () =>
    this.chain('or', K.OR, () => this.SUBRULE(this.conjunction)),
  );

  /** `WHERE condition`. */
  protected readonly where: ParserMethod<[], Expr> = this.rule('where', () => {
    this.CONSUME(K.WHERE);
    return this.SUBRULE(this.expression);
  });

  private readonly orderKey: ParserMethod<[], OrderKey> = this.rule('orderKey', () => {
    const by = this.SUBRULE(this.expression);
    const direction = this.maybe(0, () => this.oneOf(0, [K.ASC, K.DESC]));
    return { by, descending: direction?.tokenType === K.DESC };
  });

  /** `ORDER BY key [ASC|DESC], ...`. */
  protected readonly orderBy: ParserMethod<[], OrderKey[]> = this.rule('orderBy', () => {
    this.phrase(0, K.ORDER, K.BY);
    return this.commaList(() => this.SUBRULE(this.orderKey));
  });

  /** From a remembered start to the token just consumed. */
  private spanFrom(from: Position): Span {
    return { from, to: positionOf(this.LA(0)) };
  }

  private chain(kind: 'and' | 'or', separator: TokenType, part: () => Expr): Expr {
    const from = positionOf(this.LA(1));
    const operands: Expr[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: separator, DEF: () => operands.push(part()) });
    const [only] = operands;
    return operands.length === 1 && only !== undefined ? only : { kind, operands, span: this.spanFrom(from) };
  }
}
