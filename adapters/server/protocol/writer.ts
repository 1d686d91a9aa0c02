import { MAX_FRAGMENT_BYTES } from './constants.ts';

const HEADER_BYTES = 4;
const FIRST_CAPACITY_BYTES = 512;

/** Builds the packets of one reply in one buffer, so that the reply costs one socket write. Sequence ids count on from `firstSequenceId`. */
export class PacketWriter {
  #buffer = Buffer.allocUnsafe(FIRST_CAPACITY_BYTES);
  #offset = 0;
  #packetStart = 0;
  #sequenceId: number;

  /** @param firstSequenceId sequence id of the first packet (taken modulo 256). */
  constructor(firstSequenceId: number) {
    this.#sequenceId = firstSequenceId;
  }

  /** Opens the next packet. */
  begin(): this {
    this.#packetStart = this.#offset;
    this.#reserve(HEADER_BYTES);
    this.#offset += HEADER_BYTES;
    return this;
  }

  /** Closes the open packet; a payload of 16 MiB - 1 or more becomes several packets. */
  end(): this {
    const payloadBytes = this.#offset - this.#packetStart - HEADER_BYTES;
    if (payloadBytes < MAX_FRAGMENT_BYTES) this.#header(this.#packetStart, payloadBytes);
    else this.#split();
    return this;
  }

  /** All packets so far, headers included. */
  finish(): Buffer {
    return this.#buffer.subarray(0, this.#offset);
  }

  /** Unsigned 8-bit integer. */
  u8(value: number): this {
    this.#reserve(1);
    this.#offset = this.#buffer.writeUInt8(value, this.#offset);
    return this;
  }

  /** Unsigned 16-bit integer. */
  u16(value: number): this {
    this.#reserve(2);
    this.#offset = this.#buffer.writeUInt16LE(value, this.#offset);
    return this;
  }

  /** Unsigned 32-bit integer. */
  u32(value: number): this {
    this.#reserve(4);
    this.#offset = this.#buffer.writeUInt32LE(value, this.#offset);
    return this;
  }

  /** Signed 32-bit integer. Throws RangeError when it does not fit. */
  i32(value: number): this {
    this.#reserve(4);
    this.#offset = this.#buffer.writeInt32LE(value, this.#offset);
    return this;
  }

  /** Signed 64-bit integer. Throws RangeError when it does not fit. */
  i64(value: bigint): this {
    this.#reserve(8);
    this.#offset = this.#buffer.writeBigInt64LE(value, this.#offset);
    return this;
  }

  /** IEEE 754 double. */
  f64(value: number): this {
    this.#reserve(8);
    this.#offset = this.#buffer.writeDoubleLE(value, this.#offset);
    return this;
  }

  /** Bytes as they are. */
  bytes(value: Uint8Array): this {
    this.#reserve(value.length);
    this.#buffer.set(value, this.#offset);
    this.#offset += value.length;
    return this;
  }

  /** `count` zero bytes. */
  zeros(count: number): this {
    this.#reserve(count);
    this.#buffer.fill(0, this.#offset, this.#offset + count);
    this.#offset += count;
    return this;
  }

  /** UTF-8 text up to the end of the packet. */
  text(value: string): this {
    return this.#encoded(value, Buffer.byteLength(value, 'utf8'), 'utf8');
  }

  /** UTF-8 text and a NUL. */
  nullTerminated(value: string): this {
    return this.text(value).u8(0);
  }

  /** Length-encoded UTF-8 text. */
  lenencText(value: string): this {
    const byteLength = Buffer.byteLength(value, 'utf8');
    return this.lenencInt(byteLength).#encoded(value, byteLength, 'utf8');
  }

  /** Length-encoded bytes, given as one character per byte. */
  lenencLatin1(value: string): this {
    return this.lenencInt(value.length).#encoded(value, value.length, 'latin1');
  }

  /** Length-encoded integer. Throws RangeError unless a non-negative safe integer. */
  lenencInt(value: number): this {
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new RangeError(`${value} is no count: expected an integer from 0 to 2^53 - 1`);
    }
    if (value < 0xfb) return this.u8(value);
    if (value <= 0xffff) return this.u8(0xfc).u16(value);
    if (value <= 0xffffff) {
      return this.u8(0xfd)
        .u16(value & 0xffff)
        .u8(value >>> 16);
    }
    return this.u8(0xfe).i64(BigInt(value));
  }

  /** Sets bits in a byte written earlier, for a NULL bitmap whose cells come after it. */
  setBits(position: number, bits: number): void {
    this.#buffer[position] = (this.#buffer[position] ?? 0) | bits;
  }

  /** Position of the next byte, for {@link setBits}. */
  get position(): number {
    return this.#offset;
  }

  #encoded(value: string, byteLength: number, encoding: 'utf8' | 'latin1'): this {
    this.#reserve(byteLength);
    this.#offset += this.#buffer.write(value, this.#offset, byteLength, encoding);
    return this;
  }

  #split(): void {
    const payload = Buffer.from(this.#buffer.subarray(this.#packetStart + HEADER_BYTES, this.#offset));
    this.#offset = this.#packetStart;
    for (let at = 0; at <= payload.length; at += MAX_FRAGMENT_BYTES) {
      this.#fragment(payload.subarray(at, at + MAX_FRAGMENT_BYTES));
    }
  }

  #fragment(part: Buffer): void {
    this.#reserve(HEADER_BYTES);
    this.#header(this.#offset, part.length);
    this.#offset += HEADER_BYTES;
    this.bytes(part);
  }

  #header(at: number, payloadBytes: number): void {
    this.#buffer.writeUIntLE(payloadBytes, at, 3);
    this.#buffer.writeUInt8(this.#sequenceId & 0xff, at + 3);
    this.#sequenceId += 1;
  }

  #reserve(bytes: number): void {
    const needed = this.#offset + bytes;
    if (needed <= this.#buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(needed, this.#buffer.length * 2));
    this.#buffer.copy(grown, 0, 0, this.#offset);
    this.#buffer = grown;
  }
}
