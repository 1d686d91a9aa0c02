import { malformed } from './errors.ts';

/** Cursor over one packet's payload. Every read past the end throws a ProtocolError (1835). */
export class PacketReader {
  readonly #payload: Buffer;
  #offset = 0;

  /** @param payload the joined payload, without packet headers. */
  constructor(payload: Buffer) {
    this.#payload = payload;
  }

  /** Bytes not read yet. */
  get remaining(): number {
    return this.#payload.length - this.#offset;
  }

  /** Unsigned 8-bit integer. */
  u8(): number {
    return this.#payload.readUInt8(this.#take(1));
  }

  /** Signed 8-bit integer. */
  i8(): number {
    return this.#payload.readInt8(this.#take(1));
  }

  /** Unsigned 16-bit integer. */
  u16(): number {
    return this.#payload.readUInt16LE(this.#take(2));
  }

  /** Signed 16-bit integer. */
  i16(): number {
    return this.#payload.readInt16LE(this.#take(2));
  }

  /** Unsigned 32-bit integer. */
  u32(): number {
    return this.#payload.readUInt32LE(this.#take(4));
  }

  /** Signed 32-bit integer. */
  i32(): number {
    return this.#payload.readInt32LE(this.#take(4));
  }

  /** Unsigned 64-bit integer. */
  u64(): bigint {
    return this.#payload.readBigUInt64LE(this.#take(8));
  }

  /** Signed 64-bit integer. */
  i64(): bigint {
    return this.#payload.readBigInt64LE(this.#take(8));
  }

  /** IEEE 754 single. */
  f32(): number {
    return this.#payload.readFloatLE(this.#take(4));
  }

  /** IEEE 754 double. */
  f64(): number {
    return this.#payload.readDoubleLE(this.#take(8));
  }

  /** View of the next `count` bytes. */
  bytes(count: number): Buffer {
    const start = this.#take(count);
    return this.#payload.subarray(start, start + count);
  }

  /** View of everything left. */
  rest(): Buffer {
    return this.bytes(this.remaining);
  }

  /** UTF-8 text up to a NUL, or up to the end: some clients leave the last NUL out. */
  nullTerminated(): string {
    const nul = this.#payload.indexOf(0, this.#offset);
    if (nul < 0) return this.rest().toString('utf8');
    const text = this.#payload.toString('utf8', this.#offset, nul);
    this.#offset = nul + 1;
    return text;
  }

  /** Bytes behind a length-encoded length. */
  lenencBytes(): Buffer {
    return this.bytes(this.#lenencInt());
  }

  #lenencInt(): number {
    const first = this.u8();
    if (first < 0xfb) return first;
    if (first === 0xfc) return this.u16();
    if (first === 0xfd) return this.u16() + this.u8() * 0x10000;
    if (first === 0xfe) return Number(this.u64());
    throw malformed(`0x${first.toString(16)} does not start a length-encoded integer`);
  }

  #take(count: number): number {
    if (count > this.remaining) throw malformed(`${count} bytes expected, ${this.remaining} left`);
    const start = this.#offset;
    this.#offset += count;
    return start;
  }
}
