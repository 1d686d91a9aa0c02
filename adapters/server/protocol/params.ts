import { FieldType } from './constants.ts';
import { malformed } from './errors.ts';
import type { PacketReader } from './reader.ts';
import type { Param } from './types.ts';

/** Declared type of one parameter. */
export interface ParamType {
  readonly code: number;
  readonly unsigned: boolean;
}

/**
 * Reads the type of one parameter of COM_STMT_EXECUTE.
 * @param reader positioned at the type
 */
export function readParamType(reader: PacketReader): ParamType {
  const code = reader.u8();
  return { code, unsigned: (reader.u8() & 0x80) !== 0 };
}

/**
 * Reads one value (MySQL client/server protocol, "Binary Protocol Value"). Throws a ProtocolError (1835) for an unknown type.
 * @param reader positioned at the value
 * @param type declared type
 */
export function readParam(reader: PacketReader, type: ParamType): Param {
  switch (type.code) {
    case FieldType.null:
      return null;
    case FieldType.tiny:
      return type.unsigned ? reader.u8() : reader.i8();
    case FieldType.short:
    case FieldType.year:
      return type.unsigned ? reader.u16() : reader.i16();
    case FieldType.long:
    case FieldType.int24:
      return type.unsigned ? reader.u32() : reader.i32();
    case FieldType.longlong:
      return type.unsigned ? reader.u64() : reader.i64();
    case FieldType.float:
      return reader.f32();
    case FieldType.double:
      return reader.f64();
    case FieldType.date:
    case FieldType.datetime:
    case FieldType.timestamp:
      return readDatetime(reader, type.code === FieldType.date);
    case FieldType.time:
      return readTime(reader);
    default:
      return bytesAsParam(reader.lenencBytes(), type);
  }
}

/**
 * A value that travels as bytes: text for character types, the bytes themselves for blobs.
 * @param bytes the value
 * @param type declared type
 */
export function bytesAsParam(bytes: Buffer, type: ParamType): Param {
  switch (type.code) {
    case FieldType.decimal:
    case FieldType.newDecimal:
    case FieldType.varchar:
    case FieldType.varString:
    case FieldType.string:
    case FieldType.enum:
    case FieldType.set:
    case FieldType.json:
      return bytes.toString('utf8');
    case FieldType.tinyBlob:
    case FieldType.mediumBlob:
    case FieldType.longBlob:
    case FieldType.blob:
    case FieldType.bit:
    case FieldType.vector:
    case FieldType.geometry:
      return bytes;
    default:
      throw malformed(`0x${type.code.toString(16)} is no type of a parameter sent as bytes`);
  }
}

function readDatetime(reader: PacketReader, dateOnly: boolean): string {
  const part = new Parts(reader, [0, 4, 7, 11]);
  const date = `${digits(part.u16At(4), 4)}-${digits(part.u8At(4), 2)}-${digits(part.u8At(4), 2)}`;
  const time = `${digits(part.u8At(7), 2)}:${digits(part.u8At(7), 2)}:${digits(part.u8At(7), 2)}`;
  const fraction = fractionOf(part.u32At(11));
  return dateOnly ? date : `${date} ${time}${fraction}`;
}

function readTime(reader: PacketReader): string {
  const part = new Parts(reader, [0, 8, 12]);
  const sign = part.u8At(8) === 0 ? '' : '-';
  const days = part.u32At(8);
  const hours = days * 24 + part.u8At(8);
  const clock = `${digits(hours, 2)}:${digits(part.u8At(8), 2)}:${digits(part.u8At(8), 2)}`;
  return `${sign}${clock}${fractionOf(part.u32At(12))}`;
}

/** Fields of a value whose first byte tells how many of them follow; those left out are zero. */
class Parts {
  readonly #reader: PacketReader;
  readonly #byteLength: number;

  constructor(reader: PacketReader, allowedLengths: readonly number[]) {
    this.#reader = reader;
    this.#byteLength = reader.u8();
    if (!allowedLengths.includes(this.#byteLength)) {
      throw malformed(`a date or time of ${this.#byteLength} bytes, expected ${allowedLengths.join(', ')}`);
    }
  }

  u8At(neededBytes: number): number {
    return this.#byteLength >= neededBytes ? this.#reader.u8() : 0;
  }

  u16At(neededBytes: number): number {
    return this.#byteLength >= neededBytes ? this.#reader.u16() : 0;
  }

  u32At(neededBytes: number): number {
    return this.#byteLength >= neededBytes ? this.#reader.u32() : 0;
  }
}

function fractionOf(microsecond: number): string {
  return microsecond === 0 ? '' : `.${digits(microsecond, 6)}`;
}

function digits(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
