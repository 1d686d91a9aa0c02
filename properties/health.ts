import * as fc from 'fast-check';
import type { LawCall } from '../adapters/adapter.ts';
import type { Profile } from '../model/profile.ts';
import type { BackendFacts, ReplicaFacts, TabletFacts } from '../model/replication/health.ts';
import { type Loss, lossOf } from './health-table.ts';
import type { Property } from './property.ts';

const described = { level: 'must', suite: 'replication', needs: ['laws'] } as const;

const backend: fc.Arbitrary<Omit<BackendFacts, 'id' | 'host'>> = fc.record({
  alive: fc.boolean(),
  decommissioned: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  downMs: fc.constantFrom(5_000, 600_000, 1_200_000),
});

interface ReplicaDraw {
  readonly at: number;
  readonly lag: number;
  readonly failed: boolean;
  readonly state: 'NORMAL' | 'CLONE';
  readonly bad: boolean;
  readonly tooFarBehind: boolean;
}

const replica: fc.Arbitrary<ReplicaDraw> = fc.record({
  at: fc.nat({ max: 6 }),
  lag: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constant(1) }),
  failed: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  state: fc.oneof(
    { weight: 8, arbitrary: fc.constant('NORMAL' as const) },
    { weight: 1, arbitrary: fc.constant('CLONE' as const) },
  ),
  bad: fc.oneof({ weight: 6, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  tooFarBehind: fc.oneof({ weight: 8, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
});

const visibleVersion = 5;

/** Tablets in every state of health: up to five backends, up to six replicas, each on a different backend or on none. */
export const tabletFacts: fc.Arbitrary<TabletFacts> = fc
  .record({
    replicationNum: fc.integer({ min: 1, max: 4 }),
    backends: fc.array(backend, { minLength: 1, maxLength: 5 }),
    replicas: fc.array(replica, { maxLength: 6 }),
  })
  .map(({ replicationNum, backends: drawn, replicas }) => {
    const backends = drawn.map((facts, nth) => ({
      ...facts,
      id: String(10_001 + nth),
      host: `10.0.0.${nth + 1}`,
      downMs: facts.alive ? 0 : facts.downMs,
    }));
    const apart = replicas.filter((one, nth) => replicas.findIndex((other) => other.at === one.at) === nth);
    return {
      replicationNum,
      visibleVersion,
      backends,
      replicas: apart.map((one) => replicaFacts(one, backends)),
      recoverWithEmptyTablet: false,
    };
  });

function replicaFacts(drawn: ReplicaDraw, backends: readonly BackendFacts[]): ReplicaFacts {
  const version = visibleVersion - drawn.lag;
  return {
    backend: backends[drawn.at],
    version,
    lastFailedVersion: drawn.failed || drawn.lag > 0 ? visibleVersion : -1,
    lastSuccessVersion: version,
    state: drawn.state,
    bad: drawn.bad,
    needFurtherRepair: false,
    tooFarBehind: drawn.tooFarBehind,
    diskDecommissioned: false,
  };
}

/** The question how the target judges a tablet under the profile's rules. */
export function asked(facts: TabletFacts, profile: Profile): readonly LawCall[] {
  const { backendDownToleranceMs, forceRedundantBy } = profile;
  return [{ law: 'diagnose', args: [facts, { backendDownToleranceMs, forceRedundantBy }] }];
}

/** The status in a diagnosis, or the answer as text when it is none. */
export function statusIn(answer: unknown): string {
  return typeof answer === 'object' && answer !== null && 'status' in answer ? String(answer.status) : String(answer);
}

/** A law about `diagnose`: what the status must be, or must not be; undefined where the property has nothing to say. */
function aboutDiagnosis(
  id: string,
  title: string,
  clauses: readonly string[],
  judge: (facts: TabletFacts, status: string, profile: Profile) => string | undefined,
  concerns: (facts: TabletFacts, profile: Profile) => boolean = () => true,
): Property {
  return {
    ...described,
    form: 'law',
    id,
    title,
    clauses,
    questions: (profile) =>
      tabletFacts.filter((facts) => concerns(facts, profile)).map((facts) => asked(facts, profile)),
    judge: (calls, [answer], profile) => {
      const facts = factsIn(calls);
      const wrong = facts === undefined ? 'no facts' : judge(facts, statusIn(answer), profile);
      return wrong === undefined ? undefined : `${wrong}: ${JSON.stringify(facts)}`;
    },
  };
}

function factsIn(calls: readonly LawCall[]): TabletFacts | undefined {
  const facts: unknown = calls[0]?.args[0];
  return isFacts(facts) ? facts : undefined;
}

function isFacts(value: unknown): value is TabletFacts {
  return typeof value === 'object' && value !== null && 'replicas' in value && 'backends' in value;
}

/** The main branch compares numbers, and prefers to remove a record as soon as there are as many as backends. */
function removesFirst({ records, aliveBackends }: Loss, n: number): boolean {
  return records >= aliveBackends && aliveBackends >= n && n > 1;
}

/** A replica is lost and a backend is free, as the profile sees it. */
function findsSpare(loss: Loss, n: number, { forceRedundantBy }: Profile): boolean {
  if (loss.alive >= n || !loss.spare) return false;
  return forceRedundantBy === 'backend' || (loss.aliveBackends > loss.alive && !removesFirst(loss, n));
}

/** A replica is lost, no backend is free as the profile sees it, and another replica lags where it could be repaired. */
function lacksSpare(loss: Loss, n: number, { forceRedundantBy }: Profile): boolean {
  if (loss.alive >= n || loss.complete === 0 || loss.complete >= loss.alive) return false;
  return forceRedundantBy === 'backend' ? !loss.spare : loss.aliveBackends <= loss.alive && !removesFirst(loss, n);
}

/** Properties of tablet health (R01, R06, R08; replication notes 2 and 10, TH). */
export const healthProperties: readonly Property[] = [
  aboutDiagnosis(
    'TH-1',
    'the status of a tablet follows from the counts of its alive, complete and stable replicas',
    ['R06', 'R07', 'R08'],
    (facts, status, profile) => {
      const expected = lossOf(facts, profile).status;
      return status === expected ? undefined : `expected ${expected}, got ${status}`;
    },
  ),
  aboutDiagnosis(
    'TH-2',
    'a tablet is HEALTHY exactly when it has N replicas, all alive, complete and on backends that stay',
    ['R01', 'R06'],
    (facts, status, profile) => {
      const { records, stable } = lossOf(facts, profile);
      const healthy = records === facts.replicationNum && stable === facts.replicationNum;
      return healthy === (status === 'HEALTHY')
        ? undefined
        : `${healthy ? 'nothing is wrong' : 'something is wrong'}, but the status is ${status}`;
    },
  ),
  {
    ...described,
    form: 'law',
    id: 'TH-6',
    title: 'a silent backend counts as dead once it was silent for longer than the tolerance',
    clauses: ['R06', 'R08'],
    questions: ({ backendDownToleranceMs }) =>
      fc
        .tuple(
          fc.boolean(),
          fc.constantFrom(-30_000, -1, 0, 1, 5_000),
          fc.constantFrom(900_000, 60_000, backendDownToleranceMs || 5_000),
        )
        .map(([alive, offset, tolerance]) => {
          const downMs = Math.max(0, tolerance + offset);
          return [{ law: 'isDead' as const, args: [alive, alive ? 0 : downMs, tolerance] }];
        }),
    judge: (calls, [answer]) => {
      const [alive, downMs, tolerance] = calls[0]?.args ?? [];
      const expected = alive === false && Number(downMs) > Number(tolerance);
      return answer === expected
        ? undefined
        : `alive ${alive}, silent for ${downMs} ms, tolerance ${tolerance} ms: expected ${expected}, got ${answer}`;
    },
  },
  aboutDiagnosis(
    'TH-8',
    'a lost replica is replaced first when a backend without a replica of the tablet is free',
    ['R08', 'R11'],
    (_facts, status) =>
      status === 'REPLICA_MISSING' ? undefined : `a replica is lost and a backend is free, but the status is ${status}`,
    (facts, profile) => findsSpare(lossOf(facts, profile), facts.replicationNum, profile),
  ),
  aboutDiagnosis(
    'TH-9',
    'the only replica of a tablet is never removed by force',
    ['R11'],
    (_facts, status) => (status === 'FORCE_REDUNDANT' ? 'a tablet with one replica may lose it' : undefined),
    (facts) => facts.replicationNum === 1,
  ),
  aboutDiagnosis(
    'TH-12',
    'a missing replica that finds no backend does not keep lagging ones from being repaired',
    ['R07'],
    (_facts, status) =>
      status === 'VERSION_INCOMPLETE'
        ? undefined
        : `a replica lags and could be repaired where it is, but the status is ${status}`,
    (facts, profile) => lacksSpare(lossOf(facts, profile), facts.replicationNum, profile),
  ),
];
