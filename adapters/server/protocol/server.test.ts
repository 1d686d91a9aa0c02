import mysql, { type Connection, type ConnectionOptions } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { selfSigned } from '../../testing/certificate.ts';
import { type Account, type ColumnType, type MysqlServer, type Param, type Reply, startMysqlServer } from './index.ts';

const LARGE_BYTES = 17 * 1024 * 1024;
const tls = selfSigned();

function echo(params: readonly Param[]): Reply {
  const columns = params.map((param, index) => ({ name: `c${index}`, type: columnTypeOf(param) }));
  return { kind: 'rows', columns, rows: [params.map(textOf)] };
}

function columnTypeOf(param: Param): ColumnType {
  if (typeof param === 'number') return 'double';
  if (typeof param === 'bigint') return 'bigint';
  return param instanceof Uint8Array ? 'binary' : 'string';
}

function textOf(param: Param): string | null {
  if (param === null) return null;
  return param instanceof Uint8Array ? Buffer.from(param).toString('latin1') : String(param);
}

const TYPED: Reply = {
  kind: 'rows',
  columns: [
    { name: 'i', type: 'int' },
    { name: 'big', type: 'bigint' },
    { name: 'd', type: 'double' },
    { name: 's', type: 'string' },
    { name: 'n', type: 'int' },
    { name: 'at', type: 'datetime' },
    { name: 'day', type: 'datetime' },
    { name: 'bytes', type: 'binary' },
    { name: 'empty', type: 'string' },
  ],
  rows: [
    ['-42', '-9223372036854775808', '1.5', 'ünï 😀', null, '2024-01-02 03:04:05', '2024-01-02 00:00:00', '\u0000ÿ', ''],
    ['7', '9223372036854775807', '-1e300', "'", '1', '2024-01-02 03:04:05.000070', '0000-00-00 00:00:00', '', 'x'],
  ],
};

function answer(sql: string, params: readonly Param[]): Reply {
  if (sql.startsWith('ECHO')) return echo(params);
  if (sql.startsWith('INSERT'))
    return { kind: 'ok', affectedRows: 3, insertId: 2 ** 40, info: `${sql.length} characters` };
  switch (sql) {
    case 'ONE':
      return { kind: 'rows', columns: [{ name: '1', type: 'int' }], rows: [['1']] };
    case 'TYPES':
      return TYPED;
    case 'EMPTY':
      return { kind: 'rows', columns: [{ name: 'a', type: 'int' }], rows: [] };
    case 'MANY':
      return {
        kind: 'rows',
        columns: [{ name: 'id', type: 'int' }],
        rows: Array.from({ length: 5000 }, (_, id) => [`${id}`]),
      };
    case 'LARGE':
      return { kind: 'rows', columns: [{ name: 'a', type: 'string' }], rows: [['x'.repeat(LARGE_BYTES)], ['end']] };
    case 'FAIL':
      return { kind: 'error', errno: 1062, sqlState: '23000', message: "Duplicate entry 'ü'" };
    case 'DIE':
      return { kind: 'disconnect' };
    default:
      return { kind: 'ok' };
  }
}

const transports = [
  ['mysql_native_password', false],
  ['caching_sha2_password', false],
  ['mysql_native_password', true],
  ['caching_sha2_password', true],
] satisfies [Account['plugin'], boolean][];

describe.each(transports)('%s, TLS %s', (plugin, secure) => {
  describe.skipIf(secure && !tls)(secure && !tls ? 'skipped: no openssl tool to make a certificate' : 'mysql2', () => {
    let server: MysqlServer;
    let options: ConnectionOptions;
    const used: string[] = [];

    beforeAll(async () => {
      server = await startMysqlServer({
        host: '127.0.0.1',
        port: 0,
        serverVersion: '8.0.33',
        accounts: [{ user: 'kit', password: 'pä$$', plugin }],
        ...(tls ? { tls } : {}),
        open: () => ({
          query: answer,
          useDatabase: (name) => {
            used.push(name);
            return name === 'none'
              ? { kind: 'error', errno: 1049, sqlState: '42000', message: 'Unknown database' }
              : { kind: 'ok' };
          },
          reset: () => {},
          close: () => {},
        }),
      });
      const { host, port } = server;
      options = {
        host,
        port,
        user: 'kit',
        password: 'pä$$',
        database: 'db1',
        supportBigNumbers: true,
        dateStrings: true,
      };
      if (secure) options.ssl = { rejectUnauthorized: false };
    });
    afterAll(() => server.close());

    async function connected<T>(use: (connection: Connection) => Promise<T>, more: ConnectionOptions = {}): Promise<T> {
      const connection = await mysql.createConnection({ ...options, ...more });
      connection.on('error', () => {});
      try {
        return await use(connection);
      } finally {
        connection.destroy();
      }
    }
    const query = (sql: string) => connected(async (connection) => (await connection.query(sql))[0]);
    const execute = (sql: string, params: (string | number | bigint | boolean | null | Date | Buffer)[] = []) =>
      connected(async (connection) => (await connection.execute({ sql, rowsAsArray: true }, params))[0]);

    test('connects, names its database and pings', async () => {
      await connected((connection) => connection.ping());
      expect(used).toContain('db1');
    });

    test('refuses a wrong password, an unknown user and an unknown database', async () => {
      const denied = { errno: 1045, code: 'ER_ACCESS_DENIED_ERROR', sqlState: '28000' };
      const connect = (more: ConnectionOptions) => connected(async () => 'connected', more);
      await expect(connect({ password: 'no' })).rejects.toMatchObject(denied);
      await expect(connect({ password: '' })).rejects.toMatchObject(denied);
      await expect(connect({ user: 'nobody' })).rejects.toMatchObject(denied);
      await expect(connect({ database: 'none' })).rejects.toMatchObject({ errno: 1049, sqlState: '42000' });
    });

    test('text rows of every type', async () => {
      expect(await query('ONE')).toEqual([{ 1: 1 }]);
      expect(await query('EMPTY')).toEqual([]);
      expect(await query('TYPES')).toEqual(typedRows());
    });

    test('binary rows of every type', async () => {
      expect(await execute('ONE')).toEqual([[1]]);
      expect(await execute('EMPTY')).toEqual([]);
      const rows = await connected(async (connection) => (await connection.execute('TYPES'))[0]);
      expect(rows).toEqual(typedRows());
    });

    test('5000 rows', async () => {
      const rows = await query('MANY');
      expect(rows).toHaveLength(5000);
      expect(rows).toMatchObject({ 4999: { id: 4999 } });
    });

    const large = plugin === 'mysql_native_password' ? test : undefined;
    large?.('a value and a statement above 16 MiB', async () => {
      const rows = await query('LARGE');
      expect(Array.isArray(rows) && rows.map((row) => Object.values(row).join().length)).toEqual([LARGE_BYTES, 3]);
      expect(await query(`INSERT ${'y'.repeat(LARGE_BYTES)}`)).toMatchObject({ info: `${LARGE_BYTES + 7} characters` });
    });

    test('errors carry number, SQLSTATE and text; the connection goes on', async () => {
      await connected(async (connection) => {
        const duplicate = { errno: 1062, code: 'ER_DUP_ENTRY', sqlState: '23000', sqlMessage: "Duplicate entry 'ü'" };
        await expect(connection.query('FAIL')).rejects.toMatchObject(duplicate);
        await expect(connection.execute('FAIL')).rejects.toMatchObject(duplicate);
        expect((await connection.query('ONE'))[0]).toEqual([{ 1: 1 }]);
      });
    });

    test('counts, insert id and info of statements without rows', async () => {
      const ok = { affectedRows: 3, insertId: 2 ** 40 };
      expect(await query('INSERT 1')).toMatchObject({ ...ok, info: '8 characters' });
      expect(await execute('INSERT ?, ?', ['a', 'b'])).toMatchObject(ok);
      expect(await query('SET NAMES utf8mb4')).toMatchObject({ affectedRows: 0, insertId: 0, info: '' });
    });

    test('transactions are plain statements', async () => {
      await connected(async (connection) => {
        await connection.beginTransaction();
        await connection.query('INSERT 1');
        await connection.commit();
      });
    });

    test.each([
      ['text', ['hällo'], ['hällo']],
      ['empty text', [''], ['']],
      ['NULL', [null, 'a'], [null, 'a']],
      ['only NULL', [null], [null]],
      ['integer', [42], [42]],
      ['negative, fraction, boolean', [-5, 1.25, true], [-5, 1.25, 1]],
      ['bigint', [9007199254740993n], ['9007199254740993']],
      ['bytes', [Buffer.from([1, 2, 0, 253, 1, 0])], [Buffer.from([1, 2, 0, 253, 1, 0])]],
      ['date', [new Date(2024, 0, 2, 3, 4, 5)], ['2024-01-02 03:04:05']],
      [
        'nine of them',
        ['a', null, 'b', null, 'c', 'd', 'e', null, 'f'],
        ['a', null, 'b', null, 'c', 'd', 'e', null, 'f'],
      ],
      [
        'text like type bytes',
        ['\u0001\u0005\u0000x', '\u0001\u0001\u0000', 'z'],
        ['\u0001\u0005\u0000x', '\u0001\u0001\u0000', 'z'],
      ],
      ['text above 64 KiB', ['ü'.repeat(70_000)], ['ü'.repeat(70_000)]],
    ])('binds %s', async (_name, params, row) => {
      expect(await execute(`ECHO '?' ${params.map(() => '?').join()}`, params)).toEqual([row]);
    });

    test('one statement many times, closed, and prepared again', async () => {
      await connected(async (connection) => {
        for (let round = 0; round < 50; round += 1) {
          const [rows] = await connection.execute('ECHO ?', [`v${round}`]);
          expect(rows).toEqual([{ c0: `v${round}` }]);
        }
        connection.unprepare('ECHO ?');
        expect((await connection.execute('ECHO ?', ['again']))[0]).toEqual([{ c0: 'again' }]);
      });
    });

    test('change of user, and refusal of it', async () => {
      await connected(async (connection) => {
        await connection.changeUser({ user: 'kit', password: 'pä$$', database: 'db2' });
        expect(used.at(-1)).toBe('db2');
        expect((await connection.execute('ECHO ?', ['a']))[0]).toEqual([{ c0: 'a' }]);
        await expect(connection.changeUser({ user: 'kit', password: 'no' })).rejects.toMatchObject({ errno: 1045 });
      });
    });

    test('reset of the connection', async () => {
      await connected(async (connection) => {
        await connection.reset();
        expect((await connection.query('ONE'))[0]).toEqual([{ 1: 1 }]);
      });
    });

    test('20 connections, 500 statements', async () => {
      const pool = mysql.createPool({ ...options, connectionLimit: 20 });
      const texts = Array.from({ length: 500 }, (_, index) => `q${index}`);
      const results = await Promise.all(texts.map((text) => pool.execute('ECHO ?', [text])));
      await pool.end();
      expect(results.map(([rows]) => rows)).toEqual(texts.map((text) => [{ c0: text }]));
    });

    test('a disconnect reaches the client as a lost connection', async () => {
      await expect(query('DIE')).rejects.toMatchObject({ code: 'PROTOCOL_CONNECTION_LOST' });
    });
  });
});

function typedRows(): Record<string, unknown>[] {
  return [
    {
      i: -42,
      big: '-9223372036854775808',
      d: 1.5,
      s: 'ünï 😀',
      n: null,
      at: '2024-01-02 03:04:05',
      day: '2024-01-02 00:00:00',
      bytes: Buffer.from([0, 255]),
      empty: '',
    },
    {
      i: 7,
      big: '9223372036854775807',
      d: -1e300,
      s: "'",
      n: 1,
      at: '2024-01-02 03:04:05.000070',
      day: '0000-00-00 00:00:00',
      bytes: Buffer.alloc(0),
      empty: 'x',
    },
  ];
}
