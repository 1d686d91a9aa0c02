import { connect as openSocket, type Socket } from 'node:net';
import mysql, { type Connection, type QueryError } from 'mysql2';
import { createRowGauge, type RowGauge } from './rowWidths.ts';
import type { Target } from './target.ts';
import { connectFailure, lostWire, slowAnswer, unreadable } from './wireFailures.ts';

/** A cell as it came: text or NULL. */
export type WireCell = string | null;

/** What a target answered to one statement. */
export type Answer =
  | { readonly kind: 'rows'; readonly columns: readonly string[]; readonly rows: readonly (readonly WireCell[])[] }
  | { readonly kind: 'ok'; readonly info: string }
  | { readonly kind: 'error'; readonly errno: number; readonly message: string };

/** One connection to a target; statements go one after the other. */
export interface Wire {
  /** Sends a statement. Rejects with a TargetError when the conversation breaks; the wire is closed then. */
  ask(sql: string): Promise<Answer>;
  isOpen(): boolean;
  close(): void;
}

/** A connection as the client library has it, and what is known beside. */
interface Line {
  readonly target: Target;
  readonly socket: Socket;
  readonly connection: Connection;
  isOpen: boolean;
}

/** Logs in. Rejects with a TargetError whose message says what to do, and holds no password. */
export async function openWire(target: Target): Promise<Wire> {
  const line = createLine(target);
  try {
    await login(line.connection, target);
  } catch (error) {
    closeLine(line);
    throw error;
  }
  const gauge = gaugeOn(line.socket);
  return {
    ask: (sql) => askOn(line, gauge, sql),
    isOpen: () => line.isOpen,
    close: () => closeLine(line),
  };
}

function createLine(target: Target): Line {
  const socket = openSocket({ host: target.host, port: target.port, noDelay: true });
  const connection = mysql.createConnection({
    stream: socket,
    user: target.user,
    password: target.password,
    connectTimeout: target.timeoutMs,
    supportBigNumbers: true,
    bigNumberStrings: true,
    dateStrings: true,
  });
  const line = { target, socket, connection, isOpen: true };
  // A connection that ends between two statements is noticed by the next one.
  const ended = (): void => {
    line.isOpen = false;
  };
  connection.on('error', ended);
  socket.on('close', ended);
  return line;
}

function closeLine(line: Line): void {
  line.isOpen = false;
  line.connection.destroy();
  // The client only says goodbye, and a target that hangs would keep the process waiting for its answer.
  line.socket.destroy();
}

async function askOn(line: Line, gauge: RowGauge, sql: string): Promise<Answer> {
  if (!line.isOpen) throw lostWire(line.target, sql);
  try {
    return await answerTo(line.connection, gauge, line.target, sql);
  } catch (error) {
    closeLine(line);
    throw error;
  }
}

function login(connection: Connection, target: Target): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.connect((error) => {
      if (error === null) resolve();
      else reject(connectFailure(target, error));
    });
  });
}

/** Measures the rows beside the client library, which does not. */
function gaugeOn(socket: Socket): RowGauge {
  const gauge = createRowGauge();
  socket.on('data', (chunk: Buffer) => gauge.feed(chunk));
  return gauge;
}

function answerTo(connection: Connection, gauge: RowGauge, target: Target, sql: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(slowAnswer(target, sql)), target.timeoutMs);
    const options = { sql, rowsAsArray: true, typeCast };
    connection.query(options, (error: QueryError | null, rows: unknown, fields: unknown) => {
      clearTimeout(timer);
      try {
        resolve(error === null ? readAnswer(gauge, sql, rows, fields) : readError(target, sql, error));
      } catch (problem) {
        reject(problem);
      }
    });
  });
}

/** Everything stays the text that it came as. */
function typeCast(field: { readonly type: string; string(encoding?: string): string | null }): string | null {
  return field.type === 'JSON' ? field.string('utf8') : field.string();
}

function readAnswer(gauge: RowGauge, sql: string, rows: unknown, fields: unknown): Answer {
  const problem = gauge.takeProblem();
  if (problem !== undefined) {
    const cells = problem.cells < 0 ? 'is cut off in the middle of a cell' : `has ${problem.cells} cells`;
    throw unreadable(sql, `a row ${cells}, expected one cell for each of the ${problem.columns} columns`);
  }
  if (!Array.isArray(rows) || !Array.isArray(fields)) return { kind: 'ok', info: infoIn(rows) };
  return { kind: 'rows', columns: fields.map(nameIn), rows: rows.map((row: unknown) => cellsIn(sql, row)) };
}

function readError(target: Target, sql: string, error: QueryError): Answer {
  // Only what the server sent has a message of its own; errors of the connection have none.
  const message = 'sqlMessage' in error ? error.sqlMessage : undefined;
  if (error.errno !== undefined && typeof message === 'string') return { kind: 'error', errno: error.errno, message };
  throw isLoss(error) ? lostWire(target, sql, error) : unreadable(sql, error.message, error);
}

const lossCodes = [
  'PROTOCOL_CONNECTION_LOST',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ERR_STREAM_DESTROYED',
  'ETIMEDOUT',
];

function isLoss(error: QueryError): boolean {
  return lossCodes.includes(error.code) || /closed state/.test(error.message);
}

function infoIn(header: unknown): string {
  const info = typeof header === 'object' && header !== null && 'info' in header ? header.info : undefined;
  return typeof info === 'string' ? info : '';
}

function nameIn(field: unknown): string {
  const name = typeof field === 'object' && field !== null && 'name' in field ? field.name : undefined;
  return typeof name === 'string' ? name : '';
}

function cellsIn(sql: string, row: unknown): WireCell[] {
  if (!Array.isArray(row)) throw unreadable(sql, 'a row could not be read');
  return row.map((cell: unknown) => {
    if (cell === null || typeof cell === 'string') return cell;
    throw unreadable(sql, `a cell is no text but ${typeof cell}`);
  });
}
