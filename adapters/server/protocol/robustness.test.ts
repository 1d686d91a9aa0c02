import { createConnection, type Socket } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { createFrameBuffer } from './framing.ts';
import { type MysqlServer, type Param, type Reply, type SqlSession, startMysqlServer } from './index.ts';
import { PacketReader } from './reader.ts';
import { PacketWriter } from './writer.ts';

type Handler = (sql: string, params: readonly Param[]) => Reply | Promise<Reply>;

const OK: Reply = { kind: 'ok' };
const LOGIN_FLAGS = 0x8000 | 0x200 | 0x80000 | 0x8;
const servers: MysqlServer[] = [];
const closings: number[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  closings.length = 0;
});

async function start(query: Handler, more: Partial<SqlSession> = {}): Promise<MysqlServer> {
  const server = await startMysqlServer({
    host: '127.0.0.1',
    port: 0,
    serverVersion: '8.0.33',
    accounts: [{ user: 'u', password: '', plugin: 'mysql_native_password' }],
    open: ({ connectionId }) => ({
      query,
      useDatabase: () => OK,
      reset: () => {},
      close: () => closings.push(connectionId),
      ...more,
    }),
  });
  servers.push(server);
  return server;
}

/** A client that says whatever a test wants. Packets are read as `sequence id: meaning`. */
interface RawClient {
  readonly socket: Socket;
  /** The next packet of the server, or `end` once the connection is gone. */
  next(): Promise<string>;
  send(...packets: readonly Buffer[]): void;
  readonly ended: Promise<void>;
}

function meaningOf(payload: Buffer): string {
  const reader = new PacketReader(payload);
  if (payload[0] === 0x0a) return 'greeting';
  if (payload[0] === 0x00) return 'ok';
  if (payload[0] !== 0xff) return payload.toString('latin1');
  reader.u8();
  return `error ${reader.u16()} ${reader.rest().toString('utf8')}`;
}

async function connectRaw({ host, port }: MysqlServer): Promise<RawClient> {
  const socket = createConnection({ host, port });
  const buffer = createFrameBuffer();
  buffer.allowCommands();
  let wake = () => {};
  let gone = false;
  socket.on('data', (chunk) => {
    buffer.push(Buffer.from(chunk));
    wake();
  });
  socket.on('error', () => {});
  const ended = new Promise<void>((resolve) => {
    socket.on('close', () => {
      gone = true;
      wake();
      resolve();
    });
  });
  async function next(): Promise<string> {
    for (;;) {
      const frame = buffer.next();
      if (frame?.kind === 'packet') return `${frame.sequenceId}: ${meaningOf(frame.payload)}`;
      if (gone) return 'end';
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
  return { socket, next, ended, send: (...packets) => socket.write(Buffer.concat(packets)) };
}

function packet(sequenceId: number, ...parts: readonly (number | string | Uint8Array)[]): Buffer {
  const writer = new PacketWriter(sequenceId).begin();
  for (const part of parts) {
    if (typeof part === 'number') writer.u8(part);
    else if (typeof part === 'string') writer.text(part);
    else writer.bytes(part);
  }
  return writer.end().finish();
}

function login(user = 'u', flags = LOGIN_FLAGS): Buffer {
  const writer = new PacketWriter(1).begin().u32(flags).u32(0).u8(45).zeros(23);
  return writer.nullTerminated(user).u8(0).nullTerminated('db').nullTerminated('mysql_native_password').end().finish();
}

async function loggedIn(server: MysqlServer): Promise<RawClient> {
  const client = await connectRaw(server);
  expect(await client.next()).toBe('0: greeting');
  client.send(login());
  expect(await client.next()).toBe('2: ok');
  return client;
}

const query = (sql: string) => packet(0, 0x03, sql);
const ping = packet(0, 0x0e);

test('pipelined commands run one at a time and are answered in order', async () => {
  const running: string[] = [];
  const server = await start(async (sql) => {
    running.push(`+${sql}`);
    await new Promise((resolve) => setTimeout(resolve, sql === 'a' ? 30 : 1));
    running.push(`-${sql}`);
    return { kind: 'error', errno: 1000, sqlState: 'HY000', message: sql };
  });
  const client = await loggedIn(server);
  client.send(query('a'), query('b'), ping, query('c'));
  const answers = [await client.next(), await client.next(), await client.next(), await client.next()];
  expect(answers).toEqual(['1: error 1000 #HY000a', '1: error 1000 #HY000b', '1: ok', '1: error 1000 #HY000c']);
  expect(running).toEqual(['+a', '-a', '+b', '-b', '+c', '-c']);
});

test('commands it does not know are refused, and the connection goes on', async () => {
  const client = await loggedIn(await start(() => OK));
  client.send(packet(0, 0x1f), packet(0, 0x02, 'db2'), packet(0, 0x63), packet(0, 0x04, 't\0'), ping);
  expect(await client.next()).toBe('1: ok');
  expect(await client.next()).toBe('1: ok');
  expect(await client.next()).toBe('1: error 1047 #08S01Unknown command 0x63');
  expect(await client.next()).toMatch(/^1: error 1235 #42000COM_FIELD_LIST/);
  expect(await client.next()).toBe('1: ok');
});

test('a handler that throws answers 1105 without its stack', async () => {
  const server = await start(
    (sql) => {
      if (sql === 'later') return Promise.reject(new Error('first line\nsecond line'));
      if (sql === 'narrow') return { kind: 'rows', columns: [{ name: 'a', type: 'int' }], rows: [['1', '2']] };
      if (sql === 'none') return { kind: 'rows', columns: [], rows: [] };
      throw new Error('x'.repeat(500));
    },
    {
      useDatabase: (name) => (name === 'db' ? OK : { kind: 'rows', columns: [], rows: [] }),
      reset: () => {
        throw new Error('cannot');
      },
    },
  );
  const client = await loggedIn(server);
  const failed = '1: error 1105 #HY000The SQL handler failed: ';
  client.send(
    query('now'),
    query('later'),
    query('narrow'),
    query('none'),
    packet(0, 0x02, 'rows'),
    packet(0, 0x1f),
    ping,
  );
  expect(await client.next()).toBe(`${failed}${'x'.repeat(200)}`);
  expect(await client.next()).toBe(`${failed}first line`);
  expect(await client.next()).toBe(`${failed}a row has 2 cells, expected one for each of the 1 columns`);
  expect(await client.next()).toContain('at least one column');
  expect(await client.next()).toContain('rows where only');
  expect(await client.next()).toBe(`${failed}cannot`);
  expect(await client.next()).toBe('1: ok');
});

test('a statement above 64 MiB is refused with 1153, and the connection goes on', async () => {
  const client = await loggedIn(await start(() => OK));
  client.send(query('x'.repeat(64 * 1024 * 1024)), ping);
  expect(await client.next()).toMatch(/^5: error 1153 #08S01/);
  expect(await client.next()).toBe('1: ok');
});

test.each([
  ['an empty command', [packet(0)], /^1: error 1835 #HY000/],
  ['a wrong sequence id', [packet(3, 0x0e)], /^4: error 1156 #08S01/],
  ['an execute cut short', [packet(0, 0x16, 'SELECT ?'), packet(0, 0x17, 1, 0, 0, 0)], /^1: error 1835 #HY000/],
  [
    'long data for no parameter',
    [packet(0, 0x16, 'SELECT 1'), packet(0, 0x18, 1, 0, 0, 0, 0, 0, 'x')],
    /^1: error 1835/,
  ],
])('%s ends that connection only', async (_name, packets, answer) => {
  const server = await start(() => OK);
  const [other, client] = [await loggedIn(server), await loggedIn(server)];
  client.send(...packets);
  const answers: string[] = [];
  for (let text = await client.next(); text !== 'end'; text = await client.next()) answers.push(text);
  expect(answers.at(-1)).toMatch(answer);
  other.send(ping);
  expect(await other.next()).toBe('1: ok');
});

test.each([
  ['an old protocol', login('u', 0x8000), /^2: error 1043 #08S01/],
  ['TLS where there is none', packet(1, Buffer.from([0, 0x8a, 0, 0]), new Uint8Array(28)), /^2: error 1043 #08S01/],
  ['a login cut short', packet(1, 0, 0x82, 0, 0), /^2: error 1835 #HY000/],
  ['noise', Buffer.from('GET / HTTP/1.1\r\nHost: a\r\n\r\n'.padEnd(3_000_000)), /error 1043|end/],
  ['a login without end', packet(1, new Uint8Array(70_000)), /^2: error 1043/],
])('%s in place of a login ends the connection', async (_name, bytes, answer) => {
  const client = await connectRaw(await start(() => OK));
  await client.next();
  client.send(bytes);
  expect(await client.next()).toMatch(answer);
  client.socket.end();
  await client.ended;
  expect(closings).toEqual([]);
});

test('a client that does not log in is cut after ten seconds', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const server = await start(() => OK);
    const [idle, used] = [await connectRaw(server), await loggedIn(server)];
    expect(await idle.next()).toBe('0: greeting');
    vi.advanceTimersByTime(9_999);
    used.send(ping);
    expect(await used.next()).toBe('1: ok');
    expect(idle.socket.readyState).toBe('open');
    vi.advanceTimersByTime(1);
    expect(await idle.next()).toBe('end');
    used.send(ping);
    expect(await used.next()).toBe('1: ok');
  } finally {
    vi.useRealTimers();
  }
});

test('prepared statements: long data, types kept from the first run, reset, close', async () => {
  const seen: (readonly Param[])[] = [];
  const server = await start((_sql, params) => {
    seen.push(params);
    return OK;
  });
  const client = await loggedIn(server);
  const execute = (...parts: readonly (number | Uint8Array)[]) => packet(0, 0x17, 1, 0, 0, 0, 0, 1, 0, 0, 0, ...parts);
  const longData = (text: string) => packet(0, 0x18, 1, 0, 0, 0, 0, 0, text);
  client.send(packet(0, 0x16, "SELECT ?, ?, '?'"), execute(0, 0));
  const replies: string[] = [];
  for (let count = 0; count < 5; count += 1) replies.push(await client.next());
  expect(replies.map((text) => text.slice(0, 2))).toEqual(['1:', '2:', '3:', '4:', '1:']);
  expect(replies[4]).toMatch(/^1: error 1210/);
  client.send(longData('lo'), longData('ng'), execute(0, 1, 0xfc, 0, 0x03, 0, 7, 0, 0, 0));
  client.send(execute(1, 0, 8, 0, 0, 0));
  client.send(longData('gone'), packet(0, 0x1a, 1, 0, 0, 0), execute(3, 0));
  client.send(packet(0, 0x19, 1, 0, 0, 0), packet(0, 0x1a, 1, 0, 0, 0), execute(3, 0));
  for (let count = 0; count < 4; count += 1) expect(await client.next()).toBe('1: ok');
  expect(await client.next()).toMatch(/^1: error 1243 #HY000/);
  expect(await client.next()).toMatch(/^1: error 1243 #HY000/);
  expect(seen).toEqual([
    [Buffer.from('long'), 7],
    [null, 8],
    [null, null],
  ]);
});

test('a client that does not read its replies is made to wait', async () => {
  let answered = 0;
  const cell = 'x'.repeat(512 * 1024);
  const server = await start(() => {
    answered += 1;
    return { kind: 'rows', columns: [{ name: 'a', type: 'string' }], rows: [[cell]] };
  });
  const client = await loggedIn(server);
  client.socket.pause();
  client.send(...Array.from({ length: 100 }, () => query('q')));
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(answered).toBeLessThan(50);
  client.socket.resume();
  for (let count = 0; count < 100 * 5; count += 1) await client.next();
  expect(answered).toBe(100);
});

test('every session is closed exactly once, however its connection ends', async () => {
  const server = await start((sql) => (sql === 'cut' ? { kind: 'disconnect' } : new Promise(() => {})));
  const [quits, cut, drops, hangs, stays] = await Promise.all(Array.from({ length: 5 }, () => loggedIn(server)));
  quits?.send(packet(0, 0x01));
  cut?.send(query('cut'));
  drops?.socket.destroy();
  hangs?.send(query('forever'));
  await Promise.all([quits?.ended, cut?.ended, drops?.ended]);
  hangs?.socket.destroy();
  while (closings.length < 4) await new Promise((resolve) => setTimeout(resolve, 5));
  await Promise.all([server.close(), server.close()]);
  await stays?.ended;
  expect(closings.toSorted()).toEqual([1, 2, 3, 4, 5]);
  await expect(connectRaw(server).then((client) => client.next())).resolves.toBe('end');
});

test('options that cannot work are refused', async () => {
  const options = {
    host: '127.0.0.1',
    port: 0,
    serverVersion: '8',
    accounts: [],
    open: () => ({ query: () => OK, useDatabase: () => OK, reset: () => {}, close: () => {} }),
  };
  const account = { user: 'u', password: '', plugin: 'mysql_native_password' } as const;
  await expect(startMysqlServer({ ...options, serverVersion: 'a\0' })).rejects.toThrow(/serverVersion/);
  await expect(startMysqlServer({ ...options, accounts: [account, account] })).rejects.toThrow(/two accounts/);
  await expect(startMysqlServer({ ...options, tls: { key: 'no', cert: 'no' } })).rejects.toThrow();
  const { port } = await start(() => OK);
  await expect(startMysqlServer({ ...options, port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
