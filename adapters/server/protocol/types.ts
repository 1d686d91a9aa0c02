/** Type of a result column; decides the type code on the wire and the encoding of binary rows. A `binary` cell holds one byte per character (code units 0..255). */
export type ColumnType = 'string' | 'int' | 'bigint' | 'double' | 'datetime' | 'binary';

/** One column of a result set. `int` is 32-bit signed, `bigint` 64-bit signed, `datetime` is `YYYY-MM-DD[ HH:MM:SS[.ffffff]]`. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
}

/** Text form of a value, whatever the column type; `null` is SQL NULL. */
export type Cell = string | null;

/** Value bound to a `?`. 64-bit integers arrive as bigint, blobs as bytes, dates and times as their SQL text. */
export type Param = string | number | bigint | null | Uint8Array;

/** What a handler answers to one command. `disconnect` cuts the connection without an answer: a fault that a test or a simulation wants. */
export type Reply =
  | { readonly kind: 'ok'; readonly affectedRows?: number; readonly insertId?: number; readonly info?: string }
  | { readonly kind: 'rows'; readonly columns: readonly Column[]; readonly rows: readonly (readonly Cell[])[] }
  | { readonly kind: 'error'; readonly errno: number; readonly sqlState: string; readonly message: string }
  | { readonly kind: 'disconnect' };

/**
 * The SQL side of one authenticated connection. Calls never overlap, except `close`, which may come while a `query` is running.
 * A call that throws or rejects is answered with error 1105 (HY000) and the connection goes on.
 */
export interface SqlSession {
  /** COM_QUERY (`params` empty) or COM_STMT_EXECUTE (the prepared text with its `?` and the bound values, in order). */
  query(sql: string, params: readonly Param[]): Reply | Promise<Reply>;
  /** COM_INIT_DB, and the database named in the handshake or in COM_CHANGE_USER. Anything but `ok` at the handshake ends the connection. */
  useDatabase(name: string): Reply | Promise<Reply>;
  /** COM_RESET_CONNECTION: session state back to that of a new connection. */
  reset(): void;
  /** The connection ended, however; or COM_CHANGE_USER replaces this session by a new one. Called exactly once. */
  close(): void;
}

/** A login the server accepts. `password` may be empty. */
export interface Account {
  readonly user: string;
  readonly password: string;
  readonly plugin: 'mysql_native_password' | 'caching_sha2_password';
}

/** What {@link startMysqlServer} needs. */
export interface ServerOptions {
  readonly host: string;
  /** TCP port; 0 takes any free port. */
  readonly port: number;
  /** Version text of the greeting, for example `8.0.33`. */
  readonly serverVersion: string;
  /** The first account's plugin is the one the greeting announces. */
  readonly accounts: readonly Account[];
  /** PEM texts; without them the server does not offer TLS. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Called after each successful login, COM_CHANGE_USER included. */
  readonly open: (client: { readonly connectionId: number; readonly user: string }) => SqlSession;
}

/** A listening server. */
export interface MysqlServer {
  readonly host: string;
  readonly port: number;
  /** Stops listening and cuts every connection; resolves when all are gone. Safe to call twice. */
  close(): Promise<void>;
}
