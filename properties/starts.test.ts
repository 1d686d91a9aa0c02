import { describe, expect, it } from 'vitest';
import { memoryAdapter } from '../adapters/memory.ts';
import { withFault } from '../adapters/mutants/mutant.ts';
import { profileNamed } from '../model/profile.ts';
import { comparePriority } from '../model/replication/priority.ts';
import type { Rules } from '../model/replication/rules.ts';
import type { Command, Scenario } from '../model/scenario.ts';
import { properties } from './catalog.ts';
import { executeScenario } from './execute.ts';

const profile = profileNamed('documented-3.4') ?? expect.unreachable();
const disks = [{ medium: 'HDD' as const, totalBytes: 1_099_511_627_776 }];
const topology = { backends: ['b1', 'b2', 'b3'].map((name) => ({ name, disks })) };

function seconds(count: number): Command[] {
  return Array.from({ length: count }, () => ({ do: 'advance', seconds: 1 }));
}

function table(name: string, partitions: readonly string[], buckets: number): Command {
  return { do: 'createTable', table: name, replicationNum: 3, partitions, buckets };
}

function load(label: string, name: string, partitions: readonly string[]): Command {
  return { do: 'load', load: label, table: name, partitions };
}

function fault(kind: 'failWrites' | 'stallClones', backend: string, on: boolean): Command {
  return { do: kind, backend, on };
}

/** What the properties say of one run under these rules. */
async function judged(commands: readonly Command[], fixed?: Partial<Rules>): Promise<string[]> {
  const scenario: Scenario = { profile: profile.name, suite: 'replication', topology, commands, choices: [] };
  const adapter = fixed === undefined ? memoryAdapter(profile) : memoryAdapter(profile, { rules: withFault(fixed) });
  const { failures } = await executeScenario(adapter, scenario, properties, profile);
  return failures.map(({ property }) => property);
}

/** Every replica on b1 lags; then the repairs of p2 are hinted while those of p1 and p2 wait for its two slots. */
const urgent = [
  table('t1', ['p1', 'p2'], 3),
  fault('failWrites', 'b1', true),
  load('l1', 't1', ['p1', 'p2']),
  { do: 'advance', seconds: 21 },
  { do: 'repairTable', table: 't1', partitions: ['p2'] },
  ...seconds(10),
] satisfies Command[];

/** Repairs of p1 wait for slots that hang; those of p2 come later, and then slots become free. */
const patient = [
  table('t1', ['p1', 'p2'], 4),
  fault('failWrites', 'b1', true),
  fault('stallClones', 'b1', true),
  load('l1', 't1', ['p1']),
  { do: 'advance', seconds: 25 },
  load('l2', 't1', ['p2']),
  { do: 'advance', seconds: 16 },
  fault('stallClones', 'b1', false),
  ...seconds(10),
] satisfies Command[];

/** Six repairs wait for the slots of b1; others need b5 alone. */
const apart = [
  table('t1', ['p1'], 6),
  ...['b4', 'b5', 'b6'].map((backend): Command => ({ do: 'addBackend', backend })),
  table('t2', ['p1'], 6),
  fault('failWrites', 'b1', true),
  fault('stallClones', 'b1', true),
  fault('failWrites', 'b5', true),
  load('l1', 't1', ['p1']),
  { do: 'alterWriteQuorum', table: 't2', writeQuorum: 'ONE' },
  load('l2', 't2', ['p1']),
  { do: 'advance', seconds: 20 },
  ...seconds(12),
] satisfies Command[];

/** Four clones hang on b1, whose slots are lowered to two while others wait. */
const lowered = [
  table('t1', ['p1', 'p2'], 4),
  { do: 'setConfig', name: 'tablet_sched_slot_num_per_path', value: '4' },
  fault('failWrites', 'b1', true),
  fault('stallClones', 'b1', true),
  load('l1', 't1', ['p1', 'p2']),
  { do: 'advance', seconds: 21 },
  { do: 'setConfig', name: 'tablet_sched_slot_num_per_path', value: '3' },
  ...seconds(5),
] satisfies Command[];

describe('which waiting task starts', () => {
  it('is right in the reference', async () => {
    for (const commands of [urgent, patient, apart, lowered]) expect(await judged(commands)).toEqual([]);
  });

  it('must be the more urgent one', async () => {
    expect(await judged(urgent, { compareTasks: (left, right) => left.id - right.id })).toContain('SC-2');
  });

  it('must be the one visited longest ago', async () => {
    const latestFirst: Partial<Rules> = {
      compareTasks: (left, right) =>
        comparePriority(right.priority, left.priority) ||
        right.lastVisitedMs - left.lastVisitedMs ||
        left.id - right.id,
    };
    expect(await judged(patient, latestFirst)).toContain('SC-3');
  });

  it('must not depend on busy paths that it does not need', async () => {
    expect(await judged(apart, { goesOnAfterBusy: () => false })).toContain('SL-6');
  });

  it('must not use a path that has more clones than slots', async () => {
    expect(await judged(lowered, { hasFreeSlot: (slot) => slot.available !== 0 })).toContain('SL-8');
  });
});
