import type { DeleteObjectsCommandOutput } from '@aws-sdk/client-s3';
import { callS3, type S3Connection } from './s3Calls.ts';
import { answered, nonsense } from './s3Failures.ts';
import { placeOf, type S3StoreOptions } from './s3Options.ts';

/** Keys in one DeleteObjects (Amazon S3 API reference). */
const MAX_BATCH_KEYS = 1000;

/** Characters that XML 1.0 cannot tell: a key with one of them is deleted by a request of its own. */
const untellable = /[\p{Cc}\uFFFE\uFFFF]/u;

/**
 * Deletes objects in batches. Keys whose deletion failed are asked for again, and only those.
 * @param keys whole keys
 * @throws ObjectStoreError when one of them could not be deleted; others may be
 */
export async function deleteInBatches(connection: S3Connection, keys: readonly string[]): Promise<void> {
  const distinct = [...new Set(keys)];
  const tellable = distinct.filter((key) => !untellable.test(key));
  for (let at = 0; at < tellable.length; at += MAX_BATCH_KEYS) {
    await deleteBatch(connection, tellable.slice(at, at + MAX_BATCH_KEYS));
  }
  for (const key of distinct.filter((each) => untellable.test(each))) await deleteOne(connection, key);
}

async function deleteBatch(connection: S3Connection, keys: readonly string[]): Promise<void> {
  const { options, s3, client } = connection;
  const what = keys.length === 1 ? `delete ${keys[0]}` : `delete ${keys.length} objects`;
  let left = keys;
  await callS3(connection, what, async (signal) => {
    const Delete = { Objects: left.map((Key) => ({ Key })), Quiet: false };
    const command = new s3.DeleteObjectsCommand({ Bucket: options.bucket, Delete });
    const answer = await client.send(command, { abortSignal: signal });
    const deleted = new Set((answer.Deleted ?? []).map(({ Key }) => Key));
    left = left.filter((key) => !deleted.has(key));
    checkAnswer(options, left, answer);
  });
}

function checkAnswer(options: S3StoreOptions, left: readonly string[], answer: DeleteObjectsCommandOutput): void {
  const [error] = answer.Errors ?? [];
  const more = left.length > 1 ? ` and ${left.length - 1} more` : '';
  if (error) throw answered(error.Code ?? '', undefined, `${placeOf(options)} did not delete ${error.Key}${more}`);
  if (left.length > 0) throw nonsense(options, `did not tell what became of ${JSON.stringify(left[0])}${more}`);
}

async function deleteOne(connection: S3Connection, Key: string): Promise<void> {
  const { options, s3, client } = connection;
  await callS3(connection, `delete ${JSON.stringify(Key)}`, (signal) =>
    client.send(new s3.DeleteObjectCommand({ Bucket: options.bucket, Key }), { abortSignal: signal }),
  );
}
