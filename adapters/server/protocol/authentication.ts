import type { Channel } from './channel.ts';
import { Capability } from './constants.ts';
import { badHandshake, type ErrorReply, errorReply } from './errors.ts';
import type { LoginRequest } from './handshake.ts';
import { isClearPassword, isNativeToken, isSha2Token, passwordKey } from './passwords.ts';
import type { Account } from './types.ts';
import { PacketWriter } from './writer.ts';

/** Accounts of a server, and the users who have proved their password in full: only they may use the fast path of caching_sha2_password. */
export interface AccountBook {
  readonly accounts: readonly Account[];
  readonly provedUsers: Set<string>;
}

/** How a login ended. `nextSequenceId` is that of the packet which tells the client. */
export type LoginOutcome =
  | { readonly kind: 'accepted'; readonly nextSequenceId: number }
  | { readonly kind: 'refused'; readonly nextSequenceId: number; readonly error: ErrorReply }
  | { readonly kind: 'gone' };

interface Exchange {
  readonly channel: Channel;
  readonly scramble: Buffer;
  readonly book: AccountBook;
  readonly account: Account;
}

interface Message {
  readonly payload: Buffer;
  readonly nextSequenceId: number;
}

type Proof = { readonly proved: boolean; readonly nextSequenceId: number } | undefined;

const REQUEST_PUBLIC_KEY = Buffer.from([0x02]);
const FAST_PATH_OK = Buffer.from([0x03]);
const FULL_PROOF_NEEDED = Buffer.from([0x04]);
const NUL = Buffer.from([0x00]);

/**
 * Checks a login, with the messages its plugin needs (MySQL client/server protocol, "Authentication Method Mismatch", "Caching_sha2_password").
 * One scramble serves the whole connection, since clients differ in which one they keep for COM_CHANGE_USER.
 * @param channel connection to the client
 * @param book accounts of the server
 * @param scramble challenge of the greeting
 * @param login what the client claims
 * @param nextSequenceId sequence id of the server's next packet
 */
export async function authenticate(
  channel: Channel,
  book: AccountBook,
  scramble: Buffer,
  login: LoginRequest,
  nextSequenceId: number,
): Promise<LoginOutcome> {
  const account = book.accounts.find((candidate) => candidate.user === login.user);
  const denied = (sequenceId: number, usedPassword: boolean): LoginOutcome => ({
    kind: 'refused',
    nextSequenceId: sequenceId,
    error: accessDenied(login.user, channel.remoteAddress, usedPassword),
  });
  if (!account) return denied(nextSequenceId, login.token.length > 0);
  if (account.plugin !== login.plugin && !(login.capabilities & Capability.pluginAuth)) {
    return { kind: 'refused', nextSequenceId, error: pluginUnsupported(account.plugin) };
  }
  const exchange: Exchange = { channel, scramble, book, account };
  const token = await tokenForAccount(exchange, login, nextSequenceId);
  if (!token) return { kind: 'gone' };
  const proof = await checkToken(exchange, token);
  if (!proof) return { kind: 'gone' };
  if (!proof.proved) return denied(proof.nextSequenceId, !isEmptyToken(token.payload));
  return { kind: 'accepted', nextSequenceId: proof.nextSequenceId };
}

/** The login's token, or the answer to an AuthSwitchRequest when it was made with another plugin. */
async function tokenForAccount(
  exchange: Exchange,
  login: LoginRequest,
  nextSequenceId: number,
): Promise<Message | undefined> {
  const { account, scramble } = exchange;
  if (account.plugin === login.plugin) return { payload: login.token, nextSequenceId };
  const request = new PacketWriter(nextSequenceId)
    .begin()
    .u8(0xfe)
    .nullTerminated(account.plugin)
    .bytes(scramble)
    .u8(0);
  return ask(exchange.channel, request.end().finish(), nextSequenceId);
}

async function checkToken(exchange: Exchange, token: Message): Promise<Proof> {
  const { account, scramble } = exchange;
  switch (account.plugin) {
    case 'mysql_native_password':
      return { ...token, proved: isNativeToken(account.password, scramble, token.payload) };
    case 'caching_sha2_password':
      return checkSha2(exchange, token);
  }
}

async function checkSha2(exchange: Exchange, token: Message): Promise<Proof> {
  const { account, scramble, book, channel } = exchange;
  if (isEmptyToken(token.payload)) return { ...token, proved: account.password === '' };
  const isKnown = book.provedUsers.has(account.user) && account.password !== '';
  if (isKnown && isSha2Token(account.password, scramble, token.payload)) {
    await channel.send(moreData(FAST_PATH_OK, token.nextSequenceId));
    return { proved: true, nextSequenceId: token.nextSequenceId + 1 };
  }
  const proof = await fullProof(exchange, token.nextSequenceId);
  if (proof?.proved) book.provedUsers.add(account.user);
  return proof;
}

/** The password itself: in the clear over TLS, sealed with our public key over a plain connection. */
async function fullProof(exchange: Exchange, sequenceId: number): Promise<Proof> {
  const { channel, account, scramble } = exchange;
  const answer = await ask(channel, moreData(FULL_PROOF_NEEDED, sequenceId), sequenceId);
  if (!answer) return undefined;
  if (channel.isSecure) return { ...answer, proved: isClearPassword(account.password, answer.payload) };
  const key = await passwordKey();
  const sealed = answer.payload.equals(REQUEST_PUBLIC_KEY)
    ? await ask(channel, moreData(key.publicPem, answer.nextSequenceId), answer.nextSequenceId)
    : answer;
  if (!sealed) return undefined;
  const password = key.open(sealed.payload, scramble);
  return { ...sealed, proved: password !== undefined && isClearPassword(account.password, password) };
}

async function ask(channel: Channel, bytes: Buffer, sequenceId: number): Promise<Message | undefined> {
  await channel.send(bytes);
  const frame = await channel.next(sequenceId + 1);
  if (!frame) return undefined;
  if (frame.kind === 'tooLarge') throw badHandshake('the answer to the authentication request is too large');
  return { payload: frame.payload, nextSequenceId: frame.sequenceId + 1 };
}

function moreData(data: Buffer, sequenceId: number): Buffer {
  return new PacketWriter(sequenceId).begin().u8(0x01).bytes(data).end().finish();
}

function isEmptyToken(token: Buffer): boolean {
  return token.length === 0 || token.equals(NUL);
}

function accessDenied(user: string, host: string, usedPassword: boolean): ErrorReply {
  const using = usedPassword ? 'YES' : 'NO';
  return errorReply(1045, '28000', `Access denied for user '${user}'@'${host}' (using password: ${using})`);
}

function pluginUnsupported(plugin: string): ErrorReply {
  return errorReply(
    1251,
    '08004',
    `Client does not support the authentication protocol ${plugin}; consider upgrading it`,
  );
}
