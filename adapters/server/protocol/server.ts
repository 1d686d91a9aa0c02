import { createServer, type Server, type Socket } from 'node:net';
import { createSecureContext } from 'node:tls';
import { type Channel, openChannel } from './channel.ts';
import { type ServerContext, serveConnection } from './connection.ts';
import type { Account, MysqlServer, ServerOptions } from './types.ts';

/**
 * Starts a MySQL server on `host` and `port` (MySQL client/server protocol, version 10).
 * Text is UTF-8 both ways. Rejects when the options are not usable, the key or certificate cannot be read, or the port cannot be bound.
 * @param options accounts, TLS and the handler of the sessions
 */
export async function startMysqlServer(options: ServerOptions): Promise<MysqlServer> {
  checkOptions(options);
  const context: ServerContext = {
    serverVersion: options.serverVersion,
    book: { accounts: options.accounts, provedUsers: new Set() },
    secureContext: options.tls ? createSecureContext(options.tls) : undefined,
    open: options.open,
  };
  const channels = new Set<Channel>();
  const server = createServer({ noDelay: true }, acceptor(context, channels));
  await listen(server, options);
  const { host, port } = boundAddress(server, options);
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= closeAll(server, channels);
    return closing;
  };
  return { host, port, close };
}

function acceptor(context: ServerContext, channels: Set<Channel>): (socket: Socket) => void {
  let lastConnectionId = 0;
  return (socket) => {
    lastConnectionId = (lastConnectionId + 1) >>> 0;
    const channel = openChannel(socket);
    channels.add(channel);
    channel.onClose(() => channels.delete(channel));
    void serveConnection(channel, context, lastConnectionId);
  };
}

function checkOptions({ serverVersion, accounts }: ServerOptions): void {
  if (serverVersion === '' || serverVersion.includes('\0')) {
    throw new RangeError(
      `serverVersion must be a text without NUL such as "8.0.33", got ${JSON.stringify(serverVersion)}`,
    );
  }
  const twice = accounts.find((account, index) => accounts.findIndex(sameUser(account)) !== index);
  if (twice) throw new RangeError(`user "${twice.user}" has two accounts, expected one; remove the other`);
}

function sameUser(account: Account): (other: Account) => boolean {
  return (other) => other.user === account.user;
}

function listen(server: Server, { host, port }: ServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      server.on('error', ignoreFailedAccept);
      resolve();
    });
  });
}

/** A connection that could not be accepted is the loss of one client, which retries; without a listener it would end the process. */
function ignoreFailedAccept(): void {}

function boundAddress(server: Server, options: ServerOptions): { readonly host: string; readonly port: number } {
  const address = server.address();
  if (address === null || typeof address === 'string') return options;
  return { host: address.address, port: address.port };
}

/** The server counts a socket as gone a little before its session is closed, so both are waited for. */
async function closeAll(server: Server, channels: ReadonlySet<Channel>): Promise<void> {
  const stopped = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  await Promise.all([stopped, ...Array.from(channels, cut)]);
}

function cut(channel: Channel): Promise<void> {
  return new Promise((resolve) => {
    channel.onClose(resolve);
    channel.destroy();
  });
}
