import { Capability, Collation, STATUS_AUTOCOMMIT } from './constants.ts';
import { badHandshake } from './errors.ts';
import { PacketReader } from './reader.ts';
import type { Account } from './types.ts';
import { PacketWriter } from './writer.ts';

/** Name of a password plugin this server can check. */
export type Plugin = Account['plugin'];

/** What a client claims in the handshake or in COM_CHANGE_USER. */
export interface LoginRequest {
  readonly user: string;
  /** Proof of the password, made by `plugin`. */
  readonly token: Buffer;
  /** Empty when the client names no database. */
  readonly database: string;
  /** Plugin the token was made with; clients without plugin support use mysql_native_password. */
  readonly plugin: string;
  /** Capabilities both sides have. */
  readonly capabilities: number;
}

/** First packet of a client: a wish for TLS, or its login. */
export type FirstPacket = { readonly kind: 'tls' } | { readonly kind: 'login'; readonly login: LoginRequest };

/** Bytes of the random challenge; the first eight travel apart from the rest. */
export const SCRAMBLE_BYTES = 20;

const SCRAMBLE_HEAD_BYTES = 8;
const TLS_REQUEST_BYTES = 32;
const RESERVED_BYTES = 23;
const NATIVE: Plugin = 'mysql_native_password';

/** DEPRECATE_EOF and query attributes stay out: clients then keep to the packets every client version knows. */
const OFFERED =
  Capability.longPassword |
  Capability.foundRows |
  Capability.longFlag |
  Capability.connectWithDb |
  Capability.ignoreSpace |
  Capability.protocol41 |
  Capability.interactive |
  Capability.transactions |
  Capability.secureConnection |
  Capability.multiResults |
  Capability.psMultiResults |
  Capability.pluginAuth |
  Capability.connectAttrs |
  Capability.pluginAuthLenencClientData |
  Capability.sessionTrack;

/**
 * Capabilities the server offers.
 * @param hasTls whether TLS is configured
 */
export function offeredCapabilities(hasTls: boolean): number {
  return hasTls ? OFFERED | Capability.ssl : OFFERED;
}

/** What the greeting tells the client. */
export interface Greeting {
  readonly serverVersion: string;
  readonly connectionId: number;
  readonly scramble: Buffer;
  readonly capabilities: number;
  readonly plugin: Plugin;
}

/**
 * The server's first packet (MySQL client/server protocol, Protocol::HandshakeV10).
 * @param greeting what to tell
 */
export function encodeGreeting(greeting: Greeting): Buffer {
  const { scramble, capabilities } = greeting;
  const writer = new PacketWriter(0).begin().u8(10).nullTerminated(greeting.serverVersion);
  writer.u32(greeting.connectionId).bytes(scramble.subarray(0, SCRAMBLE_HEAD_BYTES)).u8(0);
  writer
    .u16(capabilities & 0xffff)
    .u8(Collation.utf8mb4)
    .u16(STATUS_AUTOCOMMIT)
    .u16(capabilities >>> 16);
  writer.u8(SCRAMBLE_BYTES + 1).zeros(10);
  writer.bytes(scramble.subarray(SCRAMBLE_HEAD_BYTES)).u8(0).nullTerminated(greeting.plugin);
  return writer.end().finish();
}

/**
 * Reads the client's first packet (Protocol::SSLRequest or Protocol::HandshakeResponse41). Throws a ProtocolError (1043)
 * for clients older than protocol 4.1.
 * @param payload the packet
 * @param offered capabilities of the greeting
 */
export function parseFirstPacket(payload: Buffer, offered: number): FirstPacket {
  const reader = new PacketReader(payload);
  const clientFlags = reader.u32();
  const capabilities = clientFlags & offered;
  if (!(capabilities & Capability.protocol41)) throw badHandshake('the client must speak protocol 4.1');
  reader.bytes(4 + 1 + RESERVED_BYTES);
  const wantsTls = payload.length === TLS_REQUEST_BYTES && (clientFlags & Capability.ssl) !== 0;
  return wantsTls ? { kind: 'tls' } : { kind: 'login', login: parseLogin(reader, capabilities) };
}

function parseLogin(reader: PacketReader, capabilities: number): LoginRequest {
  const user = reader.nullTerminated();
  const token = parseToken(reader, capabilities);
  const database = capabilities & Capability.connectWithDb ? reader.nullTerminated() : '';
  return { user, token, database, plugin: parsePlugin(reader, capabilities), capabilities };
}

function parseToken(reader: PacketReader, capabilities: number): Buffer {
  if (capabilities & Capability.pluginAuthLenencClientData) return reader.lenencBytes();
  if (capabilities & Capability.secureConnection) return reader.bytes(reader.u8());
  throw badHandshake('the client must support secure authentication');
}

function parsePlugin(reader: PacketReader, capabilities: number): string {
  if (!(capabilities & Capability.pluginAuth) || reader.remaining === 0) return NATIVE;
  return reader.nullTerminated() || NATIVE;
}

/**
 * Reads COM_CHANGE_USER after its command byte.
 * @param reader the packet behind the command byte
 * @param capabilities capabilities agreed in the handshake
 */
export function parseChangeUser(reader: PacketReader, capabilities: number): LoginRequest {
  const user = reader.nullTerminated();
  const token = reader.bytes(reader.u8());
  const database = reader.nullTerminated();
  if (reader.remaining >= 2) reader.u16();
  return { user, token, database, plugin: parsePlugin(reader, capabilities), capabilities };
}
