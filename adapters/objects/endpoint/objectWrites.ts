import { md5, type ShelfObject } from '../shelf.ts';
import { checksumHeader, givenChecksum } from './checksums.ts';
import { checkCopyConditions, checkWriteConditions } from './conditions.ts';
import { noSuchBucket, S3Error } from './errors.ts';
import { storedHeaders, tagsOfHeader } from './headers.ts';
import { objectVersion } from './objectReads.ts';
import { addressOf, decodePart, parameter, queryOf, type RequestHead } from './request.ts';
import {
  bucketOf,
  type Call,
  emptyReply,
  isoTime,
  keyOf,
  quoted,
  type S3Reply,
  versionHeader,
  xmlReply,
} from './state.ts';
import { element } from './xml.ts';

/** PutObject. */
export function putObject(call: Call): S3Reply {
  const { request } = call;
  const bucket = bucketOf(call);
  const key = keyOf(call);
  const checksum = givenChecksum(request);
  const object: ShelfObject = {
    bytes: request.body,
    etag: md5(request.body),
    modifiedMs: Date.now(),
    headers: storedHeaders(request),
    tags: tagsOfHeader(request),
    ...(checksum ? { checksum } : {}),
  };
  checkWriteConditions(request, key, bucket.shelf.current(key));
  const versionId = bucket.shelf.put(key, object);
  return emptyReply(200, {
    etag: quoted(object.etag),
    ...(checksum ? checksumHeader(checksum) : {}),
    ...versionHeader(bucket, versionId),
  });
}

/** CopyObject: metadata and tags are the source's unless the request replaces them. */
export function copyObject(call: Call): S3Reply {
  const { request } = call;
  const bucket = bucketOf(call);
  const key = keyOf(call);
  const { object: source, isSame } = copySource(call);
  const replaces = request.header('x-amz-metadata-directive') === 'REPLACE';
  if (isSame && !replaces) {
    throw new S3Error('InvalidRequest', 'A copy of an object to itself must replace its metadata.');
  }
  checkCopyConditions(request, source);
  checkWriteConditions(request, key, bucket.shelf.current(key));
  const object: ShelfObject = {
    ...source,
    modifiedMs: Date.now(),
    headers: replaces ? storedHeaders(request) : source.headers,
    tags: request.header('x-amz-tagging-directive') === 'REPLACE' ? tagsOfHeader(request) : source.tags,
  };
  const versionId = bucket.shelf.put(key, object);
  const result = element('CopyObjectResult', [
    element('LastModified', isoTime(object.modifiedMs)),
    element('ETag', quoted(object.etag)),
  ]);
  return xmlReply(result, versionHeader(bucket, versionId));
}

/** DeleteObject: a key with nothing under it counts as deleted. */
export function deleteObject(call: Call): S3Reply {
  const bucket = bucketOf(call);
  const { versionId, isMarker } = bucket.shelf.remove(keyOf(call), parameter(call.request, 'versionId'));
  return emptyReply(204, {
    ...versionHeader(bucket, versionId),
    ...(isMarker ? { 'x-amz-delete-marker': 'true' } : {}),
  });
}

function copySource({ state, request }: Call): { readonly object: ShelfObject; readonly isSame: boolean } {
  const { bucket, key, versionId } = sourceAddress(request);
  const source = state.buckets.get(bucket);
  if (!source) throw noSuchBucket(bucket);
  const isSame = bucket === request.bucket && key === request.key && versionId === undefined;
  return { object: objectVersion(source, key, versionId).object, isSame };
}

function sourceAddress(request: RequestHead): { bucket: string; key: string; versionId: string | undefined } {
  const [path = '', query = ''] = (request.header('x-amz-copy-source') ?? '').split('?');
  const { bucket, key } = addressOf(decodePart(path.startsWith('/') ? path : `/${path}`), '');
  if (bucket === undefined || key === undefined) {
    throw new S3Error('InvalidArgument', 'The header x-amz-copy-source must be of the form bucket/key.');
  }
  return { bucket, key, versionId: queryOf(query).find(([name]) => name === 'versionId')?.[1] };
}
