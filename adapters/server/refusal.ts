import type { Reply } from './protocol/index.ts';
import type { ParseFailure, Position, Span } from './sql/index.ts';

type ErrorReply = Extract<Reply, { kind: 'error' }>;

/** A number and a state with which a refusal is sent. */
interface Code {
  readonly errno: number;
  readonly sqlState: string;
}

/** Number and state of most refusals of StarRocks (replication notes 8, general rule 3). */
const general: Code = { errno: 1064, sqlState: 'HY000' };

/** Refusals that have a number of their own in StarRocks. */
const codes = {
  databaseExists: { errno: 1007, sqlState: 'HY000' },
  noSuchDatabaseToDrop: { errno: 1008, sqlState: 'HY000' },
  noDatabase: { errno: 1046, sqlState: '3D000' },
  tableExists: { errno: 1050, sqlState: '42S01' },
  serverDown: { errno: 1053, sqlState: '08S01' },
  unknownThread: { errno: 1094, sqlState: 'HY000' },
  wrongDatabaseName: { errno: 1102, sqlState: '42000' },
  wrongTableName: { errno: 1104, sqlState: '42000' },
  duplicateColumn: { errno: 1060, sqlState: '42S21' },
  unknownVariable: { errno: 1193, sqlState: 'HY000' },
  readOnlyVariable: { errno: 1621, sqlState: 'HY000' },
  unknownFunction: { errno: 1055, sqlState: '42000' },
  samePartition: { errno: 1517, sqlState: 'HY000' },
  unknownPartition: { errno: 1735, sqlState: 'HY000' },
  badProperty: { errno: 5064, sqlState: '42000' },
  wrongLabel: { errno: 5082, sqlState: '42000' },
  unknownTransaction: { errno: 5302, sqlState: '25P01' },
  unknownDatabase: { errno: 5501, sqlState: '3F000' },
  unknownTable: { errno: 5502, sqlState: '42602' },
  unknownColumn: { errno: 5509, sqlState: '42S22' },
  columnCount: { errno: 5604, sqlState: '42601' },
  filteredRows: { errno: 5610, sqlState: '22000' },
} as const satisfies Readonly<Record<string, Code>>;

/** A refusal with a number of its own. */
export type RefusalCode = keyof typeof codes;

/** Thrown when a statement is refused; the client gets `reply`, and nothing has changed. */
export class Refusal extends Error {
  readonly reply: ErrorReply;

  /** @param reply what the client gets. */
  constructor(reply: ErrorReply) {
    super(reply.message);
    this.name = 'Refusal';
    this.reply = reply;
  }
}

/**
 * A refusal in its own words.
 * @param message what the client reads
 * @param code its number and state, when they are not the general ones
 */
export function refusal(message: string, code?: RefusalCode): Refusal {
  return new Refusal({ kind: 'error', ...(code === undefined ? general : codes[code]), message });
}

/**
 * A refusal found while the statement was analyzed, in the frame that StarRocks puts round it (replication notes 8, general
 * rule 3).
 * @param detail what is wrong
 * @param code its number and state, when they are not the general ones
 * @param at the part of the statement that is wrong
 */
export function analyzing(detail: string, code?: RefusalCode, at?: Span | Position): Refusal {
  return refusal(`Getting analyzing error${placeText(at)}. Detail message: ${detail}.`, code);
}

/** The refusal of a text that is no statement. */
export function syntaxRefusal(failure: ParseFailure): Refusal {
  const place = positionText({ line: failure.line, column: failure.column });
  return refusal(`Getting syntax error at ${place}. Detail message: ${failure.message}`);
}

function placeText(at: Span | Position | undefined): string {
  if (at === undefined) return '';
  if ('line' in at) return ` at ${positionText(at)}`;
  return ` from ${positionText(at.from)} to ${positionText(at.to)}`;
}

/** StarRocks counts columns from 0. */
function positionText({ line, column }: Position): string {
  return `line ${line}, column ${column - 1}`;
}
