import { placeOf, type S3StoreOptions } from './s3Options.ts';
import { ObjectStoreError } from './store.ts';

type Place = Pick<S3StoreOptions, 'endpoint' | 'bucket' | 'timeoutMs'>;

const lostCodes = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'];
const throttleCodes = ['SlowDown', 'ServiceUnavailable', 'Throttling', 'ThrottlingException', 'RequestLimitExceeded'];
const timeoutCodes = ['TimeoutError', 'AbortError', 'RequestTimeout', 'ETIMEDOUT'];

/** Names that the client gives to answers without an error code. */
const clientNames = ['', 'Error', 'SyntaxError', 'TypeError', 'UnknownError', 'Unknown', 'NotFound'];

/**
 * What a client of S3 threw, in the terms of a store. The error itself is dropped: it has the signed text of the request in it.
 * @param what the call, such as `store a/b`
 */
export function failureOf(error: unknown, place: Place, what: string): ObjectStoreError {
  if (error instanceof ObjectStoreError) return error;
  const { name, code, status } = partsOf(error);
  const failed = `${placeOf(place)} did not ${what}`;
  if (lostCodes.includes(code)) {
    const next = 'see whether the store runs, and whether the address is right';
    return new ObjectStoreError('unreachable', `${failed}: the connection failed (${code}); ${next}`);
  }
  // After the codes, since the client calls a lost connection a timeout.
  if (timeoutCodes.includes(name) || timeoutCodes.includes(code)) return slow(place, what);
  if (status !== undefined && status >= 300) return answered(name, status, failed);
  const found = code === '' ? name : code;
  const next = 'see whether the address is the one of an S3 store';
  return new ObjectStoreError('nonsense', `${failed}: its answer cannot be read (${found}); ${next}`);
}

/** No answer within the time limit of an attempt. */
export function slow(place: Place, what: string): ObjectStoreError {
  const limit = `within ${place.timeoutMs} ms`;
  return new ObjectStoreError(
    'timeout',
    `${placeOf(place)} did not ${what} ${limit}; see whether it hangs, or allow more time`,
  );
}

/** An answer that is not one of an S3 store. */
export function nonsense(place: Pick<Place, 'endpoint' | 'bucket'>, problem: string): ObjectStoreError {
  return new ObjectStoreError('nonsense', `${placeOf(place)} ${problem}; see whether it is an S3 store`);
}

/**
 * The failure that an error code of the store means.
 * @param code error code of the S3 API
 * @param status HTTP status, if the code came with one
 * @param failed what did not happen, where
 */
export function answered(code: string, status: number | undefined, failed: string): ObjectStoreError {
  const isNamed = !clientNames.includes(code);
  const shown = [status, isNamed ? code : undefined].filter((part) => part !== undefined).join(' ');
  const fail = (fault: ObjectStoreError['fault'], next: string) =>
    new ObjectStoreError(fault, `${failed}: it answered ${shown}; ${next}`, isNamed ? code : `HTTP ${status}`);
  if (status === 503 || status === 429 || throttleCodes.includes(code))
    return fail('throttled', 'ask less often or later');
  if (status === 401 || status === 403 || code === 'AccessDenied') return fail('denied', `check ${deniedBy(code)}`);
  if (status !== undefined && status >= 500) return fail('refused', 'see the log of the store');
  if (!isNamed) return fail('nonsense', 'see whether the address is the one of an S3 store');
  return fail('refused', adviceFor(code));
}

/** Whether the same call may succeed when it is made again. */
export function mayPass({ fault, code = '' }: ObjectStoreError): boolean {
  if (fault === 'unreachable' || fault === 'throttled' || fault === 'timeout') return true;
  return code === 'InternalError' || /^HTTP 5\d\d$/.test(code);
}

/** The store's own code in a failure. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof ObjectStoreError ? error.code : undefined;
}

function deniedBy(code: string): string {
  if (code === 'InvalidAccessKeyId') return 'the access key';
  if (code === 'SignatureDoesNotMatch') return 'the secret key and the region';
  return code === 'RequestTimeTooSkewed' ? 'the clocks of this machine and of the store' : 'the rights of the keys';
}

function adviceFor(code: string): string {
  if (code === 'NoSuchBucket') return 'create the bucket';
  if (code === 'PermanentRedirect' || code === 'AuthorizationHeaderMalformed')
    return 'check the region and the address';
  return 'see the log of the store';
}

function partsOf(error: unknown): {
  readonly name: string;
  readonly code: string;
  readonly status: number | undefined;
} {
  if (!(error instanceof Error)) return { name: '', code: '', status: undefined };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const metadata = '$metadata' in error ? error.$metadata : undefined;
  const hasStatus = typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata;
  const status = hasStatus && typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
  return { name: error.name, code, status };
}
