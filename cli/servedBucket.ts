import type { ObjectHome } from '../adapters/server/bucket/mirror.ts';
import { messageOf } from '../fixtures/errors.ts';
import type { Io } from './context.ts';
import { ConfigurationError } from './errors.ts';
import { s3KeysFrom, s3OptionsFor } from './objectAccess.ts';

/** Where a served cluster keeps its objects, and how others reach them. */
export interface ServedBucket {
  readonly home: ObjectHome;
  /** Base address of its S3 endpoint. */
  readonly endpoint: string;
  close(): Promise<void>;
}

/** What of the options of `serve` is about the bucket. */
export interface BucketOptions {
  readonly s3Endpoint?: string;
  readonly s3Bucket: string;
  readonly s3Region: string;
  readonly s3Style: 'path' | 'virtual';
  readonly s3Port?: number;
}

/**
 * The bucket that `serve` is told to use: one at an endpoint, which is made when it is not there, or one in memory that it
 * offers itself. Undefined when it is told of neither.
 * @throws ConfigurationError when the options contradict each other, keys are missing, or the endpoint does not work
 */
export async function openServedBucket(options: BucketOptions, env: Io['env']): Promise<ServedBucket | undefined> {
  const { s3Endpoint, s3Port } = options;
  if (s3Endpoint !== undefined && s3Port !== undefined) {
    throw new ConfigurationError('--s3-endpoint and --s3-port exclude each other: one bucket is enough');
  }
  if (s3Endpoint !== undefined) return remoteBucket(options, s3Endpoint, env);
  return s3Port === undefined ? undefined : ownBucket(options, s3Port, env);
}

async function remoteBucket(options: BucketOptions, endpoint: string, env: Io['env']): Promise<ServedBucket> {
  const { s3Bucket: bucket, s3Region: region, s3Style: style } = options;
  const { createS3Store } = await import('../adapters/objects/s3Store.ts');
  const chosen = s3OptionsFor({ endpoint, bucket, region, style }, env);
  try {
    const store = await createS3Store(chosen);
    await store.createBucket();
    return { home: { store, bucket }, endpoint, close: async () => store.close() };
  } catch (error) {
    throw new ConfigurationError(`the bucket cannot be used: ${messageOf(error)}`, error);
  }
}

async function ownBucket({ s3Bucket: bucket }: BucketOptions, port: number, env: Io['env']): Promise<ServedBucket> {
  const { startObjectEndpoint } = await import('../adapters/objects/endpoint/endpoint.ts');
  const { createMemoryStore } = await import('../adapters/objects/memoryStore.ts');
  const endpoint = await startObjectEndpoint({ ...s3KeysFrom(env), port, buckets: [bucket] }).catch(
    (error: unknown) => {
      throw new ConfigurationError(`no S3 endpoint can be offered: ${messageOf(error)}`, error);
    },
  );
  const store = createMemoryStore(endpoint.bucket(bucket));
  return { home: { store, bucket }, endpoint: endpoint.url, close: () => endpoint.close() };
}
