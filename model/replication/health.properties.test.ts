import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BackendFacts, diagnose, type HealthRules, type ReplicaFacts, type TabletFacts } from './health.ts';

const rules = fc.constantFrom<HealthRules>(
  { backendDownToleranceMs: 0, forceRedundantBy: 'backend' },
  { backendDownToleranceMs: 900_000, forceRedundantBy: 'count' },
);

const rarely = fc.boolean().chain((first) => (first ? fc.boolean() : fc.constant(false)));

/** Hosts are shared only in clusters where `host` is drawn. */
function backendAt(index: number, host: fc.Arbitrary<string>): fc.Arbitrary<BackendFacts> {
  return fc
    .record({ host, dead: rarely, decommissioned: rarely, downMs: fc.constantFrom(0, 5_000, 2_000_000) })
    .map(({ dead, ...facts }) => ({ id: `b${index}`, alive: !dead, ...facts }));
}

function replicaOn(backend: BackendFacts): fc.Arbitrary<ReplicaFacts> {
  return fc
    .record({
      version: fc.constantFrom(5, 5, 5, 4, 6),
      lastFailedVersion: fc.constantFrom(-1, -1, -1, 7),
      state: fc.constantFrom('NORMAL', 'NORMAL', 'NORMAL', 'ALTER', 'CLONE', 'DECOMMISSION'),
      bad: rarely,
      needFurtherRepair: rarely,
      tooFarBehind: rarely,
      diskDecommissioned: rarely,
      dropped: rarely,
    })
    .map(({ dropped, ...facts }) => ({
      ...facts,
      lastSuccessVersion: facts.version,
      backend: dropped ? undefined : backend,
    }));
}

function clusterWith(hostOf: (index: number) => fc.Arbitrary<string>): fc.Arbitrary<TabletFacts> {
  return fc
    .integer({ min: 1, max: 6 })
    .chain((size) => fc.tuple(...Array.from({ length: size }, (_, index) => backendAt(index, hostOf(index)))))
    .chain((backends) =>
      fc.record({
        replicationNum: fc.integer({ min: 1, max: 5 }),
        visibleVersion: fc.constant(5),
        backends: fc.constant(backends),
        replicas: fc.shuffledSubarray(backends).chain((holders) => fc.tuple(...holders.map(replicaOn))),
        recoverWithEmptyTablet: fc.constant(false),
      }),
    );
}

const apart = clusterWith((index) => fc.constant(`h${index}`));
const crowded = clusterWith(() => fc.constantFrom('h1', 'h2', 'h3'));

function isSound({ backend, ...replica }: ReplicaFacts, tolerant: boolean): boolean {
  return (
    backend !== undefined &&
    (backend.alive || (tolerant && backend.downMs <= 900_000)) &&
    !backend.decommissioned &&
    !replica.diskDecommissioned &&
    !replica.bad &&
    replica.state !== 'CLONE' &&
    replica.state !== 'DECOMMISSION' &&
    replica.lastFailedVersion < 0 &&
    replica.version >= 5 &&
    (tolerant || !replica.tooFarBehind)
  );
}

function soundBackend(index: number): BackendFacts {
  return { id: `b${index}`, host: `h${index}`, alive: true, decommissioned: false, downMs: 0 };
}

function soundReplica(backend: BackendFacts): ReplicaFacts {
  const versions = { version: 5, lastFailedVersion: -1, lastSuccessVersion: 5 };
  const flags = { bad: false, needFurtherRepair: false, tooFarBehind: false, diskDecommissioned: false };
  return { backend, state: 'NORMAL', ...versions, ...flags };
}

describe('diagnose', () => {
  it('calls a tablet healthy exactly when it has as many records as wanted, all of them sound, on hosts of their own', () => {
    fc.assert(
      fc.property(crowded, rules, (facts, judge) => {
        const sound = facts.replicas.every((replica) => isSound(replica, judge.forceRedundantBy === 'count'));
        const hosts = new Set(facts.replicas.map(({ backend }) => backend?.host));
        const expected = sound && hosts.size === facts.replicas.length && hosts.size === facts.replicationNum;
        expect(diagnose(facts, judge).status === 'HEALTHY').toBe(expected);
      }),
      { numRuns: 5_000 },
    );
  });

  it('never gets healthier by a replica going bad, and always ill', () => {
    fc.assert(
      fc.property(apart, rules, fc.nat(), (facts, judge, choice) => {
        fc.pre(facts.replicas.length > 0);
        const victim = choice % facts.replicas.length;
        const replicas = facts.replicas.map((replica, index) =>
          index === victim ? { ...replica, bad: true } : replica,
        );
        expect(diagnose({ ...facts, replicas }, judge).status).not.toBe('HEALTHY');
      }),
    );
  });

  it('does not depend on the order of records or of backends', () => {
    fc.assert(
      fc.property(apart, rules, (facts, judge) => {
        const turned = { ...facts, replicas: facts.replicas.toReversed(), backends: facts.backends.toReversed() };
        expect(diagnose(turned, judge)).toEqual(diagnose(facts, judge));
      }),
      { numRuns: 1_000 },
    );
  });

  it('is not impressed by idle backends when all is well', () => {
    const size = fc.integer({ min: 1, max: 5 });
    fc.assert(
      fc.property(size, fc.integer({ min: 0, max: 3 }), rules, (replicationNum, idle, judge) => {
        const backends = Array.from({ length: replicationNum + idle }, (_, index) => soundBackend(index));
        const replicas = backends.slice(0, replicationNum).map(soundReplica);
        const facts = { replicationNum, visibleVersion: 5, backends, replicas, recoverWithEmptyTablet: false };
        expect(diagnose(facts, judge)).toEqual({ status: 'HEALTHY', priority: 'NORMAL' });
      }),
    );
  });

  it('never makes room at the expense of the only replica that is wanted', () => {
    fc.assert(
      fc.property(crowded, rules, (facts, judge) => {
        expect(diagnose({ ...facts, replicationNum: 1 }, judge).status).not.toBe('FORCE_REDUNDANT');
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('diagnose by backend', () => {
  const judge: HealthRules = { backendDownToleranceMs: 0, forceRedundantBy: 'backend' };

  it('makes room only when a complete copy lives and no backend is spare', () => {
    let forced = 0;
    fc.assert(
      fc.property(apart, (facts) => {
        if (diagnose(facts, judge).status !== 'FORCE_REDUNDANT') return;
        forced += 1;
        const complete = facts.replicas.some(
          (replica) => replica.backend?.alive === true && !replica.bad && !replica.tooFarBehind && replica.version >= 5,
        );
        const held = new Set(facts.replicas.map(({ backend }) => backend?.id));
        const spare = facts.backends.filter(
          ({ id, alive, decommissioned }) => alive && !decommissioned && !held.has(id),
        );
        expect([complete, spare]).toEqual([true, []]);
      }),
      { numRuns: 10_000, seed: 1 },
    );
    expect(forced).toBeGreaterThan(20);
  });
});
