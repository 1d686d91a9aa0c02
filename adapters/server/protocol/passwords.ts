import {
  constants,
  createHash,
  generateKeyPair,
  type KeyObject,
  privateDecrypt,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { promisify } from 'node:util';
import { SCRAMBLE_BYTES } from './handshake.ts';

/** A challenge of seven-bit bytes without NUL and `$`, as clients expect it. */
export function createScramble(): Buffer {
  return Buffer.from(randomBytes(SCRAMBLE_BYTES).map((byte) => unreserved(byte & 0x7f)));
}

function unreserved(byte: number): number {
  return byte === 0 || byte === 0x24 ? byte + 1 : byte;
}

/**
 * Checks a mysql_native_password token: SHA1(password) xor SHA1(scramble + SHA1(SHA1(password))). No password: no token.
 * @param password password of the account
 * @param scramble challenge of the greeting
 * @param token what the client sent
 */
export function isNativeToken(password: string, scramble: Buffer, token: Buffer): boolean {
  if (password === '') return token.length === 0;
  const once = hash('sha1', Buffer.from(password, 'utf8'));
  return sameBytes(token, xor(once, hash('sha1', scramble, hash('sha1', once))));
}

/**
 * Checks a caching_sha2_password token: SHA256(password) xor SHA256(SHA256(SHA256(password)) + scramble).
 * @param password password of the account, not empty
 * @param scramble challenge of the greeting
 * @param token what the client sent
 */
export function isSha2Token(password: string, scramble: Buffer, token: Buffer): boolean {
  const once = hash('sha256', Buffer.from(password, 'utf8'));
  return sameBytes(token, xor(once, hash('sha256', hash('sha256', once), scramble)));
}

/**
 * Checks a password sent in the clear, with its NUL.
 * @param password password of the account
 * @param sent bytes of the client
 */
export function isClearPassword(password: string, sent: Buffer): boolean {
  return sameBytes(sent, Buffer.from(`${password}\0`, 'utf8'));
}

/** Key pair for passwords sent over plain connections. */
export interface PasswordKey {
  /** Public key, PEM. */
  readonly publicPem: Buffer;
  /**
   * Opens a password sealed with the public key (RSA-OAEP over password and NUL, xor the scramble); `undefined` when it cannot be opened.
   * @param sealed bytes of the client
   * @param scramble challenge of the greeting
   */
  open(sealed: Buffer, scramble: Buffer): Buffer | undefined;
}

let sharedKey: Promise<PasswordKey> | undefined;

/** The process's key pair, made at first use: making one takes a good part of a second, and most servers never need it. */
export function passwordKey(): Promise<PasswordKey> {
  sharedKey ??= createPasswordKey();
  return sharedKey;
}

const RSA_BITS = 2048;

async function createPasswordKey(): Promise<PasswordKey> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: RSA_BITS });
  const publicPem = Buffer.from(publicKey.export({ type: 'spki', format: 'pem' }));
  return { publicPem, open: (sealed, scramble) => openSealed(privateKey, sealed, scramble) };
}

function openSealed(key: KeyObject, sealed: Buffer, scramble: Buffer): Buffer | undefined {
  try {
    return xor(privateDecrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' }, sealed), scramble);
  } catch {
    return undefined;
  }
}

function hash(algorithm: 'sha1' | 'sha256', ...parts: readonly Buffer[]): Buffer {
  const digest = createHash(algorithm);
  for (const part of parts) digest.update(part);
  return digest.digest();
}

/** Xor with the mask repeated as often as needed. */
function xor(bytes: Buffer, mask: Buffer): Buffer {
  return Buffer.from(bytes.map((byte, index) => byte ^ (mask[index % mask.length] ?? 0)));
}

function sameBytes(left: Buffer, right: Buffer): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}
