import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { memoryAdapter } from '../adapters/memory.ts';
import { parseStatement } from '../adapters/server/sql/index.ts';
import { executeFixture } from '../fixtures/executeFixture.ts';
import { readFixture, readReplayable } from '../fixtures/read.ts';
import { checkReportForm } from '../fixtures/schemas.ts';
import { type Profile, profileNamed } from '../model/profile.ts';
import { type Rules, referenceRules } from '../model/replication/rules.ts';
import { runCampaign } from '../properties/campaign.ts';
import type { CampaignOptions, CampaignResult, Counterexample } from '../properties/campaign-types.ts';
import { propertiesOf } from '../properties/catalog.ts';
import { reportFiles, writeReport } from './folder.ts';
import { interimResult, withCounterexample } from './interim.ts';
import { foldersOf, reportOf } from './report.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tabletproof-report-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const profile = known('documented-3.4');
const broken: Rules = { ...referenceRules, quorumSize: () => 1 };

describe('the report of a faulty system', () => {
  test('is made of valid documents, and each counterexample replays', async () => {
    const out = join(folder, 'out');
    writeReport(out, await judged(broken), true);
    const report = parsed(out, 'report.json');
    expect(checkReportForm(report)).toEqual({ value: report });
    expect(report).toMatchObject({ verdict: 'violates', complete: true, target: 'memory:broken', seed: 7 });
    const replayed = readdirSync(join(out, 'counterexamples')).map((name) => join(out, 'counterexamples', name));
    expect(replayed.length).toBeGreaterThan(1);
    for (const place of replayed) {
      const file = join(place, readdirSync(place).includes('law.json') ? 'law.json' : 'fixture.json');
      expect(await executeFixture(file, memoryAdapter(profile, { rules: broken }))).toMatchObject({ verdict: 'fail' });
      expect(await executeFixture(file)).toEqual({ verdict: 'pass', failures: [] });
    }
  });

  test('holds a fixture, a narrated trace, SQL and a test', async () => {
    const files = reportFiles(await judged(broken), true);
    const path = [...files.keys()].find((name) => name.endsWith('fixture.json'))?.replace('fixture.json', '') ?? '';
    expect(files.get(`${path}trace.md`)).toMatch(/^1\. create table t\d \(.*\d replica/m);
    expect(files.get(`${path}regression.test.ts`)).toMatch(/import \{ executeFixture \} from 'tabletproof'/);
    const sql = files.get(`${path}transcript.sql`) ?? '';
    const statements = sql.split('\n').filter((line) => line !== '' && !line.startsWith('--'));
    expect(statements.length).toBeGreaterThan(2);
    expect(statements[0]).toMatch(/^CALL chaos\.use_cluster\('transcript', '\{"backends":/);
    for (const statement of statements) expect(parseStatement(statement, [])).toMatchObject({ ok: true });
  });

  test('has the same bytes for the same seed', async () => {
    expect([...reportFiles(await judged(broken), true)]).toEqual([...reportFiles(await judged(broken), true)]);
  });

  test('replaces an earlier one as a whole', async () => {
    const out = join(folder, 'out');
    writeReport(out, await judged(broken), true);
    writeReport(out, await judged(referenceRules), true);
    expect(readdirSync(out).sort()).toEqual(['report.json', 'report.md']);
    expect(readdirSync(folder)).toEqual(['out']);
  });
});

describe('while the campaign runs', () => {
  test('what was found is a valid report that says it is not complete', async () => {
    const options = campaign(broken);
    const out = join(folder, 'out');
    let counterexamples: readonly Counterexample[] = [];
    await runCampaign({
      ...options,
      onCounterexample: (counterexample) => {
        counterexamples = withCounterexample(counterexamples, counterexample);
        writeReport(out, interimResult(options, { runs: 3, commands: 9, counterexamples }), false);
        const report = parsed(out, 'report.json');
        expect(checkReportForm(report)).toEqual({ value: report });
        expect(report).toMatchObject({ verdict: 'violates', complete: false, runs: 3 });
      },
    });
    expect(counterexamples.length).toBeGreaterThan(0);
    expect(readdirSync(join(out, 'counterexamples'))).toHaveLength(counterexamples.length);
  });

  test('a better counterexample takes the place of the one it improves', () => {
    const other = { ...hostile, kind: 'other' };
    const shorter = { ...hostile, shrinkExecutions: 9 };
    expect(withCounterexample([hostile, other], shorter)).toEqual([shorter, other]);
    expect(withCounterexample([hostile], other)).toEqual([hostile, other]);
  });
});

describe('what a target says is untrusted', () => {
  const evil = '</td><script>x</script>\n# Owned\n| `a` | \u001b[2J\u202e [x](http://evil)';
  const result: CampaignResult = {
    verdict: 'violates',
    target: evil,
    profile: profile.name,
    seed: 1,
    runs: 1,
    commands: 1,
    properties: propertiesOf(['replication'])
      .slice(0, 1)
      .map((property) => ({
        id: property.id,
        title: property.title,
        clauses: property.clauses,
        level: property.level,
        suite: property.suite,
        verdict: 'fail',
        exercised: 1,
        reason: evil,
      })),
    counterexamples: [{ ...hostile, message: evil, kind: evil }],
    interrupted: { fault: 'nonsense', message: evil },
  };

  test.each([...reportFiles(result, true)].filter(([name]) => !name.endsWith('.json')))('in %s', (name, text) => {
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    if (!name.endsWith('.md')) return;
    expect(text).not.toMatch(/<\/?(td|script)/);
    expect(text).not.toMatch(/^# Owned/m);
    expect(text).not.toMatch(/[^\\]\]\(http:/);
  });

  test('and does not break the documents', () => {
    const out = join(folder, 'out');
    writeReport(out, result, true);
    const report = parsed(out, 'report.json');
    expect(checkReportForm(report)).toEqual({ value: report });
    expect(readdirSync(join(out, 'counterexamples'))).toEqual(['WQ-3']);
    expect(readFixture(join(out, 'counterexamples', 'WQ-3', 'fixture.json')).properties).toEqual(['WQ-3']);
  });

  test('and cannot end a string of the test', () => {
    const named = {
      ...result,
      properties: result.properties.map((each) => ({ ...each, id: 'WQ-3', title: '`x`\'");//' })),
    };
    const test_ = reportFiles(named, true).get('counterexamples/WQ-3/regression.test.ts') ?? '';
    expect(test_).toContain('test("WQ-3: `x`\'\\");//", async () => {');
  });
});

test('several ways in which one property broke have folders of their own', () => {
  const kinds = ['below quorum', 'below  quorum', 'other'];
  expect(foldersOf(kinds.map((kind) => ({ ...hostile, kind })))).toEqual([
    'counterexamples/WQ-3',
    'counterexamples/WQ-3-below-quorum',
    'counterexamples/WQ-3-other',
  ]);
  expect(new Set(foldersOf([hostile, hostile, hostile, hostile])).size).toBe(4);
  expect(foldersOf([{ ...hostile, property: '../..' }])).toEqual(['counterexamples/unnamed']);
});

test('a law that broke is kept with its answers', async () => {
  const result = await judged(broken);
  const laws = result.counterexamples.filter(({ evidence }) => evidence.form === 'law');
  expect(laws.length).toBeGreaterThan(0);
  const out = join(folder, 'out');
  const { counterexamples } = writeReport(out, result, true);
  const listed = counterexamples.find(({ path }) => path.endsWith('law.json'));
  expect(readReplayable(join(out, listed?.path ?? ''))).toMatchObject({ form: 'law', law: { mutant: 'broken' } });
  expect(listed?.commands).toBe(0);
});

test('an interruption is told', () => {
  const report = reportOf({ ...emptyResult(), interrupted: { fault: 'timeout', message: 'x'.repeat(50_000) } }, true);
  expect(report.interrupted?.message.length).toBeLessThan(25_000);
  expect(checkReportForm(report)).toEqual({ value: report });
});

const hostile: Counterexample = {
  property: 'WQ-3',
  clauses: ['R03'],
  kind: 'below quorum',
  message: 'a message',
  evidence: {
    form: 'scenario',
    scenario: {
      profile: 'documented-3.4',
      suite: 'replication',
      topology: { backends: [{ name: 'b1', disks: [{ medium: 'SSD', totalBytes: 10 }] }] },
      commands: [{ do: 'query', table: 'nowhere' }],
      choices: [],
    },
    trace: [
      {
        command: { do: 'query', table: 'nowhere' },
        outcome: { kind: 'refused', message: '<script>\n# Owned' },
        nowMs: 1_000,
        changes: ['<b>\u001b[2J'],
      },
    ],
  },
  foundCommands: 20,
  foundRun: 3,
  shrinkExecutions: 100,
};

function campaign(rules: Rules): CampaignOptions {
  return {
    adapter: memoryAdapter(profile, { rules }, 'memory:broken'),
    profile,
    suites: ['replication'],
    properties: propertiesOf(['replication']).filter(({ clauses }) => clauses.includes('R03')),
    seed: 7,
    runs: 20,
    length: 40,
    timeLimitMs: undefined,
    shrinkExecutions: 200,
  };
}

function judged(rules: Rules): Promise<CampaignResult> {
  return runCampaign(campaign(rules));
}

function emptyResult(): CampaignResult {
  const scope = { target: 'memory', profile: 'documented-3.4', seed: 1, runs: 0, commands: 0 };
  return { verdict: 'unknown', ...scope, properties: [], counterexamples: [] };
}

function parsed(...path: readonly string[]): unknown {
  return JSON.parse(readFileSync(join(...path), 'utf8'));
}

function known(name: string): Profile {
  const profileOfName = profileNamed(name);
  if (profileOfName === undefined) throw new Error(name);
  return profileOfName;
}
