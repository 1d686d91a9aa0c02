import type { ShelfObject } from '../shelf.ts';
import { notImplemented, S3Error } from './errors.ts';
import { queryOf, type RequestHead } from './request.ts';

const kept = ['content-type', 'cache-control', 'content-disposition', 'content-language', 'expires'];

/** Headers whose promise would be broken if they were ignored. */
const unkept = ['x-amz-server-side-encryption', 'x-amz-object-lock', 'x-amz-website-redirect-location'];

const METADATA_PREFIX = 'x-amz-meta-';
const MAX_METADATA_BYTES = 2048;
const MAX_TAGS = 10;

/**
 * The headers of a write that are given back with the object.
 * @throws S3Error `MetadataTooLarge` beyond 2 KiB, `NotImplemented` for a header that must not be ignored
 */
export function storedHeaders(head: RequestHead): ShelfObject['headers'] {
  const refused = head.headerNames.find((name) => unkept.some((start) => name.startsWith(start)));
  if (refused !== undefined) throw notImplemented(`The header ${refused}`);
  const metadata = head.headerNames.filter((name) => name.startsWith(METADATA_PREFIX));
  const sizes = metadata.map((name) => name.length - METADATA_PREFIX.length + (head.header(name)?.length ?? 0));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  if (bytes > MAX_METADATA_BYTES) {
    throw new S3Error('MetadataTooLarge', `The metadata has ${bytes} bytes, expected at most ${MAX_METADATA_BYTES}.`);
  }
  const names = [...kept, ...metadata].filter((name) => head.header(name) !== undefined);
  return {
    'content-type': 'binary/octet-stream',
    ...Object.fromEntries(names.map((name) => [name, head.header(name) ?? ''])),
    ...contentEncoding(head),
  };
}

/** `aws-chunked` is how the body came, not what the object is. */
function contentEncoding(head: RequestHead): Readonly<Record<string, string>> {
  const codings = (head.header('content-encoding') ?? '').split(',').map((coding) => coding.trim());
  const own = codings.filter((coding) => coding !== '' && coding !== 'aws-chunked');
  return own.length === 0 ? {} : { 'content-encoding': own.join(',') };
}

/** The tags that a write sets in its header. */
export function tagsOfHeader(head: RequestHead): ShelfObject['tags'] {
  return checkTags(queryOf(head.header('x-amz-tagging') ?? ''));
}

/**
 * Tags as they may be stored.
 * @throws S3Error `InvalidTag` for more than ten, a name twice, or one that is too long
 */
export function checkTags(tags: ShelfObject['tags']): ShelfObject['tags'] {
  const names = tags.map(([name]) => name);
  const isLong = tags.some(([name, value]) => name === '' || name.length > 128 || value.length > 256);
  if (tags.length > MAX_TAGS || new Set(names).size !== names.length || isLong) {
    throw new S3Error('InvalidTag', `Expected at most ${MAX_TAGS} tags with different names of 1 to 128 characters.`);
  }
  return tags;
}
