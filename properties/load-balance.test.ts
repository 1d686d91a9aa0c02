import { describe, expect, it } from 'vitest';
import { memoryAdapter } from '../adapters/memory.ts';
import { withFault } from '../adapters/mutants/mutant.ts';
import { type ProfileName, profileNamed, profileNames } from '../model/profile.ts';
import { type Rules, referenceRules } from '../model/replication/rules.ts';
import type { Command, DiskSpec, Scenario } from '../model/scenario.ts';
import { executeScenario } from './execute.ts';
import { balanceProperties } from './load-balance.ts';

const terabyte = 1_099_511_627_776;
const gigabyte = 1024 ** 3;
const hdd: DiskSpec = { medium: 'HDD', totalBytes: terabyte };
const ssd: DiskSpec = { medium: 'SSD', totalBytes: terabyte };

function scenarioOf(disks: readonly DiskSpec[], profile: ProfileName, commands: readonly Command[]): Scenario {
  const topology = { backends: ['b1', 'b2', 'b3'].map((name) => ({ name, disks })) };
  return { profile, suite: 'balancing', topology, commands, choices: [] };
}

/** What the properties say of one run under these rules: ids of those that fail, and of those that had something to judge. */
async function judged(
  commands: readonly Command[],
  fault: Partial<Rules> = {},
  name: ProfileName = 'documented-3.4',
  disks: readonly DiskSpec[] = [hdd],
): Promise<{ readonly failed: readonly string[]; readonly exercised: readonly string[] }> {
  const profile = profileNamed(name) ?? expect.unreachable();
  const adapter = memoryAdapter(profile, { rules: withFault(fault) });
  const { failures, exercised } = await executeScenario(
    adapter,
    scenarioOf(disks, name, commands),
    balanceProperties,
    profile,
  );
  const ids = [...exercised].filter(([, times]) => times > 0).map(([id]) => id);
  return { failed: [...new Set(failures.map(({ property }) => property))], exercised: ids };
}

function seconds(count: number, each = 1): Command[] {
  return Array.from({ length: count }, () => ({ do: 'advance', seconds: each }));
}

function config(name: string, value: string): Command {
  return { do: 'setConfig', name, value };
}

const table: Command = {
  do: 'createTable',
  table: 't1',
  replicationNum: 3,
  partitions: ['p1'],
  buckets: 8,
  rowBytes: gigabyte,
};
const load: Command = { do: 'load', load: 'l1', table: 't1', partitions: ['p1'] };

/** A backend joins a cluster whose tablets are all on the other ones. */
const joining: readonly Command[] = [
  table,
  load,
  ...seconds(3, 30),
  { do: 'addBackend', backend: 'b4' },
  ...seconds(300),
];

/** The same, seen seldom enough for whole moves between two looks. */
const joiningSeldom: readonly Command[] = [table, load, { do: 'addBackend', backend: 'b4' }, ...seconds(30, 40)];

describe('balancing', () => {
  it.each(profileNames)('holds of the reference in %s when a backend joins', async (name) => {
    for (const commands of [joining, joiningSeldom]) {
      const { failed, exercised } = await judged(commands, {}, name);
      expect(failed).toEqual([]);
      expect(exercised).toEqual(expect.arrayContaining(['LB-8', 'LB-12', 'LB-13', 'LB-14', 'LB-15', 'LB-17', 'LB-18']));
    }
  });

  it.each(profileNames)('has to happen in %s', async (name) => {
    expect((await judged(joining, {}, name)).exercised).toContain('LB-19');
    expect((await judged(joining, { balances: () => false }, name)).failed).toContain('LB-19');
  });

  it('must not happen while it is switched off', async () => {
    const off = [config('disable_balance', 'TRUE'), ...joining];
    expect((await judged(off)).failed).toEqual([]);
    expect((await judged(off, { balances: () => true })).failed).toContain('LB-9');
    expect((await judged([...off, config('tablet_sched_disable_balance', 'false'), ...seconds(100)])).failed).toEqual(
      [],
    );
  });

  it('goes from more load to less, and only where there are replicas to spare', async () => {
    const single = (buckets: number): Command[] => [
      { do: 'createTable', table: 't1', replicationNum: 1, partitions: ['p1'], buckets },
      ...seconds(70),
    ];
    const backwards: Partial<Rules> = {
      improves: () => true,
      balancesBetween: (source, destination) => source === 'LOW' && destination === 'HIGH',
    };
    expect((await judged(single(7))).failed).toEqual([]);
    expect((await judged(single(7), backwards)).failed).toContain('LB-10');
    const always: Partial<Rules> = { improves: () => true, balancesBetween: () => true };
    expect((await judged(single(6))).failed).toEqual([]);
    expect((await judged(single(6), always)).failed).toEqual(expect.arrayContaining(['LB-9', 'LB-10', 'LB-11']));
  });

  it('keeps every replica until the new one is complete', async () => {
    const fault: Partial<Rules> = { removesBeforeCopying: () => true, isSource: () => true };
    expect((await judged(joining, fault)).failed).toContain('LB-8');
  });

  it('ends with the old copy gone', async () => {
    const { redundancyRank } = referenceRules;
    const fault: Partial<Rules> = { redundancyRank: (one) => (one.moved ? 8 : redundancyRank(one)) };
    const { failed } = await judged(joining, fault);
    expect(failed).toContain('LB-18');
  });

  it('comes to an end', async () => {
    const fault: Partial<Rules> = { improves: () => true };
    expect((await judged([...joining, ...seconds(30, 60)], fault)).failed).toContain('LB-12');
  });

  it('leaves unhealthy tablets alone', async () => {
    const spoil: Command[] = Array.from({ length: 8 }, (_, bucket) => ({
      do: 'setReplicaStatus',
      table: 't1',
      partition: 'p1',
      bucket,
      backend: 'b1',
      status: 'bad',
    }));
    const commands = [
      table,
      load,
      ...seconds(1, 121),
      { do: 'addBackend', backend: 'b4' } as const,
      ...spoil,
      ...seconds(18),
    ];
    expect((await judged(commands)).failed).toEqual([]);
    expect((await judged(commands, { isMovable: () => true })).failed).toContain('LB-13');
  });

  it('never puts two replicas of a tablet on one backend', async () => {
    const fault: Partial<Rules> = {
      isDestination: (backend) => backend.alive,
      improves: () => true,
      balancesBetween: () => true,
    };
    expect((await judged(joining, fault)).failed).toContain('LB-14');
  });

  it('stays within one medium', async () => {
    expect((await judged(joiningSeldom, {}, 'documented-3.4', [ssd, hdd])).failed).toEqual([]);
    const single: Command[] = [
      { do: 'createTable', table: 't1', replicationNum: 1, partitions: ['p1'], buckets: 6, medium: 'SSD' },
      ...seconds(70),
    ];
    const moving: Partial<Rules> = { improves: () => true, balancesBetween: () => true };
    const wrong: Partial<Rules> = { ...moving, suitsMedium: (medium, wanted) => medium !== wanted };
    expect((await judged(single, moving, 'documented-3.4', [hdd, ssd])).failed).not.toContain('LB-15');
    expect((await judged(single, wrong, 'documented-3.4', [hdd, ssd])).failed).toContain('LB-15');
  });

  it('picks no more moves than are allowed', async () => {
    const few = [config('tablet_sched_max_balancing_tablets', '1'), ...joining];
    expect(await judged(few)).toMatchObject({ failed: [], exercised: expect.arrayContaining(['LB-16']) });
    expect((await judged(few, { mostMoves: () => 100 })).failed).toContain('LB-16');
  });

  it('is based on statistics that are new', async () => {
    expect((await judged(joining, { areStale: () => false })).failed).toContain('LB-17');
  });

  it('shows coefficients on the curve, and scores for a reason', async () => {
    const { capacityCoefficient, loadScore } = referenceRules;
    const full = { ...hdd, usedBytes: 0.6 * terabyte };
    const flat: Partial<Rules> = {
      loadScore: (facts, of, mark) => ({
        ...loadScore(facts, of, mark),
        capacityCoefficient: Math.min(0.6, capacityCoefficient(facts.usedShare, mark)),
      }),
    };
    expect((await judged(joining, {}, 'documented-3.4', [full])).failed).toEqual([]);
    expect((await judged(joining, flat, 'documented-3.4', [full])).failed).toContain('LB-20');
    let asked = 0;
    const random: Partial<Rules> = {
      loadScore: (facts, of, mark) => {
        asked += 1;
        return { ...loadScore(facts, of, mark), score: asked % 7 };
      },
    };
    expect((await judged([table, ...seconds(3, 30)], random)).failed).toContain('LB-6');
  });
});
