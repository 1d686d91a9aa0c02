import type { Server } from 'node:http';

/**
 * Binds a server to the loopback.
 * @param port 0 for a free one
 * @returns the port that was bound
 */
export function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port }, () => {
      server.off('error', reject);
      server.on('error', ignoreFailedAccept);
      const address = server.address();
      resolve(address === null || typeof address === 'string' ? port : address.port);
    });
  });
}

/** Stops a server at once: whatever waits is aborted, every connection ends. */
export function closeServer(server: Server, closing: AbortController): Promise<void> {
  closing.abort();
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** A connection that could not be accepted is the loss of one client, which tries again. */
function ignoreFailedAccept(): void {}
