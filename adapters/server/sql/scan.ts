/**
 * Hand-written scanners for the tokens that may be long or hostile: one pass, no backtracking.
 * Each takes the offset of the opening character and returns the offset after the token, -1 when no such token opens
 * there, or Infinity when it opens but never ends.
 */

/**
 * End of a quoted token: a doubled quote is part of it; a backslash hides the next character, except in backticks.
 * @param quotes the quote characters that may open the token here
 */
export function endOfQuoted(text: string, start: number, quotes: string): number {
  const quote = text.charAt(start);
  if (quote === '' || !quotes.includes(quote)) return -1;
  for (let i = start + 1; i < text.length; i += 1) {
    const c = text.charAt(i);
    if (c === '\\' && quote !== '`') i += 1;
    else if (c === quote && text.charAt(i + 1) === quote) i += 1;
    else if (c === quote) return i + 1;
  }
  return Number.POSITIVE_INFINITY;
}

/** End of `-- ...` or `# ...`: the end of the line, which is not part of the comment. */
export function endOfLineComment(text: string, start: number): number {
  if (text.charAt(start) !== '#' && !text.startsWith('--', start)) return -1;
  let end = start;
  while (end < text.length && text.charAt(end) !== '\n' && text.charAt(end) !== '\r') end += 1;
  return end;
}

/** End of a block comment; comments do not nest. */
export function endOfBlockComment(text: string, start: number): number {
  if (!text.startsWith('/*', start)) return -1;
  const close = text.indexOf('*/', start + 2);
  return close < 0 ? Number.POSITIVE_INFINITY : close + 2;
}

const endOfOpened = (text: string, start: number): number =>
  Math.max(endOfQuoted(text, start, '\'"`'), endOfLineComment(text, start), endOfBlockComment(text, start));

/**
 * Upper bound on the number of tokens: one for each quoted token or comment and one for each character outside them.
 * Counting stops at a quote or comment that never ends, because lexing stops there too.
 */
export function tokenBound(text: string): number {
  const opener = /['"`#]|--|\/\*/g;
  let bound = 0;
  let at = 0;
  while (at < text.length) {
    opener.lastIndex = at;
    const next = opener.exec(text)?.index ?? text.length;
    bound += next - at + 1;
    at = next < text.length ? endOfOpened(text, next) : next;
  }
  return bound;
}
