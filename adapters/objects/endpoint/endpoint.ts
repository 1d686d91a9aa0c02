import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { createObjectFaults, type FaultableRequest, type ObjectFaults } from '../faults.ts';
import { closeServer, listen } from '../loopback.ts';
import { operationOf } from '../operation.ts';
import type { Shelf } from '../shelf.ts';
import { authorize, type Credentials } from './authorize.ts';
import { batchKeys } from './batchDelete.ts';
import { readRequest } from './body.ts';
import { errorDocument, S3Error } from './errors.ts';
import { parameter, readHead, type S3Request } from './request.ts';
import { handlerOf } from './route.ts';
import { createState, type EndpointState, type S3Reply, type Twist } from './state.ts';

/** Options of an endpoint. */
export interface ObjectEndpointOptions extends Credentials {
  /** 0 or absent for a free one. */
  readonly port?: number;
  /** Names of buckets that exist from the start. */
  readonly buckets?: readonly string[];
  /** What goes wrong; nothing when absent. */
  readonly faults?: ObjectFaults;
}

/** A running endpoint. */
export interface ObjectEndpoint {
  readonly port: number;
  /** Base address for path-style clients; those that name buckets in the host use `http://localhost:<port>`. */
  readonly url: string;
  readonly faults: ObjectFaults;
  /** The content of a bucket, to look at it without HTTP. */
  bucket(name: string): Shelf | undefined;
  /** Ends all connections; what was stored is gone with the endpoint. */
  close(): Promise<void>;
}

interface Context {
  readonly credentials: Credentials;
  readonly state: EndpointState;
  readonly faults: ObjectFaults;
  readonly closing: AbortController;
}

/** Longer than clients keep idle connections, so that none is closed under a request. */
const KEEP_ALIVE_MS = 120_000;

/**
 * Starts an S3 endpoint in memory on the loopback: buckets, objects with conditions, ranges, versions and tags, listings of both
 * versions, batches, multipart uploads; signatures of version 4 and checksums are verified (Amazon S3 API reference).
 * @throws S3Error `InvalidBucketName`; rejects when the port cannot be bound
 */
export async function startObjectEndpoint(options: ObjectEndpointOptions): Promise<ObjectEndpoint> {
  const context: Context = {
    credentials: { accessKey: options.accessKey, secretKey: options.secretKey },
    state: createState(options.buckets ?? []),
    faults: options.faults ?? createObjectFaults(),
    closing: new AbortController(),
  };
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, noDelay: true }, (message, response) => {
    void serve(context, message, response);
  });
  const port = await listen(server, options.port ?? 0);
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    faults: context.faults,
    bucket: (name) => context.state.buckets.get(name)?.shelf,
    close: () => closeServer(server, context.closing),
  };
}

/** Never rejects: whatever goes wrong is the answer to this request, or the end of its connection. */
async function serve(context: Context, message: IncomingMessage, response: ServerResponse): Promise<void> {
  response.on('error', () => {});
  const requestId = String(context.state.nextNumber()).padStart(16, '0');
  try {
    const reply = await replyTo(context, message);
    if (reply) send(response, message, reply, requestId);
    else response.destroy();
  } catch (error) {
    if (message.destroyed && !message.complete) response.destroy();
    else send(response, message, errorReply(error, message.url ?? '', requestId), requestId);
  }
}

/** The answer, or `undefined` when a fault cuts the connection. */
async function replyTo(context: Context, message: IncomingMessage): Promise<S3Reply | undefined> {
  const { credentials, state, faults, closing } = context;
  const head = readHead(message);
  const promise = authorize(head, credentials, Date.now());
  const request = await readRequest(message, head, promise);
  const handle = handlerOf(request);
  const due = faults.due(faultable(request));
  if (!due) return handle({ state, request, twist: {} });
  const { fault, keyPrefix = '' } = due.rule;
  const carryOut = (twist: Twist = {}) => handle({ state, request, twist });
  due.happened();
  switch (fault.kind) {
    case 'answer':
      throw new S3Error(fault.code, 'The store cannot do this now; try again later.');
    case 'cutBefore':
      return undefined;
    case 'cutAfter':
      carryOut();
      return undefined;
    case 'delay':
      await wait(fault.delayMs, undefined, { signal: closing.signal });
      return carryOut();
    case 'staleList':
      return carryOut({ staleBy: fault.writesAgo });
    case 'keyErrors':
      return carryOut({ keyErrors: { keyPrefix, code: fault.code } });
  }
}

function faultable(request: S3Request): FaultableRequest {
  const operation = operationOf({
    method: request.method,
    hasBucket: request.bucket !== undefined,
    hasKey: request.key !== undefined,
    parameters: request.query.map(([name]) => name),
    isCopy: request.header('x-amz-copy-source') !== undefined,
  });
  const isBatch = operation === 'delete' && request.key === undefined;
  if (isBatch) return { operation, keys: batchKeys(request), isBatch };
  const key = operation === 'list' ? (parameter(request, 'prefix') ?? '') : (request.key ?? '');
  return { operation, keys: [key], isBatch };
}

function send(response: ServerResponse, message: IncomingMessage, reply: S3Reply, requestId: string): void {
  const { status, headers, body } = reply;
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const isBodiless = message.method === 'HEAD' || status === 204 || status === 304;
  const length = status === 204 || status === 304 ? {} : { 'content-length': String(bytes.length) };
  response.writeHead(status, { ...length, ...headers, 'x-amz-request-id': requestId });
  response.end(isBodiless ? undefined : bytes);
}

function errorReply(error: unknown, resource: string, requestId: string): S3Reply {
  const known = error instanceof S3Error ? error : new S3Error('InternalError', 'The endpoint failed; see its log.');
  const body = errorDocument(known.code, known.message, resource, requestId);
  return { status: known.status, headers: { 'content-type': 'application/xml', ...known.headers }, body };
}
