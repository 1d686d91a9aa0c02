import { Command } from './constants.ts';
import { errorReply, handlerFailed, malformed } from './errors.ts';
import type { Frame } from './framing.ts';
import { PacketReader } from './reader.ts';
import { type Answer, encodeError, encodeOk, encodeReply } from './replies.ts';
import { type RowFormat, writeParameterDefinitions } from './resultset.ts';
import { commandTooLarge, type Statement, type StatementStore } from './statements.ts';
import type { Reply, SqlSession } from './types.ts';
import { PacketWriter } from './writer.ts';

/** What a command works on. */
export interface CommandContext {
  readonly session: SqlSession;
  readonly statements: StatementStore;
  /** Sequence id of the reply's first packet. */
  readonly nextSequenceId: number;
}

/** What the connection does after a command. `finish` sends a last reply and ends the connection. */
export type Step =
  | Answer
  | { readonly kind: 'silent' }
  | { readonly kind: 'finish'; readonly bytes: Buffer }
  | { readonly kind: 'changeUser'; readonly request: PacketReader };

/**
 * Runs one command (MySQL client/server protocol, "Command Phase"). Throws a ProtocolError when the packet is malformed.
 * @param frame the command
 * @param context what it works on
 */
export async function runCommand(frame: Frame, context: CommandContext): Promise<Step> {
  if (frame.kind === 'tooLarge') return refuseTooLarge(frame.firstByte, context);
  const { payload } = frame;
  const reader = new PacketReader(payload);
  const { session, statements } = context;
  const command = reader.u8();
  switch (command) {
    case Command.quit:
      return { kind: 'disconnect' };
    case Command.query:
      return answer(context, 'text', () => session.query(payload.toString('utf8', 1), []));
    case Command.ping:
      return ok(context);
    case Command.initDb:
      return answer(context, 'none', () => session.useDatabase(payload.toString('utf8', 1)));
    case Command.stmtPrepare:
      return prepare(context, payload.toString('utf8', 1));
    case Command.stmtExecute:
      return execute(context, reader);
    case Command.stmtSendLongData:
      statements.appendLongData(reader);
      return { kind: 'silent' };
    case Command.stmtClose:
      statements.close(reader.u32());
      return { kind: 'silent' };
    case Command.stmtReset:
      return resetStatement(context, reader.u32());
    case Command.resetConnection:
      return resetConnection(context);
    case Command.changeUser:
      return { kind: 'changeUser', request: reader };
    case Command.fieldList:
      return fail(
        context,
        errorReply(1235, '42000', 'COM_FIELD_LIST is not supported; query information_schema.columns'),
      );
    default:
      return fail(context, errorReply(1047, '08S01', `Unknown command 0x${command.toString(16).padStart(2, '0')}`));
  }
}

/** Long data has no answer, so a client that sent too much of it can only be told by the end of the connection. */
function refuseTooLarge(firstByte: number | undefined, context: CommandContext): Step {
  const bytes = encodeError(commandTooLarge(), context.nextSequenceId);
  return { kind: firstByte === Command.stmtSendLongData ? 'finish' : 'send', bytes };
}

/** Encoding belongs to the attempt: a reply that cannot be encoded is the handler's fault like any other. */
async function answer(
  context: CommandContext,
  format: RowFormat | 'none',
  handler: () => Reply | Promise<Reply>,
): Promise<Step> {
  try {
    const reply = await handler();
    if (reply.kind === 'rows' && format === 'none')
      throw new TypeError('rows where only "ok", "error" or "disconnect" can be sent');
    return encodeReply(reply, context.nextSequenceId, format === 'none' ? 'text' : format);
  } catch (error) {
    return fail(context, handlerFailed(error));
  }
}

function prepare(context: CommandContext, sql: string): Step {
  const prepared = context.statements.prepare(sql);
  return 'kind' in prepared
    ? fail(context, prepared)
    : { kind: 'send', bytes: encodePrepared(prepared, context.nextSequenceId) };
}

/** COM_STMT_PREPARE_OK with no columns: only the handler knows them, when it runs. */
function encodePrepared(statement: Statement, sequenceId: number): Buffer {
  const writer = new PacketWriter(sequenceId).begin().u8(0x00).u32(statement.id);
  writer.u16(0).u16(statement.parameterCount).u8(0).u16(0).end();
  writeParameterDefinitions(writer, statement.parameterCount);
  return writer.finish();
}

async function execute(context: CommandContext, reader: PacketReader): Promise<Step> {
  const execution = context.statements.execute(reader);
  if ('kind' in execution) return fail(context, execution);
  if (reader.remaining > 0) throw malformed(`${reader.remaining} bytes after the last parameter`);
  return answer(context, 'binary', () => context.session.query(execution.sql, execution.params));
}

function resetStatement(context: CommandContext, id: number): Step {
  const error = context.statements.reset(id);
  return error ? fail(context, error) : ok(context);
}

async function resetConnection(context: CommandContext): Promise<Step> {
  context.statements.clear();
  return answer(context, 'none', () => {
    context.session.reset();
    return { kind: 'ok' };
  });
}

function ok(context: CommandContext): Step {
  return { kind: 'send', bytes: encodeOk({ kind: 'ok' }, context.nextSequenceId) };
}

function fail(context: CommandContext, reply: Extract<Reply, { kind: 'error' }>): Step {
  return { kind: 'send', bytes: encodeError(reply, context.nextSequenceId) };
}
