import type { DocumentPath } from '../../model/snapshot/restoreFileFlaws.ts';

/** What is wrong with a file and where. No part of it repeats the value of a property or a URI. */
export interface FileFlaw {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  /** JSON pointer into the document; empty for the whole file. */
  readonly path: string;
  readonly message: string;
  readonly expected: string;
}

/** A flaw at an offset of the text. */
export interface Spot {
  readonly offset: number;
  readonly path: DocumentPath;
  readonly message: string;
  readonly expected: string;
}

/** A path as JSON pointer (RFC 6901). */
export function pointerOf(path: DocumentPath): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
