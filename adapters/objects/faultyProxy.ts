import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { errorLine } from './endpoint/batchDelete.ts';
import { errorDocument, statusOfCode } from './endpoint/errors.ts';
import { element, xmlDocument } from './endpoint/xml.ts';
import { createObjectFaults, type DueFault, type ObjectFaults } from './faults.ts';
import { closeServer, listen } from './loopback.ts';
import { createListHistory, type ListHistory } from './proxyHistory.ts';
import { type Client, forward, type Relayed, relay, replyTo, wholeAnswer } from './proxyRelay.ts';
import { type ProxyRequest, readProxyRequest } from './proxyRequest.ts';

/** Options of a proxy. */
export interface FaultyProxyOptions {
  /** Base address of the store, such as `http://127.0.0.1:9000`. */
  readonly upstream: string;
  /** 0 or absent for a free one. */
  readonly port?: number;
  /** What goes wrong; nothing when absent. */
  readonly faults?: ObjectFaults;
}

/** A running proxy. */
export interface FaultyProxy {
  readonly port: number;
  /** Base address for path-style clients. */
  readonly url: string;
  readonly faults: ObjectFaults;
  /** Ends all connections. */
  close(): Promise<void>;
}

interface Context {
  readonly upstream: URL;
  readonly faults: ObjectFaults;
  readonly history: ListHistory;
  readonly closing: AbortController;
}

interface Exchange extends Client {
  readonly context: Context;
  readonly request: ProxyRequest;
}

/**
 * Starts an HTTP proxy on the loopback that makes requests to a real store go wrong. Path-style clients use its address as the
 * endpoint; bodies stream through, and the Host header stays what the client signed, so that the store can verify it.
 *
 * Two faults are less exact than in the endpoint, because the proxy knows no keys and cannot sign: `staleList` repeats what the same
 * question was answered so many writes ago, and does not happen before it was asked then; `keyErrors` refuses the whole batch.
 * @throws RangeError when the address of the store cannot be used; rejects when the port cannot be bound
 */
export async function startFaultyProxy(options: FaultyProxyOptions): Promise<FaultyProxy> {
  const context: Context = {
    upstream: upstreamOf(options.upstream),
    faults: options.faults ?? createObjectFaults(),
    history: createListHistory(),
    closing: new AbortController(),
  };
  const server = createServer({ noDelay: true }, (message, response) => {
    serve(context, message, response).catch(() => response.destroy());
  });
  const port = await listen(server, options.port ?? 0);
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    faults: context.faults,
    close: () => closeServer(server, context.closing),
  };
}

function upstreamOf(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url && (url.protocol === 'http:' || url.protocol === 'https:')) return url;
  throw new RangeError('upstream is no address of a store, expected one such as "http://127.0.0.1:9000"');
}

/** Rejects when the store cannot be reached; the client then sees what it would see without the proxy: its connection ends. */
async function serve(context: Context, message: IncomingMessage, response: ServerResponse): Promise<void> {
  response.on('error', () => {});
  const request = await readProxyRequest(message);
  const exchange: Exchange = { context, message, response, request };
  const due = context.faults.due(request.facts);
  if (due) await carryOut(exchange, due);
  else await pass(exchange);
}

async function carryOut(exchange: Exchange, due: DueFault): Promise<void> {
  const { context, message, response, request } = exchange;
  const { fault } = due.rule;
  switch (fault.kind) {
    case 'answer': {
      due.happened();
      const body = errorDocument(fault.code, 'The store cannot do this now; try again later.', request.target, 'proxy');
      return replyTo(response, xmlAnswer(statusOfCode(fault.code), body));
    }
    case 'cutBefore':
      due.happened();
      message.socket.destroy();
      return;
    case 'cutAfter': {
      const { status } = await ask(exchange);
      if (status < 300) due.happened();
      message.socket.destroy();
      return;
    }
    case 'delay':
      due.happened();
      await wait(fault.delayMs, undefined, { signal: context.closing.signal });
      return pass(exchange);
    case 'staleList': {
      const stale = context.history.recall(request.target, fault.writesAgo);
      if (!stale) return pass(exchange);
      due.happened();
      return replyTo(response, stale);
    }
    case 'keyErrors': {
      due.happened();
      const lines = request.facts.keys.map((key) => errorLine(key, fault.code));
      return replyTo(response, xmlAnswer(200, xmlDocument(element('DeleteResult', lines))));
    }
  }
}

/** The request as if there were no proxy. */
async function pass(exchange: Exchange): Promise<void> {
  const { context, response, request } = exchange;
  const { operation } = request.facts;
  if (operation === 'list') return replyTo(response, await ask(exchange));
  const answer = await forward(exchange, context.upstream, request.body);
  if (isWrite(exchange) && (answer.statusCode ?? 0) < 300) context.history.countWrite();
  await relay(answer, response);
}

/** The whole answer of the store, noted if it is a listing or a write. */
async function ask(exchange: Exchange): Promise<Relayed> {
  const { context, request } = exchange;
  const answer = await wholeAnswer(await forward(exchange, context.upstream, request.body));
  if (answer.status >= 300) return answer;
  if (request.facts.operation === 'list') context.history.note(request.target, answer);
  if (isWrite(exchange)) context.history.countWrite();
  return answer;
}

function isWrite({ request }: Exchange): boolean {
  const { operation } = request.facts;
  return operation === 'put' || operation === 'copy' || operation === 'delete';
}

function xmlAnswer(status: number, document: string): Relayed {
  return { status, headers: { 'content-type': ['application/xml'] }, body: Buffer.from(document) };
}
