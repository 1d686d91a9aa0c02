import { S3Error } from './errors.ts';
import { owner } from './lists.ts';
import { bucketOf, type Call, emptyReply, isoTime, newBucket, type S3Reply, xmlReply } from './state.ts';
import { element } from './xml.ts';
import { childText, malformed, readXml } from './xmlReader.ts';

/** ListBuckets. */
export function listBuckets({ state }: Call): S3Reply {
  const names = [...state.buckets.keys()].sort();
  const lines = names.map((name) =>
    element('Bucket', [
      element('Name', name),
      element('CreationDate', isoTime(state.buckets.get(name)?.createdMs ?? 0)),
    ]),
  );
  return xmlReply(element('ListAllMyBucketsResult', [owner, element('Buckets', lines)]));
}

/** CreateBucket, in whatever region. */
export function createBucket({ state, request }: Call): S3Reply {
  const name = request.bucket ?? '';
  if (request.body.length > 0) readXml(request.body, 'CreateBucketConfiguration');
  if (state.buckets.has(name)) throw new S3Error('BucketAlreadyOwnedByYou', `The bucket ${name} exists already.`);
  state.buckets.set(name, newBucket(name));
  return emptyReply(200, { location: `/${name}` });
}

/** HeadBucket. */
export function headBucket(call: Call): S3Reply {
  bucketOf(call);
  return emptyReply(200);
}

/** DeleteBucket: only one without any version of any object. */
export function deleteBucket(call: Call): S3Reply {
  const { name, shelf } = bucketOf(call);
  if (shelf.keys().length > 0)
    throw new S3Error('BucketNotEmpty', `The bucket ${name} is not empty; delete its objects.`);
  call.state.buckets.delete(name);
  return emptyReply(204);
}

/** GetBucketLocation: none, which means the first region. */
export function bucketLocation(call: Call): S3Reply {
  bucketOf(call);
  return xmlReply(element('LocationConstraint'));
}

/** GetBucketVersioning. */
export function getVersioning(call: Call): S3Reply {
  const { versioning } = bucketOf(call).shelf;
  const status = { off: [], enabled: [element('Status', 'Enabled')], suspended: [element('Status', 'Suspended')] };
  return xmlReply(element('VersioningConfiguration', status[versioning]));
}

/** PutBucketVersioning. */
export function putVersioning(call: Call): S3Reply {
  const status = childText(readXml(call.request.body, 'VersioningConfiguration'), 'Status');
  if (status !== 'Enabled' && status !== 'Suspended') throw malformed('Status must be Enabled or Suspended');
  bucketOf(call).shelf.versioning = status === 'Enabled' ? 'enabled' : 'suspended';
  return emptyReply(200);
}
