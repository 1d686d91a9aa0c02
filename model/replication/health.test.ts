import { describe, expect, it } from 'vitest';
import { type BackendFacts, diagnose, type HealthRules, type ReplicaFacts, type TabletFacts } from './health.ts';

const documented: HealthRules = { backendDownToleranceMs: 0, forceRedundantBy: 'backend' };
const byCount: HealthRules = { backendDownToleranceMs: 900_000, forceRedundantBy: 'count' };

function backend(name: string, changes: Partial<BackendFacts> = {}): BackendFacts {
  return { id: name, host: name, alive: true, decommissioned: false, downMs: 0, ...changes };
}

function on(holder: BackendFacts | undefined, changes: Partial<ReplicaFacts> = {}): ReplicaFacts {
  return {
    backend: holder,
    version: 5,
    lastFailedVersion: -1,
    lastSuccessVersion: 5,
    state: 'NORMAL',
    bad: false,
    needFurtherRepair: false,
    tooFarBehind: false,
    diskDecommissioned: false,
    ...changes,
  };
}

function tablet(
  backends: readonly BackendFacts[],
  replicas: readonly ReplicaFacts[],
  changes: Partial<TabletFacts> = {},
): TabletFacts {
  return { replicationNum: 3, visibleVersion: 5, backends, replicas, recoverWithEmptyTablet: false, ...changes };
}

function judged(facts: TabletFacts, rules: HealthRules = documented): string {
  const { status, priority } = diagnose(facts, rules);
  return `${status} ${priority}`;
}

const [b1, b2, b3, b4] = [backend('b1'), backend('b2'), backend('b3'), backend('b4')];
const dead = backend('b3', { alive: false, downMs: 900_001 });
const silent = backend('b3', { alive: false, downMs: 900_000 });
const leaving = backend('b3', { decommissioned: true });
const lagging = { version: 4, lastSuccessVersion: 4 };
const bad = { bad: true };

describe('a tablet whose replica is lost', () => {
  it('gets a new one where a spare backend exists, although StarRocks makes room first', () => {
    const facts = tablet([b1, b2, dead, b4], [on(b1), on(b2), on(dead)]);
    expect(judged(facts)).toBe('REPLICA_MISSING NORMAL');
    expect(judged(facts, byCount)).toBe('FORCE_REDUNDANT VERY_HIGH');
  });

  it('makes room on its own backend when there is no spare one', () => {
    for (const lost of [bad, { tooFarBehind: true, ...lagging }]) {
      expect(judged(tablet([b1, b2, b3], [on(b1), on(b2), on(b3, lost)]))).toBe('FORCE_REDUNDANT VERY_HIGH');
    }
  });

  it('repairs what lags before it makes room', () => {
    const facts = tablet([b1, b2, b3], [on(b1), on(b2, lagging), on(b3, bad)]);
    expect(judged(facts)).toBe('VERSION_INCOMPLETE HIGH');
  });

  it('never makes room before a complete copy lives', () => {
    expect(judged(tablet([b1, b2, b3], [on(b1, bad), on(b2, bad), on(b3, bad)]))).toBe('REPLICA_MISSING HIGH');
  });

  it('waits when no backend could take a new one', () => {
    expect(judged(tablet([b1, b2, dead], [on(b1), on(b2), on(dead)]))).toBe('REPLICA_MISSING NORMAL');
    expect(judged(tablet([b1, b2, leaving], [on(b1), on(b2), on(leaving, bad)]))).toBe('REPLICA_MISSING NORMAL');
    expect(judged(tablet([b1], [on(b1, bad)], { replicationNum: 1 }))).toBe('REPLICA_MISSING HIGH');
  });

  it('still has its lagging replica repaired when no spare backend exists', () => {
    const facts = tablet([b1, b2], [on(b1), on(b2, lagging), on(undefined)]);
    expect([judged(facts), judged(facts, byCount)]).toEqual(['VERSION_INCOMPLETE HIGH', 'VERSION_INCOMPLETE HIGH']);
  });

  it('is left to the backends by StarRocks when it is too far behind', () => {
    const facts = tablet([b1, b2, b3, b4], [on(b1), on(b2), on(b3, { tooFarBehind: true, ...lagging })]);
    expect(judged(facts)).toBe('REPLICA_MISSING NORMAL');
    expect(judged(facts, byCount)).toBe('VERSION_INCOMPLETE NORMAL');
  });

  it('goes first when everything is lost and an empty tablet is preferred', () => {
    const lost = tablet([b1, b2, b3], [on(b1, bad), on(undefined)], { recoverWithEmptyTablet: true });
    expect([judged(lost), judged(lost, byCount)]).toEqual(['FORCE_REDUNDANT VERY_HIGH', 'FORCE_REDUNDANT VERY_HIGH']);
    expect(judged({ ...lost, replicas: [on(b1, bad)] })).toBe('REPLICA_MISSING HIGH');
    expect(judged({ ...lost, replicas: [on(b1, bad), on(b2)] })).toBe('REPLICA_MISSING HIGH');
  });
});

describe('a silent backend', () => {
  it('is dead at once in the documents, and after the tolerance in StarRocks', () => {
    const justNow = backend('b3', { alive: false });
    const held = (holder: BackendFacts) => tablet([b1, b2, holder, b4], [on(b1), on(b2), on(holder)]);
    expect(judged(held(justNow))).toBe('REPLICA_MISSING NORMAL');
    expect(judged(held(silent), byCount)).toBe('HEALTHY NORMAL');
    expect(judged(held(dead), byCount)).toBe('FORCE_REDUNDANT VERY_HIGH');
  });
});

describe('a lagging replica', () => {
  it('is repaired in place, urgently when fewer than a majority are complete', () => {
    const missed = { lastFailedVersion: 6 };
    expect(judged(tablet([b1, b2, b3, b4], [on(b1), on(b2), on(b3, missed)]))).toBe('VERSION_INCOMPLETE NORMAL');
    expect(judged(tablet([b1, b2, b3, b4], [on(b1), on(b2, lagging), on(b3, missed)]))).toBe('VERSION_INCOMPLETE HIGH');
  });

  it('does not keep a redundant replica from going', () => {
    expect(judged(tablet([b1, b2, b3, b4], [on(b1), on(b2), on(b3), on(b4, lagging)]))).toBe('REDUNDANT VERY_HIGH');
  });
});

describe('enough complete replicas', () => {
  const four = [b1, b2, b3, b4];

  it('are healthy when they are exactly as many as wanted', () => {
    expect(judged(tablet(four, [on(b1), on(b2), on(b3)]))).toBe('HEALTHY NORMAL');
    expect(judged(tablet(four, [on(b1), on(b2), on(b3), on(b4)]))).toBe('REDUNDANT VERY_HIGH');
    expect(judged(tablet(four, [on(b1), on(b2), on(b3), on(undefined)]))).toBe('REDUNDANT VERY_HIGH');
  });

  it('are repaired before one goes that a balance task has just made', () => {
    const facts = tablet(four, [on(b1), on(b2), on(b3), on(b4, { needFurtherRepair: true })]);
    expect([judged(facts), judged(facts, byCount)]).toEqual(['NEED_FURTHER_REPAIR NORMAL', 'NEED_FURTHER_REPAIR HIGH']);
  });

  it('move away from a backend that is decommissioned, if need be after one has made room', () => {
    const moving = tablet([b1, b2, leaving, b4], [on(b1), on(b2), on(leaving)]);
    expect([judged(moving), judged(moving, byCount)]).toEqual(['REPLICA_RELOCATING NORMAL', 'REPLICA_RELOCATING LOW']);
    const crowded = tablet([b1, b2, leaving, b4], [on(b1), on(b2), on(leaving), on(b4, bad)]);
    expect([judged(crowded), judged(crowded, byCount)]).toEqual(['FORCE_REDUNDANT VERY_HIGH', 'FORCE_REDUNDANT LOW']);
  });

  it('move away from a disk that is emptied', () => {
    expect(judged(tablet(four, [on(b1), on(b2), on(b3, { diskDecommissioned: true })]))).toBe('DISK_MIGRATION NORMAL');
  });

  it('lie at different locations when the labels allow it', () => {
    const racks = ['r1', 'r1', 'r2'].map((rack, index) => backend(`b${index}`, { location: { rack } }));
    const facts = tablet(
      racks,
      racks.map((holder) => on(holder)),
    );
    expect(judged({ ...facts, requiredLocation: { rack: ['r1', 'r2', 'r3'] } })).toBe('LOCATION_MISMATCH NORMAL');
    expect(judged({ ...facts, requiredLocation: { rack: ['r1', 'r2'] } })).toBe('HEALTHY NORMAL');
    expect(judged({ ...facts, requiredLocation: { rack: ['r2'] } })).toBe('LOCATION_MISMATCH NORMAL');
    expect(judged({ ...facts, requiredLocation: {} })).toBe('HEALTHY NORMAL');
  });
});
