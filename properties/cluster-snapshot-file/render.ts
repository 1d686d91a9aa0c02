import * as fc from 'fast-check';
import { type Path, pointerOf, type Written } from './edits.ts';

/** How a document is written down; all ways mean the same. */
export interface Style {
  /** Lists and mappings below this depth are in brackets; 0: all in one line. */
  readonly flowDepth: number;
  /** How scalars are written, in turn; a text that needs quotes gets them. */
  readonly quotes: readonly Quote[];
  readonly lineEnd: '\n' | '\r\n';
  readonly hasComments: boolean;
  /** Whether the dashes of a list are indented below its key. */
  readonly indentsLists: boolean;
  readonly start: '' | '---' | '%YAML 1.2';
  readonly endsWithBreak: boolean;
}

type Quote = 'plain' | 'single' | 'double';

/** A text, and in which line (from 1) what stands at a JSON pointer begins. */
export interface Rendered {
  readonly text: string;
  readonly lines: ReadonlyMap<string, number>;
}

interface Line {
  readonly text: string;
  readonly paths: readonly Path[];
}

/** All styles. */
export const styles: fc.Arbitrary<Style> = fc.record({
  flowDepth: fc.constantFrom(0, 1, 2, 3, 9, 9, 9),
  quotes: fc.array(fc.constantFrom<Quote>('plain', 'single', 'double'), { minLength: 1, maxLength: 5 }),
  lineEnd: fc.constantFrom('\n', '\r\n'),
  hasComments: fc.boolean(),
  indentsLists: fc.boolean(),
  start: fc.constantFrom('', '', '---', '%YAML 1.2'),
  endsWithBreak: fc.boolean(),
});

/** One key or item a line, as people write it. */
export const plainStyle: Style = {
  flowDepth: 9,
  quotes: ['plain'],
  lineEnd: '\n',
  hasComments: false,
  indentsLists: true,
  start: '',
  endsWithBreak: true,
};

/** Writes a document as YAML. */
export function render(document: Written, style: Style): Rendered {
  const pen = new Pen(style);
  const head = [...(style.start === '%YAML 1.2' ? ['%YAML 1.2', '---'] : style.start === '' ? [] : [style.start])];
  if (style.hasComments) head.push('# restored by hand: "quotes", [brackets] and tabs\tdo not matter here');
  const lines = [...head.map((text) => ({ text, paths: [] })), ...pen.block(document, [])];
  const commented = style.hasComments ? lines.flatMap(withComment) : lines;
  const numbers = new Map<string, number>();
  for (const [nth, { paths }] of commented.entries()) for (const path of paths) numbers.set(pointerOf(path), nth + 1);
  const text = commented.map((line) => line.text).join(style.lineEnd);
  return { text: style.endsWithBreak ? `${text}${style.lineEnd}` : text, lines: numbers };
}

function withComment(line: Line, nth: number): readonly Line[] {
  if (line.paths.length === 0) return [line];
  if (nth % 3 === 0) return [{ text: `    # line ${nth}`, paths: [] }, line];
  return nth % 3 === 1 ? [{ ...line, text: `${line.text}  # note` }] : [line, { text: '', paths: [] }];
}

class Pen {
  readonly #style: Style;
  #written = 0;

  constructor(style: Style) {
    this.#style = style;
  }

  block(value: unknown, path: Path): readonly Line[] {
    if (path.length >= this.#style.flowDepth || !isFilled(value)) {
      return [{ text: this.#inline(value), paths: [path, ...pathsIn(value, path)] }];
    }
    return Array.isArray(value)
      ? value.flatMap((item, nth) => this.#item(item, [...path, nth]))
      : Object.entries(value).flatMap(([key, inner]) => this.#entry(key, inner, [...path, key]));
  }

  #item(value: unknown, path: Path): readonly Line[] {
    const lines = this.block(value, path);
    return lines.map(({ text, paths }, nth) => ({
      text: `${nth === 0 ? '- ' : '  '}${text}`,
      paths: nth === 0 ? [path, ...paths] : paths,
    }));
  }

  #entry(key: string, value: unknown, path: Path): readonly Line[] {
    const name = this.#scalar(key);
    const lines = this.block(value, path);
    const [first] = lines;
    const isInline = path.length >= this.#style.flowDepth || !isFilled(value);
    if (isInline && first !== undefined) return [{ text: `${name}: ${first.text}`.trimEnd(), paths: first.paths }];
    const indent = Array.isArray(value) && !this.#style.indentsLists ? '' : '  ';
    return [
      { text: `${name}:`, paths: [path] },
      ...lines.map((line) => ({ text: `${indent}${line.text}`, paths: line.paths })),
    ];
  }

  #inline(value: unknown): string {
    if (Array.isArray(value)) return `[${value.map((item) => this.#inline(item)).join(', ')}]`;
    if (typeof value !== 'object' || value === null) return this.#scalar(value);
    const entries = Object.entries(value).map(([key, inner]) => `${this.#scalar(key)}: ${this.#inline(inner)}`);
    return `{${entries.join(', ')}}`;
  }

  #scalar(value: unknown): string {
    if (typeof value !== 'string') return String(value);
    const quote = this.#style.quotes[this.#written % this.#style.quotes.length] ?? 'plain';
    this.#written += 1;
    if (quote === 'plain' && isPlain(value)) return value;
    return quote === 'double' || !isPrintable(value) ? JSON.stringify(value) : `'${value.replaceAll("'", "''")}'`;
  }
}

/** Texts that every version of YAML takes for texts, also between brackets. */
function isPlain(text: string): boolean {
  const isWord = /^[A-Za-z][A-Za-z0-9_./:@-]*(?: [A-Za-z0-9_./@-]+)*$/.test(text) && !/:(?: |$)/.test(text);
  const isAddress = /^\d+\.\d+\.\d+\.\d+$/.test(text);
  return (isWord || isAddress) && !/^(?:true|false|yes|no|on|off|y|n|null)$/i.test(text);
}

function isPrintable(text: string): boolean {
  return !/[^\P{Cc}]/u.test(text);
}

function isFilled(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  return Array.isArray(value) ? value.length > 0 : Object.keys(value).length > 0;
}

function pathsIn(value: unknown, path: Path): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.flatMap(([step, inner]): readonly Path[] => [[...path, step], ...pathsIn(inner, [...path, step])]);
}
