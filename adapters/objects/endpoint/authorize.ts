import { timingSafeEqual } from 'node:crypto';
import type { ChunkChain } from './chunked.ts';
import { S3Error } from './errors.ts';
import { parameter, type RequestHead } from './request.ts';
import {
  ALGORITHM,
  canonicalRequest,
  type SigningScope,
  scopeText,
  signatureOf,
  signingKey,
  stringToSign,
} from './signature.ts';

/** The one pair of keys that an endpoint knows. */
export interface Credentials {
  readonly accessKey: string;
  readonly secretKey: string;
}

/** What the signature promises of the body. */
export type PayloadPromise =
  | { readonly kind: 'sha256'; readonly hash: string }
  | { readonly kind: 'unsigned' }
  | { readonly kind: 'chunks'; readonly chain: ChunkChain | undefined };

interface Claim {
  readonly accessKey: string;
  readonly scope: SigningScope;
  readonly timestamp: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly payloadHash: string;
}

const MAX_SKEW_MS = 15 * 60 * 1000;
const MAX_EXPIRY_S = 7 * 24 * 3600;

/**
 * Verifies the signature of a request, in its `Authorization` header or in its query (Amazon S3 API reference,
 * "Authenticating requests: AWS Signature Version 4"). Any region is accepted.
 * @param nowMs milliseconds since 1970
 * @throws S3Error when the request is not signed with the credentials
 */
export function authorize(head: RequestHead, credentials: Credentials, nowMs: number): PayloadPromise {
  const presigned = parameter(head, 'X-Amz-Algorithm') !== undefined;
  const claim = presigned ? queryClaim(head) : headerClaim(head);
  if (claim.accessKey !== credentials.accessKey) {
    throw new S3Error('InvalidAccessKeyId', 'The access key of the request is not one of this endpoint.');
  }
  if (presigned) checkExpiry(head, claim.timestamp, nowMs);
  else checkSkew(claim.timestamp, nowMs);
  checkCoverage(head, claim);
  const key = signingKey(credentials.secretKey, claim.scope);
  checkSignature(claim, signatureOf(key, stringToSign(claim.timestamp, claim.scope, canonicalOf(head, claim))));
  return promiseOf(claim, key);
}

function headerClaim(head: RequestHead): Claim {
  const text = head.header('authorization');
  if (text === undefined) throw new S3Error('AccessDenied', 'The request is not signed; sign it with version 4.');
  const found = /^AWS4-HMAC-SHA256 +Credential=([^, ]+), *SignedHeaders=([^, ]+), *Signature=([0-9a-f]{64})$/.exec(
    text,
  );
  if (!found) {
    throw new S3Error(
      'AuthorizationHeaderMalformed',
      `The Authorization header must be of the form "${ALGORITHM} ...".`,
    );
  }
  const [, credential = '', names = '', signature = ''] = found;
  const payloadHash = head.header('x-amz-content-sha256');
  if (payloadHash === undefined) throw new S3Error('InvalidRequest', 'The header x-amz-content-sha256 is missing.');
  const timestamp = head.header('x-amz-date') ?? '';
  return { ...credentialOf(credential, timestamp), signedHeaders: names.split(';'), signature, payloadHash, timestamp };
}

function queryClaim(head: RequestHead): Claim {
  const value = (name: string) => {
    const found = parameter(head, name);
    if (found !== undefined) return found;
    throw new S3Error('AuthorizationQueryParametersError', `The parameter ${name} of a signed URL is missing.`);
  };
  if (value('X-Amz-Algorithm') !== ALGORITHM) {
    throw new S3Error('AuthorizationQueryParametersError', `X-Amz-Algorithm must be ${ALGORITHM}.`);
  }
  const timestamp = value('X-Amz-Date');
  return {
    ...credentialOf(value('X-Amz-Credential'), timestamp),
    timestamp,
    signedHeaders: value('X-Amz-SignedHeaders').split(';'),
    signature: value('X-Amz-Signature'),
    payloadHash: head.header('x-amz-content-sha256') ?? parameter(head, 'X-Amz-Content-Sha256') ?? 'UNSIGNED-PAYLOAD',
  };
}

function credentialOf(text: string, timestamp: string): Pick<Claim, 'accessKey' | 'scope'> {
  const [, accessKey = '', day = '', region = '', service = ''] =
    /^(.+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request$/.exec(text) ?? [];
  if (service !== 's3' || timestamp.slice(0, 8) !== day) {
    const form = '<access key>/<day of the date>/<region>/s3/aws4_request';
    throw new S3Error('AuthorizationHeaderMalformed', `The credential must be of the form ${form}.`);
  }
  return { accessKey, scope: { day, region, service } };
}

function checkSkew(timestamp: string, nowMs: number): void {
  if (Math.abs(nowMs - millisecondsOf(timestamp)) <= MAX_SKEW_MS) return;
  throw new S3Error('RequestTimeTooSkewed', 'The date of the request is more than 15 minutes away from now.');
}

function checkExpiry(head: RequestHead, timestamp: string, nowMs: number): void {
  const text = parameter(head, 'X-Amz-Expires') ?? '';
  const seconds = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  if (seconds < 1 || seconds > MAX_EXPIRY_S) {
    throw new S3Error('AuthorizationQueryParametersError', `X-Amz-Expires must be 1 to ${MAX_EXPIRY_S} seconds.`);
  }
  const signedMs = millisecondsOf(timestamp);
  if (nowMs > signedMs + seconds * 1000) throw new S3Error('AccessDenied', 'The signed URL has expired.');
  if (signedMs > nowMs + MAX_SKEW_MS) throw new S3Error('AccessDenied', 'The signed URL is not valid yet.');
}

function millisecondsOf(timestamp: string): number {
  const found = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(timestamp);
  const [year = 0, month = 1, day = 1, ...time] = found?.slice(1).map(Number) ?? [];
  if (found) return Date.UTC(year, month - 1, day, ...time);
  throw new S3Error('AccessDenied', 'The date of the request must be of the form 20130524T000000Z.');
}

/** What is not signed could be changed on the way, so the host and whatever has a meaning for S3 must be. */
function checkCoverage(head: RequestHead, { signedHeaders }: Claim): void {
  const needed = head.headerNames.filter((name) => name.startsWith('x-amz-') && name !== 'x-amz-user-agent');
  const missing = ['host', ...needed].filter((name) => !signedHeaders.includes(name));
  if (missing.length > 0) {
    throw new S3Error('AccessDenied', `These headers of the request must be signed: ${missing.join(', ')}.`);
  }
}

function canonicalOf(head: RequestHead, { signedHeaders, payloadHash }: Claim): string {
  return canonicalRequest({
    method: head.method,
    path: head.path,
    query: head.query.filter(([name]) => name !== 'X-Amz-Signature'),
    signedHeaders: signedHeaders.map((name) => [name, head.header(name) ?? '']),
    payloadHash,
  });
}

function checkSignature({ signature }: Claim, expected: string): void {
  const [given, right] = [Buffer.from(signature), Buffer.from(expected)];
  if (given.length === right.length && timingSafeEqual(given, right)) return;
  throw new S3Error('SignatureDoesNotMatch', 'The signature of the request is wrong; check the secret key.');
}

function promiseOf({ payloadHash, timestamp, scope, signature }: Claim, key: Buffer): PayloadPromise {
  switch (payloadHash) {
    case 'UNSIGNED-PAYLOAD':
      return { kind: 'unsigned' };
    case 'STREAMING-UNSIGNED-PAYLOAD-TRAILER':
      return { kind: 'chunks', chain: undefined };
    case 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD':
    case 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER':
      return { kind: 'chunks', chain: { key, timestamp, scope: scopeText(scope), seed: signature } };
    default:
      if (/^[0-9a-f]{64}$/.test(payloadHash)) return { kind: 'sha256', hash: payloadHash };
      throw new S3Error('InvalidArgument', 'The header x-amz-content-sha256 must be a SHA-256 or a known word.');
  }
}
