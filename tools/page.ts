const notice = '<!-- Made by `npm run docs`. Change the code, not this page. -->';

/** A generated page: title, notice, and blocks of Markdown with blank lines between. */
export function page(title: string, ...blocks: readonly string[]): string {
  return `${[`# ${title}`, notice, ...blocks].join('\n\n')}\n`;
}

/** Names as code, with blanks between; a dash when there are none. */
export function codes(names: readonly string[]): string {
  return names.length === 0 ? '-' : names.map((name) => `\`${name}\``).join(' ');
}
