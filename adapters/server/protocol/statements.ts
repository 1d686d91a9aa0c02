import { MAX_COMMAND_BYTES, MAX_STATEMENTS } from './constants.ts';
import { type ErrorReply, errorReply, malformed } from './errors.ts';
import { bytesAsParam, type ParamType, readParam, readParamType } from './params.ts';
import { countPlaceholders } from './placeholders.ts';
import type { PacketReader } from './reader.ts';
import type { Param } from './types.ts';

/** A prepared statement of one connection. */
export interface Statement {
  readonly id: number;
  readonly sql: string;
  readonly parameterCount: number;
}

/** What COM_STMT_EXECUTE asks for. */
export interface Execution {
  readonly sql: string;
  readonly params: readonly Param[];
}

/** Prepared statements of one connection, bounded in number and in bytes. */
export interface StatementStore {
  /** COM_STMT_PREPARE. @param sql statement text */
  prepare(sql: string): Statement | ErrorReply;
  /** COM_STMT_EXECUTE behind its command byte. */
  execute(reader: PacketReader): Execution | ErrorReply;
  /** COM_STMT_SEND_LONG_DATA behind its command byte; it has no answer, so what goes wrong is told at the next execute. */
  appendLongData(reader: PacketReader): void;
  /** COM_STMT_RESET: forgets the long data of a statement. `undefined` is success. */
  reset(id: number): ErrorReply | undefined;
  /** COM_STMT_CLOSE: forgets a statement. */
  close(id: number): void;
  /** Forgets all statements. */
  clear(): void;
}

interface Entry extends Statement {
  readonly textBytes: number;
  readonly longData: Map<number, Buffer[]>;
  longDataBytes: number;
  longDataRefused: boolean;
  types: readonly ParamType[];
}

const MAX_PARAMETERS = 0xffff;

/** Cost of keeping a chunk beyond its bytes: without it, empty chunks would be free without limit. */
const CHUNK_OVERHEAD_BYTES = 128;

/** An empty store. */
export function createStatementStore(): StatementStore {
  const entries = new Map<number, Entry>();
  let lastId = 0;
  let usedBytes = 0;

  function prepare(sql: string): Statement | ErrorReply {
    const parameterCount = countPlaceholders(sql);
    const textBytes = Buffer.byteLength(sql, 'utf8');
    if (parameterCount > MAX_PARAMETERS) return tooManyParameters(parameterCount);
    if (entries.size >= MAX_STATEMENTS || usedBytes + textBytes > MAX_COMMAND_BYTES) return storeFull();
    lastId += 1;
    usedBytes += textBytes;
    const entry: Entry = {
      id: lastId,
      sql,
      parameterCount,
      textBytes,
      longData: new Map(),
      longDataBytes: 0,
      longDataRefused: false,
      types: [],
    };
    entries.set(entry.id, entry);
    return entry;
  }

  function forgetLongData(entry: Entry): void {
    usedBytes -= entry.longDataBytes;
    entry.longData.clear();
    entry.longDataBytes = 0;
    entry.longDataRefused = false;
  }

  function appendLongData(reader: PacketReader): void {
    const entry = entries.get(reader.u32());
    const index = reader.u16();
    const chunk = reader.rest();
    if (!entry) return;
    if (index >= entry.parameterCount) throw malformed(`long data for parameter ${index} of ${entry.parameterCount}`);
    const bytes = chunk.length + CHUNK_OVERHEAD_BYTES;
    if (usedBytes + bytes > MAX_COMMAND_BYTES) entry.longDataRefused = true;
    if (entry.longDataRefused) return;
    usedBytes += bytes;
    entry.longDataBytes += bytes;
    // A copy, since the view would keep the whole chunk of the socket alive.
    const kept = Buffer.from(chunk);
    const chunks = entry.longData.get(index);
    if (chunks) chunks.push(kept);
    else entry.longData.set(index, [kept]);
  }

  function execute(reader: PacketReader): Execution | ErrorReply {
    const id = reader.u32();
    const entry = entries.get(id);
    if (!entry) return unknownStatement(id, 'execute');
    try {
      return entry.longDataRefused ? commandTooLarge() : readExecution(reader, entry);
    } finally {
      forgetLongData(entry);
    }
  }

  function reset(id: number): ErrorReply | undefined {
    const entry = entries.get(id);
    if (!entry) return unknownStatement(id, 'reset');
    forgetLongData(entry);
    return undefined;
  }

  function close(id: number): void {
    const entry = entries.get(id);
    if (!entry) return;
    usedBytes -= entry.textBytes + entry.longDataBytes;
    entries.delete(id);
  }

  function clear(): void {
    entries.clear();
    usedBytes = 0;
  }

  return { prepare, execute, appendLongData, reset, close, clear };
}

function readExecution(reader: PacketReader, entry: Entry): Execution | ErrorReply {
  const { sql, parameterCount } = entry;
  reader.bytes(1 + 4);
  if (parameterCount === 0) return { sql, params: [] };
  const nulls = reader.bytes((parameterCount + 7) >> 3);
  if (reader.u8() === 1) entry.types = Array.from({ length: parameterCount }, () => readParamType(reader));
  if (entry.types.length === 0)
    return errorReply(1210, 'HY000', 'Incorrect arguments to EXECUTE: no parameter types sent yet');
  const params = entry.types.map((type, index) => {
    const data = entry.longData.get(index);
    if (data) return bytesAsParam(Buffer.concat(data), type);
    const isNull = ((nulls[index >> 3] ?? 0) >> (index & 7)) & 1;
    return isNull ? null : readParam(reader, type);
  });
  return { sql, params };
}

/** ER_NET_PACKET_TOO_LARGE: a command, or a statement with its long data, above the limit. */
export function commandTooLarge(): ErrorReply {
  const limitMiB = MAX_COMMAND_BYTES / (1024 * 1024);
  return errorReply(1153, '08S01', `Got a packet bigger than the limit of ${limitMiB} MiB; send less in one command`);
}

function unknownStatement(id: number, command: string): ErrorReply {
  return errorReply(1243, 'HY000', `Unknown prepared statement handler (${id}) given to ${command}; prepare it first`);
}

function tooManyParameters(count: number): ErrorReply {
  return errorReply(
    1390,
    'HY000',
    `Prepared statement contains ${count} placeholders, at most ${MAX_PARAMETERS} are allowed`,
  );
}

function storeFull(): ErrorReply {
  return errorReply(
    1461,
    '42000',
    'Too much is prepared on this connection; close statements that are no longer needed',
  );
}
