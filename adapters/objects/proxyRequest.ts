import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { batchKeys } from './endpoint/batchDelete.ts';
import { addressOf, decodePart, queryOf } from './endpoint/request.ts';
import type { QueryPair } from './endpoint/signature.ts';
import { MAX_XML_BYTES } from './endpoint/xmlReader.ts';
import type { FaultableRequest } from './faults.ts';
import { operationOf } from './operation.ts';

/** A request on its way through a proxy. */
export interface ProxyRequest {
  readonly facts: FaultableRequest;
  /** Path and query without what signs them: the same for the same question. */
  readonly target: string;
  /** The body, if it had to be read; otherwise it still streams. */
  readonly body: Buffer | undefined;
}

/**
 * Reads what faults have to know of a request. Only the body of a batch is read, since the keys are in it.
 * @throws S3Error when path or query are no percent-encoded text
 */
export async function readProxyRequest(message: IncomingMessage): Promise<ProxyRequest> {
  const [rawPath = '', ...rest] = (message.url ?? '').split('?');
  const query = queryOf(rest.join('?'));
  const { bucket, key } = addressOf(decodePart(rawPath), '');
  const operation = operationOf({
    method: message.method ?? '',
    hasBucket: bucket !== undefined,
    hasKey: key !== undefined,
    parameters: query.map(([name]) => name),
    isCopy: message.headers['x-amz-copy-source'] !== undefined,
  });
  const target = targetOf(rawPath, query);
  const isBatch = operation === 'delete' && key === undefined;
  if (!isBatch) {
    const prefix = query.find(([name]) => name === 'prefix')?.[1] ?? '';
    return {
      facts: { operation, keys: [operation === 'list' ? prefix : (key ?? '')], isBatch },
      target,
      body: undefined,
    };
  }
  const body = await readBody(message);
  return { facts: { operation, keys: keysOf(body), isBatch }, target, body };
}

function targetOf(path: string, query: readonly QueryPair[]): string {
  const asked = query.filter(([name]) => !/^x-amz-/i.test(name)).map((pair) => pair.map(encodeURIComponent).join('='));
  return `${path}?${asked.sort().join('&')}`;
}

async function readBody(message: IncomingMessage): Promise<Buffer> {
  if (Number(message.headers['content-length'] ?? 0) > MAX_XML_BYTES) throw new RangeError('the batch is too large');
  return buffer(message);
}

/** A batch that cannot be read is the store's to refuse. */
function keysOf(body: Buffer): readonly string[] {
  try {
    return batchKeys({ body });
  } catch {
    return [];
  }
}
