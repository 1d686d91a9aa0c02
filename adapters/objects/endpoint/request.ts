import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { MAX_KEY_BYTES } from '../keys.ts';
import { S3Error } from './errors.ts';
import type { QueryPair } from './signature.ts';

/** A request up to its body. */
export interface RequestHead {
  readonly method: string;
  /** Decoded path as it was sent, with its leading slash. */
  readonly path: string;
  readonly query: readonly QueryPair[];
  /** The value of a header by its lower-case name; of one that was sent several times, joined with commas. */
  header(name: string): string | undefined;
  /** Lower-case names of all headers. */
  readonly headerNames: readonly string[];
  /** Absent when the request is about the account. */
  readonly bucket: string | undefined;
  /** Absent when the request is about the bucket. */
  readonly key: string | undefined;
}

/** A whole request whose signature and body are verified. */
export interface S3Request extends RequestHead {
  readonly body: Buffer;
  /** Headers that followed the body. */
  readonly trailers: ReadonlyMap<string, string>;
}

/** The name under which buckets are host names: `bucket.localhost`. */
const DOMAIN = 'localhost';

/**
 * Reads target and headers of a request; a bucket is the first part of the path, or of the host name (`bucket.localhost`).
 * @throws S3Error `InvalidURI`, `KeyTooLongError`
 */
export function readHead(message: IncomingMessage): RequestHead {
  const [rawPath = '', ...rest] = (message.url ?? '').split('?');
  const path = decodePart(rawPath);
  if (!path.startsWith('/')) throw new S3Error('InvalidURI', 'The target of the request must start with a slash.');
  const headers = message.headersDistinct;
  const { bucket, key } = addressOf(path, message.headers.host ?? '');
  if (key !== undefined && Buffer.byteLength(key) > MAX_KEY_BYTES) {
    throw new S3Error('KeyTooLongError', `The key is longer than ${MAX_KEY_BYTES} bytes.`);
  }
  return {
    method: message.method ?? '',
    path,
    query: queryOf(rest.join('?')),
    header: (name) => headers[name]?.map((value) => value.trim()).join(','),
    headerNames: Object.keys(headers),
    bucket,
    key,
  };
}

/** The value of a query parameter, `''` for one without a value. */
export function parameter({ query }: Pick<RequestHead, 'query'>, name: string): string | undefined {
  return query.find(([candidate]) => candidate === name)?.[1];
}

/**
 * A query parameter that is a number.
 * @throws S3Error `InvalidArgument` for anything but digits
 */
export function numberParameter(head: RequestHead, name: string): number | undefined {
  const text = parameter(head, name);
  if (text === undefined || text === '') return undefined;
  if (!/^\d{1,9}$/.test(text))
    throw new S3Error('InvalidArgument', `${name} is ${JSON.stringify(text)}, expected a number.`);
  return Number(text);
}

/**
 * Decodes the parameters of a raw query.
 * @throws S3Error `InvalidURI`
 */
export function queryOf(raw: string): readonly QueryPair[] {
  return raw
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const [name = '', ...value] = part.replaceAll('+', ' ').split('=');
      return [decodePart(name), decodePart(value.join('='))];
    });
}

/**
 * Decodes percent signs.
 * @throws S3Error `InvalidURI`
 */
export function decodePart(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new S3Error('InvalidURI', `${JSON.stringify(text.slice(0, 80))} is no percent-encoded UTF-8.`);
  }
}

/** Bucket and key that a path means on a host. */
export function addressOf(path: string, host: string): { bucket: string | undefined; key: string | undefined } {
  const named = bucketOfHost(host);
  if (named !== undefined) return { bucket: named, key: path.slice(1) || undefined };
  const end = path.indexOf('/', 1);
  const bucket = path.slice(1, end < 0 ? undefined : end);
  return { bucket: bucket || undefined, key: (end < 0 ? '' : path.slice(end + 1)) || undefined };
}

function bucketOfHost(host: string): string | undefined {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  if (isIP(name) !== 0 || !name.endsWith(`.${DOMAIN}`)) return undefined;
  return name.slice(0, -DOMAIN.length - 1);
}
