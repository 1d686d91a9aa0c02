import { writeBinaryRow } from './binaryRow.ts';
import { Collation, FieldType, STATUS_AUTOCOMMIT } from './constants.ts';
import type { Cell, Column, ColumnType, Reply } from './types.ts';
import type { PacketWriter } from './writer.ts';

/** Rows of COM_QUERY are text, rows of COM_STMT_EXECUTE binary. */
export type RowFormat = 'text' | 'binary';

type RowsReply = Extract<Reply, { kind: 'rows' }>;

interface WireType {
  readonly code: number;
  readonly collation: number;
  readonly displayBytes: number;
  readonly flags: number;
  readonly decimals: number;
}

const BINARY_FLAG = 0x80;
const NUMERIC = { collation: Collation.binary, flags: BINARY_FLAG, decimals: 0 } as const;
const MICROSECOND_DIGITS = 6;

/** `decimals` 31 means "not fixed" for floating point. */
const WIRE_TYPES: Readonly<Record<ColumnType, WireType>> = {
  string: { code: FieldType.varString, collation: Collation.utf8mb4, displayBytes: 262_140, flags: 0, decimals: 0 },
  int: { code: FieldType.long, displayBytes: 11, ...NUMERIC },
  bigint: { code: FieldType.longlong, displayBytes: 20, ...NUMERIC },
  double: { code: FieldType.double, displayBytes: 22, ...NUMERIC, decimals: 31 },
  datetime: { code: FieldType.datetime, displayBytes: 26, ...NUMERIC },
  binary: { code: FieldType.blob, displayBytes: 262_140, ...NUMERIC },
};

/**
 * Writes the packets of a result set: column count, column definitions, EOF, rows, EOF.
 * Throws a RangeError when the reply has no columns, a row has another width, or a cell does not fit its column type.
 * @param writer where to write
 * @param reply columns and rows
 * @param format encoding of the rows
 */
export function writeResultSet(writer: PacketWriter, reply: RowsReply, format: RowFormat): void {
  const { columns, rows } = reply;
  if (columns.length === 0) throw new RangeError('a result set needs at least one column; answer "ok" instead');
  writer.begin().lenencInt(columns.length).end();
  columns.forEach((column, index) => {
    writeColumn(writer, column, decimalsOf(column, index, rows));
  });
  writeEof(writer);
  const writeRow = format === 'text' ? writeTextRow : writeBinaryRow;
  for (const row of rows) {
    if (row.length !== columns.length) {
      throw new RangeError(`a row has ${row.length} cells, expected one for each of the ${columns.length} columns`);
    }
    writeRow(writer, columns, row);
  }
  writeEof(writer);
}

/**
 * Writes the definitions of a statement's parameters: all are strings called `?`, as MySQL names them.
 * @param writer where to write
 * @param count number of parameters
 */
export function writeParameterDefinitions(writer: PacketWriter, count: number): void {
  if (count === 0) return;
  for (let index = 0; index < count; index += 1) writeColumn(writer, { name: '?', type: 'string' }, 0);
  writeEof(writer);
}

/** Clients cut or pad fractions to the declared number of digits, so it follows the data. */
function decimalsOf(column: Column, index: number, rows: RowsReply['rows']): number {
  if (column.type !== 'datetime') return WIRE_TYPES[column.type].decimals;
  return rows.some((row) => row[index]?.includes('.')) ? MICROSECOND_DIGITS : 0;
}

function writeColumn(writer: PacketWriter, column: Column, decimals: number): void {
  const wire = WIRE_TYPES[column.type];
  writer.begin().lenencText('def').lenencText('').lenencText('').lenencText('');
  writer.lenencText(column.name).lenencText('').u8(0x0c);
  writer.u16(wire.collation).u32(wire.displayBytes).u8(wire.code).u16(wire.flags).u8(decimals).u16(0).end();
}

function writeEof(writer: PacketWriter): void {
  writer.begin().u8(0xfe).u16(0).u16(STATUS_AUTOCOMMIT).end();
}

function writeTextRow(writer: PacketWriter, columns: readonly Column[], row: readonly Cell[]): void {
  writer.begin();
  row.forEach((cell, index) => {
    if (cell === null) writer.u8(0xfb);
    else if (columns[index]?.type === 'binary') writer.lenencLatin1(cell);
    else writer.lenencText(cell);
  });
  writer.end();
}
