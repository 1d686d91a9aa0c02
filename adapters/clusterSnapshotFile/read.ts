import type { LineCounter, ParsedNode } from 'yaml';
import type { Profile } from '../../model/profile.ts';
import type { RestoreFile } from '../../model/snapshot/restoreFile.ts';
import { restoreFileWarnings } from '../../model/snapshot/restoreFileChecks.ts';
import type { RestoreFlaw } from '../../model/snapshot/restoreFileFlaws.ts';
import { interpretRestoreFile } from '../../model/snapshot/restoreFileReading.ts';
import {
  type RestoreFileRules,
  referenceRestoreFileRules,
  restoreFileForm,
} from '../../model/snapshot/restoreFileRules.ts';
import { outOfBounds } from './bounds.ts';
import { type FileFlaw, pointerOf, type Spot } from './flaw.ts';
import { offsetOf, plainOf } from './plain.ts';
import { misfit } from './schema.ts';
import { syntaxOf } from './syntax.ts';

/** How a file is read. */
export interface ReadOptions {
  /** Host of the leader FE, which must not be listed; unknown when absent. */
  readonly leaderHost?: string | undefined;
  /** What may stand in the file; the documents' form when absent. */
  readonly profile?: Pick<Profile, 'name'>;
}

/** What a file says, with what is allowed but seldom meant; or all that is wrong with it, in the order of the lines. */
export type ReadRestoreFile =
  | { readonly file: RestoreFile; readonly warnings: readonly FileFlaw[] }
  | { readonly flaws: readonly FileFlaw[] };

/** So many flaws are told at once. */
const MOST_FLAWS = 50;

/**
 * Reads `cluster_snapshot.yaml` strictly (Appendix; S13 to S16; interpretations 28 and 29). An empty file is one without
 * sections. Never throws; no message repeats the value of a property or a URI.
 *
 * @param text the file, untrusted.
 * @param options the leader and the profile.
 */
export function readClusterSnapshotFile(text: string, options: ReadOptions = {}): ReadRestoreFile {
  return readWith(referenceRestoreFileRules, text, options);
}

/** The same with other decisions, which the published schema has no say in. */
export function readWith(rules: RestoreFileRules, text: string, options: ReadOptions): ReadRestoreFile {
  const bound = outOfBounds(text);
  if (bound !== undefined) return { flaws: [placed(bound, linesBefore(text, bound.offset))] };
  const syntax = syntaxOf(text);
  if ('spots' in syntax) return { flaws: told(syntax.spots, syntax.lines) };
  const plain = plainOf(syntax.root);
  if (plain.spots.length > 0) return { flaws: told(plain.spots, syntax.lines) };
  const read = judge(rules, plain.value, options);
  const spotsOf = (flaws: readonly RestoreFlaw[]) => told(flaws.map(spotIn(syntax.root)), syntax.lines);
  return 'flaws' in read
    ? { flaws: spotsOf(read.flaws) }
    : { file: read.file, warnings: spotsOf(restoreFileWarnings(read.file)) };
}

function judge(rules: RestoreFileRules, document: unknown, { leaderHost, profile }: ReadOptions) {
  const name = profile?.name ?? 'documented-3.4';
  const read = interpretRestoreFile(document, rules, restoreFileForm(name), leaderHost);
  if ('flaws' in read || rules !== referenceRestoreFileRules) return read;
  const pointer = misfit(document, name);
  return pointer === undefined ? read : { flaws: [misfitAt(pointer)] };
}

/** The last word is the schema's: what it refuses is refused, although the reading explains nothing. */
function misfitAt(pointer: string): RestoreFlaw {
  const path = pointer.split('/').slice(1);
  return { path, message: 'this does not fit the published schema', expected: 'what the schema says' };
}

function told(spots: readonly Spot[], lines: LineCounter): readonly FileFlaw[] {
  const inOrder = [...spots].sort((left, right) => left.offset - right.offset);
  return inOrder.slice(0, MOST_FLAWS).map((spot) => placed(spot, lines.linePos(spot.offset)));
}

function placed({ path, message, expected }: Spot, { line, col }: { line: number; col: number }): FileFlaw {
  return { line: Math.max(1, line), column: Math.max(1, col), path: pointerOf(path), message, expected };
}

function spotIn(root: ParsedNode | null): (flaw: RestoreFlaw) => Spot {
  return ({ path, key, message, expected }) => ({ offset: offsetOf(root, path, key), path, message, expected });
}

function linesBefore(text: string, offset: number): { line: number; col: number } {
  const before = text.slice(0, offset);
  const start = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, col: offset - start + 1 };
}
