import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { closest } from '../model/closest.ts';
import type { CampaignResult } from '../properties/campaign-types.ts';
import { exitOf, worstOf } from './exits.ts';
import { progressLine } from './progress.ts';
import { redactor, withoutSecrets } from './secrets.ts';
import { shellWord } from './shell.ts';
import { alignedTable } from './table.ts';

describe('closest', () => {
  test.each([
    ['crashBackends', 'crashBackend'],
    ['LOAD', 'load'],
    ['lod', 'load'],
    ['x', undefined],
    ['something else', undefined],
    ['', undefined],
  ])('%j means %j', (word, meant) => expect(closest(word, ['load', 'crashBackend'])).toBe(meant));
});

describe('exit codes', () => {
  test('follow the worst verdict', () => {
    expect(
      [[], ['pass'], ['pass', 'vacuous'], ['unknown', 'fail', 'pass']].map((each) => exitOf(worstOf(verdicts(each)))),
    ).toEqual([0, 0, 2, 1]);
  });
});

test('a table is aligned, and its cells cannot break it', () => {
  const table = alignedTable(
    [{ head: 'name' }, { head: 'n', align: 'right' }],
    [
      ['a', '10'],
      ['long\nname\u001b[2J', '7'],
    ],
  );
  expect(table).toBe('name           n\na             10\nlong name[2J   7');
});

test.each(['plain/path.json', "it's", '$(rm -rf /)', 'two words', '', '`x`'])('shell word %j', (word) => {
  expect(execFileSync('sh', ['-c', `printf %s ${shellWord(word)}`], { encoding: 'utf8' })).toBe(word);
});

describe('progress', () => {
  test('is silent in a pipe', () => {
    const written: string[] = [];
    const line = progressLine({ write: (text) => written.push(text) });
    line.show('1/2');
    line.clear();
    expect(written).toEqual([]);
  });

  test('is one line on a terminal, not too often, and goes away', () => {
    const written: string[] = [];
    let nowMs = 0;
    const line = progressLine({ isTTY: true, columns: 12, write: (text) => written.push(text) }, () => nowMs);
    line.show('first');
    line.show('too soon');
    nowMs = 1_000;
    line.show('a text that is longer than the line\n');
    line.clear();
    line.clear();
    expect(written).toEqual(['\r\u001b[Kfirst', '\r\u001b[Ka text that', '\r\u001b[K']);
  });
});

describe('secrets', () => {
  const secret = 'p@ss word/ü';
  const redact = redactor([secret, '']);

  test('are hidden as they are and as they stand in a URL', () => {
    const said = `no ${secret} in mysql://root:${encodeURIComponent(secret)}@h/ or ${encodeURI(secret)}`;
    expect(redact(said)).toBe('no *** in mysql://root:***@h/ or ***');
    expect(redactor([''])('nothing to hide')).toBe('nothing to hide');
  });

  test('leave no trace in a result', () => {
    const result: CampaignResult = {
      verdict: 'violates',
      target: `mysql://${secret}`,
      profile: 'documented-3.4',
      seed: 1,
      runs: 1,
      commands: 1,
      properties: [
        {
          id: 'A',
          title: 't',
          clauses: [],
          level: 'must',
          suite: 'replication',
          verdict: 'fail',
          exercised: 1,
          reason: secret,
        },
      ],
      counterexamples: [
        {
          ...found,
          evidence: { form: 'law', calls: [{ law: 'x', args: [], answer: { [secret]: [secret, 1, null] } }] },
        },
        {
          ...found,
          evidence: {
            form: 'scenario',
            scenario: { profile: 'p', suite: 's', topology: { backends: [] }, commands: [], choices: [] },
            trace: [
              {
                command: { do: 'heal' },
                outcome: { kind: 'indefinite', message: secret },
                nowMs: 0,
                changes: [secret],
              },
            ],
          },
        },
      ],
      interrupted: { fault: 'timeout', message: secret },
    };
    const hidden = withoutSecrets(result, redact);
    expect(JSON.stringify(hidden)).not.toContain(JSON.stringify(secret).slice(1, -1));
    expect(hidden.counterexamples[0]?.evidence).toEqual({
      form: 'law',
      calls: [{ law: 'x', args: [], answer: { '***': ['***', 1, null] } }],
    });
  });

  const found = {
    property: 'A',
    clauses: [],
    kind: 'k',
    message: secret,
    foundCommands: 1,
    foundRun: 1,
    shrinkExecutions: 0,
  };
});

function verdicts(names: readonly string[]) {
  return (['pass', 'vacuous', 'unknown', 'fail'] as const).filter((verdict) => names.includes(verdict));
}
