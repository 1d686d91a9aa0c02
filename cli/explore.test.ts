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
    expect(names).toContain('write-quorum');
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

  it('gives several scopes as one document', async () => {
    const scopes = ['--scope', 'repair', '--scope', 'slots'];
    const { out } = await explore(...scopes, '--max-states', '20', '--format', 'json');
    expect(JSON.parse(out).scopes.map(({ scope }: { scope: string }) => scope)).toEqual(['repair', 'slots']);
  });

  it.each([
    { args: ['--scope', 'write-quorom'], hint: "unknown scope 'write-quorom'" },
    { args: ['--mutant', 'none'], hint: "unknown mutant 'none'" },
    { args: ['--max-states', '0'], hint: '--max-states' },
  ])('refuses $args', async ({ args, hint }) => {
    const { code, err } = await explore(...args);
    expect(code).toBe(exits.usage);
    expect(err).toContain(hint);
  });
});
