import { describe, expect, it } from 'vitest';
import { snapshotRuleClauses } from './rule-clauses.ts';
import { referenceSnapshotRules as rules } from './rules.ts';
import type { Job, JobState } from './state.ts';
import { profileFor } from './testing/cluster.ts';

const documented = profileFor('documented-3.4');
const main = profileFor('starrocks-main');

function job(id: number, state: JobState, more: Partial<Job> = {}): Job {
  return {
    id,
    name: rules.snapshotName(1_700_000_000_000 + id),
    volume: 'v1',
    createdMs: id,
    startedMs: id,
    state,
    feJournalId: 0,
    starmgrJournalId: 0,
    finishedMs: null,
    journaledFinishedMs: null,
    detail: '',
    error: '',
    leftovers: 'none',
    ...more,
  };
}

function boundary(profile: typeof documented, ...states: readonly JobState[]): number {
  const jobs = states.map((state, nth) => job(nth + 1, state));
  return rules.safeDeletionTime({ volume: 'v1', onSinceMs: 0, jobs }, profile);
}

describe('the rules', () => {
  it('all have clauses', () => {
    expect(Object.keys(snapshotRuleClauses).sort()).toEqual(Object.keys(rules).sort());
    for (const clauses of Object.values(snapshotRuleClauses)) expect(clauses).not.toEqual([]);
  });

  it('name a snapshot by 13 digits of milliseconds, never by one that was there', () => {
    expect(rules.snapshotName(1_704_038_400_000)).toBe('automated_cluster_snapshot_1704038400000');
    const taken = (ms: number) => ms === 106;
    expect(rules.createdTime(100, 105, taken, documented)).toBe(107);
    expect(rules.createdTime(100, undefined, taken, documented)).toBe(100);
    expect(rules.createdTime(100, 105, taken, main)).toBe(100);
  });

  it('put a snapshot in the same folder with and without a slash at the end of the location', () => {
    const dirs = ['s3://b/p', 's3://b/p/', 's3://b/p//'].map((location) => rules.snapshotDir(location, 'id', 'n'));
    expect(new Set(dirs)).toEqual(new Set(['s3://b/p/id/meta/image/n']));
  });

  it('protect what the live snapshot needs, with the one before it as the boundary (snapshot notes 6.1)', () => {
    for (const profile of [documented, main]) {
      expect(rules.safeDeletionTime({ volume: undefined, onSinceMs: 0, jobs: [] }, profile)).toBe(Infinity);
      expect(boundary(profile, 'DELETED', 'EXPIRED', 'FINISHED')).toBe(2);
      expect(boundary(profile, 'DELETED', 'ERROR', 'FINISHED', 'INITIALIZING')).toBe(1);
      expect(boundary(profile, 'FINISHED', 'FINISHED')).toBe(1);
    }
    expect([boundary(documented, 'FINISHED'), boundary(main, 'FINISHED')]).toEqual([1, 0]);
    expect([boundary(documented, 'ERROR', 'SNAPSHOTING'), boundary(main, 'ERROR', 'SNAPSHOTING')]).toEqual([2, 0]);
    expect([boundary(documented, 'ERROR'), boundary(main, 'ERROR')]).toEqual([Infinity, 0]);
  });

  it('keep the versions from the boundary on and the last one before it', () => {
    const facts = { committedMs: 1, supersededMs: 5, nowMs: 9, isFull: false };
    expect(rules.mayVacuum({ ...facts, boundaryMs: 5 }, documented)).toBe(false);
    expect(rules.mayVacuum({ ...facts, boundaryMs: 6 }, documented)).toBe(true);
    expect(rules.mayVacuum({ ...facts, boundaryMs: 2, isFull: true }, documented)).toBe(false);
    expect(rules.mayVacuum({ ...facts, boundaryMs: 2, isFull: true }, main)).toBe(true);
  });

  it('list what is not yet deleted, or in the main branch the newest only while ON', () => {
    const jobs = [job(1, 'DELETED'), job(2, 'EXPIRED'), job(3, 'ERROR'), job(4, 'FINISHED'), job(5, 'INITIALIZING')];
    const listed = (volume: string | undefined, profile: typeof documented) =>
      rules.listedSnapshots({ volume, onSinceMs: 0, jobs }, profile).map(({ id }) => id);
    expect(listed('v1', documented)).toEqual([2, 4]);
    expect(listed('v1', main)).toEqual([4]);
    expect(listed(undefined, main)).toEqual([]);
  });

  it('trim ended jobs, but not what still lies in the bucket (snapshot notes 2.21, 2.22)', () => {
    const jobs = [job(1, 'ERROR', { leftovers: 'unknown' }), job(2, 'EXPIRED'), job(3, 'DELETED'), job(4, 'FINISHED')];
    const kept = (profile: typeof documented) => rules.trimHistory(jobs, 0, profile).map(({ id }) => id);
    expect(kept(documented)).toEqual([1, 2, 4]);
    expect(kept(main)).toEqual([2, 4]);
  });

  it('restore the newest complete folder, or in the main branch the first one', () => {
    const whole = {
      hasVersion: true,
      hasRole: true,
      hasFeImage: true,
      hasStarmgrImage: true,
      checksumFits: true,
      isWhole: true,
    };
    const folders = [
      { name: 'a', ...whole, hasRole: false },
      { name: 'b', ...whole },
      { name: 'c', ...whole },
      { name: 'd', ...whole, checksumFits: false },
    ];
    expect(rules.fromMeta(folders, documented)?.name).toBe('c');
    expect(rules.fromMeta(folders, main)?.name).toBe('a');
    expect(rules.fromMeta([], documented)).toBeUndefined();
  });

  it('finish the job that was restored from, and no other', () => {
    const jobs = [job(1, 'FINISHED'), job(2, 'INITIALIZING')];
    const ids = { feJournalId: 7, starmgrJournalId: 8, clockMs: 9 };
    const states = (name: string | undefined) =>
      rules.jobsAfterRestart(rules.jobsAfterRestore(jobs, { name, ...ids })).map(({ state }) => state);
    expect(states(jobs[1]?.name)).toEqual(['FINISHED', 'FINISHED']);
    expect(states('another')).toEqual(['FINISHED', 'ERROR']);
    expect(states(undefined)).toEqual(['FINISHED', 'FINISHED']);
  });
});
