import { decodeClusterSnapshotFile } from '../adapters/clusterSnapshotFile/decode.ts';
import type { FileFlaw } from '../adapters/clusterSnapshotFile/flaw.ts';
import { type ReadOptions, readClusterSnapshotFile } from '../adapters/clusterSnapshotFile/read.ts';
import { bytesOf } from '../fixtures/read.ts';
import { plain } from '../reports/text.ts';

/** What is wrong with a file, and what is allowed but seldom meant; a file with flaws is not looked at for the latter. */
export interface CheckedRestoreFile {
  readonly flaws: readonly FileFlaw[];
  readonly warnings: readonly FileFlaw[];
}

/** Whether a file is taken for a `cluster_snapshot.yaml`: everything else that can be checked is JSON. */
export function isRestoreFile(path: string): boolean {
  return /\.ya?ml$/i.test(path);
}

/**
 * Checks a `cluster_snapshot.yaml`.
 *
 * @param path the file.
 * @param options the leader and the profile.
 * @throws MissingInputError when there is no such file or it cannot be read.
 * @throws DataError when it is far too large.
 */
export function checkRestoreFile(path: string, options: ReadOptions): CheckedRestoreFile {
  const decoded = decodeClusterSnapshotFile(bytesOf(path));
  if ('flaw' in decoded) return { flaws: [decoded.flaw], warnings: [] };
  const read = readClusterSnapshotFile(decoded.text, options);
  return 'flaws' in read ? { flaws: read.flaws, warnings: [] } : { flaws: [], warnings: read.warnings };
}

/** A flaw as one line that editors and terminals can jump from. */
export function lineOf(path: string, { line, column, message, expected }: FileFlaw, level = ''): string {
  return `${plain(path)}:${line}:${column}: ${level}${message}; expected ${expected}`;
}
