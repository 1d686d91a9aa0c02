import type { TabletFacts } from '../../model/replication/health.ts';
import { referenceRules } from '../../model/replication/rules.ts';
import { type Mutant, withFault } from './mutant.ts';

const judge = referenceRules.diagnose;

function aliveBackends(facts: TabletFacts): number {
  return facts.backends.filter((backend) => backend.alive).length;
}

/** Faults of tablet health and the checker (R01, R06 to R09). */
export const healthMutants: readonly Mutant[] = [
  {
    name: 'redundancy-before-completeness',
    clauses: ['R06', 'R11'],
    expected: ['TH-1'],
    story:
      'A tablet with more records than replicas is called redundant before anyone asks whether its replicas are complete.',
    rules: withFault({
      diagnose: (facts, rules) =>
        facts.replicas.length > facts.replicationNum
          ? { status: 'REDUNDANT', priority: 'VERY_HIGH' }
          : judge(facts, rules),
    }),
  },
  {
    name: 'more-than-n-is-healthy',
    clauses: ['R06', 'R11'],
    expected: ['TH-2', 'SC-24'],
    story: 'At least N complete replicas are taken as healthy, so redundant ones stay for ever.',
    rules: withFault({
      diagnose: (facts, rules) => {
        const diagnosis = judge(facts, rules);
        return diagnosis.status === 'REDUNDANT' ? { status: 'HEALTHY', priority: 'NORMAL' } : diagnosis;
      },
    }),
  },
  {
    name: 'tolerance-in-seconds',
    clauses: ['R06', 'R08'],
    expected: ['TH-6'],
    story: 'The time a backend was silent is compared in seconds with a tolerance in milliseconds.',
    rules: withFault({ isDead: (alive, downMs, toleranceMs) => !alive && downMs / 1000 > toleranceMs }),
  },
  {
    name: 'spare-backend-overlooked',
    clauses: ['R08', 'R11'],
    expected: ['TH-8'],
    story:
      'Records and backends are counted instead of compared, so a lost replica is removed first although a backend is free.',
    source: 'https://github.com/StarRocks/starrocks/pull/43418',
    rules: withFault({
      diagnose: (facts, rules) => {
        const diagnosis = judge(facts, rules);
        const counted = facts.replicas.length >= aliveBackends(facts) && facts.replicationNum > 1;
        return diagnosis.status === 'REPLICA_MISSING' && counted
          ? { status: 'FORCE_REDUNDANT', priority: 'VERY_HIGH' }
          : diagnosis;
      },
    }),
  },
  {
    name: 'single-replica-removed-by-force',
    clauses: ['R11'],
    expected: ['TH-9'],
    story: 'Even the only replica of a tablet is removed by force when no backend is free.',
    rules: withFault({
      diagnose: (facts, rules) => {
        const diagnosis = judge(facts, rules);
        const only = facts.replicationNum === 1 && diagnosis.status === 'REPLICA_MISSING' && facts.replicas.length > 0;
        return only ? { status: 'FORCE_REDUNDANT', priority: 'VERY_HIGH' } : diagnosis;
      },
    }),
  },
  {
    name: 'missing-blocks-lagging',
    clauses: ['R07'],
    expected: ['TH-12'],
    story: 'A missing replica that finds no backend keeps the lagging ones from being repaired.',
    source: 'https://github.com/StarRocks/starrocks/pull/9573',
    rules: withFault({
      diagnose: (facts, rules) => {
        const diagnosis = judge(facts, rules);
        const alive = facts.replicas.filter(
          (replica) => replica.backend?.alive === true && !replica.bad && replica.state !== 'CLONE',
        );
        const missing = alive.length < facts.replicationNum;
        return diagnosis.status === 'VERSION_INCOMPLETE' && missing
          ? { status: 'REPLICA_MISSING', priority: 'NORMAL' }
          : diagnosis;
      },
    }),
  },
  {
    name: 'checker-skips-tablets',
    clauses: ['R06', 'R14'],
    expected: ['CK-1', 'SC-24'],
    story: 'The checker looks at the first tablet of a partition only.',
    rules: withFault({ checks: (bucket) => bucket === 0 }),
  },
  {
    name: 'queued-twice',
    clauses: ['R09'],
    expected: ['CK-2', 'SQL-15'],
    story: 'A tablet whose task is running gets a second one.',
    rules: withFault({ hasTask: (pending) => pending }),
  },
  {
    name: 'healthy-tablet-queued',
    clauses: ['R06'],
    expected: ['CK-3'],
    story: 'The checker compares with the next version instead of the visible one, so healthy tablets get tasks.',
    rules: withFault({ needsTask: () => true }),
  },
];
