import type { Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import { outOfOrder } from './errors.ts';
import { createFrameBuffer, type Frame } from './framing.ts';

/** Packets in and bytes out of one connection, before and after the TLS upgrade. */
export interface Channel {
  /**
   * The next packet of the client; `undefined` once the connection is gone. One call at a time.
   * @param expectedSequenceId sequence id the packet must start with; any other throws a ProtocolError (1156).
   */
  next(expectedSequenceId: number): Promise<Frame | undefined>;
  /** Writes a whole reply; waits while the client is slow to read, so that unread replies cannot pile up. */
  send(reply: Buffer): Promise<void>;
  /** Writes a last reply and ends the connection, leaving the client time to read it. */
  finish(reply: Buffer): void;
  /** Cuts the connection. */
  destroy(): void;
  /** Turns the connection into TLS. To be called between two packets. */
  startTls(context: SecureContext): void;
  /** Allows commands of full size, once the client has logged in. */
  allowCommands(): void;
  /** Calls back once when the connection is gone; at once if it already is. */
  onClose(listener: () => void): void;
  /** Sequence id that follows the last packet of the client. */
  readonly nextSequenceId: number;
  readonly isSecure: boolean;
  readonly isClosed: boolean;
  readonly remoteAddress: string;
}

/** Input held for a connection that is busy with a command; beyond it the socket is paused and TCP makes the client wait. */
const PIPELINE_BYTES = 1024 * 1024;

/** Time a client gets to read a last error before the connection is cut, in milliseconds. */
const LINGER_MS = 1_000;

interface Waiter {
  readonly resolve: (frame: Frame | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Opens the channel of an accepted socket.
 * @param accepted the socket; the channel owns it from now on.
 */
export function openChannel(accepted: Socket): Channel {
  const input = createFrameBuffer();
  const closeListeners: (() => void)[] = [];
  const remoteAddress = accepted.remoteAddress ?? 'unknown';
  let socket = accepted;
  let waiter: Waiter | undefined;
  let closed = false;
  let finishing = false;

  function settle(): void {
    const waiting = waiter;
    if (!waiting) return;
    try {
      const frame = input.next();
      if (!frame) return;
      waiter = undefined;
      waiting.resolve(frame);
    } catch (error) {
      waiter = undefined;
      waiting.reject(error);
    }
  }

  function onData(chunk: Buffer): void {
    if (finishing) return;
    input.push(chunk);
    settle();
    if (!waiter && input.bufferedBytes > PIPELINE_BYTES) socket.pause();
  }

  function onSocketClose(): void {
    if (closed) return;
    closed = true;
    waiter?.resolve(undefined);
    waiter = undefined;
    for (const listener of closeListeners) listener();
  }

  function attach(): void {
    socket.on('data', onData);
    socket.on('close', onSocketClose);
    socket.on('error', ignoreSocketError);
  }

  function waitForFrame(): Promise<Frame | undefined> {
    return new Promise((resolve, reject) => {
      waiter = { resolve, reject };
      settle();
      if (waiter) socket.resume();
    });
  }

  async function next(expectedSequenceId: number): Promise<Frame | undefined> {
    if (closed) return undefined;
    const frame = await waitForFrame();
    const expected = expectedSequenceId & 0xff;
    if (frame && frame.firstSequenceId !== expected) throw outOfOrder(frame.firstSequenceId, expected);
    return frame;
  }

  async function send(reply: Buffer): Promise<void> {
    if (closed || socket.write(reply)) return;
    await drained(socket);
  }

  function finish(reply: Buffer): void {
    if (closed) return;
    finishing = true;
    input.takeRest();
    socket.end(reply);
    socket.resume();
    const timer = setTimeout(() => socket.destroy(), LINGER_MS);
    closeListeners.push(() => clearTimeout(timer));
  }

  function startTls(context: SecureContext): void {
    const plain = socket;
    plain.pause();
    plain.off('data', onData);
    const clientHello = input.takeRest();
    if (clientHello.length > 0) plain.unshift(clientHello);
    socket = new TLSSocket(plain, { isServer: true, secureContext: context });
    attach();
  }

  function onClose(listener: () => void): void {
    if (closed) listener();
    else closeListeners.push(listener);
  }

  attach();
  return {
    next,
    send,
    finish,
    startTls,
    onClose,
    remoteAddress,
    destroy: () => socket.destroy(),
    allowCommands: input.allowCommands,
    get nextSequenceId() {
      return input.lastSequenceId + 1;
    },
    get isSecure() {
      return socket !== accepted;
    },
    get isClosed() {
      return closed;
    },
  };
}

/** A reset or a failed TLS handshake is followed by `close`, where the connection is cleaned up; without a listener it would end the process. */
function ignoreSocketError(): void {}

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      socket.off('drain', done);
      socket.off('close', done);
      resolve();
    };
    socket.on('drain', done);
    socket.on('close', done);
  });
}
