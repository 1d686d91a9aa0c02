import type { Reply } from './types.ts';

/** An error answer of the protocol. */
export type ErrorReply = Extract<Reply, { kind: 'error' }>;

/** Thrown when the client breaks the protocol: the connection answers `reply` and ends, because what follows cannot be trusted. */
export class ProtocolError extends Error {
  readonly reply: ErrorReply;

  /** @param reply the error the client gets before the connection ends. */
  constructor(reply: ErrorReply) {
    super(reply.message);
    this.name = 'ProtocolError';
    this.reply = reply;
  }
}

/**
 * ER_MALFORMED_PACKET (1835).
 * @param what what was found, and what was expected instead.
 */
export function malformed(what: string): ProtocolError {
  return new ProtocolError(errorReply(1835, 'HY000', `Malformed communication packet: ${what}.`));
}

/**
 * ER_NET_PACKETS_OUT_OF_ORDER (1156).
 * @param found sequence id of the packet
 * @param expected sequence id the packet had to carry
 */
export function outOfOrder(found: number, expected: number): ProtocolError {
  return new ProtocolError(
    errorReply(1156, '08S01', `Got packets out of order: sequence id ${found}, expected ${expected}.`),
  );
}

/**
 * ER_HANDSHAKE_ERROR (1043).
 * @param what what is wrong with the handshake, and what the client should do.
 */
export function badHandshake(what: string): ProtocolError {
  return new ProtocolError(errorReply(1043, '08S01', `Bad handshake: ${what}.`));
}

/**
 * Builds an error answer.
 * @param errno MySQL error number
 * @param sqlState five characters
 * @param message text for the user
 */
export function errorReply(errno: number, sqlState: string, message: string): ErrorReply {
  return { kind: 'error', errno, sqlState, message };
}

const MAX_CAUSE_CHARS = 200;

/**
 * ER_UNKNOWN_ERROR (1105) for a handler that threw: the first line of its message only, since a stack is nothing for a client.
 * @param cause what was thrown
 */
export function handlerFailed(cause: unknown): ErrorReply {
  const text = cause instanceof Error ? cause.message : String(cause);
  const line = (text.split('\n', 1)[0] ?? '').slice(0, MAX_CAUSE_CHARS);
  return errorReply(1105, 'HY000', `The SQL handler failed: ${line}`);
}
