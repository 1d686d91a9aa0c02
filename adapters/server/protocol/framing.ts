import { MAX_COMMAND_BYTES, MAX_FRAGMENT_BYTES, MAX_LOGIN_BYTES } from './constants.ts';
import { badHandshake, outOfOrder } from './errors.ts';

interface SequenceIds {
  readonly firstSequenceId: number;
  /** Sequence id of the last fragment; the reply counts on from it. */
  readonly sequenceId: number;
}

/** One packet of the client, its fragments joined. Of one that is too large, only the first byte (the command) is kept. */
export type Frame =
  | (SequenceIds & { readonly kind: 'packet'; readonly payload: Buffer })
  | (SequenceIds & { readonly kind: 'tooLarge'; readonly firstByte: number | undefined });

/** Cuts the byte stream of a client into frames, on demand: what follows a TLS request is no MySQL packet and must stay untouched. */
export interface FrameBuffer {
  /** Appends bytes from the socket. */
  push(chunk: Buffer): void;
  /** The next complete frame, if there is one. Throws a ProtocolError when fragments do not count on (1156) or a login is too large (1043). */
  next(): Frame | undefined;
  /** Takes the bytes that belong to no frame yet. */
  takeRest(): Buffer;
  /** Bytes held. */
  readonly bufferedBytes: number;
  /** Sequence id of the last packet header read. */
  readonly lastSequenceId: number;
  /** The client has logged in: from now on packets up to the size of a command are joined, and larger ones skipped as they arrive. */
  allowCommands(): void;
}

const HEADER_BYTES = 4;

interface Fragment {
  readonly payloadBytes: number;
  readonly sequenceId: number;
}

interface Assembly {
  readonly firstSequenceId: number;
  readonly parts: Buffer[];
  payloadBytes: number;
  tooLarge: boolean;
  firstByte: number | undefined;
}

/** A frame buffer with the payload limit of a client that has not logged in. */
export function createFrameBuffer(): FrameBuffer {
  const bytes = createByteQueue();
  let assembly: Assembly | undefined;
  let fragment: Fragment | undefined;
  let bytesToSkip = 0;
  let lastSequenceId = 0;
  let maxPayloadBytes = MAX_LOGIN_BYTES;

  function readHeader(header: Buffer): Fragment {
    const sequenceId = header.readUInt8(3);
    const expected = (lastSequenceId + 1) & 0xff;
    if (assembly && sequenceId !== expected) throw outOfOrder(sequenceId, expected);
    lastSequenceId = sequenceId;
    return { payloadBytes: header.readUIntLE(0, 3), sequenceId };
  }

  function startFragment(current: Fragment): Assembly {
    assembly ??= {
      firstSequenceId: current.sequenceId,
      parts: [],
      payloadBytes: 0,
      tooLarge: false,
      firstByte: undefined,
    };
    assembly.payloadBytes += current.payloadBytes;
    if (assembly.payloadBytes > maxPayloadBytes) {
      if (maxPayloadBytes === MAX_LOGIN_BYTES) throw loginTooLarge(assembly.payloadBytes);
      assembly.tooLarge = true;
      assembly.firstByte ??= assembly.parts[0]?.[0];
      assembly.parts.length = 0;
      bytesToSkip = current.payloadBytes;
    }
    return assembly;
  }

  function readBody(current: Fragment, into: Assembly): boolean {
    if (into.tooLarge) {
      bytesToSkip -= bytes.skip(bytesToSkip);
      return bytesToSkip === 0;
    }
    const part = bytes.take(current.payloadBytes);
    if (part) into.parts.push(part);
    return part !== undefined;
  }

  function complete(done: Assembly, sequenceId: number): Frame {
    assembly = undefined;
    const { firstSequenceId, parts } = done;
    if (done.tooLarge) return { kind: 'tooLarge', firstSequenceId, sequenceId, firstByte: done.firstByte };
    const [only] = parts;
    const payload = only && parts.length === 1 ? only : Buffer.concat(parts);
    return { kind: 'packet', firstSequenceId, sequenceId, payload };
  }

  function next(): Frame | undefined {
    for (;;) {
      if (!fragment) {
        const header = bytes.take(HEADER_BYTES);
        if (!header) return undefined;
        fragment = readHeader(header);
        startFragment(fragment);
      }
      if (!assembly || !readBody(fragment, assembly)) return undefined;
      const { payloadBytes, sequenceId } = fragment;
      fragment = undefined;
      if (payloadBytes < MAX_FRAGMENT_BYTES) return complete(assembly, sequenceId);
    }
  }

  return {
    push: bytes.push,
    next,
    takeRest: () => bytes.take(bytes.length()) ?? Buffer.alloc(0),
    get bufferedBytes() {
      return bytes.length();
    },
    get lastSequenceId() {
      return lastSequenceId;
    },
    allowCommands: () => {
      maxPayloadBytes = MAX_COMMAND_BYTES;
    },
  };
}

/** Told at the header: whoever has not logged in is not worth waiting for. */
function loginTooLarge(payloadBytes: number): Error {
  return badHandshake(`a packet of ${payloadBytes} bytes before the login, expected at most ${MAX_LOGIN_BYTES}`);
}

function createByteQueue() {
  let chunks: Buffer[] = [];
  let length = 0;

  function drop(count: number): void {
    let used = 0;
    let left = count;
    for (; used < chunks.length; used += 1) {
      const size = chunks[used]?.length ?? 0;
      if (size > left) break;
      left -= size;
    }
    chunks = chunks.slice(used);
    const [head] = chunks;
    if (head && left > 0) chunks[0] = head.subarray(left);
    length -= count;
  }

  function take(count: number): Buffer | undefined {
    if (length < count) return undefined;
    const [head] = chunks;
    const taken = head && head.length >= count ? head.subarray(0, count) : Buffer.concat(chunks, count);
    drop(count);
    return taken;
  }

  return {
    push(chunk: Buffer): void {
      if (chunk.length === 0) return;
      chunks.push(chunk);
      length += chunk.length;
    },
    take,
    skip(count: number): number {
      const skipped = Math.min(count, length);
      drop(skipped);
      return skipped;
    },
    length: () => length,
  };
}
