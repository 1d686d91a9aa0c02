import { describe, expect, it } from 'vitest';
import { profileNamed, profileNames } from '../model/profile.ts';
import type { Command, Topology } from '../model/scenario.ts';
import type { SyncSession } from './adapter.ts';
import { memoryAdapter } from './memory.ts';
import { withSnapshotFault } from './mutants/mutant.ts';

const topology: Topology = {
  backends: [],
  sharedData: {
    volumes: [{ name: 'v1', location: 's3://bucket/one' }],
    frontends: ['fe1', 'fe2'],
    computeNodes: ['cn1'],
    neighbour: true,
  },
};

function open(name: string, rules = withSnapshotFault({})): SyncSession {
  const profile = profileNamed(name) ?? expect.unreachable();
  return memoryAdapter(profile, rules).open(topology);
}

function run(session: SyncSession, ...commands: readonly Command[]) {
  const outcomes = commands.map((command) => session.apply(command, []));
  return { outcomes, seen: session.observe().sharedData ?? expect.unreachable() };
}

const interval: Command = { do: 'setConfig', name: 'automated_cluster_snapshot_interval_seconds', value: '60' };

describe('a shared-data session of the memory adapter', () => {
  it.each(profileNames)('makes snapshots in %s beside those of a neighbour', (name) => {
    const { seen } = run(open(name), interval, { do: 'enableSnapshots' }, { do: 'advance', seconds: 80 });
    expect(seen.snapshots).toHaveLength(1);
    expect(seen.followerJobs.map(({ STATE }) => STATE)).toEqual(seen.jobs.map(({ STATE }) => STATE));
    expect(seen.bucket.folders.map(({ isIntact, files }) => [isIntact, files.length])).toEqual([
      [true, 5],
      [true, 5],
    ]);
    const own = seen.bucket.folders.find(({ name: folder }) => folder === seen.snapshots[0]?.SNAPSHOT_NAME);
    expect([own?.feJournalId, own?.starmgrJournalId]).toEqual([
      seen.snapshots[0]?.FE_JOURNAL_ID,
      seen.snapshots[0]?.STARMGR_JOURNAL_ID,
    ]);
    expect(seen.bucket.strays).toEqual([]);
  });

  it('shows what did not change as the same object', () => {
    const session = open('documented-3.4');
    run(session, { do: 'createObject', object: { kind: 'database', name: 'd1' } });
    const { seen: before } = run(session, {
      do: 'createObject',
      object: { kind: 'table', name: 't1', database: 'd1' },
    });
    const { seen: after } = run(session, { do: 'advance', seconds: 1 });
    for (const part of ['snapshots', 'jobs', 'catalog', 'frontends', 'bucket'] as const) {
      expect(after[part], part).toBe(before[part]);
    }
    expect(after.clockMs).toBe(before.clockMs + 1000);
  });

  it('keeps the last look of an FE that is down, except for its silence', () => {
    const session = open('documented-3.4');
    const { seen: before } = run(session, interval, { do: 'enableSnapshots' }, { do: 'advance', seconds: 66 });
    const { outcomes, seen: after } = run(
      session,
      { do: 'crashFrontend' },
      { do: 'advance', seconds: 100 },
      { do: 'writeTable', load: 'l1', table: 't1' },
    );
    expect(after).toEqual({ ...before, isUp: false });
    expect(outcomes[2]).toEqual({ kind: 'refused', message: 'the leader FE is down' });
  });

  it('refuses what is for replicated tablets', () => {
    const { outcomes } = run(open('documented-3.4'), { do: 'dropTable', table: 't1' }, { do: 'showProc', path: '/' });
    expect(outcomes.map(({ kind }) => kind)).toEqual(['refused', 'refused']);
  });

  it('has faults planted in it', () => {
    const session = open('documented-3.4', withSnapshotFault({ uploads: () => ['VERSION', 'ROLE'] }));
    const { seen } = run(session, interval, { do: 'enableSnapshots' }, { do: 'advance', seconds: 80 });
    expect(seen.snapshots).toHaveLength(1);
    expect(seen.bucket.folders.map(({ files }) => files.length).sort()).toEqual([2, 5]);
  });
});
