import type { Observation } from '../../adapters/adapter.ts';
import type { Profile } from '../../model/profile.ts';
import type { Command, CommandKind, Outcome } from '../../model/scenario.ts';
import { enter } from '../bookkeeping.ts';
import { isQuiet, type Ledger, newLedger } from '../ledger.ts';
import { type Fingerprint, mix, mixText, newFingerprint, restart } from './fingerprint.ts';

/** A ledger that is never changed again, with what the key of a state needs of it. */
export interface Book {
  readonly ledger: Ledger;
  /** Loads that were answered as committed, by label: what they are called when names do not matter. */
  readonly numbers: ReadonlyMap<string, number>;
  /** Everything of the ledger that neither a backend nor the present moment has a part in. */
  readonly print: Fingerprint;
  /** The part of the print that loads have no part in. */
  readonly rest: Fingerprint;
}

/** The book of a run that has not begun. */
export function openBook(): Book {
  const ledger = newLedger();
  return bookOf(ledger, restOf(ledger));
}

/** Whether the ledger stays as it is: nothing but time passed, or a look at the system has shown nothing that was open. */
export function leavesBook({ ledger: { waiting } }: Book, command: Command, outcome: Outcome): boolean {
  if (!isQuiet(command)) return false;
  if (waiting.size === 0 || outcome.kind !== 'answered') return true;
  return !outcome.contents.some(({ loads }) => loads.some((label) => waiting.has(label)));
}

/** The book once the command has been entered; the one before stays as it was. */
export function entered(book: Book, command: Command, outcome: Outcome, after: Observation, profile: Profile): Book {
  if (leavesBook(book, command, outcome)) return book;
  const ledger = branch(book.ledger, command.do);
  enter(ledger, command, outcome, after, profile);
  return bookOf(ledger, writesLittle.has(command.do) ? book.rest : restOf(ledger));
}

/**
 * Whether entering the command changes nothing that a key shows, but that loads in flight are not undisturbed any more:
 * then the next book is not needed until the state is known to be new.
 */
export function changesNoPrint({ do: kind }: Command, outcome: Outcome): boolean {
  if (outcome.kind !== 'done') return false;
  switch (kind) {
    case 'crashBackend':
    case 'restartBackend':
    case 'failWrites':
    case 'failClones':
    case 'stallClones':
    case 'stallPublish':
    case 'repeatReports':
    case 'heal':
      return true;
    default:
      return false;
  }
}

type Own = { -readonly [Field in keyof Ledger]: Ledger[Field] };

/** A ledger that shares with the one before only what a command of this kind leaves alone. */
function branch(ledger: Ledger, kind: CommandKind): Ledger {
  const own: Own = { ...ledger };
  if (!writesLittle.has(kind)) copyAll(own);
  else copyWritten(own, kind);
  if (own.inFlight === ledger.inFlight && own.inFlight.size > 0) own.inFlight = loadsOf(ledger);
  return own;
}

/** The commonest commands; none of them writes to what is in the print of the rest. */
const writesLittle: ReadonlySet<CommandKind> = new Set<CommandKind>([
  'crashBackend',
  'restartBackend',
  'failWrites',
  'failClones',
  'stallClones',
  'stallPublish',
  'repeatReports',
  'loseReplica',
  'load',
  'beginLoad',
  'commitLoad',
  'abortLoad',
  'query',
  'readReplica',
  'repairTable',
  'cancelRepair',
]);

function copyWritten(own: Own, kind: CommandKind): void {
  switch (kind) {
    case 'crashBackend':
    case 'restartBackend':
      own.crashed = new Set(own.crashed);
      return;
    case 'failWrites':
      own.writesFail = new Set(own.writesFail);
      return;
    case 'failClones':
      own.clonesFail = new Set(own.clonesFail);
      return;
    case 'stallClones':
      own.clonesStall = new Set(own.clonesStall);
      return;
    case 'stallPublish':
      own.publishStalls = new Set(own.publishStalls);
      return;
    case 'repeatReports':
      own.repeatReports = new Set(own.repeatReports);
      return;
    case 'loseReplica':
      own.lost = new Set(own.lost);
      return;
    case 'repairTable':
    case 'cancelRepair':
      own.hints = new Map(own.hints);
      return;
    case 'query':
    case 'readReplica':
      own.waiting = new Map(own.waiting);
      return;
    case 'beginLoad':
      own.labels = new Set(own.labels);
      own.failed = new Set(own.failed);
      own.inFlight = loadsOf(own);
      return;
    case 'commitLoad':
      own.failed = new Set(own.failed);
      own.waiting = new Map(own.waiting);
      own.inFlight = loadsOf(own);
      own.committed = listsOf(own.committed);
      own.acknowledged = listsOf(own.acknowledged);
      return;
    default:
      copyLoads(own);
  }
}

function copyLoads(own: Own): void {
  own.labels = new Set(own.labels);
  own.failed = new Set(own.failed);
  own.waiting = new Map(own.waiting);
  own.inFlight = loadsOf(own);
  own.committed = listsOf(own.committed);
  own.acknowledged = listsOf(own.acknowledged);
}

/** Lists grow. */
function listsOf(lists: ReadonlyMap<string, readonly string[]>): Map<string, string[]> {
  const copies = new Map<string, string[]>();
  for (const [key, labels] of lists) copies.set(key, labels.slice());
  return copies;
}

/** Loads in flight are marked as disturbed. */
function loadsOf({ inFlight }: Ledger): Ledger['inFlight'] {
  const copies: Ledger['inFlight'] = new Map();
  for (const [label, load] of inFlight) copies.set(label, { ...load });
  return copies;
}

function copyAll(own: Own): void {
  for (const field in own) Reflect.set(own, field, copyOf(Reflect.get(own, field)));
  copyLoads(own);
}

function copyOf(value: unknown): unknown {
  if (value instanceof Set) return new Set(value);
  return value instanceof Map ? new Map(value) : value;
}

/** How far apart the numbers of loads of different partitions are. */
const PARTITION_STRIDE = 0x1000;

/** The book of a ledger; `rest` is the print of what loads have no part in. */
function bookOf(ledger: Ledger, rest: Fingerprint): Book {
  const numbers = new Map<string, number>();
  let base = 0;
  for (const labels of ledger.committed.values()) {
    for (let nth = 0; nth < labels.length; nth += 1) {
      const label = labels[nth];
      if (label !== undefined && !numbers.has(label)) numbers.set(label, base + nth + 1);
    }
    base += PARTITION_STRIDE;
  }
  return { ledger, numbers, rest, print: printOf(ledger, numbers, rest) };
}

/** What a property may ask for and the state does not tell. */
function printOf(
  { acknowledged, waiting }: Ledger,
  numbers: ReadonlyMap<string, number>,
  rest: Fingerprint,
): Fingerprint {
  const print = { left: rest.left, right: rest.right };
  mix(print, waiting.size);
  for (const label of waiting.keys()) mix(print, numbers.get(label) ?? 0);
  for (const labels of acknowledged.values()) {
    mix(print, -labels.length);
    for (const label of labels) mix(print, numbers.get(label) ?? 0);
  }
  return print;
}

/**
 * A print of what neither loads nor backends have to do with. What has to do with backends is left to the key of the
 * state, where these may change places; faults in force are in the state as well.
 */
function restOf(ledger: Ledger): Fingerprint {
  const { crashed, dropped, writesFail, clonesFail, clonesStall, publishStalls, repeatReports, ...unmatched } = ledger;
  const { lost, disturbedBackends, orphans, inFlight, hints, ...apart } = unmatched;
  const { labels, failed, quietSinceMs, acknowledged, committed, waiting, ...rest } = apart;
  const print = newFingerprint();
  restart(print, committed.size);
  mixText(print, textOf(rest));
  return print;
}

/** Everything that a value holds, in its order. */
function textOf(value: unknown): string {
  if (value instanceof Set || Array.isArray(value)) return textOfAll(value);
  if (value instanceof Map) return value.size === 0 ? '' : textOfAll([...value].flat());
  return typeof value === 'object' && value !== null ? `{${textOfAll(Object.values(value))}}` : String(value);
}

function textOfAll(values: Iterable<unknown>): string {
  let text = '';
  for (const value of values) text += `${textOf(value)};`;
  return text;
}
