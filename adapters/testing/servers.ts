import mysql, { type Connection } from 'mysql2/promise';
import { type ProfileName, profileNamed } from '../../model/profile.ts';
import { referenceRules } from '../../model/replication/rules.ts';
import { type RunningServer, type ServeOptions, serve } from '../server/serve.ts';

/** A client of a test: results as texts, refusals as values. */
export interface TestClient {
  /** The result set of a statement, or the info of an OK packet as its only cell. */
  query(sql: string): Promise<{ readonly columns: readonly string[]; readonly rows: (string | null)[][] }>;
  /** The first column of a result set. */
  column(sql: string): Promise<(string | null)[]>;
  /** The only row of a result set, by column name. */
  row(sql: string): Promise<Record<string, string | null>>;
  /** The refusal of a statement: number, SQLSTATE and message. */
  refusal(sql: string): Promise<string>;
  close(): Promise<void>;
}

/** A server on a free port of the loopback, with the reference's rules. */
export function startServer(profile: ProfileName, more: Partial<ServeOptions> = {}): Promise<RunningServer> {
  const known = profileNamed(profile);
  if (known === undefined) throw new RangeError(`no profile ${profile}`);
  return serve({ host: '127.0.0.1', port: 0, profile: known, rules: referenceRules, ...more });
}

/** Logs in as root without a password. */
export async function openClient({ host, port }: Pick<RunningServer, 'host' | 'port'>): Promise<TestClient> {
  const connection = await mysql.createConnection({ host, port, user: 'root' });
  connection.on('error', () => {});
  const query: TestClient['query'] = async (sql) => resultOf(connection, sql);
  return {
    query,
    column: async (sql) => (await query(sql)).rows.map((row) => row[0] ?? null),
    row: async (sql) => {
      const { columns, rows } = await query(sql);
      if (rows.length !== 1) throw new RangeError(`${sql}: ${rows.length} rows`);
      return Object.fromEntries(columns.map((name, nth) => [name, rows[0]?.[nth] ?? null]));
    },
    refusal: async (sql) => refusalOf(connection, sql),
    close: async () => connection.destroy(),
  };
}

async function resultOf(connection: Connection, sql: string) {
  const [rows, fields] = await connection.query({ sql, rowsAsArray: true, typeCast: (field) => field.string() });
  if (!Array.isArray(rows)) return { columns: [], rows: [[infoOf(rows)]] };
  return { columns: fields.map((field) => field.name), rows: rows.map(cellsOf) };
}

async function refusalOf(connection: Connection, sql: string): Promise<string> {
  try {
    await connection.query(sql);
  } catch (error) {
    if (error instanceof Error && 'errno' in error && 'sqlState' in error) {
      return `${String(error.errno)} ${String(error.sqlState)} ${error.message}`;
    }
    throw error;
  }
  throw new RangeError(`${sql}: was not refused`);
}

function cellsOf(row: unknown): (string | null)[] {
  return Array.isArray(row) ? row.map((cell: unknown) => (cell === null ? null : String(cell))) : [];
}

function infoOf(header: unknown): string {
  return typeof header === 'object' && header !== null && 'info' in header ? String(header.info) : '';
}
