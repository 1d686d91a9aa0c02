import { type ErrorCode, LineCounter, type ParsedNode, parseDocument } from 'yaml';
import type { Spot } from './flaw.ts';

/** A syntax tree with its lines, or what is wrong with the syntax. */
export type Syntax =
  | { readonly root: ParsedNode | null; readonly lines: LineCounter }
  | { readonly spots: readonly Spot[]; readonly lines: LineCounter };

type Words = readonly [message: string, expected: string];

/** Own words: those of the parser repeat parts of the file, in which there may be a secret. */
const words: Readonly<Record<ErrorCode, Words>> = {
  ALIAS_PROPS: ['an alias has a tag or an anchor', 'the value itself, without anchors and aliases'],
  BAD_ALIAS: ['there is an alias without a name', 'the value itself; quote a text that begins with *'],
  BAD_COLLECTION_TYPE: ['a tag does not fit what follows it', 'no tags'],
  BAD_DIRECTIVE: ['a line that begins with % is no directive', 'no directives; quote a text that begins with %'],
  BAD_DQ_ESCAPE: [
    'an escape after a backslash is unknown',
    "a known escape such as \\\\ or \\n, or single quotes ('), which know none",
  ],
  BAD_INDENT: ['a line is indented too little or unevenly', 'the lines of one list or mapping at the same indent'],
  BAD_PROP_ORDER: ['an anchor or a tag stands in the wrong place', 'no anchors and no tags'],
  BAD_SCALAR_START: ['a text begins with a character that is reserved', 'the text in quotes'],
  BLOCK_AS_IMPLICIT_KEY: [
    'a second `key: value` stands in the same line',
    "each key in a line of its own, and quotes around a text with ': '",
  ],
  BLOCK_IN_FLOW: [
    'a list or mapping of several lines stands between brackets',
    'brackets all the way, or indented lines all the way',
  ],
  DUPLICATE_KEY: ['a key is there twice', 'each key once'],
  IMPOSSIBLE: ['this is no YAML', 'YAML 1.2'],
  KEY_OVER_1024_CHARS: ['a key is longer than 1024 characters', 'one of the keys of the template'],
  MISSING_CHAR: [
    'a closing quote, bracket, comma, colon or blank is missing',
    'it at this place or before; quote a text with such characters',
  ],
  MULTILINE_IMPLICIT_KEY: ['a key goes over several lines', 'each `key: value` in one line'],
  MULTIPLE_ANCHORS: ['a value has several anchors', 'no anchors'],
  MULTIPLE_DOCS: ['a second document begins here', 'one document; remove this --- and what follows, or join the two'],
  MULTIPLE_TAGS: ['a value has several tags', 'no tags'],
  NON_STRING_KEY: ['a key is no text', 'one of the keys of the template'],
  RESOURCE_EXHAUSTION: ['the file is too complex', 'a file like the template'],
  TAB_AS_INDENT: ['a tab is used to indent', 'blanks; configure the editor to write them for the tab key'],
  TAG_RESOLVE_FAILED: ['a tag is unknown', 'no tags; quote a text that begins with !'],
  UNEXPECTED_TOKEN: [
    'something stands here that cannot be read',
    'a `key: value`, or an item after a dash, at the right indent',
  ],
};

/** So many syntax errors are told: later ones mostly follow from the first. */
const MOST_ERRORS = 10;

/**
 * Parses a text without giving any meaning to it: scalars stay as they are written, aliases are not followed, tags are not
 * resolved.
 *
 * @param text within the bounds.
 */
export function syntaxOf(text: string): Syntax {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    schema: 'failsafe',
    lineCounter: lines,
    // Repeated keys are looked for with their positions later on, and in less than quadratic time.
    uniqueKeys: false,
    prettyErrors: false,
    // With `silent` a second document would be ignored.
    logLevel: 'error',
  });
  if (document.errors.length === 0) return { root: document.contents, lines };
  const spots = document.errors.slice(0, MOST_ERRORS).map(({ code, pos: [offset] }) => {
    const [message, expected] = words[code];
    return { offset, path: [], message, expected };
  });
  return { spots, lines };
}
