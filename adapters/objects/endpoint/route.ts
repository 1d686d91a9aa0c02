import { deleteObjects } from './batchDelete.ts';
import {
  bucketLocation,
  createBucket,
  deleteBucket,
  getVersioning,
  headBucket,
  listBuckets,
  putVersioning,
} from './buckets.ts';
import { notImplemented, S3Error } from './errors.ts';
import { listObjectsV1, listObjectsV2, listVersions } from './lists.ts';
import { abortUpload, completeUpload, createUpload, listParts, listUploads, uploadPart } from './multipart.ts';
import { getObject, headObject } from './objectReads.ts';
import { copyObject, deleteObject, putObject } from './objectWrites.ts';
import { parameter, type RequestHead } from './request.ts';
import type { Call, S3Reply } from './state.ts';
import { deleteTagging, getTagging, putTagging } from './tagging.ts';

type Handler = (call: Call) => S3Reply;

/** Parameters that turn a request into another operation; one that this endpoint does not have must not be taken for a plain one. */
const subresources = [
  'accelerate',
  'acl',
  'analytics',
  'attributes',
  'cors',
  'delete',
  'encryption',
  'intelligent-tiering',
  'inventory',
  'legal-hold',
  'lifecycle',
  'location',
  'logging',
  'metrics',
  'notification',
  'object-lock',
  'ownershipControls',
  'partNumber',
  'policy',
  'policyStatus',
  'publicAccessBlock',
  'replication',
  'requestPayment',
  'restore',
  'retention',
  'select',
  'tagging',
  'torrent',
  'uploadId',
  'uploads',
  'versioning',
  'versions',
  'website',
];

const bucketHandlers: Readonly<Record<string, Handler>> = {
  'GET ': (call) => (parameter(call.request, 'list-type') === '2' ? listObjectsV2(call) : listObjectsV1(call)),
  'GET location': bucketLocation,
  'GET uploads': listUploads,
  'GET versioning': getVersioning,
  'GET versions': listVersions,
  'HEAD ': headBucket,
  'PUT ': createBucket,
  'PUT versioning': putVersioning,
  'POST delete': deleteObjects,
  'DELETE ': deleteBucket,
};

const objectHandlers: Readonly<Record<string, Handler>> = {
  'GET ': getObject,
  'GET tagging': getTagging,
  'GET uploadId': listParts,
  'HEAD ': headObject,
  'PUT ': (call) => (call.request.header('x-amz-copy-source') === undefined ? putObject(call) : copyObject(call)),
  'PUT partNumber+uploadId': (call) => {
    if (call.request.header('x-amz-copy-source') !== undefined) throw notImplemented('UploadPartCopy');
    return uploadPart(call);
  },
  'PUT tagging': putTagging,
  'POST uploads': createUpload,
  'POST uploadId': completeUpload,
  'DELETE ': deleteObject,
  'DELETE tagging': deleteTagging,
  'DELETE uploadId': abortUpload,
};

/**
 * Who carries out a request.
 * @throws S3Error `NotImplemented` or `MethodNotAllowed`
 */
export function handlerOf(head: RequestHead): Handler {
  const subresource = subresources.filter((name) => parameter(head, name) !== undefined).join('+');
  const what = `${head.method} ${subresource}`;
  if (head.bucket === undefined) {
    if (what === 'GET ') return listBuckets;
    throw new S3Error('MethodNotAllowed', `${what.trim()} needs a bucket in the path.`);
  }
  const handlers = head.key === undefined ? bucketHandlers : objectHandlers;
  const handler = Object.hasOwn(handlers, what) ? handlers[what] : undefined;
  if (handler) return handler;
  throw notImplemented(`${what.trim()} of ${head.key === undefined ? 'a bucket' : 'an object'}`);
}
