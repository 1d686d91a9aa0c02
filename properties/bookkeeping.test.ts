import { describe, expect, it } from 'vitest';
import { memoryAdapter } from '../adapters/memory.ts';
import { profileNamed } from '../model/profile.ts';
import type { Command } from '../model/scenario.ts';
import { enter } from './bookkeeping.ts';
import { isFaultFree, type Ledger, newLedger, queueLimit, slotsConfigured } from './ledger.ts';

const profile = profileNamed('documented-3.4') ?? expect.unreachable();
const disks = [{ medium: 'HDD' as const, totalBytes: 1_099_511_627_776 }];

/** The ledger after these commands on the reference. */
function ledgerAfter(...commands: Command[]): Ledger {
  const session = memoryAdapter(profile).open({ backends: ['b1', 'b2', 'b3'].map((name) => ({ name, disks })) });
  const ledger = newLedger();
  for (const command of commands) enter(ledger, command, session.apply(command, []), session.observe(), profile);
  return ledger;
}

const create: Command = { do: 'createTable', table: 't1', replicationNum: 3, partitions: ['p1', 'p2'], buckets: 2 };
const hint: Command = { do: 'repairTable', table: 't1' };

describe('the ledger', () => {
  it('counts everything on a backend as lost when one of its disks fails', () => {
    const { lost, disturbedBackends } = ledgerAfter(create, { do: 'failDisk', backend: 'b1', disk: 0 });
    expect([...disturbedBackends]).toEqual(['b1']);
    expect([...lost].sort()).toEqual(['t1/p1/0/b1', 't1/p1/1/b1', 't1/p2/0/b1', 't1/p2/1/b1']);
  });

  it('knows hints until they are withdrawn or the leader changes', () => {
    expect([...ledgerAfter(create, hint).hints.keys()]).toEqual(['t1/p1', 't1/p2']);
    const withdrawn = ledgerAfter(create, hint, { do: 'cancelRepair', table: 't1', partitions: ['p1'] });
    expect([...withdrawn.hints.keys()]).toEqual(['t1/p2']);
    const led = ledgerAfter(create, hint, { do: 'changeLeader' });
    expect([led.hints.size, led.leaderChanges]).toEqual([0, 1]);
  });

  it('keeps the time of the first hint and of the latest one', () => {
    const again = ledgerAfter(create, hint, { do: 'advance', seconds: 30 }, hint);
    expect(again.hints.get('t1/p1')).toEqual({ firstMs: 0, latestMs: 30_000 });
  });

  it('knows the number of replicas of each partition', () => {
    const altered = ledgerAfter(create, { do: 'alterReplicationNum', table: 't1', partition: 'p2', replicationNum: 1 });
    expect([...altered.replicationNums]).toEqual([
      ['t1/p1', 3],
      ['t1/p2', 1],
    ]);
  });

  it('remembers the order of commits, and which loads nobody has seen', () => {
    const stalled = ledgerAfter(
      create,
      { do: 'stallPublish', backend: 'b1', on: true },
      { do: 'stallPublish', backend: 'b2', on: true },
      { do: 'load', load: 'l1', table: 't1', partitions: ['p1'] },
      { do: 'heal' },
      { do: 'load', load: 'l2', table: 't1', partitions: ['p2'] },
    );
    expect(stalled.committed.get('t1/p1')).toEqual(['l1']);
    expect([...stalled.waiting.keys()]).toEqual(['l1']);
    expect(stalled.acknowledged.get('t1/p2')).toEqual(['l2']);
  });

  it('takes the item that was set last, under whichever name', () => {
    const set = (name: string, value: string): Command => ({ do: 'setConfig', name, value });
    const ledger = ledgerAfter(
      set('schedule_slot_num_per_path', '8'),
      set('tablet_sched_slot_num_per_path', '4'),
      set('tablet_sched_max_scheduling_tablets', '2'),
      set('schedule_slot_num_per_path', '6'),
    );
    expect([slotsConfigured(ledger), queueLimit(ledger, profile)]).toEqual([6, 2]);
    expect(queueLimit(newLedger(), profile)).toBe(profile.maxSchedulingTablets);
  });

  it('lets a schema change end, and forgets a dropped table', () => {
    expect([...ledgerAfter(create, { do: 'beginSchemaChange', table: 't1' }).altering]).toEqual(['t1']);
    const dropped = ledgerAfter(
      create,
      hint,
      { do: 'beginSchemaChange', table: 't1' },
      { do: 'dropTable', table: 't1' },
    );
    expect([dropped.altering.size, dropped.hints.size, dropped.replicationNums.size]).toEqual([0, 0, 0]);
  });

  it('takes repeated reports for a fault like any other', () => {
    expect(isFaultFree(ledgerAfter({ do: 'repeatReports', backend: 'b1', on: true }))).toBe(false);
    expect(isFaultFree(ledgerAfter({ do: 'repeatReports', backend: 'b1', on: true }, { do: 'heal' }))).toBe(true);
  });

  it('is not disturbed by looking', () => {
    const looked = ledgerAfter(create, { do: 'advance', seconds: 5 }, { do: 'showProc', path: '/backends' });
    expect(looked.quietSinceMs).toBe(0);
  });
});
