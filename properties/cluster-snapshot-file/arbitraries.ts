import * as fc from 'fast-check';
import { type DocumentOptions, documents, leaderHost } from './documents.ts';
import { at, itemsOf, pointerOf, type Written, withValue } from './edits.ts';
import { flaws } from './flaws.ts';
import { plainStyle, render, type Style, styles } from './render.ts';
import { textFlaws } from './text-flaws.ts';

/** Part of every secret in drawn files: no message may repeat it. */
export const secret = 'hush-hush';

const wide: DocumentOptions = { isFull: false, isWide: true, secret };
const full: DocumentOptions = { isFull: true, isWide: true, secret };

/** A file that must be accepted, with the document that it holds. */
export interface GoodFile {
  readonly text: string;
  readonly document: Written;
}

/** A file that must be refused. */
export interface BadFile {
  readonly text: string;
  /** The name of its one flaw. */
  readonly flaw: string;
  /** Where the flaw is, from 1. */
  readonly line: number;
  readonly leaderHost: string;
}

/** Every section absent, empty or filled; both forms of the path; every style; quoted and plain scalars. */
export const goodFiles: fc.Arbitrary<GoodFile> = fc
  .tuple(documents(wide), styles, fc.constantFrom('', '', '\uFEFF'))
  .map(([document, style, mark]) => ({ document, text: `${mark}${render(document, style).text}` }));

/** Files with one flaw of the document, in every style. */
const badDocuments: fc.Arbitrary<BadFile> = fc
  .tuple(documents(full), fc.constantFrom(...flaws), fc.nat(20), styles)
  .map(([document, flaw, nth, style]) => {
    const broken = flaw.plant(document, nth);
    return badFile(flaw.name, broken.document, pointerOf(broken.path), style);
  });

/** Files in which the leader is listed, in whatever case. */
const leaderListed: fc.Arbitrary<BadFile> = fc
  .tuple(documents(full), fc.nat(20), fc.constantFrom(leaderHost, leaderHost.toUpperCase()), styles)
  .map(([document, nth, host, style]) => {
    const path = ['frontends', nth % itemsOf(at(document, ['frontends'])).length, 'host'];
    return badFile('leader listed', withValue(document, path, host), pointerOf(path), style);
  });

/** Files that are no YAML, or use what has no place in this file. */
const badTexts: fc.Arbitrary<BadFile> = fc
  .tuple(documents(full), fc.constantFrom(...textFlaws), fc.nat(1000), fc.constantFrom<'\n' | '\r\n'>('\n', '\r\n'))
  .map(([document, flaw, nth, lineEnd]) => {
    const { lines, line } = flaw.plant(render(document, plainStyle).text.trimEnd().split('\n'), nth);
    return { text: lines.join(lineEnd), flaw: flaw.name, line, leaderHost };
  });

/** Files with one flaw each, of more than a hundred kinds. */
export const badFiles: fc.Arbitrary<BadFile> = fc.oneof(
  { arbitrary: badDocuments, weight: 6 },
  { arbitrary: badTexts, weight: 3 },
  { arbitrary: leaderListed, weight: 1 },
);

/** Every kind of flaw once. */
export const flawNames: readonly string[] = [
  ...flaws.map(({ name }) => name),
  ...textFlaws.map(({ name }) => name),
  'leader listed',
];

/** Files in which some pieces were removed, doubled or replaced by what YAML gives a meaning. */
export const mutatedFiles: fc.Arbitrary<string> = fc
  .tuple(goodFiles, fc.array(fc.tuple(fc.nat(), fc.nat(12), pieces()), { minLength: 1, maxLength: 6 }))
  .map(([{ text }, edits]) => edits.reduce((old, [place, length, piece]) => cut(old, place, length, piece), text));

/** Bytes without any sense, or such as make up YAML. */
export const noise: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 400 }),
  fc.array(pieces(), { maxLength: 200 }).map((several) => new TextEncoder().encode(several.join(''))),
);

function pieces(): fc.Arbitrary<string> {
  const yaml = [
    ...[
      '',
      '\n',
      '\r',
      '\t',
      ' ',
      '  ',
      '- ',
      ': ',
      '? ',
      ':',
      '#',
      ' #',
      '&a ',
      '*a',
      '!!',
      '!',
      '%',
      '@',
      '`',
      '"',
      "'",
    ],
    ...[
      '[',
      ']',
      '{',
      '}',
      ',',
      '|',
      '>',
      '|2',
      '>-',
      '---\n',
      '...\n',
      '<<: ',
      '~',
      '\\',
      '\\x',
      '\0',
      '\u2028',
      '\ud800',
    ],
    ...['frontends:', 'host: ', 'null', '.nan', '0x1F', '__proto__: ', 'value: '],
  ];
  return fc.oneof({ arbitrary: fc.constantFrom(...yaml), weight: 4 }, fc.string({ unit: 'binary', maxLength: 4 }));
}

function cut(text: string, place: number, length: number, piece: string): string {
  const start = place % (text.length + 1);
  return text.slice(0, start) + piece + text.slice(start + length);
}

function badFile(flaw: string, document: Written, pointer: string, style: Style): BadFile {
  const { text, lines } = render(document, style);
  return { text, flaw, line: lines.get(pointer) ?? 1, leaderHost };
}
