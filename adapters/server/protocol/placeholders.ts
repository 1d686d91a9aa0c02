/**
 * Counts the `?` of a statement that stand for a parameter: those outside quotes, backticks and comments.
 * Knows doubled quotes, backslash escapes, `-- `, `#` and block comments; an unclosed one reaches to the end.
 * @param sql statement text
 */
export function countPlaceholders(sql: string): number {
  let count = 0;
  let at = 0;
  while (at < sql.length) {
    const end = endOfOpaque(sql, at);
    if (end === at && sql.charCodeAt(at) === QUESTION_MARK) count += 1;
    at = Math.max(end, at + 1);
  }
  return count;
}

const QUESTION_MARK = 0x3f;

/** Where the quote or comment that starts at `at` ends; `at` itself when none starts there. */
function endOfOpaque(sql: string, at: number): number {
  switch (sql.charAt(at)) {
    case "'":
    case '"':
      return endOfQuote(sql, at);
    case '`':
      return after(sql, '`', at + 1);
    case '#':
      return after(sql, '\n', at + 1);
    case '-':
      return startsDashComment(sql, at) ? after(sql, '\n', at + 2) : at;
    case '/':
      return sql.charAt(at + 1) === '*' ? after(sql, '*/', at + 2) : at;
    default:
      return at;
  }
}

/** A doubled quote ends one quoted run and starts the next, which gives the same count. */
function endOfQuote(sql: string, at: number): number {
  const quote = sql.charAt(at);
  let next = at + 1;
  while (next < sql.length) {
    const char = sql.charAt(next);
    if (char === quote) return next + 1;
    next += char === '\\' ? 2 : 1;
  }
  return sql.length;
}

/** Two dashes start a comment only before white space, a control character or the end. */
function startsDashComment(sql: string, at: number): boolean {
  if (sql.charAt(at + 1) !== '-') return false;
  return at + 2 >= sql.length || sql.charCodeAt(at + 2) <= 0x20;
}

function after(sql: string, closing: string, from: number): number {
  const found = sql.indexOf(closing, from);
  return found < 0 ? sql.length : found + closing.length;
}
