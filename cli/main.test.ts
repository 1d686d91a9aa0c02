import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const password = 'hush-hush-4711';
const started: ChildProcess[] = [];
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tabletproof-main-'));
});
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Running {
  readonly child: ChildProcess;
  readonly text: { out: string; err: string };
  readonly ended: Promise<number | null>;
}

describe('the process', () => {
  test('ends with the code, says one sentence and shows no stack', async () => {
    const { ended, text } = start('replay', join(folder, 'nowhere.json'));
    expect(await ended).toBe(66);
    expect(text).toEqual({
      out: '',
      err: expect.stringMatching(/^tabletproof: .*nowhere\.json: there is no such file.*\n$/),
    });
  });

  test('does not mind a reader that has seen enough', async () => {
    const { child, ended, text } = start('spec', '--format', 'json');
    child.stdout?.destroy();
    expect(await ended).toBe(0);
    expect(text.err).toBe('');
  });
});

describe('over the wire', () => {
  test('a served fault is found, and the password is nowhere', async () => {
    const server = start('serve', '--port', '0', '--mutant', 'quorums-swapped', '--format', 'json');
    const { url, profile, mutant } = JSON.parse(await said(server, /\}\n$/));
    expect([profile, mutant]).toEqual(['documented-3.4', 'quorums-swapped']);
    const out = join(folder, 'wire');
    const certified = start(
      ...certifying(url),
      '--runs',
      '1',
      '--length',
      '10',
      '--shrink',
      '5',
      '--format',
      'json',
      '--out',
      out,
    );
    expect(await certified.ended).toBe(1);
    expect(JSON.parse(certified.text.out)).toMatchObject({ verdict: 'violates', target: url });
    const written = readdirSync(out, { recursive: true, encoding: 'utf8' }).map((name) => join(out, name));
    const texts = written.filter((name) => /\.\w+$/.test(name)).map((name) => readFileSync(name, 'utf8'));
    expect(texts.length).toBeGreaterThan(2);
    for (const text of [...texts, certified.text.out, certified.text.err, server.text.out])
      expect(text).not.toContain(password);
    server.child.kill('SIGINT');
    expect(await server.ended).toBe(0);
  });

  test('a wrong password is told without it, and ends with 69', async () => {
    const server = start('serve', '--port', '0');
    const port = /:(\d+)\//.exec(await said(server, /listening on .*\n/))?.[1];
    const { ended, text } = start(
      ...certifying(`mysql://root:wrong-${password}@127.0.0.1:${port}/`),
      '--out',
      join(folder, 'wrong'),
    );
    expect(await ended).toBe(69);
    expect(text.err).toMatch(/^tabletproof: /);
    expect(text.err).not.toContain(password);
    server.child.kill('SIGTERM');
    expect(await server.ended).toBe(0);
  });

  test('an interrupt ends a run with 130, and what was found stays', async () => {
    const server = start('serve', '--port', '0', '--mutant', 'quorums-swapped');
    const port = /:(\d+)\//.exec(await said(server, /listening on .*\n/))?.[1];
    const out = join(folder, 'interrupted');
    const run = start(...certifying(`mysql://root@127.0.0.1:${port}/`), '--runs', '100000', '--out', out);
    await until(() => existsSync(join(out, 'report.json')));
    run.child.kill('SIGINT');
    expect(await run.ended).toBe(130);
    expect(run.text.err).toMatch(/interrupted; \d+ counterexamples? can be found in/);
    const report = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'));
    expect(report).toMatchObject({ verdict: 'violates', complete: false });
    expect(existsSync(join(out, report.counterexamples[0].path))).toBe(true);
  });
});

test('a port that is taken is 78', async () => {
  const server = start('serve', '--port', '0');
  const port = /:(\d+)\//.exec(await said(server, /listening on .*\n/))?.[1] ?? '';
  const second = start('serve', '--port', port);
  expect(await second.ended).toBe(78);
  expect(second.text.err).toMatch(/cannot listen on 127\.0\.0\.1:\d+: .*Choose another --host or --port/);
});

function certifying(url: string): readonly string[] {
  return ['certify', '--target', url, '--allow-destructive', '--suite', 'replication'];
}

function start(...args: readonly string[]): Running {
  const env = { ...process.env, TABLETPROOF_MYSQL_PASSWORD: password };
  const child = spawn(process.execPath, ['--import', 'tsx', join(root, 'cli', 'main.ts'), ...args], { cwd: root, env });
  started.push(child);
  const text = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    text.out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    text.err += chunk.toString();
  });
  return { child, text, ended: new Promise((resolve) => child.once('close', (code) => resolve(code))) };
}

/** What a process has said once it has said this. */
async function said({ text }: Running, wanted: RegExp): Promise<string> {
  await until(() => wanted.test(text.out));
  return text.out;
}

async function until(holds: () => boolean): Promise<void> {
  const endMs = Date.now() + 30_000;
  while (!holds()) {
    if (Date.now() > endMs) throw new Error('it did not happen within 30 s');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
