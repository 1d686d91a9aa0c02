import { createHash } from 'node:crypto';
import { md5 } from '../shelf.ts';
import { checksumHeader, givenChecksum } from './checksums.ts';
import { checkWriteConditions } from './conditions.ts';
import { S3Error } from './errors.ts';
import { storedHeaders, tagsOfHeader } from './headers.ts';
import { numberParameter, parameter, type RequestHead } from './request.ts';
import {
  type Bucket,
  bucketOf,
  type Call,
  type CompletedUpload,
  emptyReply,
  keyOf,
  quoted,
  type S3Reply,
  type Upload,
  type UploadedPart,
  versionHeader,
  xmlReply,
} from './state.ts';
import { element } from './xml.ts';
import { childText, malformed, readXml, type XmlIn } from './xmlReader.ts';

/** Smallest part but the last, in bytes (Amazon S3 user guide, "Multipart upload limits"). */
export const MIN_PART_BYTES = 5 * 1024 * 1024;

const MAX_PART_NUMBER = 10_000;
const MAX_COMPLETED = 1000;

/** CreateMultipartUpload. */
export function createUpload(call: Call): S3Reply {
  const { state, request } = call;
  const bucket = bucketOf(call);
  const uploadId = `upload-${state.nextNumber()}`;
  bucket.uploads.set(uploadId, {
    uploadId,
    key: keyOf(call),
    startedMs: Date.now(),
    headers: storedHeaders(request),
    tags: tagsOfHeader(request),
    parts: new Map(),
  });
  return xmlReply(element('InitiateMultipartUploadResult', [...namesOf(call), element('UploadId', uploadId)]));
}

/** UploadPart: a part that is sent again replaces the one before. */
export function uploadPart(call: Call): S3Reply {
  const { request } = call;
  const upload = uploadOf(call);
  const number = numberParameter(request, 'partNumber') ?? 0;
  if (number < 1 || number > MAX_PART_NUMBER) {
    throw new S3Error('InvalidArgument', `partNumber is ${number}, expected 1 to ${MAX_PART_NUMBER}.`);
  }
  const checksum = givenChecksum(request);
  const etag = md5(request.body);
  upload.parts.set(number, { bytes: request.body, etag, modifiedMs: Date.now() });
  return emptyReply(200, { etag: quoted(etag), ...(checksum ? checksumHeader(checksum) : {}) });
}

/** CompleteMultipartUpload: the object appears as a whole, if the conditions hold. Completing once more changes nothing. */
export function completeUpload(call: Call): S3Reply {
  const bucket = bucketOf(call);
  const done = bucket.completed.get(parameter(call.request, 'uploadId') ?? '');
  const completed = done?.key === keyOf(call) ? done : assemble(call, bucket);
  const { etag, versionId } = completed;
  const result = element('CompleteMultipartUploadResult', [...namesOf(call), element('ETag', quoted(etag))]);
  return xmlReply(result, versionHeader(bucket, versionId));
}

function assemble(call: Call, bucket: Bucket): CompletedUpload {
  const upload = uploadOf(call);
  const { uploadId, key, headers, tags } = upload;
  const parts = chosenParts(upload, call.request.body);
  checkWriteConditions(call.request, key, bucket.shelf.current(key));
  const etag = etagOfParts(parts);
  const bytes = Buffer.concat(parts.map((part) => part.bytes));
  const versionId = bucket.shelf.put(key, { bytes, etag, modifiedMs: Date.now(), headers, tags });
  bucket.uploads.delete(uploadId);
  const completed = { key, etag, versionId };
  remember(bucket, uploadId, completed);
  return completed;
}

function remember({ completed }: Bucket, uploadId: string, upload: CompletedUpload): void {
  completed.set(uploadId, upload);
  const [oldest] = completed.keys();
  if (completed.size > MAX_COMPLETED && oldest !== undefined) completed.delete(oldest);
}

/** AbortMultipartUpload. */
export function abortUpload(call: Call): S3Reply {
  bucketOf(call).uploads.delete(uploadOf(call).uploadId);
  return emptyReply(204);
}

/** ListParts, in pages. */
export function listParts(call: Call): S3Reply {
  const { request } = call;
  const upload = uploadOf(call);
  const { maxLines, after } = pageQuestion(request, 'max-parts', 'part-number-marker');
  const numbers = [...upload.parts.keys()].sort((a, b) => a - b).filter((number) => number > Number(after || '0'));
  const shown = numbers.slice(0, maxLines);
  return xmlReply(
    element('ListPartsResult', [
      ...namesOf(call),
      element('UploadId', upload.uploadId),
      element('MaxParts', maxLines),
      element('IsTruncated', numbers.length > shown.length),
      element('NextPartNumberMarker', shown.at(-1) ?? 0),
      ...shown.map((number) => partLine(number, upload.parts.get(number))),
    ]),
  );
}

/** ListMultipartUploads, in the order in which they were started. */
export function listUploads(call: Call): S3Reply {
  const { request } = call;
  const prefix = parameter(request, 'prefix') ?? '';
  const uploads = [...bucketOf(call).uploads.values()].filter(({ key }) => key.startsWith(prefix));
  if (uploads.length > 1000) throw new S3Error('NotImplemented', 'Listing uploads works for up to 1000 of them.');
  return xmlReply(
    element('ListMultipartUploadsResult', [
      element('Bucket', request.bucket ?? ''),
      element('Prefix', prefix),
      element('IsTruncated', false),
      ...uploads.map((upload) =>
        element('Upload', [
          element('Key', upload.key),
          element('UploadId', upload.uploadId),
          element('Initiated', new Date(upload.startedMs).toISOString()),
        ]),
      ),
    ]),
  );
}

function uploadOf(call: Call): Upload {
  const uploadId = parameter(call.request, 'uploadId') ?? '';
  const upload = bucketOf(call).uploads.get(uploadId);
  if (upload && upload.key === keyOf(call)) return upload;
  throw new S3Error(
    'NoSuchUpload',
    `There is no upload ${JSON.stringify(uploadId)} to this key; it may be completed or aborted.`,
  );
}

function namesOf(call: Call) {
  return [element('Bucket', call.request.bucket ?? ''), element('Key', keyOf(call))];
}

function chosenParts(upload: Upload, body: Uint8Array): readonly UploadedPart[] {
  const chosen = readXml(body, 'CompleteMultipartUpload').children.map((line) => partNumberOf(line));
  if (chosen.length === 0) throw malformed('no Part');
  chosen.forEach(({ number }, nth) => {
    if (nth > 0 && number <= (chosen[nth - 1]?.number ?? 0)) {
      throw new S3Error('InvalidPartOrder', 'The parts are not in ascending order of their numbers.');
    }
  });
  const parts = chosen.map(({ number, etag }) => {
    const part = upload.parts.get(number);
    if (part && part.etag === etag) return part;
    throw new S3Error('InvalidPart', `Part ${number} was not uploaded with this ETag.`);
  });
  const small = parts.slice(0, -1).find(({ bytes }) => bytes.length < MIN_PART_BYTES);
  if (small) throw new S3Error('EntityTooSmall', `A part has ${small.bytes.length} bytes, expected ${MIN_PART_BYTES}.`);
  return parts;
}

function partNumberOf(line: XmlIn): { readonly number: number; readonly etag: string } {
  const number = childText(line, 'PartNumber')?.trim() ?? '';
  if (line.name !== 'Part' || !/^\d{1,5}$/.test(number)) throw malformed('expected Part with a PartNumber');
  return { number: Number(number), etag: (childText(line, 'ETag') ?? '').trim().replace(/^"(.*)"$/, '$1') };
}

/** The MD5 of the MD5s of the parts, and how many they are. */
function etagOfParts(parts: readonly UploadedPart[]): string {
  const hash = createHash('md5');
  for (const { etag } of parts) hash.update(Buffer.from(etag, 'hex'));
  return `${hash.digest('hex')}-${parts.length}`;
}

function pageQuestion(request: RequestHead, maxName: string, markerName: string) {
  const maxLines = Math.min(numberParameter(request, maxName) ?? 1000, 1000);
  return { maxLines, after: parameter(request, markerName) };
}

function partLine(number: number, part: UploadedPart | undefined) {
  return element('Part', [
    element('PartNumber', number),
    element('LastModified', new Date(part?.modifiedMs ?? 0).toISOString()),
    element('ETag', quoted(part?.etag ?? '')),
    element('Size', part?.bytes.length ?? 0),
  ]);
}
