import { type IncomingMessage, request as requestHttp, type ServerResponse } from 'node:http';
import { request as requestHttps } from 'node:https';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';

/** An answer that was read as a whole. */
export interface Relayed {
  readonly status: number;
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly body: Buffer;
}

/** A client's request, and where its answer goes. */
export interface Client {
  readonly message: IncomingMessage;
  readonly response: ServerResponse;
}

/** Headers about one connection, not about the request (RFC 9110, section 7.6.1); the expectation was met by the proxy. */
const ownHeaders = ['connection', 'expect', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'upgrade'];

/**
 * Sends a request on, its Host header untouched; resolves with the head of the answer.
 * @param body the body if it was read, otherwise it streams
 */
export function forward(
  { message, response }: Client,
  upstream: URL,
  body: Buffer | undefined,
): Promise<IncomingMessage> {
  const send = upstream.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const outgoing = send({
      hostname: upstream.hostname.replace(/^\[(.*)\]$/, '$1'),
      port: upstream.port,
      method: message.method ?? 'GET',
      path: message.url ?? '/',
      headers: mutable(passedOn(message)),
      // A connection of its own for every request: one that the store had closed would look like a fault.
      agent: false,
    });
    outgoing.once('response', resolve);
    outgoing.once('error', reject);
    response.once('close', () => outgoing.destroy());
    if (body) outgoing.end(body);
    else pipeline(message, outgoing).catch(reject);
  });
}

/** Streams an answer to the client. */
export async function relay(answer: IncomingMessage, response: ServerResponse): Promise<void> {
  response.writeHead(answer.statusCode ?? 502, mutable(passedOn(answer)));
  await pipeline(answer, response);
}

/** Reads an answer to its end. */
export async function wholeAnswer(answer: IncomingMessage): Promise<Relayed> {
  return { status: answer.statusCode ?? 502, headers: passedOn(answer), body: await buffer(answer) };
}

/** Answers the client. */
export function replyTo(response: ServerResponse, { status, headers, body }: Relayed): void {
  const { 'transfer-encoding': _framing, ...others } = headers;
  response.writeHead(status, mutable({ ...others, 'content-length': [String(body.length)] }));
  response.end(body);
}

function passedOn({ headersDistinct }: IncomingMessage): Readonly<Record<string, readonly string[]>> {
  const passed: Record<string, readonly string[]> = {};
  for (const [name, values] of Object.entries(headersDistinct)) {
    if (values && !ownHeaders.includes(name)) passed[name] = values;
  }
  return passed;
}

/** Node takes a lone value as a text only: several headers such as Content-Length may not be lists. */
function mutable(headers: Readonly<Record<string, readonly string[]>>): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, values]) => [name, values.length === 1 ? (values[0] ?? '') : [...values]]),
  );
}
