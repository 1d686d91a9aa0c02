import { addAbortSignal, Readable } from 'node:stream';
import type { GetObjectCommandOutput } from '@aws-sdk/client-s3';
import { checkCopyKeys, checkKey } from './keys.ts';
import { nothingToCopy } from './memoryStore.ts';
import { callS3, openConnection, type S3Connection } from './s3Calls.ts';
import { deleteInBatches } from './s3Deletes.ts';
import { codeOf, nonsense } from './s3Failures.ts';
import { listPages } from './s3Lists.ts';
import { checkS3Options, keyPrefixOf, type S3StoreOptions } from './s3Options.ts';
import type { ObjectStore } from './store.ts';

/** An object store behind an S3 endpoint. */
export interface S3Store extends ObjectStore {
  /** Creates the bucket, unless it is there and belongs to the owner of the keys. */
  createBucket(): Promise<void>;
  /** Ends the idle connections. */
  close(): void;
}

/**
 * A store in one bucket of any S3 endpoint. Calls are made again after a failure that may pass, each attempt within its time limit,
 * so that a call may take effect although it failed, or twice; repeating one does no harm.
 * @param options where, with which keys, and how patiently
 * @throws RangeError for options that cannot work
 */
export async function createS3Store(options: S3StoreOptions): Promise<S3Store> {
  checkS3Options(options);
  const connection = await openConnection(options);
  const folder = keyPrefixOf(options);
  const whole = (key: string) => {
    checkKey(key);
    checkKey(`${folder}${key}`);
    return `${folder}${key}`;
  };
  return {
    put: async (key, bytes) => putObject(connection, whole(key), bytes),
    get: async (key) => getObject(connection, whole(key)),
    list: async (prefix) => listPages(connection, folder, prefix),
    delete: async (keys) => deleteInBatches(connection, keys.map(whole)),
    copy: async (from, to) => {
      checkCopyKeys(from, to);
      await copyObject(connection, whole(from), whole(to));
    },
    createBucket: () => createBucket(connection),
    close: () => connection.client.destroy(),
  };
}

async function putObject(connection: S3Connection, Key: string, bytes: Uint8Array): Promise<void> {
  const { options, s3, client } = connection;
  const input = { Bucket: options.bucket, Key, Body: bytes, ContentLength: bytes.length };
  await callS3(connection, `store ${Key}`, async (signal) => {
    const { ETag } = await client.send(new s3.PutObjectCommand(input), { abortSignal: signal });
    if (!ETag) throw nonsense(options, `told no ETag of ${Key}`);
  });
}

async function getObject(connection: S3Connection, Key: string): Promise<Uint8Array | undefined> {
  const { options, s3, client } = connection;
  const command = { Bucket: options.bucket, Key };
  const call = callS3(connection, `read ${Key}`, async (signal) => {
    const answer = await client.send(new s3.GetObjectCommand(command), { abortSignal: signal });
    return wholeBody(connection, Key, answer, signal);
  });
  return unless('NoSuchKey', call, () => undefined);
}

async function wholeBody(
  { options }: S3Connection,
  key: string,
  { Body, ContentLength }: GetObjectCommandOutput,
  signal: AbortSignal,
): Promise<Uint8Array> {
  if (Body instanceof Readable) addAbortSignal(signal, Body);
  const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
  if (ContentLength !== undefined && bytes.length !== ContentLength) {
    throw nonsense(options, `sent ${bytes.length} bytes of ${key}, not the ${ContentLength} it told`);
  }
  return bytes;
}

async function copyObject(connection: S3Connection, from: string, to: string): Promise<void> {
  const { options, s3, client } = connection;
  const source = [options.bucket, ...from.split('/')].map(encodeURIComponent).join('/');
  const command = { Bucket: options.bucket, Key: to, CopySource: source };
  const call = callS3(connection, `copy ${from} to ${to}`, async (signal) => {
    const answer = await client.send(new s3.CopyObjectCommand(command), { abortSignal: signal });
    if (!answer.CopyObjectResult?.ETag) throw nonsense(options, `told no ETag of the copy of ${from}`);
  });
  await unless('NoSuchKey', call, () => {
    throw nothingToCopy(from);
  });
}

async function createBucket(connection: S3Connection): Promise<void> {
  const { options, s3, client } = connection;
  const call = callS3(connection, 'create itself', async (signal) => {
    await client.send(new s3.CreateBucketCommand({ Bucket: options.bucket }), { abortSignal: signal });
  });
  await unless('BucketAlreadyOwnedByYou', call, () => undefined);
}

/** The result of a call, or what to make of it when the store answers with the code. */
async function unless<T, U>(code: string, call: Promise<T>, otherwise: () => U): Promise<T | U> {
  try {
    return await call;
  } catch (error) {
    if (codeOf(error) === code) return otherwise();
    throw error;
  }
}
