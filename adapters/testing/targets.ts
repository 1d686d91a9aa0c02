import { createServer, connect as openSocket, type Server, type Socket } from 'node:net';
import mysql, { type Connection } from 'mysql2/promise';
import { type Reply, startMysqlServer } from '../server/protocol/index.ts';
import type { RunningServer } from '../server/serve.ts';

/** What a faulty target does with a statement: `pass` gives it to the real one, `hang` never answers. */
export type Interception = Reply | 'pass' | 'hang';

/** A target between the kit and a real one that can do any statement wrong. */
export function faultyTarget(real: RunningServer, intercept: (sql: string) => Interception): Promise<RunningServer> {
  return startMysqlServer({
    host: '127.0.0.1',
    port: 0,
    serverVersion: '8.0.33',
    accounts: [{ user: 'root', password: '', plugin: 'mysql_native_password' }],
    open: () => {
      const behind = mysql.createConnection({ host: real.host, port: real.port, user: 'root' });
      return {
        query: async (sql) => {
          const reply = intercept(sql);
          if (reply === 'hang') return new Promise<Reply>(() => {});
          return reply === 'pass' ? forwarded(await behind, sql) : reply;
        },
        useDatabase: () => ({ kind: 'ok' }),
        reset: () => {},
        close: () => {
          void behind.then((connection) => connection.destroy());
        },
      };
    },
  });
}

/** The real target's answer to a statement, with all cells as texts. */
export async function forwarded(connection: Connection, sql: string): Promise<Reply> {
  try {
    const [rows, fields] = await connection.query({ sql, rowsAsArray: true, typeCast: (field) => field.string() });
    if (!Array.isArray(rows)) return { kind: 'ok', info: 'info' in rows ? String(rows.info) : '' };
    const columns = fields.map(({ name }) => ({ name, type: 'string' as const }));
    return { kind: 'rows', columns, rows: rows.map(textsIn) };
  } catch (error) {
    return errorFrom(error);
  }
}

/** A listener that speaks no MySQL: it greets with these bytes, or with nothing. */
export function strangeListener(greeting: string): Promise<RunningServer> {
  return listening(
    createServer((socket) => {
      socket.on('error', () => {});
      socket.write(greeting, 'latin1');
    }),
  );
}

/** Lets bytes through to a real target; what comes back after a statement that matches goes through `change`. */
export function byteProxy(
  real: RunningServer,
  statement: RegExp,
  change: (answer: Buffer) => Buffer,
): Promise<RunningServer> {
  return listening(
    createServer((client) => {
      const behind = openSocket({ host: real.host, port: real.port });
      let matches = false;
      client.on('error', () => behind.destroy());
      behind.on('error', () => client.destroy());
      client.on('close', () => behind.destroy());
      client.on('data', (bytes: Buffer) => {
        matches = statement.test(bytes.toString('latin1'));
        behind.write(bytes);
      });
      behind.on('data', (bytes: Buffer) => {
        client.write(matches ? change(bytes) : bytes);
      });
    }),
  );
}

/** The packets of a result set, with something done to every row. */
export function withRows(answer: Buffer, change: (row: Buffer) => Buffer): Buffer {
  const packets: Buffer[] = [];
  let ends = 0;
  for (let at = 0; at + 4 <= answer.length; ) {
    const length = answer.readUIntLE(at, 3);
    const payload = answer.subarray(at + 4, at + 4 + length);
    const isEnd = payload[0] === 0xfe && length < 9;
    const changed = ends === 1 && !isEnd ? change(payload) : payload;
    const header = Buffer.from([0, 0, 0, answer[at + 3] ?? 0]);
    header.writeUIntLE(changed.length, 0, 3);
    packets.push(header, changed);
    ends += isEnd ? 1 : 0;
    at += 4 + length;
  }
  return Buffer.concat(packets);
}

function textsIn(row: unknown): (string | null)[] {
  return Array.isArray(row) ? row.map((cell: unknown) => (cell === null ? null : String(cell))) : [];
}

function errorFrom(error: unknown): Reply {
  if (error instanceof Error && 'errno' in error && 'sqlState' in error) {
    return { kind: 'error', errno: Number(error.errno), sqlState: String(error.sqlState), message: error.message };
  }
  return { kind: 'disconnect' };
}

function listening(server: Server): Promise<RunningServer> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      const close = (): Promise<void> =>
        new Promise((closed) => {
          for (const socket of sockets) socket.destroy();
          server.close(() => closed());
        });
      resolve({ host: '127.0.0.1', port, close });
    });
  });
}
