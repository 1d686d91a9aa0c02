import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from './program.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tabletproof-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const short = ['--runs', '2', '--length', '30', '--shrink', '20'];

/** A fault that a pure decision shows, so that it is found whatever scenarios are drawn. */
const faulty = 'memory:quorums-swapped';

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

describe('wrong usage is one sentence and 64', () => {
  test.each<[readonly string[], RegExp]>([
    [[], /Usage: tabletproof/],
    [['certfy'], /unknown command 'certfy'[\s\S]*Did you mean certify/],
    [['certify', '--rnus', '3'], /unknown option '--rnus'[\s\S]*Did you mean --runs/],
    [['certify', '--runs'], /argument missing/],
    [['certify', '--runs', 'many'], /--runs is 'many', but must be a whole number from 1/],
    [['certify', '--seed', '1.5'], /--seed is '1.5'/],
    [['certify', '--time', '5 days'], /--time is '5 days'/],
    [
      ['certify', '--suite', 'snapshots'],
      /unknown suite 'snapshots' \(did you mean snapshot\?\); there are: replication/,
    ],
    [['certify', '--suite', 'replicatoin'], /unknown suite 'replicatoin' \(did you mean replication\?\)/],
    [
      ['certify', '--profile', 'starrocks-mian'],
      /did you mean starrocks-main\?.*there are: documented-3.4, starrocks-main/,
    ],
    [['certify', '--format', 'xml'], /unknown format 'xml'; there are: table, json/],
    [
      ['certify', '--target', 'memori'],
      /unknown target 'memori'; there are: memory, memory:PROFILE, memory:MUTANT, mysql/,
    ],
    [['certify', '--target', 'memory:queued-twise'], /unknown mutant 'queued-twise' \(did you mean queued-twice\?\)/],
    [['certify', '--target', 'stdio:./x'], /targets of kind 'stdio' are not available yet/],
    [['certify', '--target', 'mysql://h:9030/db'], /no URL of the form mysql:\/\/user@host:port\//],
    [['certify', '--target', 'mysql://u@h:1/?x=1'], /no URL of the form/],
    [['certify', '--target', 'mysql://u@h:1/'], /breaks and drops .* --allow-destructive/],
    [['certify', 'extra'], /too many arguments/],
    [['replay'], /missing required argument 'file'/],
    [['mutants', 'no-such-mutant'], /unknown mutant 'no-such-mutant'/],
    [['generate', 'no-such-mutant'], /unknown mutant/],
    [['serve', '--port', '70000'], /--port is '70000'/],
    [['serve', '--mutant', 'nothing'], /unknown mutant 'nothing'/],
    [['vectors'], /missing required argument 'dir'/],
  ])('%j', async (args, message) => {
    const { code, out, err } = await ran(...args);
    expect(err).toMatch(message);
    expect(err).not.toMatch(/\n\s+at /);
    expect([code, out]).toEqual([64, '']);
  });

  test('a password in a wrong target is not repeated', async () => {
    for (const target of [
      'mysql://u:hush@h:1/db',
      'mysql://u:hush@',
      'pg://u:hush@h/',
      'u:hush@h',
      'mysql://u:%hush@h/',
    ]) {
      expect((await ran('certify', '--target', target)).err).not.toContain('hush');
    }
  });
});

test('help and version are no errors', async () => {
  expect(await ran('--version')).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  for (const args of [['--help'], ['help', 'certify'], ['certify', '--help']]) {
    expect(await ran(...args)).toMatchObject({ code: 0, out: expect.stringContaining('Usage:'), err: '' });
  }
});

describe('certify', () => {
  test('of the reference prints every property and writes a report', async () => {
    const out = join(folder, 'reference');
    const { code, out: text, err } = await ran('certify', ...short, '--out', out);
    expect(text).toMatch(/^property +level +verdict +exercised +clauses +promise\n/);
    expect(text).toMatch(/\nWQ-1 +must +pass +\d+ +R03 +\w/);
    expect(text).toContain(`report: ${join(out, 'report.md')}`);
    // So few runs leave something vacuous.
    expect([0, 2]).toContain(code);
    expect(err).toBe('');
  });

  test('of a mutant fails, and the line that it prints shows the failure again', async () => {
    const out = join(folder, 'with a blank');
    const mutant = ['--target', 'memory:checker-skips-tablets', '--runs', '30', '--length', '40', '--shrink', '100'];
    const certified = await ran('certify', ...mutant, '--out', out);
    expect(certified.code).toBe(1);
    const line = /^ {2}npx tabletproof (replay .*CK-1.*)$/m.exec(certified.out)?.[1] ?? '';
    const words = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
    expect(await ran(...words)).toMatchObject({ code: 1, out: expect.stringMatching(/^fail /m) });
    expect(await ran('replay', words[1] ?? '')).toMatchObject({ code: 0, out: expect.stringMatching(/^pass /m) });
  });

  test('prints exactly one JSON document with what is promised', async () => {
    const out = join(folder, 'json');
    const {
      code,
      out: text,
      err,
    } = await ran('certify', '--target', faulty, ...short, '--format', 'json', '--out', out);
    const document = JSON.parse(text);
    expect([code, err]).toEqual([1, '']);
    expect(document).toMatchObject({
      verdict: 'violates',
      target: faulty,
      profile: 'documented-3.4',
      seed: 1,
      runs: 2,
    });
    expect(document.properties[0]).toMatchObject({ id: 'WQ-1', clauses: ['R03'], level: 'must', verdict: 'fail' });
    expect(document.counterexamples[0]).toMatchObject({ property: 'WQ-1', commands: 0 });
    const { path } = document.counterexamples[0];
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ kind: 'tabletproof-law', property: 'WQ-1' });
  });

  test('with the same seed writes the same bytes', async () => {
    const bytes = async (name: string, seed: string) => {
      const out = join(folder, name);
      await ran('certify', '--target', faulty, ...short, '--suite', 'replication', '--seed', seed, '--out', out);
      return readFileSync(join(out, 'report.json'), 'utf8') + readFileSync(join(out, 'report.md'), 'utf8');
    };
    const first = await bytes('first', '5');
    expect(await bytes('second', '5')).toBe(first);
    expect(await bytes('third', '6')).not.toBe(first);
  });

  test('never replaces what is not a report, and says so before it judges', async () => {
    const out = join(folder, 'mine');
    mkdirSync(out);
    writeFileSync(join(out, 'thesis.txt'), 'years of work');
    const { code, err } = await ran('certify', '--runs', '1000000', '--out', out);
    expect(err).toMatch(/holds thesis\.txt, which is not part of a report/);
    expect(code).toBe(78);
    expect(readFileSync(join(out, 'thesis.txt'), 'utf8')).toBe('years of work');
  });

  test('of a target that is not there is 69', async () => {
    const target = 'mysql://root:hush-hush@127.0.0.1:1/';
    const { code, out, err } = await ran(
      'certify',
      '--target',
      target,
      '--allow-destructive',
      '--out',
      join(folder, 'none'),
    );
    expect([code, out]).toEqual([69, '']);
    expect(err).toMatch(/127\.0\.0\.1:1/);
    expect(err).not.toContain('hush-hush');
  });
});

describe('replay', () => {
  test('of several files tells each and ends with the worst', async () => {
    const generated = join(folder, 'generated');
    const made = await ran(
      'generate',
      'queued-twice',
      'quorum-exactly',
      '--runs',
      '50',
      '--shrink',
      '200',
      '--out',
      generated,
    );
    expect(made).toMatchObject({ code: 0 });
    const files = ['queued-twice', 'quorum-exactly'].map((name) => join(generated, `${name}.json`));
    const passed = await ran('replay', ...files, '--format', 'json');
    expect(JSON.parse(passed.out).fixtures.map(({ verdict }: { verdict: string }) => verdict)).toEqual([
      'pass',
      'pass',
    ]);
    expect(passed.code).toBe(0);
    const failed = await ran('replay', ...files, '--target', 'memory:queued-twice', '--format', 'json');
    expect(JSON.parse(failed.out).fixtures).toMatchObject([{ path: files[0], verdict: 'fail' }, { verdict: 'pass' }]);
    expect(failed.code).toBe(1);
  });

  test('of a missing file is 66, of a broken one 65, and nothing is printed', async () => {
    const broken = join(folder, 'broken.json');
    writeFileSync(broken, '{"profile": "documented-3.4", "suite": "replication", "topology": {}}');
    expect(await ran('replay', join(folder, 'nowhere.json'))).toMatchObject({ code: 66, out: '' });
    const { code, out, err } = await ran('replay', broken);
    expect([code, out]).toEqual([65, '']);
    expect(err).toMatch(/broken\.json: "commands" is missing\. Expected the keys profile, suite/);
  });

  test('of nothing that can be judged is 2', async () => {
    const empty = join(folder, 'empty.json');
    const backends = [{ name: 'b1', disks: [{ medium: 'HDD', totalBytes: 1 }] }];
    const scenario = {
      profile: 'documented-3.4',
      suite: 'replication',
      topology: { backends },
      commands: [],
      choices: [],
    };
    writeFileSync(empty, JSON.stringify(scenario));
    expect(await ran('replay', empty)).toMatchObject({ code: 2, out: expect.stringContaining('vacuous') });
  });
});

describe('validate', () => {
  test('tells what each file is, and ends with what is wrong', async () => {
    const report = join(folder, 'valid');
    await ran('certify', '--target', faulty, ...short, '--out', report);
    const good = join(report, 'report.json');
    expect(await ran('validate', good)).toMatchObject({ code: 0, out: expect.stringMatching(/^valid +.*report$/m) });
    const bad = join(folder, 'bad.json');
    writeFileSync(bad, '{"kind":"tabletproof-report"}');
    const { code, out } = await ran('validate', good, bad, join(folder, 'nowhere.json'), '--format', 'json');
    expect(JSON.parse(out).files).toMatchObject([{ valid: true, kind: 'report' }, { valid: false }, { valid: false }]);
    expect(code).toBe(65);
    expect(await ran('validate', join(folder, 'nowhere.json'))).toMatchObject({ code: 66 });
  });

  describe('of a cluster_snapshot.yaml', () => {
    const example = join(import.meta.dirname, '..', 'docs', 'examples', 'cluster_snapshot.yaml');

    test('that is good says so', async () => {
      const { code, out } = await ran('validate', example, '--leader', 'fe1.example.com');
      expect([code, out]).toEqual([0, expect.stringMatching(/^valid +.*cluster snapshot file$/m)]);
      expect(out).not.toContain('warning');
    });

    test('that is bad is one line a flaw, which repeats no secret', async () => {
      const bad = join(folder, 'bad.YML');
      const text = readFileSync(example, 'utf8');
      writeFileSync(
        bad,
        text.replace('edit_log_port: 9010', 'edit_log_port: 70000').replace('value: REPLACE', 'valeu: hush'),
      );
      const { code, out, err } = await ran('validate', bad);
      expect([code, err]).toEqual([65, '']);
      const lines = out.trimEnd().split('\n');
      expect(lines).toHaveLength(3);
      for (const line of lines) expect(line).toMatch(/^.*bad\.YML:\d+:\d+: .+; expected .+$/);
      expect(lines[0]).toMatch(/:13:20: edit_log_port is 70000; expected a whole number from 1 to 65535/);
      expect(lines[2]).toContain('did you mean value?');
      expect(out).not.toContain('hush');
    });

    test('knows the leader and the profile', async () => {
      const main = join(folder, 'main.yaml');
      writeFileSync(
        main,
        'compute_nodes: [{host: a, heartbeat_service_port: 9050, warehouse: w}]\nfrontends: [{host: b, edit_log_port: 9010}]\n',
      );
      expect(await ran('validate', main)).toMatchObject({
        code: 65,
        out: expect.stringContaining('"warehouse" is unknown'),
      });
      expect(await ran('validate', main, '--profile', 'starrocks-main')).toMatchObject({ code: 0 });
      const leader = await ran('validate', main, '--profile', 'starrocks-main', '--leader', 'B');
      expect(leader).toMatchObject({ code: 65, out: expect.stringContaining(':2:20: "b" is the leader') });
    });

    test('warns of a snapshot elsewhere, and prints JSON', async () => {
      const moved = join(folder, 'moved.yaml');
      writeFileSync(
        moved,
        readFileSync(example, 'utf8').replace('location: s3://analytics-copy', 'location: s3://other'),
      );
      expect(await ran('validate', moved)).toMatchObject({
        code: 0,
        out: expect.stringMatching(/yaml:6:26: warning: the/),
      });
      const { out } = await ran('validate', moved, '--format', 'json');
      expect(JSON.parse(out).files).toMatchObject([{ valid: true, warnings: [{ line: 6, column: 26 }] }]);
    });

    test('that is not there is 66, and one that is no text 65', async () => {
      expect(await ran('validate', join(folder, 'nowhere.yaml'))).toMatchObject({ code: 66 });
      const latin = join(folder, 'latin.yaml');
      writeFileSync(latin, Buffer.from('# caf\xe9\n', 'latin1'));
      const { code, out } = await ran('validate', latin, '--format', 'json');
      expect([code, JSON.parse(out).files[0].flaws[0]]).toEqual([65, expect.objectContaining({ line: 1, column: 6 })]);
    });
  });
});

describe('vectors', () => {
  const recorded = join(import.meta.dirname, '..', 'fixtures', 'vectors');

  test('agree with the rules of the release that they were recorded from', async () => {
    const { code, out } = await ran('vectors', recorded, '--profile', 'starrocks-main', '--format', 'json');
    const { profile, files } = JSON.parse(out);
    expect(profile).toBe('starrocks-main');
    expect(files.length).toBeGreaterThan(3);
    expect(files[0]).toMatchObject({ file: expect.any(String), rows: expect.any(Number), agree: expect.any(Number) });
    expect(code).toBe(files.some(({ disagree }: { disagree: number }) => disagree > 0) ? 1 : 0);
  });

  test('end with 1 when a row disagrees, 2 without rows, 65 on a broken row, 66 without a folder', async () => {
    expect(
      await ran('vectors', folderWith('vectors-1', 'replication_num,write_quorum,quorum_num\n3,MAJORITY,3\n')),
    ).toMatchObject({
      code: 1,
    });
    expect(await ran('vectors', folderWith('vectors-2', undefined))).toMatchObject({ code: 2 });
    expect(
      await ran('vectors', folderWith('vectors-3', 'replication_num,write_quorum,quorum_num\nthree,MAJORITY,2\n')),
    ).toMatchObject({
      code: 65,
    });
    expect(await ran('vectors', join(folder, 'nowhere'))).toMatchObject({ code: 66, out: '' });
  });
});

test('mutants tells who caught what, as a table and as JSON', async () => {
  const { code, out } = await ran(
    'mutants',
    'queued-twice',
    'quorum-exactly',
    '--runs',
    '50',
    '--shrink',
    '20',
    '--format',
    'json',
  );
  expect(JSON.parse(out)).toMatchObject({
    total: 2,
    caught: 2,
    mutants: [
      { name: 'queued-twice', caught: true },
      { name: 'quorum-exactly', commands: 0 },
    ],
  });
  expect(code).toBe(0);
  const missed = await ran('mutants', 'stale-clone-accepted', '--runs', '1', '--length', '1');
  expect(missed).toMatchObject({
    code: 1,
    out: expect.stringContaining('not caught as expected: stale-clone-accepted'),
  });
});

test('spec lists the clauses with their properties, and what the kit has for each', async () => {
  const spec = await ran('spec', '--format', 'json');
  expect(JSON.parse(spec.out).clauses).toContainEqual(
    expect.objectContaining({
      id: 'R03',
      properties: expect.arrayContaining([expect.objectContaining({ id: 'WQ-3' })]),
    }),
  );
  const covered = await ran('spec', '--coverage', '--format', 'json');
  expect(JSON.parse(covered.out).clauses).toContainEqual(
    expect.objectContaining({ id: 'R03', properties: expect.arrayContaining(['WQ-3']) }),
  );
  expect([spec.code, covered.code]).toEqual([0, 0]);
});

async function ran(...args: readonly string[]): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const io = {
    stdout: { write: (text: string) => out.push(text) },
    stderr: { write: (text: string) => err.push(text) },
    env: {},
  };
  const code = await run(args, io);
  return { code, out: out.join(''), err: err.join('') };
}

function folderWith(name: string, quorums: string | undefined): string {
  const made = join(folder, name);
  mkdirSync(made);
  if (quorums !== undefined) writeFileSync(join(made, 'quorum_num.csv'), quorums);
  return made;
}
