import type { S3StoreOptions } from '../adapters/objects/s3Options.ts';
import type { Io } from './context.ts';
import { ConfigurationError } from './errors.ts';

/** Where the bucket of a target is, for commands that judge one. */
export const S3_ENDPOINT_VARIABLE = 'TABLETPROOF_S3_ENDPOINT';
export const S3_BUCKET_VARIABLE = 'TABLETPROOF_S3_BUCKET';
export const S3_REGION_VARIABLE = 'TABLETPROOF_S3_REGION';
/** The keys of a bucket; they appear in no output. */
export const S3_ACCESS_KEY_VARIABLE = 'TABLETPROOF_S3_ACCESS_KEY';
export const S3_SECRET_KEY_VARIABLE = 'TABLETPROOF_S3_SECRET_KEY';

/** The bucket that is used when none is named. */
export const DEFAULT_BUCKET = 'tabletproof';
export const DEFAULT_REGION = 'us-east-1';

/** How long an attempt may take, and how many there are. */
const patience = { timeoutMs: 10_000, attempts: 4 } as const;

/** The keys of the bucket. @throws ConfigurationError when one of them is not set. */
export function s3KeysFrom(env: Io['env']): { readonly accessKey: string; readonly secretKey: string } {
  const accessKey = env[S3_ACCESS_KEY_VARIABLE] ?? '';
  const secretKey = env[S3_SECRET_KEY_VARIABLE] ?? '';
  if (accessKey !== '' && secretKey !== '') return { accessKey, secretKey };
  throw new ConfigurationError(`set ${S3_ACCESS_KEY_VARIABLE} and ${S3_SECRET_KEY_VARIABLE} to the keys of the bucket`);
}

/** A bucket at an endpoint, with the keys of the environment. @throws ConfigurationError when they are not set. */
export function s3OptionsFor(
  place: Pick<S3StoreOptions, 'endpoint' | 'bucket'> & Partial<Pick<S3StoreOptions, 'region' | 'style'>>,
  env: Io['env'],
): S3StoreOptions {
  return { region: DEFAULT_REGION, style: 'path', ...place, ...s3KeysFrom(env), ...patience };
}

/**
 * The bucket of the target that is judged; undefined when the environment names none.
 * @throws ConfigurationError when it names one without keys
 */
export function targetBucketOptions(env: Io['env']): S3StoreOptions | undefined {
  const endpoint = env[S3_ENDPOINT_VARIABLE] ?? '';
  if (endpoint === '') return undefined;
  const bucket = env[S3_BUCKET_VARIABLE] || DEFAULT_BUCKET;
  return s3OptionsFor({ endpoint, bucket, region: env[S3_REGION_VARIABLE] || DEFAULT_REGION }, env);
}
