import type { ShelfObject, ShelfVersion } from '../shelf.ts';
import { checksumHeader } from './checksums.ts';
import { checkReadConditions } from './conditions.ts';
import { noSuchKey, S3Error } from './errors.ts';
import { parameter } from './request.ts';
import { type Bucket, bucketOf, type Call, emptyReply, keyOf, quoted, type S3Reply, versionHeader } from './state.ts';

/** GetObject. */
export function getObject(call: Call): S3Reply {
  const { request } = call;
  const { object, headers } = found(call);
  const range = rangeOf(request.header('range'), object.bytes.length);
  if (!range) return { status: 200, headers: { ...headers, ...wholeChecksum(call, object) }, body: object.bytes };
  const { first, last } = range;
  const contentRange = `bytes ${first}-${last}/${object.bytes.length}`;
  const body = object.bytes.subarray(first, last + 1);
  return { status: 206, headers: { ...headers, 'content-range': contentRange }, body };
}

/** HeadObject: a length without a body. */
export function headObject(call: Call): S3Reply {
  const { object, headers } = found(call);
  const length = String(object.bytes.length);
  return emptyReply(200, { ...headers, ...wholeChecksum(call, object), 'content-length': length });
}

/**
 * The version of a key that a request names, or the newest.
 * @throws S3Error `NoSuchVersion`, `NoSuchKey`, `MethodNotAllowed` for the mark of a deletion
 */
export function objectVersion(bucket: Bucket, key: string, versionId: string | undefined): VersionedObject {
  const version = bucket.shelf.find(key, versionId);
  if (version?.kind === 'object') return version;
  if (!version && versionId !== undefined)
    throw new S3Error('NoSuchVersion', `The key ${key} has no version ${versionId}.`);
  const marker = version ? { 'x-amz-delete-marker': 'true', ...versionHeader(bucket, version.versionId) } : {};
  if (version && versionId !== undefined) {
    throw new S3Error('MethodNotAllowed', `Version ${versionId} marks a deletion and cannot be read.`, marker);
  }
  throw noSuchKey(key);
}

/** A version that is an object. */
export type VersionedObject = Extract<ShelfVersion, { kind: 'object' }>;

function found(call: Call): { readonly object: ShelfObject; readonly headers: Readonly<Record<string, string>> } {
  const { request } = call;
  const bucket = bucketOf(call);
  const { object, versionId } = objectVersion(bucket, keyOf(call), parameter(request, 'versionId'));
  checkReadConditions(request, object);
  const headers = {
    ...object.headers,
    etag: quoted(object.etag),
    'last-modified': new Date(object.modifiedMs).toUTCString(),
    'accept-ranges': 'bytes',
    ...versionHeader(bucket, versionId),
    ...(object.tags.length > 0 ? { 'x-amz-tagging-count': String(object.tags.length) } : {}),
  };
  return { object, headers };
}

/** The checksum is one of the whole object, and told only to those who ask. */
function wholeChecksum({ request }: Call, { checksum }: ShelfObject): Readonly<Record<string, string>> {
  const isAsked = request.header('x-amz-checksum-mode')?.toUpperCase() === 'ENABLED';
  return isAsked && checksum ? { ...checksumHeader(checksum), 'x-amz-checksum-type': 'FULL_OBJECT' } : {};
}

/**
 * The bytes that a Range header means, both ends included; `undefined` when all are meant (also for several ranges, which S3 does not serve).
 * @throws S3Error `InvalidRange` when it has none of the object's bytes
 */
export function rangeOf(header: string | undefined, sizeBytes: number): { first: number; last: number } | undefined {
  const [, from = '', to = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? [];
  if (from === '' && to === '') return undefined;
  const isSuffix = from === '';
  const first = isSuffix ? Math.max(0, sizeBytes - Number(to)) : Number(from);
  const last = isSuffix || to === '' ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1);
  if (!isSuffix && to !== '' && Number(to) < Number(from)) return undefined;
  if (first <= last) return { first, last };
  const message = `${header} has none of the ${sizeBytes} bytes of the object.`;
  throw new S3Error('InvalidRange', message, { 'content-range': `bytes */${sizeBytes}` });
}
