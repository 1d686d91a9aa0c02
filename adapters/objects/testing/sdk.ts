import type * as S3 from '@aws-sdk/client-s3';
import { type ObjectEndpoint, startObjectEndpoint } from '../endpoint/endpoint.ts';
import {
  ALGORITHM,
  canonicalRequest,
  scopeText,
  signatureOf,
  signingKey,
  stringToSign,
  uriEncode,
} from '../endpoint/signature.ts';

/** An endpoint, and Amazon's client to it. */
export interface Rig {
  readonly endpoint: ObjectEndpoint;
  readonly s3: typeof S3;
  readonly client: S3.S3Client;
  /** Another client of the same endpoint. */
  connect(more?: Partial<S3.S3ClientConfig>): S3.S3Client;
  put(
    key: string,
    body: string | Uint8Array,
    more?: Partial<S3.PutObjectCommandInput>,
  ): Promise<S3.PutObjectCommandOutput>;
  /** The text under a key. */
  read(key: string, more?: Partial<S3.GetObjectCommandInput>): Promise<string>;
  close(): Promise<void>;
}

/** The client warns of streams that it was asked to send. */
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** The keys of every rig. */
export const rigKeys = { accessKey: 'access', secretKey: 'secret' };

/** An endpoint with a bucket named `bucket`, and a client that makes one attempt. */
export async function openRig(): Promise<Rig> {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const s3 = await import('@aws-sdk/client-s3');
  const endpoint = await startObjectEndpoint({ ...rigKeys, buckets: ['bucket'] });
  const clients: S3.S3Client[] = [];
  const connect: Rig['connect'] = (more = {}) => {
    const client = new s3.S3Client({
      endpoint: endpoint.url,
      region: 'us-east-1',
      forcePathStyle: true,
      maxAttempts: 1,
      logger: silent,
      credentials: { accessKeyId: rigKeys.accessKey, secretAccessKey: rigKeys.secretKey },
      ...more,
    });
    clients.push(client);
    return client;
  };
  const client = connect();
  return {
    endpoint,
    s3,
    client,
    connect,
    put: (Key, Body, more = {}) => client.send(new s3.PutObjectCommand({ Bucket: 'bucket', Key, Body, ...more })),
    read: async (Key, more = {}) => {
      const { Body } = await client.send(new s3.GetObjectCommand({ Bucket: 'bucket', Key, ...more }));
      return (await Body?.transformToString()) ?? '';
    },
    close: async () => {
      for (const each of clients) each.destroy();
      await endpoint.close();
    },
  };
}

/** The error that a call of the client fails with: its code and the HTTP status. */
export async function refusalOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof Error && '$metadata' in error)) throw error;
    const { $metadata: metadata } = error;
    const status =
      typeof metadata === 'object' && metadata && 'httpStatusCode' in metadata ? metadata.httpStatusCode : '';
    return `${error.name} ${status}`;
  }
  throw new RangeError('the call was not refused');
}

/** A URL that was signed for somebody without keys. */
export interface Presigning {
  readonly method: string;
  /** Address with path and query. */
  readonly url: string;
  readonly expiresS: number;
  /** Milliseconds since 1970; now when absent. */
  readonly signedMs?: number;
}

/** Signs a URL with the keys of a rig. */
export function presign({ method, url, expiresS, signedMs = Date.now() }: Presigning): string {
  const { host, pathname, searchParams, origin } = new URL(url);
  const timestamp = `${new Date(signedMs).toISOString().replace(/[-:]|\.\d+/g, '')}`;
  const scope = { day: timestamp.slice(0, 8), region: 'us-east-1', service: 's3' };
  const query = [
    ...searchParams,
    ['X-Amz-Algorithm', ALGORITHM],
    ['X-Amz-Credential', `${rigKeys.accessKey}/${scopeText(scope)}`],
    ['X-Amz-Date', timestamp],
    ['X-Amz-Expires', String(expiresS)],
    ['X-Amz-SignedHeaders', 'host'],
  ].map(([name = '', value = '']) => [name, value] as const);
  const canonical = canonicalRequest({
    method,
    path: decodeURIComponent(pathname),
    query,
    signedHeaders: [['host', host]],
    payloadHash: 'UNSIGNED-PAYLOAD',
  });
  const signature = signatureOf(signingKey(rigKeys.secretKey, scope), stringToSign(timestamp, scope, canonical));
  const signed = [...query, ['X-Amz-Signature', signature] as const];
  return `${origin}${pathname}?${signed.map((pair) => pair.map(uriEncode).join('=')).join('&')}`;
}
