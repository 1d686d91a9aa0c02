import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { accessSync, constants, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type CephStore, cephConfig, cephKeyring } from './cephConfig.ts';
import { type Daemon, startDaemon, stopDaemons } from './cephDaemons.ts';

/** Options of a cluster. */
export interface CephOptions {
  /** An empty or new folder for everything; its path must be short, since sockets lie in it. */
  readonly folder: string;
  /** Memory when absent. */
  readonly store?: CephStore;
  /** Port of the S3 endpoint, 0 or absent for a free one. */
  readonly s3Port?: number;
  /** Port of the monitor, 0 or absent for a free one. */
  readonly monitorPort?: number;
  /** Keeps running when this process ends; `stopCeph` of the folder ends it. */
  readonly detached?: boolean;
}

/** A running cluster with an S3 endpoint. */
export interface RunningCeph {
  readonly folder: string;
  readonly url: string;
  readonly port: number;
  readonly region: string;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly processIds: readonly number[];
  /** Ends the daemons. What `memstore` held is gone. */
  stop(): Promise<void>;
}

const run = promisify(execFile);

const tools = ['ceph', 'ceph-mon', 'ceph-osd', 'monmaptool', 'radosgw', 'radosgw-admin', 'setpriv'];

/** Longest path of a socket is 107 bytes; the longest name of one is this long. */
const MAX_FOLDER_BYTES = 107 - '/client.gateway.sock'.length;

const LIMIT_MS = 60_000;

/** How long daemons that keep files may take to end. */
const PATIENCE_MS = 10_000;

/** The programs of Ceph that are not installed; with none missing a cluster can be started. */
export function missingCephTools(): readonly string[] {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return tools.filter((tool) => !folders.some((folder) => isExecutable(join(folder, tool))));
}

/**
 * Starts a single-node Ceph cluster with a RADOS gateway on the loopback, and makes one S3 user with new keys.
 * @throws Error when programs are missing, the path is too long, or a daemon does not come up; what was started is ended
 */
export async function startCeph(options: CephOptions): Promise<RunningCeph> {
  const folder = resolve(options.folder);
  checkStart(folder);
  const [freeA, freeB] = await freePorts();
  const [s3Port, monitorPort] = [options.s3Port || freeA, options.monitorPort || freeB];
  const store = options.store ?? 'memstore';
  const clusterId = randomUUID();
  for (const name of ['mon', 'osd', 'gateway']) mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, 'ceph.conf'), cephConfig({ folder, clusterId, store, monitorPort, s3Port }));
  writeFileSync(join(folder, 'keyring'), cephKeyring(), { mode: 0o600 });
  const daemons: Daemon[] = [];
  const keys = { accessKey: randomBytes(10).toString('hex'), secretKey: randomBytes(20).toString('hex') };
  const url = `http://127.0.0.1:${s3Port}`;
  try {
    await startAll({ folder, clusterId, monitorPort, url, keys, daemons, detached: options.detached === true });
  } catch (error) {
    await stopDaemons(folder, daemons, 0);
    throw error;
  }
  return {
    folder,
    url,
    port: s3Port,
    region: 'us-east-1',
    ...keys,
    processIds: daemons.map(({ processId }) => processId),
    // Nothing of a store in memory is worth the wait.
    stop: () => stopDaemons(folder, daemons, store === 'memstore' ? 0 : PATIENCE_MS),
  };
}

interface Start {
  readonly folder: string;
  readonly clusterId: string;
  readonly monitorPort: number;
  readonly url: string;
  readonly keys: { readonly accessKey: string; readonly secretKey: string };
  readonly daemons: Daemon[];
  readonly detached: boolean;
}

async function startAll({ folder, clusterId, monitorPort, url, keys, daemons, detached }: Start): Promise<void> {
  const conf = ['-c', join(folder, 'ceph.conf')];
  const call = (program: string, ...args: string[]) => whileAlive(daemons, run(program, args, { timeout: LIMIT_MS }));
  const start = (name: string, program: string, ...args: string[]) =>
    daemons.push(startDaemon({ folder, name, program, args: [...conf, ...args, '-f'], detached }));
  const map = join(folder, 'monmap');
  await call('monmaptool', '--create', '--fsid', clusterId, '--addv', 'a', `[v2:127.0.0.1:${monitorPort}]`, map);
  await call('ceph-mon', ...conf, '--mkfs', '-i', 'a', '--monmap', map, '--keyring', join(folder, 'keyring'));
  start('mon', 'ceph-mon', '-i', 'a');
  const osdId = randomUUID();
  await call('ceph', ...conf, '--connect-timeout', '30', 'osd', 'new', osdId);
  await call('ceph-osd', ...conf, '-i', '0', '--mkfs', '--osd-uuid', osdId);
  start('osd', 'ceph-osd', '-i', '0');
  start('gateway', 'radosgw', '-n', 'client.gateway');
  await whileAlive(daemons, untilAnswers(url));
  const { accessKey, secretKey } = keys;
  const user = ['--uid=tests', '--display-name=tests', `--access-key=${accessKey}`, `--secret-key=${secretKey}`];
  await call('radosgw-admin', ...conf, '-n', 'client.gateway', 'user', 'create', ...user);
}

/** Does not wait for a daemon that is gone. */
function whileAlive<T>(daemons: readonly Daemon[], work: Promise<T>): Promise<T> {
  const deaths = daemons.map(async ({ name, output, ended }) => {
    await ended;
    throw new Error(`the daemon ${name} of Ceph ended at once; see ${output}`);
  });
  return Promise.race([work, ...deaths]);
}

async function untilAnswers(url: string): Promise<void> {
  const endMs = Date.now() + LIMIT_MS;
  while (Date.now() < endMs) {
    const answered = await fetch(url, { signal: AbortSignal.timeout(1000) }).then(
      (answer) => answer.arrayBuffer().then(() => true),
      () => false,
    );
    if (answered) return;
    await wait(50);
  }
  throw new Error(`the gateway of Ceph did not answer at ${url}; see the logs beside its configuration`);
}

function checkStart(folder: string): void {
  const bytes = Buffer.byteLength(folder);
  if (bytes > MAX_FOLDER_BYTES) throw new Error(`${folder} has ${bytes} bytes, expected at most ${MAX_FOLDER_BYTES}`);
  const missing = missingCephTools();
  if (missing.length > 0) {
    throw new Error(`${missing.join(', ')} not found; install ceph-mon, ceph-osd, radosgw, ceph-common and util-linux`);
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Two ports that nobody has, held at the same time so that they differ. */
async function freePorts(): Promise<readonly [number, number]> {
  const servers = [createServer(), createServer()];
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((found, reject) => {
          server.once('error', reject);
          server.listen(0, '127.0.0.1', () => {
            const address = server.address();
            found(typeof address === 'object' && address !== null ? address.port : 0);
          });
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
  return [ports[0] ?? 0, ports[1] ?? 0];
}
