import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const rooms = ['model', 'adapters', 'properties', 'fixtures', 'reports', 'cli', 'bench', 'tools'].filter((room) =>
  existsSync(join(root, room)),
);

/** A file and what it imports. */
type Planted = readonly [file: string, specifier: string];

const forbidden: readonly Planted[] = [
  ['model/a.ts', '../adapters/adapter.ts'],
  ['model/replication/a.ts', '../../properties/property.ts'],
  ['model/replication/a.test.ts', '../../adapters/memory.ts'],
  ['model/b.ts', 'node:fs'],
  ['model/c.ts', 'fast-check'],
  ['model/c.test.ts', 'node:fs'],
  ['model/d.ts', '../index.ts'],
  ['adapters/a.ts', '../properties/property.ts'],
  ['adapters/server/sql/a.ts', '../../../fixtures/errors.ts'],
  ['adapters/starrocks/a.ts', '../server/serve.ts'],
  ['adapters/starrocks/b.ts', '../memory.ts'],
  ['adapters/server/a.ts', '../starrocks/adapter.ts'],
  ['adapters/server/b.ts', '../mutants/catalog.ts'],
  ['properties/a.ts', '../adapters/memory.ts'],
  ['properties/shrinker/a.ts', '../../adapters/starrocks/adapter.ts'],
  ['properties/b.ts', '../fixtures/corpus.ts'],
  ['properties/mutation.ts', '../adapters/server/serve.ts'],
  ['properties/c.test.ts', '../reports/report.ts'],
  ['fixtures/a.ts', '../reports/report.ts'],
  ['fixtures/recorded/a.ts', '../../cli/program.ts'],
  ['reports/a.ts', '../cli/exits.ts'],
  ['reports/b.ts', 'tabletproof'],
  ['cli/a.ts', '../bench/main.ts'],
  ['index.ts', './tools/build.ts'],
];

const allowed: readonly Planted[] = [
  ['model/e.ts', './profile.ts'],
  ['model/e.test.ts', 'vitest'],
  ['adapters/c.ts', '../model/profile.ts'],
  ['adapters/c.test.ts', './starrocks/adapter.ts'],
  ['adapters/starrocks/c.test.ts', '../server/serve.ts'],
  ['adapters/server/sql/c.ts', './index.ts'],
  ['properties/d.ts', '../adapters/adapter.ts'],
  ['properties/d.test.ts', '../adapters/memory.ts'],
  ['fixtures/c.ts', '../adapters/memory.ts'],
  ['reports/c.ts', '../fixtures/files.ts'],
  ['cli/c.ts', '../reports/report.ts'],
  ['bench/a.ts', '../cli/program.ts'],
];

let folder = '';
let found: readonly string[] = [];

/** The linter with the repository's own configuration, over files of which each has one import. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tabletproof-rooms-'));
  mkdirSync(join(folder, 'tools'));
  for (const file of ['biome.json', 'tools/rooms.json']) cpSync(join(root, file), join(folder, file));
  for (const [file, specifier] of [...forbidden, ...allowed]) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), `import '${specifier}';\n`);
  }
  found = filesWithErrors();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function filesWithErrors(): readonly string[] {
  const biome = join(root, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
  const args = ['lint', '--vcs-enabled=false', '--only=style/noRestrictedImports', '--max-diagnostics=none'];
  const { stdout } = spawnSync(process.execPath, [biome, ...args, '--reporter=github', '.'], {
    cwd: folder,
    encoding: 'utf8',
  });
  return [...stdout.matchAll(/^::error title=lint\/style\/noRestrictedImports,file=([^,]+),/gm)].map(([, file = '']) =>
    file.replaceAll('\\', '/').replace(/^.*\/tabletproof-rooms-[^/]+\//, ''),
  );
}

describe('the linter finds an import against the arrow', () => {
  test.each(forbidden)('%s must not import %s', (file) => expect(found).toContain(file));
  test.each(allowed)('%s may import %s', (file) => expect(found).not.toContain(file));
});

// The linter looks at import statements and at import() with a plain string; nothing else may bring a module in.
describe('no import goes round the linter', () => {
  const sources = rooms.flatMap((room) => sourcesIn(room)).filter((path) => path !== 'tools/rooms.test.ts');

  test('there is something to look at', () => expect(sources.length).toBeGreaterThan(100));

  test.each([
    ['import types', /(?<!await )\bimport\s*\(/],
    ['computed specifiers', /\bimport\s*\(\s*(?!')/],
    ['require', /\brequire\s*\(/],
  ])('%s', (_what, form) => {
    expect(sources.filter((path) => form.test(readFileSync(join(root, path), 'utf8')))).toEqual([]);
  });
});

function sourcesIn(room: string): readonly string[] {
  return readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => `${room}/${path.replaceAll('\\', '/')}`);
}
