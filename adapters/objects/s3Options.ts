import { isIP } from 'node:net';

/** Where an S3 store is, with which keys, and how patiently it is asked. */
export interface S3StoreOptions {
  /** Base address without a path, such as `http://127.0.0.1:9000`. */
  readonly endpoint: string;
  /** Part of what is signed; `us-east-1` for most stores that are not Amazon's. */
  readonly region: string;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly bucket: string;
  /** Folder that all keys of the store lie in; slashes around it do not count. None when absent. */
  readonly prefix?: string;
  /** Whether the bucket is the first part of the path or of the host name. */
  readonly style: 'path' | 'virtual';
  /** Time limit of one attempt, in milliseconds, from the connection to the last byte. */
  readonly timeoutMs: number;
  /** How often a call is made at most, from 1. */
  readonly attempts: number;
}

/**
 * Checks options that a user wrote.
 * @throws RangeError for the first one that cannot work; never with a key in its message
 */
export function checkS3Options(options: S3StoreOptions): void {
  const problem = problemOf(options);
  if (problem !== undefined) throw new RangeError(problem);
}

/** What every key starts with: the folder with one slash after it, or nothing. */
export function keyPrefixOf({ prefix = '' }: Pick<S3StoreOptions, 'prefix'>): string {
  const folders = prefix.split('/').filter((folder) => folder !== '');
  return folders.map((folder) => `${folder}/`).join('');
}

/** The store as messages name it. */
export function placeOf({ endpoint, bucket }: Pick<S3StoreOptions, 'endpoint' | 'bucket'>): string {
  return `the bucket ${bucket} at ${endpoint}`;
}

function problemOf({ region, accessKey, secretKey, bucket, timeoutMs, attempts, ...rest }: S3StoreOptions) {
  const isCount = (value: number) => Number.isSafeInteger(value) && value > 0;
  if (region === '') return 'region is empty, expected a name such as "us-east-1"';
  if (accessKey === '') return 'accessKey is empty; give the access key of the store';
  if (secretKey === '') return 'secretKey is empty; give the secret key of the store';
  if (!/^[a-zA-Z0-9._-]{3,255}$/.test(bucket))
    return `bucket is ${JSON.stringify(bucket)}, expected the name of a bucket`;
  if (!isCount(timeoutMs)) return `timeoutMs is ${timeoutMs}, expected milliseconds from 1`;
  if (!isCount(attempts)) return `attempts is ${attempts}, expected 1, 2, 3, ...`;
  return problemOfEndpoint(rest);
}

function problemOfEndpoint({ endpoint, style }: Pick<S3StoreOptions, 'endpoint' | 'style'>): string | undefined {
  const form = 'expected an address such as "http://127.0.0.1:9000"';
  if (!URL.canParse(endpoint)) return `endpoint is no address, ${form}`;
  const url = new URL(endpoint);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return `endpoint speaks ${url.protocol}, ${form}`;
  // Such an address would put a secret into every message about it.
  if (url.username !== '' || url.password !== '')
    return 'endpoint has keys in it; give them as accessKey and secretKey';
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '')
    return `endpoint has more than a host and a port, ${form}`;
  if (style === 'virtual' && isIP(url.hostname.replace(/^\[(.*)\]$/, '$1')) !== 0) {
    return `endpoint ${endpoint} has no name that a bucket could stand before; give a host name or use style "path"`;
  }
  return undefined;
}
