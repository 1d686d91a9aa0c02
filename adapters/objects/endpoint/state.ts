import type { ShelfObject } from '../shelf.ts';
import { createShelf, type Shelf } from '../shelf.ts';
import { noSuchBucket, noSuchKey, S3Error } from './errors.ts';
import type { S3Request } from './request.ts';
import { type XmlOut, xmlDocument } from './xml.ts';

/** One part of a multipart upload. */
export interface UploadedPart {
  readonly bytes: Buffer;
  readonly etag: string;
  readonly modifiedMs: number;
}

/** A multipart upload that is neither completed nor aborted. */
export interface Upload {
  readonly uploadId: string;
  readonly key: string;
  readonly startedMs: number;
  readonly headers: ShelfObject['headers'];
  readonly tags: ShelfObject['tags'];
  readonly parts: Map<number, UploadedPart>;
}

/** A multipart upload that was completed. */
export interface CompletedUpload {
  readonly key: string;
  readonly etag: string;
  readonly versionId: string;
}

/** A bucket: its objects and the uploads to it. */
export interface Bucket {
  readonly name: string;
  readonly createdMs: number;
  readonly shelf: Shelf;
  readonly uploads: Map<string, Upload>;
  /** The last uploads that were completed, so that a completion whose answer was lost can be repeated. */
  readonly completed: Map<string, CompletedUpload>;
}

/** Everything that an endpoint keeps. */
export interface EndpointState {
  readonly buckets: Map<string, Bucket>;
  /** A number that was not given before. */
  nextNumber(): number;
}

/** What a fault changes about how a request is carried out. */
export interface Twist {
  /** A listing answers as of so many writes ago. */
  readonly staleBy?: number;
  /** A batch leaves the keys with the prefix and answers the code for them. */
  readonly keyErrors?: { readonly keyPrefix: string; readonly code: 'InternalError' | 'AccessDenied' };
}

/** A request to carry out. */
export interface Call {
  readonly state: EndpointState;
  readonly request: S3Request;
  readonly twist: Twist;
}

/** What is answered. */
export interface S3Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** An endpoint with empty buckets of the given names. */
export function createState(bucketNames: readonly string[]): EndpointState {
  const buckets = new Map<string, Bucket>();
  let last = 0;
  for (const name of bucketNames) buckets.set(name, newBucket(name));
  return {
    buckets,
    nextNumber: () => {
      last += 1;
      return last;
    },
  };
}

/**
 * An empty bucket.
 * @throws S3Error `InvalidBucketName` for a name that is no lower-case host name of 3 to 63 characters
 */
export function newBucket(name: string): Bucket {
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) || name.includes('..')) {
    throw new S3Error(
      'InvalidBucketName',
      `${JSON.stringify(name)} must be 3 to 63 lower-case letters, digits, "-" and ".".`,
    );
  }
  return { name, createdMs: Date.now(), shelf: createShelf(), uploads: new Map(), completed: new Map() };
}

/**
 * The bucket that a call is about.
 * @throws S3Error `NoSuchBucket`
 */
export function bucketOf({ state, request }: Pick<Call, 'state' | 'request'>): Bucket {
  const name = request.bucket ?? '';
  const bucket = state.buckets.get(name);
  if (bucket) return bucket;
  throw noSuchBucket(name);
}

/**
 * The key that a call is about.
 * @throws S3Error `NoSuchKey` when the request has none
 */
export function keyOf({ request }: Pick<Call, 'request'>): string {
  if (request.key === undefined) throw noSuchKey('');
  return request.key;
}

/** An answer without a body. */
export function emptyReply(status: number, headers: Readonly<Record<string, string>> = {}): S3Reply {
  return { status, headers, body: '' };
}

/** An answer that is a document. */
export function xmlReply(root: XmlOut, headers: Readonly<Record<string, string>> = {}): S3Reply {
  return { status: 200, headers: { 'content-type': 'application/xml', ...headers }, body: xmlDocument(root) };
}

/** The header that tells which version a call is about; none in a bucket without versions. */
export function versionHeader({ shelf }: Bucket, versionId: string | undefined): Readonly<Record<string, string>> {
  return shelf.versioning === 'off' || versionId === undefined ? {} : { 'x-amz-version-id': versionId };
}

/** An ETag as HTTP writes it. */
export function quoted(etag: string): string {
  return `"${etag}"`;
}

/** A time as documents tell it. */
export function isoTime(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
