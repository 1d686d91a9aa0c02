import type { FileFlaw } from './flaw.ts';

/**
 * The text of a file's bytes; a byte order mark is taken away.
 *
 * @returns the text, or where the first byte stands that is not UTF-8.
 */
export function decodeClusterSnapshotFile(bytes: Uint8Array): { readonly text: string } | { readonly flaw: FileFlaw } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { flaw: notUtf8(bytes) };
  }
}

/** The longest beginning that is UTF-8 ends at the flaw; a character has at most four bytes. */
function notUtf8(bytes: Uint8Array): FileFlaw {
  const good = goodLength(bytes);
  const lines = new TextDecoder().decode(bytes.subarray(0, good), { stream: true }).split('\n');
  return {
    line: lines.length,
    column: (lines.at(-1)?.length ?? 0) + 1,
    path: '',
    message: 'the file is not UTF-8 text from here on',
    expected: 'UTF-8; save the file in that encoding, or check that it is the right one',
  };
}

/** Finds the first flaw by halving: a beginning is whole when a streaming decoder takes it, cut characters included. */
function goodLength(bytes: Uint8Array): number {
  let low = 0;
  let high = bytes.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (isWhole(bytes.subarray(0, middle))) low = middle;
    else high = middle - 1;
  }
  return low;
}

function isWhole(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
