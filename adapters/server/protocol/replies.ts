import { STATUS_AUTOCOMMIT } from './constants.ts';
import { type ErrorReply, errorReply } from './errors.ts';
import { type RowFormat, writeResultSet } from './resultset.ts';
import type { Reply } from './types.ts';
import { PacketWriter } from './writer.ts';

/** Bytes of an answer, or the wish to cut the connection instead. */
export type Answer = { readonly kind: 'send'; readonly bytes: Buffer } | { readonly kind: 'disconnect' };

/**
 * Encodes what a handler answered (MySQL client/server protocol, OK_Packet, ERR_Packet, "Text Resultset", "Binary Protocol Resultset").
 * Throws when the reply is not well formed: no columns, a row of another width, a cell that does not fit its column type.
 * @param reply the answer
 * @param sequenceId sequence id of the first packet
 * @param format rows as text (COM_QUERY) or binary (COM_STMT_EXECUTE)
 */
export function encodeReply(reply: Reply, sequenceId: number, format: RowFormat): Answer {
  switch (reply.kind) {
    case 'ok':
      return { kind: 'send', bytes: encodeOk(reply, sequenceId) };
    case 'rows': {
      const writer = new PacketWriter(sequenceId);
      writeResultSet(writer, reply, format);
      return { kind: 'send', bytes: writer.finish() };
    }
    case 'error':
      return { kind: 'send', bytes: encodeError(reply, sequenceId) };
    case 'disconnect':
      return { kind: 'disconnect' };
  }
}

/**
 * OK_Packet. The info text is length-encoded for every client, as MySQL servers send it whether or not the session is tracked.
 * @param reply the answer
 * @param sequenceId sequence id of the packet
 */
export function encodeOk(reply: Extract<Reply, { kind: 'ok' }>, sequenceId: number): Buffer {
  const writer = new PacketWriter(sequenceId).begin().u8(0x00);
  writer.lenencInt(reply.affectedRows ?? 0).lenencInt(reply.insertId ?? 0);
  writer.u16(STATUS_AUTOCOMMIT).u16(0);
  if (reply.info) writer.lenencText(reply.info);
  return writer.end().finish();
}

/**
 * ERR_Packet with SQLSTATE. A number or a state the protocol cannot carry is replaced by 1105 or HY000.
 * @param reply the error
 * @param sequenceId sequence id of the packet
 */
export function encodeError(reply: ErrorReply, sequenceId: number): Buffer {
  const { errno, sqlState, message } = carriable(reply);
  return new PacketWriter(sequenceId).begin().u8(0xff).u16(errno).text(`#${sqlState}${message}`).end().finish();
}

function carriable({ errno, sqlState, message }: ErrorReply): ErrorReply {
  const carriableErrno = Number.isInteger(errno) && errno > 0 && errno <= 0xffff;
  return errorReply(carriableErrno ? errno : 1105, /^[0-9A-Z]{5}$/.test(sqlState) ? sqlState : 'HY000', message);
}
