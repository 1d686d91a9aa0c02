/**
 * `regression.test.ts`: a test for vitest that stays beside its file and fails as long as the system has the bug.
 *
 * @param name what the test is called; may be untrusted.
 * @param file the file that it replays, beside it.
 */
export function regressionTest(name: string, file: 'fixture.json' | 'law.json'): string {
  return `import { executeFixture } from 'tabletproof';
import { expect, test } from 'vitest';

// Judges the in-memory reference. To judge your own system, pass its adapter as the second argument.
test(${literal(name)}, async () => {
  const result = await executeFixture(new URL('./${file}', import.meta.url));
  expect(result).toEqual({ verdict: 'pass', failures: [] });
});
`;
}

/** A string of TypeScript; JSON escapes quotes and line breaks, and the rest cannot end a string. */
function literal(text: string): string {
  return JSON.stringify(text).replace(/[\u2028\u2029]/g, (mark) => (mark === '\u2028' ? '\\u2028' : '\\u2029'));
}
