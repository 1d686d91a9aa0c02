import { Lexer } from 'yaml';
import type { Spot } from './flaw.ts';

/** Largest file that is read, in UTF-16 units: thousands of nodes fit. */
export const LARGEST_LENGTH = 256 * 1024;

/** Lists and mappings in each other; the file needs five. */
const DEEPEST = 32;

/** Closing brackets without an opening one; each costs the parser an error. */
const MOST_STRAY_BRACKETS = 32;

/** What YAML 1.2 does not allow in a file (section 5.1): control characters but tab and line breaks, half surrogate pairs. */
const unprintable = /[^\P{Cc}\t\n\r\x85]|[\p{Cs}\ufffe\uffff]/u;

/**
 * Why a text must not even be parsed: the parser would end the process on deep nesting and take very long on a large file.
 *
 * @param text the file; untrusted.
 */
export function outOfBounds(text: string): Spot | undefined {
  if (text.length > LARGEST_LENGTH) {
    const expected = `at most ${LARGEST_LENGTH} characters; is this the right file?`;
    return whole(LARGEST_LENGTH, `the file has ${text.length} characters`, expected);
  }
  const offset = text.search(unprintable);
  if (offset >= 0) {
    const code = text.charCodeAt(offset).toString(16).toUpperCase().padStart(4, '0');
    return whole(offset, `the character U+${code} is not allowed`, 'printable text; is this a binary file?');
  }
  return tooDeep(text);
}

/** Counts on the tokens, which come one by one and without recursion. */
function tooDeep(text: string): Spot | undefined {
  let offset = 0;
  let brackets = 0;
  let stray = 0;
  let indicators = 0;
  for (const token of new Lexer().lex(text)) {
    if (token === '[' || token === '{') brackets += 1;
    else if (token === ']' || token === '}') [brackets, stray] = brackets > 0 ? [brackets - 1, stray] : [0, stray + 1];
    else if (token.includes('\n')) indicators = 0;
    else if (brackets === 0 && (token === '-' || token === '?' || token === ':')) indicators += 1;
    if (brackets + indicators > DEEPEST) {
      return whole(offset, `lists and mappings are nested more than ${DEEPEST} deep`, 'at most five levels');
    }
    if (stray > MOST_STRAY_BRACKETS) {
      return whole(offset, 'there are many closing brackets without an opening one', 'each bracket opened and closed');
    }
    offset += isMark(token) ? 0 : token.length;
  }
  return undefined;
}

/** The lexer sets marks between the pieces of the text (for documents, flow ends and scalars) that are not part of it. */
function isMark(token: string): boolean {
  return token === '\x02' || token === '\x18' || token === '\x1f';
}

function whole(offset: number, message: string, expected: string): Spot {
  return { offset, path: [], message, expected };
}
