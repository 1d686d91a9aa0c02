import { writeFileSync } from 'node:fs';
import { generatedPages } from './generated.ts';

/** Writes every generated page of the documentation; started from the repository's root. */
for (const { path, render } of generatedPages) {
  writeFileSync(path, render());
  process.stdout.write(`${path}\n`);
}
