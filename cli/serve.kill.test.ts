import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { startObjectEndpoint } from '../adapters/objects/endpoint/endpoint.ts';
import { openClient, type TestClient } from '../adapters/testing/servers.ts';

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'tabletproof-kill-'));
const keys = { accessKey: 'access-4711', secretKey: 'hush-hush-4711' };
const started: ChildProcess[] = [];

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const bucket = 'kill-bucket';
/** More of them take as many times as long; `TABLETPROOF_KILLS=50 npx vitest run cli/serve.kill.test.ts` is for a release. */
const kills = Number(process.env.TABLETPROOF_KILLS ?? 2);
const commands = 40;

test(
  'what was acknowledged before a kill -9 is there afterwards, and the bucket agrees',
  async () => {
    const endpoint = await startObjectEndpoint({ ...keys, buckets: [bucket] });
    let server = await served(endpoint.url);
    let client = await openClient(server.place);
    for (const sql of [
      'CREATE DATABASE d1',
      'CREATE TABLE d1.t1 (k INT, v VARCHAR(64)) DUPLICATE KEY(k) DISTRIBUTED BY HASH(k) BUCKETS 1',
      'ADMIN SET FRONTEND CONFIG ("automated_cluster_snapshot_interval_seconds" = "60")',
      'ADMIN SET AUTOMATED CLUSTER SNAPSHOT ON',
    ]) {
      await client.query(sql);
    }
    const acknowledged: string[] = [];
    let snapshots = 0;
    for (let kill = 0; kill < kills; kill += 1) {
      const written = write(client, `k${kill}`, acknowledged);
      await until(() => acknowledged.length >= (kill + 1) * 10);
      server.child.kill('SIGKILL');
      await written;
      server = await served(endpoint.url);
      client = await openClient(server.place);
      const found = await client.column('SELECT v FROM d1.t1');
      expect(acknowledged.filter((load) => !found.includes(load))).toEqual([]);
      // At most the statement that was under way is more than what was acknowledged.
      expect(found.length).toBeLessThanOrEqual(acknowledged.length + kill + 1);
      // A snapshot that is only listed may be on its way out; a finished one is whole.
      const finished = await client.column(
        "SELECT snapshot_name FROM information_schema.cluster_snapshot_jobs WHERE state = 'FINISHED'",
      );
      const stored = endpoint.bucket(bucket)?.keys() ?? [];
      for (const name of finished) expect(stored.filter((key) => key.includes(`/meta/image/${name}/`))).toHaveLength(5);
      snapshots += finished.length;
    }
    expect(snapshots).toBeGreaterThan(0);
    expect(readFileSync(join(folder, 'data', 'shared-data.journal'), 'utf8')).not.toContain(keys.secretKey);
    expect(server.text.out + server.text.err).not.toMatch(/4711/);
    await client.close();
    await endpoint.close();
  },
  60_000 + kills * 5_000,
);

/** Loads and snapshots one after the other until the server is gone. */
async function write(client: TestClient, start: string, acknowledged: string[]): Promise<void> {
  for (let nth = 0; nth < commands; nth += 1) {
    const load = `${start}_${nth}`;
    try {
      await client.query(`INSERT INTO d1.t1 WITH LABEL ${load} VALUES (${nth}, "${load}")`);
      acknowledged.push(load);
      await client.query('CALL chaos.advance(7)');
    } catch {
      return;
    }
  }
}

interface Served {
  readonly child: ChildProcess;
  readonly text: { out: string; err: string };
}

async function served(endpoint: string): Promise<Served & { readonly place: { host: string; port: number } }> {
  const server = start(endpoint);
  await until(() => server.text.out.endsWith('}\n') || server.child.exitCode !== null);
  const { host, port } = JSON.parse(server.text.out);
  return { ...server, place: { host, port } };
}

function start(endpoint: string, ...more: readonly string[]): Served {
  const options = [
    '--port',
    '0',
    '--shared-data',
    '--s3-endpoint',
    endpoint,
    '--s3-bucket',
    bucket,
    '--format',
    'json',
  ];
  const main = ['--import', 'tsx', join(root, 'cli', 'main.ts'), 'serve', ...options];
  const env = {
    ...process.env,
    TABLETPROOF_S3_ACCESS_KEY: keys.accessKey,
    TABLETPROOF_S3_SECRET_KEY: keys.secretKey,
  };
  const child = spawn(process.execPath, [...main, '--data-dir', join(folder, 'data'), ...more], { cwd: root, env });
  started.push(child);
  const text = { out: '', err: '' };
  child.stdout.on('data', (bytes: Buffer) => {
    text.out += bytes.toString('utf8');
  });
  child.stderr.on('data', (bytes: Buffer) => {
    text.err += bytes.toString('utf8');
  });
  return { child, text };
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 5));
}
