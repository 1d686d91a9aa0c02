import { EmbeddedActionsParser, type IToken, type ParserMethod, type TokenType } from 'chevrotain';
import { vocabulary } from './lexer.ts';
import { type Culprit, errorMessages } from './messages.ts';
import { S } from './tokens.ts';

/**
 * Shorthands over the parser library's DSL. Their first argument is the occurrence index, which must differ between two
 * uses of the same DSL method with the same token (or rule) inside one grammar rule.
 */
export abstract class GrammarBase extends EmbeddedActionsParser {
  /** Text of the statement being parsed, for slices of it. */
  protected source = '';

  /** @param culprit is told the token at which a statement is refused */
  constructor(culprit: Culprit) {
    super(vocabulary, { recoveryEnabled: false, maxLookahead: 3, errorMessageProvider: errorMessages(culprit) });
  }

  /** A grammar rule without parameters. */
  protected rule<T>(name: string, body: () => T): ParserMethod<[], T> {
    return this.RULE(name, body);
  }

  /** Consumes fixed tokens one after the other. */
  protected phrase(index: number, ...types: readonly TokenType[]): void {
    for (const type of types) this.consume(index, type);
  }

  /** True when the optional phrase is there. */
  protected flag(index: number, ...types: readonly TokenType[]): boolean {
    const found = this.option(index, () => {
      this.phrase(index, ...types);
      return true;
    });
    return found === true;
  }

  /** The optional part, or null. */
  protected maybe<T>(index: number, part: () => T): T | null {
    return this.option(index, part) ?? null;
  }

  /** Consumes a fixed token, then the part behind it. */
  protected after<T>(index: number, type: TokenType, part: () => T): T {
    this.consume(index, type);
    return part();
  }

  /** Consumes a fixed token that stands for a value. */
  protected standsFor<T>(index: number, type: TokenType, value: T): T {
    this.consume(index, type);
    return value;
  }

  /** One or more items between commas; at most one such list in a rule. */
  protected commaList<T>(item: () => T): T[] {
    const items: T[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: S.comma, DEF: () => items.push(item()) });
    return items;
  }

  /** `(item, ...)` with at least one item. */
  protected parenList<T>(index: number, item: () => T): T[] {
    this.consume(index, S.lparen);
    const items = this.commaList(item);
    this.consume(index, S.rparen);
    return items;
  }

  /** The token type that comes next out of a choice of single tokens. */
  protected oneOf(index: number, types: readonly TokenType[]): IToken {
    const token = this.or(
      index,
      types.map((type) => ({ ALT: () => this.consume(index, type) })),
    );
    // While the grammar is being recorded a choice yields a placeholder that is no token.
    return this.RECORDING_PHASE ? this.LA(1) : token;
  }
}
