/**
 * Text that came from a target or a file is untrusted: it must neither steer a terminal nor a page.
 */

/** Longest text that is shown as one line. */
const LINE_LENGTH = 600;

/** Control characters, invisible ones, those that change the direction of writing, and halves of characters. */
const UNSHOWABLE = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;

/**
 * What Markdown, HTML or a link gives a meaning to within a line. What has one only at its start is no danger: our own words
 * stand there.
 */
const MARKED = /[\\`*_[\]<>#|~&@$]|:(?=\/\/)|(?<=www)\./gi;

/**
 * Text as one line that can be printed anywhere: whitespace becomes single blanks, what cannot be shown is left out, and
 * what is too long is cut.
 *
 * @param text what is to be shown.
 * @param length how many UTF-16 units may stay.
 */
export function plain(text: string, length: number = LINE_LENGTH): string {
  const shown = text.replace(/\s/gu, ' ').replace(UNSHOWABLE, '');
  return clip(shown.replace(/ +/g, ' ').trim(), length);
}

/** Text as one line of Markdown that shows as it is: no markup, no HTML, no links. */
export function markdown(text: string): string {
  return plain(text).replace(MARKED, (mark) => (mark === '&' ? '&amp;' : mark === '<' ? '&lt;' : `\\${mark}`));
}

/**
 * Cuts a text and says so.
 *
 * @param text what to cut.
 * @param length how many UTF-16 units may stay.
 */
export function clip(text: string, length: number): string {
  if (text.length <= length) return text;
  // A cut between the two halves of a character would leave something that is no text.
  const kept = text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');
  return `${kept}... (${text.length - kept.length} more)`;
}

/** `1 command`, `2 commands`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** A word as somebody has written it. */
export function quoted(word: string): string {
  return `"${word}"`;
}

/** A table of Markdown; the cells are escaped already. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
