import { createToken, Lexer, type TokenType } from 'chevrotain';
import { endOfBlockComment, endOfLineComment, endOfQuoted } from './scan.ts';

/** Abstract: anything that may stand for a name. Words, backtick names and the keywords StarRocks does not reserve. */
export const Name = createToken({ name: 'Name', pattern: Lexer.NA, label: 'a name' });

/** Abstract: a quoted string or a string bound to a `?`. */
export const StringValue = createToken({ name: 'StringValue', pattern: Lexer.NA, label: 'a string' });

/** A bare word: StarRocks letters are ASCII letters, `_`, `$` and everything from U+0080; a leading digit is allowed. */
export const Word = createToken({
  name: 'Word',
  pattern: /[0-9A-Za-z_$\u0080-\u2fff\u3001-\uffff]+/,
  categories: [Name],
  label: 'a name',
});

const textFrom = (text: string, start: number, end: number): [string] | null =>
  end > start && end <= text.length ? [text.slice(start, end)] : null;

/** A name in backticks. */
export const QuotedName = createToken({
  name: 'QuotedName',
  pattern: (text, offset) => textFrom(text, offset, endOfQuoted(text, offset, '`')),
  start_chars_hint: ['`'],
  line_breaks: true,
  categories: [Name],
});

/** A string in single or double quotes, as written. */
export const QuotedString = createToken({
  name: 'QuotedString',
  pattern: (text, offset) => textFrom(text, offset, endOfQuoted(text, offset, '\'"')),
  start_chars_hint: ["'", '"'],
  line_breaks: true,
  categories: [StringValue],
});

/** Digits only. */
export const Integer = createToken({ name: 'Integer', pattern: /\d+/, longer_alt: Word, label: 'a whole number' });

/** A number with a fraction or an exponent; in `t.1abc` the dot is a separator, as digits may begin a name. */
export const Decimal = createToken({
  name: 'Decimal',
  pattern: /\d+\.\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?(?![0-9A-Za-z_$\u0080-\u2fff\u3001-\uffff])|\d+e[+-]?\d+/i,
  longer_alt: Word,
  label: 'a number',
});

/** A string bound to a `?`; its image is the value itself. */
export const BoundString = createToken({ name: 'BoundString', pattern: Lexer.NA, categories: [StringValue] });

/** A number below zero bound to a `?`. */
export const BoundNegative = createToken({ name: 'BoundNegative', pattern: Lexer.NA, label: 'a number' });

/** Bytes bound to a `?`, carried in the token's payload. */
export const BoundBytes = createToken({ name: 'BoundBytes', pattern: Lexer.NA, label: 'bound bytes' });

const symbol = (name: string, pattern: string): TokenType => createToken({ name, pattern, label: `'${pattern}'` });

/** Punctuation and operators. */
export const S = {
  placeholder: symbol('Placeholder', '?'),
  lparen: symbol('LParen', '('),
  rparen: symbol('RParen', ')'),
  lbracket: symbol('LBracket', '['),
  comma: symbol('Comma', ','),
  dot: symbol('Dot', '.'),
  semicolon: symbol('Semicolon', ';'),
  star: symbol('Star', '*'),
  minus: symbol('Minus', '-'),
  atAt: symbol('AtAt', '@@'),
  at: symbol('At', '@'),
  nullSafeEqual: symbol('NullSafeEqual', '<=>'),
  lessGreater: symbol('LessGreater', '<>'),
  lessEqual: symbol('LessEqual', '<='),
  greaterEqual: symbol('GreaterEqual', '>='),
  notEqual: symbol('NotEqual', '!='),
  less: symbol('Less', '<'),
  greater: symbol('Greater', '>'),
  equal: symbol('Equal', '='),
};

/** Blanks and comments: skipped, but they count for positions. */
export const skipped: readonly TokenType[] = [
  createToken({ name: 'Blank', pattern: /[ \t\r\n\f\v\u3000]+/, group: Lexer.SKIPPED, line_breaks: true }),
  createToken({
    name: 'LineComment',
    pattern: (text, offset) => textFrom(text, offset, endOfLineComment(text, offset)),
    start_chars_hint: ['-', '#'],
    group: Lexer.SKIPPED,
    line_breaks: false,
  }),
  createToken({
    name: 'BlockComment',
    pattern: (text, offset) => textFrom(text, offset, endOfBlockComment(text, offset)),
    start_chars_hint: ['/'],
    group: Lexer.SKIPPED,
    line_breaks: true,
  }),
];
