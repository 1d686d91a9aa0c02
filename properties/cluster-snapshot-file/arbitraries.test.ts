import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeClusterSnapshotFile } from '../../adapters/clusterSnapshotFile/decode.ts';
import type { FileFlaw } from '../../adapters/clusterSnapshotFile/flaw.ts';
import { type ReadRestoreFile, readClusterSnapshotFile } from '../../adapters/clusterSnapshotFile/read.ts';
import { misfit } from '../../adapters/clusterSnapshotFile/schema.ts';
import { badFiles, flawNames, goodFiles, mutatedFiles, noise, secret } from './arbitraries.ts';
import { documents, leaderHost } from './documents.ts';
import { expectedSections } from './expected.ts';
import { flaws } from './flaws.ts';
import { textFlaws } from './text-flaws.ts';

const samples = { numRuns: 200 };
const full = { isFull: true, isWide: true, secret };

function flawsIn(read: ReadRestoreFile): readonly FileFlaw[] {
  return 'flaws' in read ? read.flaws : [];
}

/** All that a reader of the messages sees. */
function words(read: ReadRestoreFile): string {
  return JSON.stringify('flaws' in read ? read.flaws : read.warnings);
}

function isTold({ line, column, message, expected }: FileFlaw): boolean {
  return line >= 1 && column >= 1 && /\w/.test(message) && /\w/.test(expected);
}

test('good files are accepted and say what was written', () => {
  fc.assert(
    fc.property(goodFiles, ({ text, document }) => {
      const read = readClusterSnapshotFile(text, { leaderHost });
      expect(flawsIn(read)).toEqual([]);
      expect('file' in read ? read.file : undefined).toEqual(expectedSections(document));
      expect(words(read)).not.toContain(secret);
    }),
    samples,
  );
});

test('bad files are refused with a reason, beside the flaw', () => {
  fc.assert(
    fc.property(badFiles, (bad) => {
      const read = readClusterSnapshotFile(bad.text, { leaderHost: bad.leaderHost });
      const found = flawsIn(read);
      expect(found.every(isTold) && found.length > 0, bad.flaw).toBe(true);
      expect(
        Math.min(...found.map(({ line }) => Math.abs(line - bad.line))),
        `${bad.flaw}: ${words(read)}`,
      ).toBeLessThan(2);
      expect(words(read)).not.toContain(secret);
    }),
    { numRuns: 400 },
  );
});

test('there are as many kinds of flaws as names', () => {
  expect(new Set(flawNames).size).toBe(flawNames.length);
  expect(flawNames.length).toBeGreaterThan(100);
});

describe('each kind of flaw is refused', () => {
  test.each(flaws.map((flaw) => [flaw.name, flaw] as const))('%s', (_, { plant, isOfForm }) => {
    const property = fc.property(documents(full), fc.nat(20), (document, nth) => {
      const broken = plant(document, nth).document;
      // JSON is YAML: what is refused does not depend on how it is written.
      expect(flawsIn(readClusterSnapshotFile(JSON.stringify(broken))).length).toBeGreaterThan(0);
      expect(misfit(broken, 'documented-3.4') !== undefined).toBe(isOfForm);
    });
    fc.assert(property, { numRuns: 4 });
  });

  test.each(textFlaws.map((flaw) => [flaw.name, flaw] as const))('%s', (_, { plant }) => {
    const lines = [
      'cluster_snapshot:',
      ...'frontends:\n  - host: a\n    edit_log_port: 1\ncompute_nodes: []'.split('\n'),
    ];
    const read = readClusterSnapshotFile(plant(lines, 0).lines.join('\n'));
    expect(flawsIn(read).length).toBeGreaterThan(0);
  });
});

test('the published schema and the reading agree on good files', () => {
  fc.assert(
    fc.property(documents({ isFull: false, isWide: true, secret }), (document) => {
      expect(misfit(document, 'documented-3.4')).toBe(undefined);
    }),
    samples,
  );
});

test('whatever is in a file, the reading ends with an answer and keeps secrets', () => {
  const bytes = fc.oneof(
    noise,
    mutatedFiles.map((text) => new TextEncoder().encode(text)),
  );
  fc.assert(
    fc.property(bytes, (file) => {
      const decoded = decodeClusterSnapshotFile(file);
      expect('text' in decoded || isTold(decoded.flaw)).toBe(true);
      const read = readClusterSnapshotFile('text' in decoded ? decoded.text : '', { leaderHost });
      expect(flawsIn(read).every(isTold)).toBe(true);
      expect(words(read)).not.toContain(secret);
    }),
    { numRuns: 800 },
  );
});
