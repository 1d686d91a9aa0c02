import { createConnection as connectTcp, createServer, type Server } from 'node:net';
import { createConnection } from 'mysql2/promise';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { selfSigned } from '../../testing/certificate.ts';
import { type MysqlServer, startMysqlServer } from './index.ts';

const tls = selfSigned();

/** A wish for TLS: capability flags with protocol 4.1 and SSL, packet size, collation, filler. */
const TLS_REQUEST = Buffer.concat([Buffer.from([32, 0, 0, 1, 0, 0x8a, 0x08, 0]), Buffer.alloc(28)]);

/** Forwards to `port`, but holds the TLS request back until more follows, so that both arrive in one piece. */
function joiningProxy(port: number): Server {
  return createServer((client) => {
    const upstream = connectTcp(port, '127.0.0.1');
    let held = Buffer.alloc(0);
    let joined = false;
    client.on('data', (chunk) => {
      held = Buffer.concat([held, Buffer.from(chunk)]);
      joined ||= held.length > TLS_REQUEST.length;
      if (!joined) return;
      upstream.write(held);
      held = Buffer.alloc(0);
    });
    upstream.pipe(client);
    for (const socket of [client, upstream]) socket.on('error', () => {});
    client.on('close', () => upstream.destroy());
  });
}

function listening(proxy: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    proxy.listen(0, '127.0.0.1', () => {
      const address = proxy.address();
      if (address && typeof address === 'object') resolve(address.port);
      else reject(new Error('the proxy has no port'));
    });
  });
}

describe.skipIf(!tls)(tls ? 'TLS' : 'skipped: no openssl tool to make a certificate', () => {
  let server: MysqlServer;
  let closings = 0;

  beforeEach(async () => {
    closings = 0;
    server = await startMysqlServer({
      host: '127.0.0.1',
      port: 0,
      serverVersion: '8.0.33',
      accounts: [{ user: 'u', password: 'p', plugin: 'mysql_native_password' }],
      ...(tls ? { tls } : {}),
      open: () => ({
        query: () => ({ kind: 'ok', info: 'fine' }),
        useDatabase: () => ({ kind: 'ok' }),
        reset: () => {},
        close: () => {
          closings += 1;
        },
      }),
    });
  });
  afterEach(() => server.close());

  const connect = (port: number) =>
    createConnection({ host: '127.0.0.1', port, user: 'u', password: 'p', ssl: { rejectUnauthorized: false } });

  test('a client hello in the same piece as the TLS request is not lost', async () => {
    const proxy = joiningProxy(server.port);
    const connection = await connect(await listening(proxy));
    expect((await connection.query('q'))[0]).toMatchObject({ info: 'fine' });
    connection.destroy();
    proxy.close();
  });

  test('the certificate is the one configured', async () => {
    const ca = tls?.cert ?? '';
    const options = { host: '127.0.0.1', port: server.port, user: 'u', password: 'p' };
    const trusted = await createConnection({ ...options, ssl: { ca, verifyIdentity: false } });
    trusted.destroy();
    await expect(createConnection({ ...options, ssl: {} })).rejects.toMatchObject({ code: 'HANDSHAKE_SSL_ERROR' });
  });

  test('close cuts connections over TLS and closes their sessions', async () => {
    const connection = await connect(server.port);
    const lost = new Promise((resolve) => {
      connection.on('error', resolve);
    });
    await server.close();
    expect(closings).toBe(1);
    expect(await lost).toMatchObject({ code: 'PROTOCOL_CONNECTION_LOST' });
  });

  test('noise in place of a client hello ends that connection only', async () => {
    const noisy = connectTcp(server.port, '127.0.0.1');
    noisy.on('error', () => {});
    noisy.on('data', () => {});
    const ended = new Promise<void>((resolve) => {
      noisy.on('close', () => resolve());
    });
    noisy.write(Buffer.concat([TLS_REQUEST, Buffer.from('this is no client hello'.repeat(100))]));
    await ended;
    const connection = await connect(server.port);
    await connection.ping();
    connection.destroy();
  });
});
