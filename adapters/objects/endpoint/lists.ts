import type { ShelfView } from '../shelf.ts';
import { S3Error } from './errors.ts';
import { type ListLine, type ListPage, pageOf } from './listing.ts';
import { numberParameter, parameter, type RequestHead } from './request.ts';
import { uriEncode } from './signature.ts';
import { bucketOf, type Call, isoTime, quoted, type S3Reply, xmlReply } from './state.ts';
import { element, optional, type XmlOut } from './xml.ts';

/** Lines of one page, at most. */
export const MAX_PAGE_KEYS = 1000;

interface Question {
  readonly prefix: string;
  readonly delimiter: string;
  readonly maxKeys: number;
  /** How keys are written in the answer. */
  readonly write: (text: string) => string;
  readonly encoding: string | undefined;
}

/** ListObjectsV2. */
export function listObjectsV2(call: Call): S3Reply {
  const { request } = call;
  const question = questionOf(request);
  const { prefix, delimiter, maxKeys, write, encoding } = question;
  const [token, startAfter] = [parameter(request, 'continuation-token'), parameter(request, 'start-after')];
  const after = token === undefined ? (startAfter ?? '') : keyOfToken(token);
  const page = pageOf(viewOf(call), { prefix, delimiter, after, maxKeys });
  const isOwnerAsked = parameter(request, 'fetch-owner') === 'true';
  return xmlReply(
    element('ListBucketResult', [
      ...headOf(call, question, page),
      optional('ContinuationToken', token),
      optional('NextContinuationToken', page.next === undefined ? undefined : tokenOfKey(page.next)),
      optional('StartAfter', startAfter === undefined ? undefined : write(startAfter)),
      element('KeyCount', page.lines.length),
      optional('EncodingType', encoding),
      ...page.lines.map((line) => lineOf(line, write, isOwnerAsked)),
    ]),
  );
}

/** ListObjects, the older form: pages go on after a marker that is a key. */
export function listObjectsV1(call: Call): S3Reply {
  const { request } = call;
  const question = questionOf(request);
  const { prefix, delimiter, maxKeys, write, encoding } = question;
  const after = parameter(request, 'marker') ?? '';
  const page = pageOf(viewOf(call), { prefix, delimiter, after, maxKeys });
  return xmlReply(
    element('ListBucketResult', [
      ...headOf(call, question, page),
      element('Marker', write(after)),
      optional('NextMarker', page.next === undefined ? undefined : write(page.next)),
      optional('EncodingType', encoding),
      ...page.lines.map((line) => lineOf(line, write, true)),
    ]),
  );
}

/** ListObjectVersions, in one page: older versions and marks of deletions, newest first for every key. */
export function listVersions(call: Call): S3Reply {
  const question = questionOf(call.request);
  const { prefix, write, encoding } = question;
  const view = viewOf(call);
  const keys = view.keys().filter((key) => key.startsWith(prefix));
  const lines = keys.flatMap((key) => versionLines(view, key, write));
  if (lines.length > MAX_PAGE_KEYS || question.delimiter !== '') {
    throw new S3Error(
      'NotImplemented',
      `Listing versions works for up to ${MAX_PAGE_KEYS} of them without a delimiter.`,
    );
  }
  const head = headOf(call, question, { lines: [], next: undefined });
  return xmlReply(element('ListVersionsResult', [...head, optional('EncodingType', encoding), ...lines]));
}

/** The owner of everything. */
export const owner: XmlOut = element('Owner', [element('ID', 'owner'), element('DisplayName', 'owner')]);

function questionOf(head: RequestHead): Question {
  const encoding = parameter(head, 'encoding-type');
  if (encoding !== undefined && encoding !== 'url')
    throw new S3Error('InvalidArgument', 'encoding-type must be "url".');
  return {
    prefix: parameter(head, 'prefix') ?? '',
    delimiter: parameter(head, 'delimiter') ?? '',
    maxKeys: Math.min(numberParameter(head, 'max-keys') ?? MAX_PAGE_KEYS, MAX_PAGE_KEYS),
    write: encoding === 'url' ? (text) => text.split('/').map(uriEncode).join('/') : (text) => text,
    encoding,
  };
}

function viewOf(call: Call): ShelfView {
  const { shelf } = bucketOf(call);
  const { staleBy } = call.twist;
  return staleBy === undefined ? shelf : shelf.asOf(staleBy);
}

function headOf({ request }: Call, question: Question, page: ListPage): readonly (XmlOut | undefined)[] {
  const { prefix, delimiter, maxKeys, write } = question;
  return [
    element('Name', request.bucket ?? ''),
    element('Prefix', write(prefix)),
    optional('Delimiter', delimiter === '' ? undefined : write(delimiter)),
    element('MaxKeys', maxKeys),
    element('IsTruncated', page.next !== undefined),
  ];
}

function lineOf(line: ListLine, write: Question['write'], withOwner: boolean): XmlOut {
  if (line.kind === 'prefix') return element('CommonPrefixes', [element('Prefix', write(line.prefix))]);
  const { key, object } = line;
  return element('Contents', [
    element('Key', write(key)),
    element('LastModified', isoTime(object.modifiedMs)),
    element('ETag', quoted(object.etag)),
    element('Size', object.bytes.length),
    withOwner ? owner : undefined,
    element('StorageClass', 'STANDARD'),
  ]);
}

function versionLines(view: ShelfView, key: string, write: Question['write']): readonly XmlOut[] {
  return view.versions(key).map((version, nth) => {
    const modifiedMs = version.kind === 'object' ? version.object.modifiedMs : version.modifiedMs;
    const shared = [
      element('Key', write(key)),
      element('VersionId', version.versionId),
      element('IsLatest', nth === 0),
      element('LastModified', isoTime(modifiedMs)),
      owner,
    ];
    if (version.kind === 'marker') return element('DeleteMarker', shared);
    const { object } = version;
    return element('Version', [
      ...shared,
      element('ETag', quoted(object.etag)),
      element('Size', object.bytes.length),
      element('StorageClass', 'STANDARD'),
    ]);
  });
}

function tokenOfKey(key: string): string {
  return Buffer.from(key).toString('base64url');
}

function keyOfToken(token: string): string {
  const key = Buffer.from(token, 'base64url').toString();
  if (key !== '' && tokenOfKey(key) === token) return key;
  throw new S3Error('InvalidArgument', 'The continuation token is not one of this endpoint.');
}
