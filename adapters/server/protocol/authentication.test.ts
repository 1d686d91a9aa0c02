import mysql from 'mysql2';
import { type Connection, type ConnectionOptions, createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MysqlServer, startMysqlServer } from './index.ts';

const FAST = '03';
const FULL = '04';

let server: MysqlServer;
const opened: string[] = [];
const closed: string[] = [];

beforeAll(async () => {
  server = await startMysqlServer({
    host: '127.0.0.1',
    port: 0,
    serverVersion: '8.0.33',
    accounts: [
      { user: 'native', password: 'n', plugin: 'mysql_native_password' },
      { user: 'sha2', password: 's', plugin: 'caching_sha2_password' },
      { user: 'never', password: 'x', plugin: 'caching_sha2_password' },
      { user: 'openNative', password: '', plugin: 'mysql_native_password' },
      { user: 'openSha2', password: '', plugin: 'caching_sha2_password' },
    ],
    open: ({ user }) => {
      opened.push(user);
      return {
        query: () => ({ kind: 'rows', columns: [{ name: 'user', type: 'string' }], rows: [[user]] }),
        useDatabase: () => ({ kind: 'ok' }),
        reset: () => {},
        close: () => closed.push(user),
      };
    },
  });
});
afterAll(() => server.close());

async function logIn<T>(
  user: string,
  password: string,
  use: (connection: Connection) => Promise<T>,
  more: ConnectionOptions = {},
) {
  const connection = await createConnection({ host: server.host, port: server.port, user, password, ...more });
  connection.on('error', () => {});
  try {
    return await use(connection);
  } finally {
    connection.destroy();
  }
}

const whoAmI = async (connection: Connection) => (await connection.query('WHO'))[0];

/** Logs in with caching_sha2_password and returns the first byte of each message the server sends after the challenge. */
async function sha2Messages(user: string, password: string): Promise<readonly string[]> {
  const messages: string[] = [];
  const plugin: typeof mysql.authPlugins.caching_sha2_password = (options) => (metadata) => {
    const answer = mysql.authPlugins.caching_sha2_password(options)(metadata);
    return (data) => {
      messages.push(data.toString('hex', 0, 1));
      return answer(data);
    };
  };
  const outcome = logIn(user, password, whoAmI, { authPlugins: { caching_sha2_password: plugin({}) } });
  messages.push(
    await outcome.then(
      () => 'accepted',
      (error: { errno?: number }) => String(error.errno),
    ),
  );
  return messages.slice(1);
}

describe('caching_sha2_password', () => {
  test('asks for the password once, sealed, and takes the fast path from then on', async () => {
    const publicKey = Buffer.from('-').toString('hex');
    expect(await sha2Messages('sha2', 's')).toEqual([FULL, publicKey, 'accepted']);
    expect(await sha2Messages('sha2', 's')).toEqual([FAST, 'accepted']);
  });

  test('a wrong password is asked for in full and refused, and proves nothing', async () => {
    const refused = [FULL, Buffer.from('-').toString('hex'), '1045'];
    expect(await sha2Messages('never', 'wrong')).toEqual(refused);
    expect(await sha2Messages('never', 'wrong')).toEqual(refused);
  });
});

test('the account decides the plugin: clients are switched to it', async () => {
  expect(await logIn('sha2', 's', whoAmI)).toEqual([{ user: 'sha2' }]);
  expect(await logIn('native', 'n', whoAmI)).toEqual([{ user: 'native' }]);
});

test.each(['openNative', 'openSha2'])('%s has no password: none is accepted, any is refused', async (user) => {
  expect(await logIn(user, '', whoAmI)).toEqual([{ user }]);
  await expect(logIn(user, 'guess', whoAmI)).rejects.toMatchObject({ errno: 1045, sqlState: '28000' });
});

test('an empty password does not open an account that has one', async () => {
  const message = /Access denied for user '\w+'@'127.0.0.1' \(using password: NO\)/;
  await expect(logIn('native', '', whoAmI)).rejects.toThrow(message);
  await expect(logIn('sha2', '', whoAmI)).rejects.toThrow(message);
});

test('a change of user closes the session and opens one for the new user, across plugins', async () => {
  opened.length = 0;
  closed.length = 0;
  await logIn('native', 'n', async (connection) => {
    for (const [user, password] of [
      ['sha2', 's'],
      ['never', 'x'],
      ['native', 'n'],
    ] as const) {
      await connection.changeUser({ user, password });
      expect(await whoAmI(connection)).toEqual([{ user }]);
    }
  });
  expect(opened).toEqual(['native', 'sha2', 'never', 'native']);
  expect(closed.slice(0, 3)).toEqual(['native', 'sha2', 'never']);
});

test('TLS is not offered without a certificate', async () => {
  const secure = logIn('native', 'n', whoAmI, { ssl: { rejectUnauthorized: false } });
  await expect(secure).rejects.toMatchObject({ code: 'HANDSHAKE_NO_SSL_SUPPORT' });
});
