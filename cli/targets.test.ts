import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { profileNamed } from '../model/profile.ts';
import { exits } from './exits.ts';
import { run } from './program.ts';
import { openTarget, parseTarget } from './targets.ts';

const documented = profileNamed('documented-3.4') ?? expect.fail('no such profile');

describe('targets in memory', () => {
  it.each([
    ['memory', 'documented-3.4'],
    ['memory:starrocks-main', 'starrocks-main'],
    ['memory:documented-3.4', 'documented-3.4'],
    ['memory:dropped-volume-poisons', 'documented-3.4'],
  ])('%s behaves as %s says, whatever it is judged by', async (name, behaviour) => {
    const { adapter, close } = await openTarget(parseTarget(name, {}), documented, false);
    expect([adapter.target, adapter.profile]).toEqual([name, behaviour]);
    await close();
  });
});

describe('the main branch, judged by the documents', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tabletproof-main-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('does not keep what they promise of snapshots', async () => {
    let out = '';
    const target = ['--target', 'memory:starrocks-main', '--profile', 'documented-3.4', '--suite', 'snapshot'];
    const drawn = ['--runs', '40', '--shrink', '0', '--format', 'json', '--out', folder];
    const code = await run(['certify', ...target, ...drawn], {
      stdout: { write: (text) => (out += text) },
      stderr: { write: () => true },
      env: {},
    });
    expect(code).toBe(exits.violates);
    const { target: judged, profile, properties } = JSON.parse(out);
    expect([judged, profile]).toEqual(['memory:starrocks-main', 'documented-3.4']);
    const failing = properties.flatMap(({ id, verdict }: { id: string; verdict: string }) =>
      verdict === 'fail' ? [id] : [],
    );
    expect(failing).toEqual(expect.arrayContaining(['SN-3', 'SN-8', 'SN-9', 'SN-14', 'SJ-10']));
  });
});
