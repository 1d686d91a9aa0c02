import { readFileSync } from 'node:fs';

/** The version in `package.json`, which lies one folder above the sources and two above the built files. */
export const version: string = versionAbove(new URL('.', import.meta.url));

function versionAbove(folder: URL): string {
  for (const place of ['../package.json', '../../package.json']) {
    const found = versionIn(new URL(place, folder));
    if (found !== undefined) return found;
  }
  return 'unknown';
}

function versionIn(file: URL): string | undefined {
  try {
    const manifest: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const isOurs =
      typeof manifest === 'object' && manifest !== null && 'name' in manifest && manifest.name === 'tabletproof';
    return isOurs && 'version' in manifest ? String(manifest.version) : undefined;
  } catch {
    return undefined;
  }
}
