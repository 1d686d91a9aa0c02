import type { SecureContext } from 'node:tls';
import { type AccountBook, authenticate } from './authentication.ts';
import type { Channel } from './channel.ts';
import { type CommandContext, runCommand } from './commands.ts';
import { LOGIN_TIMEOUT_MS } from './constants.ts';
import { badHandshake, type ErrorReply, errorReply, handlerFailed, ProtocolError } from './errors.ts';
import type { Frame } from './framing.ts';
import {
  encodeGreeting,
  type LoginRequest,
  offeredCapabilities,
  parseChangeUser,
  parseFirstPacket,
} from './handshake.ts';
import { createScramble } from './passwords.ts';
import type { PacketReader } from './reader.ts';
import { encodeError, encodeOk } from './replies.ts';
import { createSessionSlot, type SessionSlot } from './sessionSlot.ts';
import { createStatementStore } from './statements.ts';
import type { SqlSession } from './types.ts';

/** What all connections of one server share. */
export interface ServerContext {
  readonly serverVersion: string;
  readonly book: AccountBook;
  readonly secureContext: SecureContext | undefined;
  readonly open: (client: { readonly connectionId: number; readonly user: string }) => SqlSession;
}

interface Connection {
  readonly channel: Channel;
  readonly server: ServerContext;
  readonly connectionId: number;
  readonly scramble: Buffer;
  readonly slot: SessionSlot;
}

/**
 * Serves one connection from the greeting to its end. Never rejects: whatever goes wrong ends this connection only.
 * @param channel the connection
 * @param server what all connections share
 * @param connectionId number of the connection, from 1
 */
export async function serveConnection(channel: Channel, server: ServerContext, connectionId: number): Promise<void> {
  const slot = createSessionSlot();
  channel.onClose(slot.close);
  const connection: Connection = { channel, server, connectionId, scramble: createScramble(), slot };
  try {
    const capabilities = await logIn(connection);
    if (capabilities !== undefined) await serveCommands(connection, capabilities);
  } catch (error) {
    endWithError(channel, error);
  }
}

function endWithError(channel: Channel, error: unknown): void {
  const reply = error instanceof ProtocolError ? error.reply : handlerFailed(error);
  channel.finish(encodeError(reply, channel.nextSequenceId));
}

/** The capabilities agreed on, or `undefined` when there is nobody to serve. */
async function logIn(connection: Connection): Promise<number | undefined> {
  const { channel } = connection;
  const timer = setTimeout(channel.destroy, LOGIN_TIMEOUT_MS);
  channel.onClose(() => clearTimeout(timer));
  const first = await shakeHands(connection);
  if (!first) return undefined;
  const accepted = await admit(connection, first.login, first.sequenceId + 1);
  clearTimeout(timer);
  if (!accepted) return undefined;
  channel.allowCommands();
  return first.login.capabilities;
}

interface FirstLogin {
  readonly login: LoginRequest;
  readonly sequenceId: number;
}

async function shakeHands(connection: Connection): Promise<FirstLogin | undefined> {
  const { channel, server, connectionId, scramble } = connection;
  const capabilities = offeredCapabilities(server.secureContext !== undefined);
  const plugin = server.book.accounts[0]?.plugin ?? 'caching_sha2_password';
  await channel.send(
    encodeGreeting({ serverVersion: server.serverVersion, connectionId, scramble, capabilities, plugin }),
  );
  const first = await nextLoginPacket(channel, 1);
  if (!first) return undefined;
  const request = parseFirstPacket(first.payload, capabilities);
  if (request.kind === 'login') return { login: request.login, sequenceId: first.sequenceId };
  return shakeHandsOverTls(connection, capabilities);
}

async function shakeHandsOverTls(connection: Connection, capabilities: number): Promise<FirstLogin | undefined> {
  const { channel, server } = connection;
  if (!server.secureContext) throw badHandshake('this server has no TLS; connect without it');
  channel.startTls(server.secureContext);
  const second = await nextLoginPacket(channel, 2);
  if (!second) return undefined;
  const request = parseFirstPacket(second.payload, capabilities);
  if (request.kind === 'tls') throw badHandshake('the connection already is TLS; send the login');
  return { login: request.login, sequenceId: second.sequenceId };
}

async function nextLoginPacket(
  channel: Channel,
  sequenceId: number,
): Promise<Extract<Frame, { kind: 'packet' }> | undefined> {
  const frame = await channel.next(sequenceId);
  if (frame?.kind === 'tooLarge') throw badHandshake('the login packet is too large');
  return frame;
}

/** Checks a login and opens its session; tells the client the outcome. Whoever is not accepted is disconnected. */
async function admit(connection: Connection, login: LoginRequest, sequenceId: number): Promise<boolean> {
  const { channel, server, scramble } = connection;
  const outcome = await authenticate(channel, server.book, scramble, login, sequenceId);
  if (outcome.kind === 'gone' || channel.isClosed) return false;
  const { nextSequenceId } = outcome;
  const refusal = outcome.kind === 'refused' ? outcome.error : await openSession(connection, login);
  if (refusal === 'disconnect') channel.destroy();
  else if (refusal) channel.finish(encodeError(refusal, nextSequenceId));
  else await channel.send(encodeOk({ kind: 'ok' }, nextSequenceId));
  return refusal === undefined;
}

async function openSession(
  connection: Connection,
  login: LoginRequest,
): Promise<ErrorReply | 'disconnect' | undefined> {
  const { server, connectionId, slot } = connection;
  try {
    const session = slot.replace(() => server.open({ connectionId, user: login.user }));
    if (login.database === '') return undefined;
    const reply = await session.useDatabase(login.database);
    if (reply.kind === 'error') return reply;
    if (reply.kind === 'disconnect') return 'disconnect';
    return reply.kind === 'ok' ? undefined : rowsForDatabase();
  } catch (error) {
    return handlerFailed(error);
  }
}

function rowsForDatabase(): ErrorReply {
  return errorReply(
    1105,
    'HY000',
    'The SQL handler answered rows where only "ok", "error" or "disconnect" can be sent',
  );
}

async function serveCommands(connection: Connection, capabilities: number): Promise<void> {
  const { channel, slot } = connection;
  const statements = createStatementStore();
  for (;;) {
    const frame = await channel.next(0);
    const session = slot.current();
    if (!frame || !session) return;
    const context: CommandContext = { session, statements, nextSequenceId: frame.sequenceId + 1 };
    const step = await runCommand(frame, context);
    switch (step.kind) {
      case 'send':
        await channel.send(step.bytes);
        break;
      case 'silent':
        break;
      case 'finish':
        channel.finish(step.bytes);
        return;
      case 'disconnect':
        channel.destroy();
        return;
      case 'changeUser':
        statements.clear();
        if (!(await changeUser(connection, capabilities, step.request, context.nextSequenceId))) return;
    }
  }
}

function changeUser(
  connection: Connection,
  capabilities: number,
  request: PacketReader,
  sequenceId: number,
): Promise<boolean> {
  return admit(connection, parseChangeUser(request, capabilities), sequenceId);
}
