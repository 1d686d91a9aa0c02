import { timingSafeEqual } from 'node:crypto';
import { S3Error } from './errors.ts';
import { sha256, signatureOf } from './signature.ts';

/** What the signatures of chunks are chained to. */
export interface ChunkChain {
  readonly key: Buffer;
  /** `YYYYMMDDTHHMMSSZ` */
  readonly timestamp: string;
  readonly scope: string;
  /** Signature of the request. */
  readonly seed: string;
}

/** A decoded body and the headers that followed it. */
export interface DecodedChunks {
  readonly bytes: Buffer;
  readonly trailers: ReadonlyMap<string, string>;
}

interface Cursor {
  readonly raw: Buffer;
  at: number;
}

const MAX_LINE_BYTES = 4096;
const EMPTY_HASH = sha256('');

/**
 * Decodes a body in the `aws-chunked` encoding (Amazon S3 API reference, "Transferring payload in multiple chunks").
 * @param raw the body as it came
 * @param chain present when every chunk is signed; the trailer then is, too
 * @throws S3Error `IncompleteBody` when the encoding is broken, `SignatureDoesNotMatch` for a wrong chunk
 */
export function decodeChunks(raw: Buffer, chain?: ChunkChain): DecodedChunks {
  const cursor: Cursor = { raw, at: 0 };
  const parts: Buffer[] = [];
  let previous = chain?.seed ?? '';
  for (;;) {
    const { sizeBytes, signature } = chunkHeader(cursor);
    const data = take(cursor, sizeBytes);
    if (chain) previous = checkChunk(chain, previous, data, signature);
    if (sizeBytes === 0) break;
    parts.push(data);
    if (line(cursor) !== '') throw broken('a chunk is longer than its size');
  }
  const trailers = trailersOf(cursor, chain, previous);
  return { bytes: Buffer.concat(parts), trailers };
}

function chunkHeader(cursor: Cursor): { readonly sizeBytes: number; readonly signature: string } {
  const found = /^([0-9a-f]{1,8})(?:;chunk-signature=([0-9a-f]{64}))?$/i.exec(line(cursor) ?? '');
  if (!found) throw broken('expected the size of a chunk in hexadecimal digits');
  return { sizeBytes: Number.parseInt(found[1] ?? '', 16), signature: found[2] ?? '' };
}

function checkChunk(chain: ChunkChain, previous: string, data: Buffer, signature: string): string {
  const head = ['AWS4-HMAC-SHA256-PAYLOAD', chain.timestamp, chain.scope, previous, EMPTY_HASH];
  return checkLink(chain, [...head, sha256(data)].join('\n'), signature);
}

function checkLink({ key }: ChunkChain, text: string, signature: string): string {
  const expected = signatureOf(key, text);
  if (signature.length === expected.length && timingSafeEqual(Buffer.from(signature), Buffer.from(expected))) {
    return expected;
  }
  throw new S3Error('SignatureDoesNotMatch', 'The signature of a chunk of the body is wrong; check the secret key.');
}

function trailersOf(cursor: Cursor, chain: ChunkChain | undefined, previous: string): ReadonlyMap<string, string> {
  const trailers = new Map<string, string>();
  for (let text = line(cursor); text !== undefined && text !== ''; text = line(cursor)) {
    const colon = text.indexOf(':');
    if (colon < 1) throw broken('expected "name:value" after the last chunk');
    trailers.set(text.slice(0, colon).toLowerCase(), text.slice(colon + 1).trim());
  }
  if (cursor.at !== cursor.raw.length) throw broken('bytes after its end');
  if (chain && trailers.size > 0) checkTrailers(chain, previous, trailers);
  return trailers;
}

function checkTrailers(chain: ChunkChain, previous: string, trailers: Map<string, string>): void {
  const signature = trailers.get('x-amz-trailer-signature') ?? '';
  trailers.delete('x-amz-trailer-signature');
  const text = [...trailers].map(([name, value]) => `${name}:${value}\n`).join('');
  const head = ['AWS4-HMAC-SHA256-TRAILER', chain.timestamp, chain.scope, previous];
  checkLink(chain, [...head, sha256(text)].join('\n'), signature);
}

/** The next line without its end, or `undefined` at the end of the body. */
function line(cursor: Cursor): string | undefined {
  if (cursor.at === cursor.raw.length) return undefined;
  const end = cursor.raw.indexOf('\n', cursor.at);
  if (end < 0 || end - cursor.at > MAX_LINE_BYTES) throw broken('a line without an end');
  const text = cursor.raw.toString('latin1', cursor.at, end).replace(/\r$/, '');
  cursor.at = end + 1;
  return text;
}

function take(cursor: Cursor, sizeBytes: number): Buffer {
  const data = cursor.raw.subarray(cursor.at, cursor.at + sizeBytes);
  if (data.length < sizeBytes) throw broken(`${data.length} bytes of a chunk of ${sizeBytes}`);
  cursor.at += sizeBytes;
  return data;
}

function broken(what: string): S3Error {
  return new S3Error('IncompleteBody', `The aws-chunked body cannot be read: ${what}.`);
}
