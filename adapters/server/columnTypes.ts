import { textOfLiteral } from './literals.ts';
import type { ColumnType as WireType } from './protocol/index.ts';
import { analyzing } from './refusal.ts';
import type { ColumnType, Literal } from './sql/index.ts';

/** How values of a type are stored, compared and sent. */
export type ValueKind = 'integer' | 'double' | 'decimal' | 'text' | 'date' | 'datetime';

/** A column's type as StarRocks prints it, and what it holds. */
export interface ValueType {
  /** As SHOW CREATE TABLE prints it, such as `int(11)`. */
  readonly text: string;
  readonly kind: ValueKind;
  readonly wire: WireType;
  /** Least and greatest value of an integer. */
  readonly bounds?: { readonly least: bigint; readonly greatest: bigint };
  /** Most bytes of a text. */
  readonly maxBytes?: number;
}

const integers: ReadonlyMap<string, { readonly text: string; readonly bits: number; readonly wire: WireType }> =
  new Map([
    ['boolean', { text: 'boolean', bits: 8, wire: 'int' }],
    ['tinyint', { text: 'tinyint(4)', bits: 8, wire: 'int' }],
    ['smallint', { text: 'smallint(6)', bits: 16, wire: 'int' }],
    ['int', { text: 'int(11)', bits: 32, wire: 'int' }],
    ['integer', { text: 'int(11)', bits: 32, wire: 'int' }],
    ['bigint', { text: 'bigint(20)', bits: 64, wire: 'bigint' }],
    ['largeint', { text: 'largeint(40)', bits: 128, wire: 'string' }],
  ]);

const maxTextBytes = 1_048_576;

/** The type that a column definition names; throws a refusal for one that this server does not store. */
export function valueTypeOf(type: ColumnType): ValueType {
  const integer = integers.get(type.name);
  if (integer !== undefined) {
    const half = 2n ** BigInt(integer.bits - 1);
    return { text: integer.text, kind: 'integer', wire: integer.wire, bounds: { least: -half, greatest: half - 1n } };
  }
  switch (type.name) {
    case 'float':
    case 'double':
      return { text: type.name, kind: 'double', wire: 'double' };
    case 'decimal':
      return { text: `decimal(${type.args[0] ?? 10}, ${type.args[1] ?? 0})`, kind: 'decimal', wire: 'string' };
    case 'char':
    case 'varchar':
      return textType(type.name, type.args[0] ?? 1, type);
    case 'string':
      return textType('varchar', 65_533, type);
    case 'date':
    case 'datetime':
      return { text: type.name, kind: type.name, wire: type.name === 'date' ? 'string' : 'datetime' };
    default:
      throw analyzing(`Type '${type.name}' is not supported by this server`, undefined, type.at);
  }
}

function textType(name: string, maxBytes: number, { at }: ColumnType): ValueType {
  if (maxBytes < 1 || maxBytes > maxTextBytes) {
    throw analyzing(`${name} size must be between 1 and ${maxTextBytes}, got ${maxBytes}`, undefined, at);
  }
  return { text: `${name}(${maxBytes})`, kind: 'text', wire: 'string', maxBytes };
}

/** What a constant becomes in a column of this type, or undefined when it does not fit. */
export function stored(literal: Literal, type: ValueType): { readonly cell: string | null } | undefined {
  const text = textOfLiteral(literal);
  if (text === null) return { cell: null };
  const cell = storedText(text.trim(), text, type);
  return cell === undefined ? undefined : { cell };
}

function storedText(trimmed: string, text: string, type: ValueType): string | undefined {
  switch (type.kind) {
    case 'integer':
      return storedInteger(trimmed, type);
    case 'double':
      return trimmed !== '' && Number.isFinite(Number(trimmed)) ? String(Number(trimmed)) : undefined;
    case 'decimal':
      return /^-?\d{1,38}(\.\d{1,38})?$/.test(trimmed) ? trimmed : undefined;
    case 'text':
      return Buffer.byteLength(text) <= (type.maxBytes ?? maxTextBytes) ? text : undefined;
    case 'date':
      return momentIn(trimmed)?.slice(0, 10);
    case 'datetime':
      return momentIn(trimmed);
  }
}

/** A fraction is cut off, as a cast does. */
function storedInteger(text: string, { bounds }: ValueType): string | undefined {
  const digits = /^(-?\d{1,40})(?:\.\d*)?$/.exec(text)?.[1];
  if (digits === undefined || bounds === undefined) return undefined;
  const value = BigInt(digits);
  return value >= bounds.least && value <= bounds.greatest ? String(value) : undefined;
}

function momentIn(text: string): string | undefined {
  const [, day, time] = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d:\d\d))?$/.exec(text) ?? [];
  if (day === undefined) return undefined;
  const moment = new Date(`${day}T${time ?? '00:00:00'}Z`);
  if (Number.isNaN(moment.getTime()) || !moment.toISOString().startsWith(day)) return undefined;
  return `${day} ${time ?? '00:00:00'}`;
}

/** Negative when `left` sorts before `right`, both stored cells of this type. */
export function compareStored(left: string, right: string, kind: ValueKind): number {
  if (kind === 'integer') return Number(BigInt(left) > BigInt(right)) - Number(BigInt(left) < BigInt(right));
  if (kind === 'double' || kind === 'decimal') return Number(left) - Number(right);
  return left < right ? -1 : Number(left > right);
}
