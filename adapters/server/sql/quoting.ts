/** Characters that mean something else after a backslash (MySQL string literals); any other stands for itself. */
const escapes: ReadonlyMap<string, string> = new Map([
  ['0', '\0'],
  ['b', '\b'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['Z', '\x1a'],
  // LIKE patterns need these two to arrive still escaped.
  ['%', '\\%'],
  ['_', '\\_'],
]);

const special: Readonly<Record<string, RegExp>> = { "'": /\\.|''/gs, '"': /\\.|""/gs };

const resolve = (pair: string): string =>
  pair.startsWith('\\') ? (escapes.get(pair.slice(1)) ?? pair.slice(1)) : pair.slice(1);

/** The value of a string literal: quotes off, doubled quotes halved, backslash escapes resolved. */
export function unquoteString(quoted: string): string {
  const pattern = special[quoted.charAt(0)];
  const body = quoted.slice(1, -1);
  return pattern === undefined ? body : body.replace(pattern, resolve);
}

/** The name inside backticks: quotes off, doubled backticks halved; a backslash is an ordinary character. */
export const unquoteName = (quoted: string): string => quoted.slice(1, -1).replaceAll('``', '`');
