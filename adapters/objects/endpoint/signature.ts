import { createHash, createHmac, type Hash } from 'node:crypto';

/** Name and value as they came in a query, decoded. */
export type QueryPair = readonly [name: string, value: string];

/** What a signature of version 4 covers. */
export interface SignedRequest {
  readonly method: string;
  /** Decoded path with its leading slash; never normalised, since keys may have `//` in them. */
  readonly path: string;
  /** Without the signature itself. */
  readonly query: readonly QueryPair[];
  /** Lower-case names in the order in which they were signed, with their values. */
  readonly signedHeaders: readonly (readonly [name: string, value: string])[];
  /** Hash of the body in hexadecimal digits, or one of the words that stand for it. */
  readonly payloadHash: string;
}

/** Day, region and service that a key is derived for. */
export interface SigningScope {
  /** `YYYYMMDD`, UTC. */
  readonly day: string;
  readonly region: string;
  readonly service: string;
}

/** The first line of what is signed, and the name of the scheme. */
export const ALGORITHM = 'AWS4-HMAC-SHA256';

/** The canonical request (Amazon S3 API reference, "Signature calculations for the Authorization header"). */
export function canonicalRequest({ method, path, query, signedHeaders, payloadHash }: SignedRequest): string {
  const headers = signedHeaders.map(([name, value]) => `${name}:${value.trim().replace(/ +/g, ' ')}\n`).join('');
  const names = signedHeaders.map(([name]) => name).join(';');
  const encodedPath = path.split('/').map(uriEncode).join('/');
  return [method, encodedPath, canonicalQuery(query), headers, names, payloadHash].join('\n');
}

/**
 * The text that is signed for a request.
 * @param timestamp `YYYYMMDDTHHMMSSZ`
 */
export function stringToSign(timestamp: string, scope: SigningScope, canonical: string): string {
  return [ALGORITHM, timestamp, scopeText(scope), sha256(canonical)].join('\n');
}

/** The scope as it is written in credentials. */
export function scopeText({ day, region, service }: SigningScope): string {
  return `${day}/${region}/${service}/aws4_request`;
}

/** The key of one day, region and service. */
export function signingKey(secretKey: string, { day, region, service }: SigningScope): Buffer {
  return [day, region, service, 'aws4_request'].reduce(
    (key, part) => createHmac('sha256', key).update(part).digest(),
    Buffer.from(`AWS4${secretKey}`),
  );
}

/** The signature of a text in hexadecimal digits. */
export function signatureOf(key: Buffer, text: string): string {
  return createHmac('sha256', key).update(text).digest('hex');
}

/** SHA-256 in hexadecimal digits. */
export function sha256(content: string | Uint8Array): string {
  const hash: Hash = createHash('sha256');
  return hash.update(content).digest('hex');
}

/** Percent-encodes all but the unreserved characters of RFC 3986. */
export function uriEncode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (found) => `%${found.charCodeAt(0).toString(16).toUpperCase()}`);
}

function canonicalQuery(query: readonly QueryPair[]): string {
  return query
    .map(([name, value]) => [uriEncode(name), uriEncode(value)] as const)
    .sort(([a, x], [b, y]) => compareAscii(a, b) || compareAscii(x, y))
    .map((pair) => pair.join('='))
    .join('&');
}

function compareAscii(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
