import { describe, expect, it } from 'vitest';
import { mutantNamed } from '../adapters/mutants/catalog.ts';
import { profileNamed } from '../model/profile.ts';
import { toArray } from '../model/vector.ts';
import { alphabet } from '../properties/generator/emphasis.ts';
import { variantsOf } from './bench.ts';
import { commandArbitraries } from './commands/arbitraries.ts';
import { fcCommands } from './commands/variant.ts';
import { largeCluster } from './largeCluster.ts';
import { runBench } from './program.ts';
import { type Measured, median, ratioOf } from './rounds.ts';
import { stepCost } from './stepCost.ts';
import { type Limit, settingOf } from './variant.ts';

const profile = profileNamed('documented-3.4') ?? expect.unreachable();
const few: Limit = { runs: 5, timeMs: 60_000 };
const many: Limit = { runs: 20, timeMs: 60_000 };

describe.each(variantsOf(settingOf(profile)))('$name', (variant) => {
  it('executes commands and finds nothing wrong with the reference', async () => {
    const { commands, failures } = await variant.run(1, few);
    expect(commands).toBeGreaterThan(50);
    expect(failures).toEqual([]);
  });

  it('does the same for the same seed', async () => {
    expect(await variant.run(7, few)).toEqual(await variant.run(7, few));
  });

  it('makes one run when there is no time at all', async () => {
    const { commands, failures } = await variant.run(2, { runs: Number.MAX_SAFE_INTEGER, timeMs: 0 });
    expect(commands).toBeLessThan(200);
    expect(failures.length).toBeLessThan(2);
  });
});

describe('planted faults', () => {
  const planted = ['majority-of-even-is-half', 'slot-kept-on-cancel', 'lagging-replica-replaced'];

  it.each(planted)('%s is caught by every variant', async (name) => {
    const rules = mutantNamed(name)?.rules ?? expect.unreachable();
    for (const variant of variantsOf(settingOf(profile, rules))) {
      expect((await variant.run(1, many)).failures, variant.name).not.toEqual([]);
    }
  });

  it('are caught by comparison with the model where no property speaks', async () => {
    const rules = mutantNamed('slot-kept-on-cancel')?.rules ?? expect.unreachable();
    const { failures } = await fcCommands({ ...settingOf(profile, rules), properties: [] }).run(1, many);
    expect(failures).toEqual([expect.stringContaining('differs from the model')]);
  });
});

describe('the commands of fc.commands', () => {
  it('are those that the campaign draws', () => {
    const missing = alphabet.map(({ kind }) => kind).filter((kind) => !commandArbitraries.has(kind));
    expect(missing, 'write a command class for these kinds, or the two variants test different systems').toEqual([]);
  });
});

describe('the cost of a step', () => {
  it('is measured in a cluster of exactly so many healthy tablets', () => {
    const { session } = largeCluster(profile, 1_000);
    const tablets = toArray(session.observe().tablets);
    expect(tablets).toHaveLength(1_000);
    expect(tablets.every((tablet) => tablet?.missing === 0 && tablet.replicas.length === 3)).toBe(true);
    expect(session.observe().pending).toEqual([]);
  });

  it('is a time, and nothing is wrong with the reference', () => {
    const { stepUs, judgedUs, failures } = stepCost(settingOf(profile), 100, 20);
    expect(stepUs).toBeGreaterThan(0);
    expect(judgedUs).toBeGreaterThan(stepUs);
    expect(failures).toEqual([]);
  });
});

describe('ratios', () => {
  const measured = (rates: readonly number[]): Measured => ({ name: 'x', commands: 0, rates, failures: [] });

  it('are medians within the rounds, so that a slow moment of the machine does not count', () => {
    expect(ratioOf(measured([10, 1, 20]), measured([5, 0.5, 40]))).toBe(2);
  });

  it('have the middle of two as the median of an even number', () => {
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([])).toBe(0);
  });
});

describe('the program', () => {
  const quick = ['--rounds', '1', '--round-ms', '30', '--tablets', '100,200'];

  it('prints tables', async () => {
    const { code, stdout } = await run(quick);
    expect(code).toBe(0);
    for (const word of ['campaign', 'bare loop', 'fc.commands', 'campaign / bare loop', 'tablets']) {
      expect(stdout).toContain(word);
    }
  });

  it('prints one JSON document', async () => {
    const { code, stdout } = await run([...quick, '--format', 'json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      profile: 'documented-3.4',
      rounds: 1,
      variants: [{ name: 'campaign' }, { name: 'campaign, no recall' }, { name: 'bare loop' }, { name: 'fc.commands' }],
      targets: [{ atLeast: 0.4 }, { atLeast: 3 }, { atLeast: 0.5 }],
      stepCost: [
        { tablets: 100, stepRatio: 1, judgedRatio: 1 },
        { tablets: 200, failures: [] },
      ],
    });
  });

  it.each([
    [['--tablets', '1000,100'], 'must begin with the smallest cluster'],
    [['--tablets', '0'], 'must be a whole number'],
    [['--rounds', 'x'], 'must be a whole number'],
    [['--format', 'xml'], 'unknown format'],
    [['--fast'], 'unknown option'],
  ])('refuses %j', async (args, message) => {
    const { code, stdout, stderr } = await run(args);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toContain(message);
  });

  it('explains itself', async () => {
    const { code, stdout } = await run(['--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('--round-ms');
  });
});

async function run(args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const written = { stdout: '', stderr: '' };
  const code = await runBench(args, {
    stdout: { write: (text) => (written.stdout += text) },
    stderr: { write: (text) => (written.stderr += text) },
    env: {},
  });
  return { code, ...written };
}
