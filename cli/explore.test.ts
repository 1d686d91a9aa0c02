import { describe, expect, it } from 'vitest';
import { exits } from './exits.ts';
import { run } from './program.ts';

async function explore(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const code = await run(['explore', ...args], {
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    env: {},
  });
  return { code, out, err };
}

describe('explore', () => {
  it('names the scopes', async () => {
    const { code, out } = await explore('--list', '--format', 'json');
    expect(code).toBe(exits.conforms);
    const names = JSON.parse(out).scopes.map(({ name }: { name: string }) => name);
    expect(names).toEqual(expect.arrayContaining(['write-quorum', 'retention', 'off-race', 'restore']));
  });

  it('is not complete when it had to stop', async () => {
    const { code, out } = await explore('--scope', 'repair', '--max-states', '50', '--format', 'json');
    expect(code).toBe(exits.unknown);
    expect(JSON.parse(out)).toMatchObject({
      scope: 'repair',
      states: 50,
      complete: false,
      violations: [],
      maxStates: 50,
      statesPerSecond: expect.any(Number),
      transitions: expect.any(Number),
      depth: expect.any(Number),
    });
  });

  it('shows the shortest way to a planted fault', async () => {
    const { code, out } = await explore('--scope', 'write-quorum', '--mutant', 'destination-already-holds-one');
    expect(code).toBe(exits.violates);
    expect(out).toContain('1. {"do":"createTable"');
    expect(out).not.toContain('4. ');
  });

  it('shows what a planted fault in snapshots leads to, in the scopes where it can', async () => {
    const { code, out } = await explore('--mutant', 'dropped-volume-poisons', '--max-states', '60', '--format', 'json');
    expect(code).toBe(exits.violates);
    const reports: readonly { scope: string; target: string; violations: readonly { property: string }[] }[] =
      JSON.parse(out).scopes;
    expect(reports.map(({ scope }) => scope)).toEqual(['retention', 'off-race', 'restore']);
    expect(reports.every(({ target }) => target === 'memory:dropped-volume-poisons')).toBe(true);
    expect(reports[1]?.violations.map(({ property }) => property)).toContain('SN-14');
  });

  it('searches a system that behaves otherwise than is promised', async () => {
    const scope = ['--scope', 'off-race', '--max-states', '60', '--format', 'json'];
    const { code, out } = await explore(...scope, '--behaviour', 'starrocks-main');
    expect(code).toBe(exits.violates);
    const report = JSON.parse(out);
    expect(report).toMatchObject({ profile: 'documented-3.4', target: 'memory:starrocks-main', pinned: null });
    const kinds = report.violations.map(
      ({ property, kind }: { property: string; kind: string }) => `${property} ${kind}`,
    );
    expect(kinds).toEqual(expect.arrayContaining(['SN-8 finished though OFF', 'SN-9 stale snapshot listed']));
    const documented = await explore(...scope);
    expect(documented.code).toBe(exits.unknown);
    expect(JSON.parse(documented.out)).toMatchObject({ violations: [], pinned: { depth: 14 } });
  });

  it('gives several scopes as one document', async () => {
    const scopes = ['--scope', 'repair', '--scope', 'slots'];
    const { out } = await explore(...scopes, '--max-states', '20', '--format', 'json');
    expect(JSON.parse(out).scopes.map(({ scope }: { scope: string }) => scope)).toEqual(['repair', 'slots']);
  });

  it.each([
    { args: ['--scope', 'write-quorom'], hint: "unknown scope 'write-quorom'" },
    { args: ['--mutant', 'none'], hint: "unknown mutant 'none'" },
    { args: ['--behaviour', 'starrocks-mian'], hint: 'did you mean starrocks-main?' },
    { args: ['--max-states', '0'], hint: '--max-states' },
  ])('refuses $args', async ({ args, hint }) => {
    const { code, err } = await explore(...args);
    expect(code).toBe(exits.usage);
    expect(err).toContain(hint);
  });
});
