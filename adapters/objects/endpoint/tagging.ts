import { checkTags } from './headers.ts';
import { objectVersion } from './objectReads.ts';
import { parameter } from './request.ts';
import { bucketOf, type Call, emptyReply, keyOf, type S3Reply, versionHeader, xmlReply } from './state.ts';
import { element } from './xml.ts';
import { childText, malformed, readXml } from './xmlReader.ts';

/** GetObjectTagging. */
export function getTagging(call: Call): S3Reply {
  const { object } = versionOf(call);
  const tags = object.tags.map(([name, value]) => element('Tag', [element('Key', name), element('Value', value)]));
  return xmlReply(element('Tagging', [element('TagSet', tags)]));
}

/** PutObjectTagging: replaces all tags. */
export function putTagging(call: Call): S3Reply {
  const sets = readXml(call.request.body, 'Tagging').children.filter(({ name }) => name === 'TagSet');
  if (sets.length !== 1) throw malformed(`${sets.length} TagSet, expected one`);
  const tags = (sets[0]?.children ?? []).map(
    (tag) => [childText(tag, 'Key') ?? '', childText(tag, 'Value') ?? ''] as const,
  );
  return retag(call, 200, checkTags(tags));
}

/** DeleteObjectTagging. */
export function deleteTagging(call: Call): S3Reply {
  return retag(call, 204, []);
}

function versionOf(call: Call) {
  return objectVersion(bucketOf(call), keyOf(call), parameter(call.request, 'versionId'));
}

function retag(call: Call, status: number, tags: readonly (readonly [string, string])[]): S3Reply {
  const bucket = bucketOf(call);
  const { versionId } = versionOf(call);
  bucket.shelf.retag(keyOf(call), versionId, tags);
  return emptyReply(status, versionHeader(bucket, versionId));
}
