import { givenChecksum } from './checksums.ts';
import type { S3Request } from './request.ts';
import { type Bucket, bucketOf, type Call, type S3Reply, xmlReply } from './state.ts';
import { element, optional, type XmlOut } from './xml.ts';
import { childText, malformed, readXml, type XmlIn } from './xmlReader.ts';

/** Keys that one DeleteObjects may have. */
export const MAX_BATCH_KEYS = 1000;

interface Doomed {
  readonly key: string;
  readonly versionId: string | undefined;
}

/** DeleteObjects: every key gets an answer of its own; quiet batches tell the errors only. */
export function deleteObjects(call: Call): S3Reply {
  const bucket = bucketOf(call);
  givenChecksum(call.request);
  const { doomed, isQuiet } = batchOf(call.request.body);
  const lines = doomed.map((each) => keyError(call, each) ?? deleted(bucket, each));
  return xmlReply(element('DeleteResult', isQuiet ? lines.filter(({ name }) => name === 'Error') : lines));
}

/**
 * The keys of a batch.
 * @throws S3Error `MalformedXML`
 */
export function batchKeys({ body }: Pick<S3Request, 'body'>): readonly string[] {
  return batchOf(body).doomed.map(({ key }) => key);
}

function batchOf(body: Uint8Array): { readonly doomed: readonly Doomed[]; readonly isQuiet: boolean } {
  const root = readXml(body, 'Delete');
  const doomed = root.children.filter(({ name }) => name === 'Object').map(doomedOf);
  if (doomed.length < 1 || doomed.length > MAX_BATCH_KEYS) {
    throw malformed(`${doomed.length} objects, expected 1 to ${MAX_BATCH_KEYS}`);
  }
  return { doomed, isQuiet: childText(root, 'Quiet')?.trim().toLowerCase() === 'true' };
}

function doomedOf(object: XmlIn): Doomed {
  const key = childText(object, 'Key');
  if (key === undefined || key === '') throw malformed('an Object without a Key');
  return { key, versionId: childText(object, 'VersionId') };
}

function keyError({ twist }: Call, { key }: Doomed): XmlOut | undefined {
  const { keyErrors } = twist;
  if (!keyErrors || !key.startsWith(keyErrors.keyPrefix)) return undefined;
  return errorLine(key, keyErrors.code);
}

/** The line of a DeleteResult for a key that was not deleted. */
export function errorLine(key: string, code: string): XmlOut {
  return element('Error', [
    element('Key', key),
    element('Code', code),
    element('Message', 'The object was not deleted; delete it again.'),
  ]);
}

function deleted({ shelf }: Bucket, { key, versionId }: Doomed): XmlOut {
  const removal = shelf.remove(key, versionId);
  return element('Deleted', [
    element('Key', key),
    optional('VersionId', versionId),
    removal.isMarker ? element('DeleteMarker', true) : undefined,
    removal.isMarker ? optional('DeleteMarkerVersionId', removal.versionId) : undefined,
  ]);
}
