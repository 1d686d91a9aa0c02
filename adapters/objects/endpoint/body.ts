import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { PayloadPromise } from './authorize.ts';
import { decodeChunks } from './chunked.ts';
import { S3Error } from './errors.ts';
import type { RequestHead, S3Request } from './request.ts';
import { sha256 } from './signature.ts';

/** Longest body in bytes: everything is in memory. */
export const MAX_BODY_BYTES = 256 * 1024 * 1024;

/** Room for the sizes and signatures of chunks around a body of the longest size. */
const MAX_RAW_BYTES = MAX_BODY_BYTES + 16 * 1024 * 1024;

/**
 * Reads the body of a request and verifies it against what was signed, its length and its MD5.
 * @throws S3Error when the body is not what was promised
 */
export async function readRequest(
  message: IncomingMessage,
  head: RequestHead,
  promise: PayloadPromise,
): Promise<S3Request> {
  checkLength(head, promise);
  const raw = await rawBody(message);
  const { bytes, trailers } = decode(raw, head, promise);
  if (bytes.length > MAX_BODY_BYTES) throw tooLarge();
  checkMd5(head, bytes);
  return { ...head, body: bytes, trailers };
}

function checkLength(head: RequestHead, promise: PayloadPromise): void {
  const length = head.header('content-length');
  if (length !== undefined && Number(length) > MAX_RAW_BYTES) throw tooLarge();
  const isWrite = head.method === 'PUT' || head.method === 'POST';
  const isEndless = head.header('transfer-encoding') !== undefined;
  if (isWrite && isEndless && promise.kind !== 'chunks') {
    throw new S3Error('MissingContentLength', 'The header Content-Length is missing.');
  }
}

async function rawBody(message: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of message) {
    if (!Buffer.isBuffer(part)) throw new TypeError('the body of a request must come as bytes');
    length += part.length;
    if (length > MAX_RAW_BYTES) throw tooLarge();
    parts.push(part);
  }
  return Buffer.concat(parts, length);
}

function decode(
  raw: Buffer,
  head: RequestHead,
  promise: PayloadPromise,
): Pick<S3Request, 'trailers'> & { bytes: Buffer } {
  switch (promise.kind) {
    case 'unsigned':
      return { bytes: raw, trailers: new Map() };
    case 'sha256':
      if (sha256(raw) === promise.hash) return { bytes: raw, trailers: new Map() };
      throw new S3Error('XAmzContentSHA256Mismatch', 'The SHA-256 of the body is not the one that was signed.');
    case 'chunks': {
      const decoded = decodeChunks(raw, promise.chain);
      const expected = head.header('x-amz-decoded-content-length');
      if (expected === String(decoded.bytes.length)) return decoded;
      throw new S3Error(
        'IncompleteBody',
        `${decoded.bytes.length} bytes came, x-amz-decoded-content-length is ${expected}.`,
      );
    }
  }
}

function checkMd5(head: RequestHead, bytes: Buffer): void {
  const given = head.header('content-md5');
  if (given === undefined) return;
  if (Buffer.from(given, 'base64').length !== 16)
    throw new S3Error('InvalidDigest', 'Content-MD5 is not 16 bytes in base64.');
  const found = createHash('md5').update(bytes).digest('base64');
  if (found !== given) throw new S3Error('BadDigest', `The MD5 of the body is ${found}, not the Content-MD5 ${given}.`);
}

function tooLarge(): S3Error {
  return new S3Error('EntityTooLarge', `The body is longer than ${MAX_BODY_BYTES} bytes; upload smaller parts.`);
}
