import { lookup as lookupName } from 'node:dns';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { LookupFunction } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type * as S3 from '@aws-sdk/client-s3';
import { failureOf, mayPass, slow } from './s3Failures.ts';
import type { S3StoreOptions } from './s3Options.ts';
import type { ObjectStoreError } from './store.ts';

/** A client of one S3 endpoint, with the commands it takes. */
export interface S3Connection {
  readonly options: S3StoreOptions;
  readonly s3: typeof S3;
  readonly client: S3.S3Client;
}

const FIRST_PAUSE_MS = 50;
const MAX_PAUSE_MS = 2000;

/** Loads the client only now, since that takes a good part of a second, and connects on demand. */
export async function openConnection(options: S3StoreOptions): Promise<S3Connection> {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const s3 = await import('@aws-sdk/client-s3');
  const agentOptions = { keepAlive: true, maxSockets: 32, lookup };
  const client = new s3.S3Client({
    endpoint: options.endpoint,
    region: options.region,
    credentials: { accessKeyId: options.accessKey, secretAccessKey: options.secretKey },
    forcePathStyle: options.style === 'path',
    // Attempts are made here: the client's own end before the body of an answer, and do not look into the answer to a batch.
    maxAttempts: 1,
    // Several stores cannot read the bodies that the client makes otherwise (aws-chunked).
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { httpAgent: new HttpAgent(agentOptions), httpsAgent: new HttpsAgent(agentOptions) },
  });
  return { options, s3, client };
}

/**
 * Makes a call, again after a failure that may pass. Each attempt has the time limit to itself.
 * @param what the call, for messages
 * @param attempt one attempt; its signal ends whatever it started
 * @throws ObjectStoreError of the last attempt
 */
export async function callS3<T>(
  connection: S3Connection,
  what: string,
  attempt: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { options } = connection;
  for (let made = 1; ; made += 1) {
    try {
      return await withinLimit(options, what, attempt);
    } catch (error) {
      const failure = failureOf(error, options, what);
      if (made >= options.attempts || !mayPass(failure)) throw failure;
      await wait(pauseMs(made, failure));
    }
  }
}

async function withinLimit<T>(
  options: S3StoreOptions,
  what: string,
  attempt: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const overdue = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(slow(options, what));
      limit.abort();
    }, options.timeoutMs);
  });
  try {
    return await Promise.race([attempt(limit.signal), overdue]);
  } finally {
    clearTimeout(timer);
  }
}

/** Doubles from attempt to attempt; a store that asks for it gets four times as much. */
function pauseMs(made: number, { fault }: ObjectStoreError): number {
  const factor = fault === 'throttled' ? 4 : 1;
  return Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * factor * 2 ** (made - 1));
}

/** Names below `localhost` are the loopback (RFC 6761, section 6.3), whatever the resolver of the machine makes of them. */
const lookup: LookupFunction = (hostname, options, callback) => {
  if (!hostname.endsWith('.localhost')) lookupName(hostname, options, callback);
  else if (options.all) callback(null, [{ address: '127.0.0.1', family: 4 }]);
  else callback(null, '127.0.0.1', 4);
};
