import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { generatedPages } from './generated.ts';

function stored(path: string): string {
  return readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
}

describe('generated pages say what the code says', () => {
  test.each(generatedPages)('$path', ({ path, render }) => {
    expect(stored(path), `${path} is stale: run npm run docs`).toBe(render());
  });
});

describe('generated pages', () => {
  test.each([
    ['docs/coverage.md', ['R03', 'S16', 'quorumSize']],
    ['docs/mutants.md', ['majority-of-even-is-half', 'WQ-1']],
    ['docs/profiles.md', ['starrocks-main', 'checkerIntervalMs', '20,000', '**900,000**']],
    ['docs/properties.md', ['WQ-1', 'SL-4', 'eventually']],
    ['docs/views.md', ['ADMIN SHOW REPLICA STATUS', 'IsSetBadForce', '`starrocks-main`', "SHOW PROC '/dbs'"]],
  ])('%s holds something of each kind', (path, words) => {
    const page = generatedPages.find((candidate) => candidate.path === path)?.render() ?? '';
    for (const word of words) expect(page).toContain(word);
  });
});
