import {
  closeSync,
  existsSync,
  fdatasyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Param } from './protocol/index.ts';

/** A value bound to a `?`, as JSON can hold it. */
export type StoredParam = string | number | null | { readonly bigint: string } | { readonly bytes: string };

/** One thing that happened to the clusters with shared data of a server. */
export type JournalEntry =
  | { readonly kind: 'made'; readonly cluster: string; readonly topology: string }
  | { readonly kind: 'dropped'; readonly cluster: string }
  /** The objects of the cluster that was dropped last under that name are gone. */
  | { readonly kind: 'cleared'; readonly cluster: string }
  | {
      readonly kind: 'statement';
      readonly cluster: string;
      readonly database: string | null;
      readonly user: string;
      readonly sql: string;
      readonly params: readonly StoredParam[];
      readonly choices: readonly number[];
    }
  /** Objects that were found missing or damaged in the bucket, by somebody else's doing. */
  | {
      readonly kind: 'lost';
      readonly cluster: string;
      readonly missing: readonly string[];
      readonly damaged: readonly string[];
    };

/** What happened, on disk: an entry is safe when `append` returns. */
export interface Journal {
  /** There was none before. */
  readonly isNew: boolean;
  /** Entries that were there at the start. */
  readonly entries: readonly JournalEntry[];
  append(entry: JournalEntry): void;
  /** Makes it a journal of this origin from now on; until then a new one leaves nothing behind. */
  begin(): void;
  close(): void;
}

/** A journal that cannot be gone on with. */
export class JournalError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'JournalError';
  }
}

const fileName = 'shared-data.journal';
const format = 1;
/** What clients have said is nobody else's business. */
const ownerOnly = 0o600;

/**
 * Opens the journal in a directory, which is made when it is not there. An entry that was being written when the process
 * was killed is dropped: nobody was told of it. What is about clusters that were dropped in the end is left out, and
 * forgotten.
 * @param directory of the server alone
 * @param origin what the clusters were made with; a journal of another origin cannot be gone on with
 * @throws JournalError for a file that is no journal, is damaged before its end, or has another origin
 */
export function openJournal(directory: string, origin: string): Journal {
  mkdirSync(directory, { recursive: true });
  const path = join(directory, fileName);
  const head = { tabletproof: format, origin };
  const found = existsSync(path) ? parse(path, readFileSync(path, 'utf8'), origin) : undefined;
  const entries = survivors(found ?? []);
  if (found !== undefined) replaceFile(path, [head, ...entries]);
  const descriptor = openSync(path, found === undefined ? 'w' : 'a', ownerOnly);
  let hasHead = found !== undefined;
  const begin = (): void => {
    if (!hasHead) writeLine(descriptor, head);
    hasHead = true;
  };
  const append = (entry: JournalEntry): void => {
    begin();
    writeLine(descriptor, entry);
  };
  return { isNew: found === undefined, entries, append, begin, close: () => closeSync(descriptor) };
}

/** The entries without those about clusters that were dropped and of which nothing is left. */
function survivors(entries: readonly JournalEntry[]): readonly JournalEntry[] {
  const drops = new Map<string, number>();
  const ends = new Map<string, number>();
  entries.forEach(({ kind, cluster }, nth) => {
    const dropped = drops.get(cluster);
    if (kind === 'dropped') drops.set(cluster, nth);
    if (kind === 'cleared' && dropped !== undefined) ends.set(cluster, dropped);
  });
  return entries.filter(({ kind, cluster }, nth) => nth > (ends.get(cluster) ?? -1) && kind !== 'cleared');
}

/** Puts a whole file in the place of another one, so that a process that is killed leaves one of them. */
function replaceFile(path: string, lines: readonly object[]): void {
  const next = `${path}.next`;
  const descriptor = openSync(next, 'w', ownerOnly);
  for (const line of lines) writeSync(descriptor, `${JSON.stringify(line)}\n`);
  fdatasyncSync(descriptor);
  closeSync(descriptor);
  renameSync(next, path);
}

function writeLine(descriptor: number, line: object): void {
  writeSync(descriptor, `${JSON.stringify(line)}\n`);
  fdatasyncSync(descriptor);
}

/** A bound value as the journal keeps it. */
export function storedParam(param: Param): StoredParam {
  if (typeof param === 'bigint') return { bigint: String(param) };
  if (param instanceof Uint8Array) return { bytes: Buffer.from(param).toString('base64') };
  return param;
}

/** The value that was bound. */
export function paramOf(stored: StoredParam): Param {
  if (stored === null || typeof stored !== 'object') return stored;
  return 'bigint' in stored ? BigInt(stored.bigint) : Buffer.from(stored.bytes, 'base64');
}

/** The entries of a journal; undefined when not even its first line is whole. */
function parse(path: string, text: string, origin: string): readonly JournalEntry[] | undefined {
  const [head, ...lines] = text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .slice(0, -1);
  if (head === undefined) return undefined;
  checkHead(path, head, origin);
  return lines.map((line, nth) => entryOf(path, line, nth + 2));
}

function checkHead(path: string, line: string, origin: string): void {
  const head = objectIn(line);
  if (head?.tabletproof !== format) throw new JournalError(`${path} is no journal of this version`);
  if (head.origin !== origin) {
    throw new JournalError(
      `${path} is of a server that was started otherwise (${String(head.origin)}, now ${origin}); ` +
        'start it as it was, or take another directory',
    );
  }
}

function entryOf(path: string, line: string, number: number): JournalEntry {
  const entry = objectIn(line);
  if (entry !== undefined && isEntry(entry)) return entry;
  throw new JournalError(`${path}:${number} is no entry of a journal; the file was changed by somebody else`);
}

function objectIn(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function isEntry(entry: object): entry is JournalEntry {
  const {
    kind,
    cluster,
    topology,
    sql,
    user,
    database,
    params,
    choices,
    missing,
    damaged,
  }: Readonly<Record<string, unknown>> = { ...entry };
  if (typeof cluster !== 'string') return false;
  switch (kind) {
    case 'made':
      return typeof topology === 'string';
    case 'dropped':
    case 'cleared':
      return true;
    case 'lost':
      return isListOf(missing, isText) && isListOf(damaged, isText);
    case 'statement':
      return (
        isText(sql) &&
        isText(user) &&
        (database === null || isText(database)) &&
        isListOf(params, isStoredParam) &&
        isListOf(choices, Number.isSafeInteger)
      );
    default:
      return false;
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isListOf(value: unknown, isOne: (part: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isOne);
}

function isStoredParam(value: unknown): value is StoredParam {
  if (value === null || typeof value === 'string' || typeof value === 'number') return true;
  if (typeof value !== 'object') return false;
  const { bigint, bytes }: Readonly<Record<string, unknown>> = { ...value };
  return (isText(bigint) && /^-?\d+$/.test(bigint)) || isText(bytes);
}
