import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { commandKinds } from '../adapters/adapter.ts';
import { mutantNamed } from '../adapters/mutants/catalog.ts';
import { exits } from '../cli/exits.ts';
import { run } from '../cli/program.ts';
import { profileNamed } from '../model/profile.ts';
import { verdicts } from '../properties/property.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const docs = readdirSync(join(root, 'docs'))
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/${name}`);
const pages = ['README.md', 'fixtures/vectors/README.md', ...docs];

function textOf(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

function found(text: string, form: RegExp): readonly string[] {
  return [...new Set([...text.matchAll(form)].map(([, name = '']) => name))];
}

async function helpOf(...args: readonly string[]): Promise<string> {
  let help = '';
  const stdout = { write: (text: string) => (help += text) };
  await run([...args, '--help'], { stdout, stderr: stdout, env: {} });
  return help;
}

const readme = textOf('README.md');

describe('the README', () => {
  test('begins with the two commands', () => {
    expect(readme).toMatch(/```sh\nnpm ci && npm run certify\nnpm test\n```/);
  });

  test('lists every command, and no other', async () => {
    const listed = found(
      readme,
      /^\| `([a-z]+)(?: [^`]*)?` \| (?:judges|runs|plants|writes|puts|lists|checks|searches)/gm,
    );
    const known = found(await helpOf(), /^ {2}([a-z]+) \[/gm).filter((name) => name !== 'help');
    expect([...listed].sort()).toEqual([...known].sort());
  });

  test('shows options that exist', async () => {
    const lines = readme.replaceAll('\\\n', ' ').split('\n');
    const uses = lines.flatMap((line) => {
      const [, command = '', rest = ''] = /npx tabletproof ([a-z]+)(.*)/.exec(line) ?? [];
      return found(rest, /(--[a-z-]+)/g).map((option) => ({ command, option }));
    });
    expect(uses.length).toBeGreaterThan(5);
    for (const { command, option } of uses) expect(await helpOf(command), command).toContain(option);
  });

  test('explains every exit code and every verdict', () => {
    const codes = found(readme, /^\| ([\d, ]+) \|/gm).flatMap((cell) => cell.split(', ').map(Number));
    expect(codes.sort((left, right) => left - right)).toEqual(Object.values(exits).sort((left, right) => left - right));
    for (const verdict of verdicts) expect(readme).toContain(`| \`${verdict}\` |`);
  });

  test('plants faults that exist', () => {
    const planted = found(readme, /(?:memory:|--mutant )([a-z-]+)/g);
    expect(planted.length).toBeGreaterThan(0);
    for (const name of planted) expect(mutantNamed(name) ?? profileNamed(name), name).toBeDefined();
  });
});

describe.each(pages)('%s', (page) => {
  const text = textOf(page);

  test('links to files that exist', () => {
    for (const link of found(text, /\]\((?!https?:)([^)#]+)/g)) {
      expect(existsSync(join(root, dirname(page), link)), link).toBe(true);
    }
  });

  test('names scripts that exist', () => {
    const scripts = Object.keys(JSON.parse(textOf('package.json')).scripts);
    for (const script of found(text, /npm run (?:--silent )?([a-z]+)/g)) expect(scripts).toContain(script);
  });
});

test('docs/targets.md names every command of a scenario', () => {
  const targets = textOf('docs/targets.md');
  for (const kind of commandKinds) expect(targets).toMatch(new RegExp(`\`${kind}\`|\`${kind}\\(`));
});
