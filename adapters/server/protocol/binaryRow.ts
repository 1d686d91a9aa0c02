import type { Cell, Column, ColumnType } from './types.ts';
import type { PacketWriter } from './writer.ts';

/** The first two bits of a row's NULL bitmap are reserved. */
const BITMAP_OFFSET_BITS = 2;

/**
 * Writes one row as COM_STMT_EXECUTE returns it (MySQL client/server protocol, "Binary Protocol Resultset Row").
 * Throws a RangeError when a cell is no value of its column type.
 * @param writer where to write
 * @param columns columns of the result set
 * @param row one cell for each column
 */
export function writeBinaryRow(writer: PacketWriter, columns: readonly Column[], row: readonly Cell[]): void {
  writer.begin().u8(0x00);
  const bitmap = writer.position;
  writer.zeros((columns.length + 7 + BITMAP_OFFSET_BITS) >> 3);
  columns.forEach((column, index) => {
    const cell = row[index] ?? null;
    const bit = index + BITMAP_OFFSET_BITS;
    if (cell === null) writer.setBits(bitmap + (bit >> 3), 1 << (bit & 7));
    else writeCell(writer, column, cell);
  });
  writer.end();
}

function writeCell(writer: PacketWriter, column: Column, cell: string): void {
  switch (column.type) {
    case 'string':
      writer.lenencText(cell);
      return;
    case 'binary':
      writer.lenencLatin1(cell);
      return;
    case 'int':
      writer.i32(Number(integerText(column.name, column.type, cell)));
      return;
    case 'bigint':
      writer.i64(BigInt(integerText(column.name, column.type, cell)));
      return;
    case 'double':
      writer.f64(doubleOf(column.name, cell));
      return;
    case 'datetime':
      writeDatetime(writer, column.name, cell);
      return;
  }
}

function integerText(name: string, type: ColumnType, cell: string): string {
  if (!/^[+-]?\d+$/.test(cell)) throw notOfType(name, type, cell, 'an integer');
  return cell;
}

function doubleOf(name: string, cell: string): number {
  const value = Number(cell);
  if (cell.trim() === '' || Number.isNaN(value)) throw notOfType(name, 'double', cell, 'a number');
  return value;
}

const DATETIME = /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?)?$/;

/** The value is as long as its last part that is not zero: none, date, time, microseconds. */
function writeDatetime(writer: PacketWriter, name: string, cell: string): void {
  const match = DATETIME.exec(cell);
  if (!match) throw notOfType(name, 'datetime', cell, 'YYYY-MM-DD[ HH:MM:SS[.ffffff]]');
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const microsecond = Number((match[7] ?? '').padEnd(6, '0'));
  const hasTime = hour + minute + second + microsecond > 0;
  if (!hasTime && year + month + day === 0) {
    writer.u8(0);
    return;
  }
  writer.u8(microsecond > 0 ? 11 : hasTime ? 7 : 4);
  writer.u16(year).u8(month).u8(day);
  if (hasTime) writer.u8(hour).u8(minute).u8(second);
  if (microsecond > 0) writer.u32(microsecond);
}

function notOfType(name: string, type: ColumnType, cell: string, expected: string): RangeError {
  return new RangeError(`column "${name}" is ${type}, but a cell is "${cell.slice(0, 40)}"; expected ${expected}`);
}
