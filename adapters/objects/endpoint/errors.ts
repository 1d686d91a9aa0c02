import { element, xmlDocument } from './xml.ts';

/** The error codes that the endpoint answers with, and their HTTP status (Amazon S3 API reference, "Error responses"). */
const statusOf = {
  AccessDenied: 403,
  AuthorizationHeaderMalformed: 400,
  AuthorizationQueryParametersError: 400,
  BadDigest: 400,
  BucketAlreadyOwnedByYou: 409,
  BucketNotEmpty: 409,
  EntityTooLarge: 400,
  EntityTooSmall: 400,
  IncompleteBody: 400,
  InternalError: 500,
  InvalidAccessKeyId: 403,
  InvalidArgument: 400,
  InvalidBucketName: 400,
  InvalidDigest: 400,
  InvalidPart: 400,
  InvalidPartOrder: 400,
  InvalidRange: 416,
  InvalidRequest: 400,
  InvalidTag: 400,
  InvalidURI: 400,
  KeyTooLongError: 400,
  MalformedXML: 400,
  MetadataTooLarge: 400,
  MethodNotAllowed: 405,
  MissingContentLength: 411,
  NoSuchBucket: 404,
  NoSuchKey: 404,
  NoSuchUpload: 404,
  NoSuchVersion: 404,
  NotImplemented: 501,
  NotModified: 304,
  PreconditionFailed: 412,
  RequestTimeTooSkewed: 403,
  ServiceUnavailable: 503,
  SignatureDoesNotMatch: 403,
  SlowDown: 503,
  XAmzContentSHA256Mismatch: 400,
} as const;

/** An error code of the S3 API. */
export type S3ErrorCode = keyof typeof statusOf;

/** Thrown anywhere in the endpoint to answer a request with an error. */
export class S3Error extends Error {
  readonly code: S3ErrorCode;
  readonly status: number;
  /** Headers of the answer, such as the size that a range has to fit in. */
  readonly headers: Readonly<Record<string, string>>;

  /**
   * @param code error code of the S3 API
   * @param message what was found, what was expected
   * @param headers headers of the answer
   */
  constructor(code: S3ErrorCode, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = 'S3Error';
    this.code = code;
    this.status = statusOf[code];
    this.headers = headers;
  }
}

/** The body of an error answer. */
export function errorDocument(code: S3ErrorCode, message: string, resource: string, requestId: string): string {
  return xmlDocument(
    element('Error', [
      element('Code', code),
      element('Message', message),
      element('Resource', resource),
      element('RequestId', requestId),
    ]),
  );
}

/** The HTTP status of an error code. */
export function statusOfCode(code: S3ErrorCode): number {
  return statusOf[code];
}

/** A request of the S3 API that this endpoint does not have. */
export function notImplemented(what: string): S3Error {
  return new S3Error('NotImplemented', `${what} is not implemented by this endpoint.`);
}

/** The bucket does not exist. */
export function noSuchBucket(bucket: string): S3Error {
  return new S3Error('NoSuchBucket', `The bucket ${bucket} does not exist; create it first.`);
}

/** Nothing is stored under the key. */
export function noSuchKey(key: string): S3Error {
  return new S3Error('NoSuchKey', `The key ${key} does not exist.`);
}
