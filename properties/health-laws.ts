import * as fc from 'fast-check';
import type { Profile } from '../model/profile.ts';
import type { BackendFacts, ReplicaFacts, TabletFacts } from '../model/replication/health.ts';
import { asked, statusIn, tabletFacts } from './health.ts';
import type { Level, Property } from './property.ts';

const visibleVersion = 5;
const described = { suite: 'replication', needs: ['laws'] } as const;

function backend(nth: number, more: Partial<BackendFacts> = {}): BackendFacts {
  const id = String(10_001 + nth);
  return { id, host: `10.0.0.${nth + 1}`, alive: true, decommissioned: false, downMs: 0, ...more };
}

function complete(on: BackendFacts | undefined): ReplicaFacts {
  return {
    backend: on,
    version: visibleVersion,
    lastFailedVersion: -1,
    lastSuccessVersion: visibleVersion,
    state: 'NORMAL',
    bad: false,
    needFurtherRepair: false,
    tooFarBehind: false,
    diskDecommissioned: false,
  };
}

function lagging(replica: ReplicaFacts): ReplicaFacts {
  const version = visibleVersion - 1;
  return { ...replica, version, lastFailedVersion: visibleVersion, lastSuccessVersion: version };
}

/** A healthy tablet: N complete replicas on the first N of some living backends. */
function healthy(replicationNum: number, spares: number): TabletFacts {
  const backends = Array.from({ length: replicationNum + spares }, (_, nth) => backend(nth));
  const replicas = backends.slice(0, replicationNum).map(complete);
  return { replicationNum, visibleVersion, backends, replicas, recoverWithEmptyTablet: false };
}

function withReplica(facts: TabletFacts, nth: number, change: (replica: ReplicaFacts) => ReplicaFacts): TabletFacts {
  return { ...facts, replicas: facts.replicas.map((replica, index) => (index === nth ? change(replica) : replica)) };
}

/** Backends and the replicas on them, each backend changed in the same way. */
function withBackends(facts: TabletFacts, change: (backend: BackendFacts, nth: number) => BackendFacts): TabletFacts {
  const backends = facts.backends.map(change);
  const replicas = facts.replicas.map((replica) => {
    const nth = facts.backends.findIndex(({ id }) => id === replica.backend?.id);
    return { ...replica, backend: nth < 0 ? undefined : backends[nth] };
  });
  return { ...facts, backends, replicas };
}

const healthyFacts = fc
  .record({ replicationNum: fc.integer({ min: 1, max: 4 }), spares: fc.nat({ max: 2 }) })
  .map(({ replicationNum, spares }) => healthy(replicationNum, spares));

interface Law {
  readonly id: string;
  readonly title: string;
  readonly clauses: readonly string[];
  readonly level?: Level;
  /** Tablets that are judged together. */
  readonly tablets: fc.Arbitrary<readonly TabletFacts[]>;
  /** What is wrong with the statuses and priorities, or undefined. */
  readonly judge: (statuses: readonly string[], priorities: readonly string[]) => string | undefined;
}

function law({ id, title, clauses, level = 'must', tablets, judge }: Law): Property {
  return {
    ...described,
    form: 'law',
    id,
    title,
    clauses,
    level,
    questions: (profile: Profile) => tablets.map((all) => all.flatMap((facts) => asked(facts, profile))),
    judge: (calls, answers) => {
      const wrong = judge(answers.map(statusIn), answers.map(priorityIn));
      return wrong === undefined ? undefined : `${wrong}: ${JSON.stringify(calls.map((call) => call.args[0]))}`;
    },
  };
}

function priorityIn(answer: unknown): string {
  return typeof answer === 'object' && answer !== null && 'priority' in answer ? String(answer.priority) : 'none';
}

const ranks = ['LOW', 'NORMAL', 'HIGH', 'VERY_HIGH'];

/** Tablets beside themselves with one more bad replica. */
const spoiled = fc
  .tuple(fc.oneof(healthyFacts, tabletFacts), fc.nat())
  .filter(([facts]) => facts.replicas.some((replica) => !replica.bad))
  .map(([facts, drawn]) => {
    const sound = facts.replicas.flatMap((replica, nth) => (replica.bad ? [] : [nth]));
    const nth = sound[drawn % sound.length] ?? 0;
    return [facts, withReplica(facts, nth, (replica) => ({ ...replica, bad: true }))];
  });

/** Tablets beside themselves with their replicas in another order. */
const shuffled = fc.tuple(tabletFacts, fc.integer({ min: 1, max: 5 }), fc.boolean()).map(([facts, by, turned]) => {
  const { replicas } = facts;
  const cut = by % Math.max(1, replicas.length);
  const moved = [...replicas.slice(cut), ...replicas.slice(0, cut)];
  return [facts, { ...facts, replicas: turned ? moved.reverse() : moved }];
});

/** Healthy tablets, with an idle backend more, and under other names of the backends. */
const renamed = healthyFacts.map((facts) => [
  facts,
  { ...facts, backends: [...facts.backends, backend(20)] },
  withBackends(facts, (one, nth) => ({ ...one, id: String(99_000 - nth), host: `10.9.0.${200 - nth}` })),
]);

/** Of the same tablet a minority and a majority of the replicas lost in the same way, with room for all of them. */
const losses = fc
  .record({ replicationNum: fc.integer({ min: 3, max: 4 }), lags: fc.boolean() })
  .map(({ replicationNum, lags }) => {
    const lost = (count: number): TabletFacts => {
      const facts = healthy(replicationNum, replicationNum);
      const lose = (replica: ReplicaFacts): ReplicaFacts => (lags ? lagging(replica) : { ...replica, bad: true });
      return { ...facts, replicas: facts.replicas.map((replica, nth) => (nth < count ? lose(replica) : replica)) };
    };
    return [lost(1), lost(replicationNum - 1)];
  });

/** Otherwise healthy tablets of which two replicas are on the same machine. */
const shared = fc
  .integer({ min: 2, max: 4 })
  .map((replicationNum) => [
    withBackends(healthy(replicationNum, 1), (one, nth) => (nth === 1 ? { ...one, host: '10.0.0.1' } : one)),
  ]);

/** Otherwise healthy tablets of which one backend is being emptied, while another is free. */
const leaving = fc
  .integer({ min: 1, max: 4 })
  .map((replicationNum) => [
    withBackends(healthy(replicationNum, 1), (one, nth) => ({ ...one, decommissioned: nth === 0 })),
  ]);

/** Healthy tablets with one replica more, which is behind and marked for repair. */
const fresh = fc
  .record({ replicationNum: fc.integer({ min: 1, max: 3 }), spares: fc.integer({ min: 1, max: 3 }) })
  .map(({ replicationNum, spares }) => {
    const facts = healthy(replicationNum, spares);
    const copy = { ...lagging(complete(facts.backends[replicationNum])), needFurtherRepair: true };
    return [{ ...facts, replicas: [...facts.replicas, copy] }];
  });

/** What holds of the judgement of tablets whatever the exact table is (replication notes 2 and 10, TH). */
export const healthLaws: readonly Property[] = [
  law({
    id: 'TH-3',
    title: 'a bad replica never makes a tablet healthy, and always makes a healthy one unhealthy',
    clauses: ['R06', 'R08'],
    tablets: spoiled,
    judge: ([, after]) => (after === 'HEALTHY' ? 'one more replica is bad, and the tablet is HEALTHY' : undefined),
  }),
  law({
    id: 'TH-4',
    title: 'the order in which the replicas are listed does not matter',
    clauses: ['R06'],
    tablets: shuffled,
    judge: ([before, after]) => (before === after ? undefined : `${before} in one order, ${after} in another`),
  }),
  law({
    id: 'TH-5',
    title: 'neither the names of the backends nor an idle one more make a healthy tablet unhealthy',
    clauses: ['R01', 'R06'],
    tablets: renamed,
    judge: ([before, ...after]) =>
      before === 'HEALTHY' && after.some((status) => status !== 'HEALTHY')
        ? `HEALTHY, but ${after.join(' and ')} with an idle backend more and with other names`
        : undefined,
  }),
  law({
    id: 'TH-7',
    title: 'a tablet that has lost most of its replicas is more urgent than one that has lost few',
    clauses: ['R06'],
    level: 'should',
    tablets: losses,
    judge: (_statuses, [few = '', most = '']) =>
      ranks.indexOf(few) < ranks.indexOf(most) ? undefined : `${few} with one loss, ${most} with one replica left`,
  }),
  law({
    id: 'TH-10',
    title: 'two replicas on one machine count once',
    clauses: ['R01', 'R06'],
    level: 'should',
    tablets: shared,
    judge: ([status]) => (status === 'HEALTHY' ? 'two replicas share a machine, and the tablet is HEALTHY' : undefined),
  }),
  law({
    id: 'TH-11',
    title: 'a complete replica on a backend that is being emptied is moved, not given up',
    clauses: ['R06', 'R12'],
    tablets: leaving,
    judge: ([status]) =>
      status === 'REPLICA_RELOCATING' ? undefined : `a decommissioned backend holds a complete replica, but: ${status}`,
  }),
  law({
    id: 'TH-13',
    title: 'a new copy that is behind is repaired before anything of its tablet is removed',
    clauses: ['R11'],
    level: 'should',
    tablets: fresh,
    judge: ([status]) =>
      status === 'REDUNDANT' || status === 'FORCE_REDUNDANT'
        ? `the new copy lags, but the status is ${status}`
        : undefined,
  }),
];
