import type { Diagnosis, ReplicaFacts, TabletFacts } from '../../model/replication/health.ts';
import { parseWriteQuorum } from '../../model/replication/quorum.ts';
import { referenceRules } from '../../model/replication/rules.ts';
import { type Mutant, withFault } from './mutant.ts';

/** The diagnosis of other facts than there are. */
function judging(change: (facts: TabletFacts) => TabletFacts): Mutant['rules'] {
  return withFault({ diagnose: (facts, rules) => referenceRules.diagnose(change(facts), rules) });
}

function eachReplica(change: (replica: ReplicaFacts) => ReplicaFacts): (facts: TabletFacts) => TabletFacts {
  return (facts) => ({ ...facts, replicas: facts.replicas.map(change) });
}

/** Faults of single judgements: of a tablet's health, of versions, of the words of a statement (R03 to R06). */
export const judgementMutants: readonly Mutant[] = [
  {
    name: 'bad-replica-taken-for-sound',
    clauses: ['R06'],
    expected: ['TH-3', 'TH-1'],
    story: 'A tablet with a bad replica is judged as if it were sound.',
    rules: judging(eachReplica((replica) => ({ ...replica, bad: false }))),
  },
  {
    name: 'only-first-replicas-judged',
    clauses: ['R06'],
    expected: ['TH-4', 'TH-1'],
    story: 'Only as many records are looked at as there should be, in the order in which they are listed.',
    rules: judging((facts) => ({ ...facts, replicas: facts.replicas.slice(0, facts.replicationNum) })),
  },
  {
    name: 'idle-backend-makes-unhealthy',
    clauses: ['R06'],
    expected: ['TH-5', 'TH-1'],
    story: 'A healthy tablet misses a replica as soon as the cluster has more backends than it has replicas.',
    rules: withFault({
      diagnose: (facts, rules): Diagnosis => {
        const found = referenceRules.diagnose(facts, rules);
        const isIdle = found.status === 'HEALTHY' && facts.backends.length > facts.replicationNum;
        return isIdle ? { status: 'REPLICA_MISSING', priority: 'NORMAL' } : found;
      },
    }),
  },
  {
    name: 'lost-majority-less-urgent',
    clauses: ['R06', 'R21'],
    expected: ['TH-7', 'TH-1'],
    story: 'A tablet that has lost most replicas is repaired after one that has lost a single one.',
    rules: withFault({
      diagnose: (facts, rules): Diagnosis => {
        const found = referenceRules.diagnose(facts, rules);
        if (found.priority === 'HIGH') return { ...found, priority: 'NORMAL' };
        return found.priority === 'NORMAL' && found.status !== 'HEALTHY' ? { ...found, priority: 'HIGH' } : found;
      },
    }),
  },
  {
    name: 'two-replicas-on-a-host-count-twice',
    clauses: ['R06'],
    expected: ['TH-10', 'TH-1'],
    story: 'Replicas on two backends of the same host count as two.',
    source: 'https://github.com/apache/doris/pull/1517',
    rules: judging(
      eachReplica(({ backend, ...replica }) => ({
        ...replica,
        backend: backend === undefined ? undefined : { ...backend, host: backend.id },
      })),
    ),
  },
  {
    name: 'decommissioned-taken-for-dead',
    clauses: ['R06'],
    expected: ['TH-11', 'TH-1'],
    story: 'A replica on a backend that is being decommissioned is taken for lost.',
    rules: judging(
      eachReplica(({ backend, ...replica }) => ({
        ...replica,
        backend: backend?.decommissioned === true ? undefined : backend,
      })),
    ),
  },
  {
    name: 'further-repair-forgotten',
    clauses: ['R06', 'R11'],
    expected: ['TH-13', 'TH-1'],
    story: 'A redundant tablet whose new copy is behind loses that copy instead of getting it repaired.',
    source: 'https://github.com/StarRocks/starrocks/issues/7872',
    rules: judging(eachReplica((replica) => ({ ...replica, needFurtherRepair: false }))),
  },
  {
    name: 'small-letters-mean-majority',
    clauses: ['R04'],
    expected: ['WQ-15', 'WQ-12', 'WQ-13'],
    story: 'A write_quorum in small letters is taken, but as MAJORITY.',
    rules: withFault({
      parseWriteQuorum: (text) =>
        parseWriteQuorum(text) === undefined || text === text.toUpperCase() ? parseWriteQuorum(text) : 'MAJORITY',
    }),
  },
  {
    name: 'publish-waits-for-a-later-version',
    clauses: ['R02'],
    expected: ['WQ-16', 'WQ-12'],
    story: 'A committed load never becomes visible.',
    rules: withFault({ mayPublish: (visibleVersion, version) => version === visibleVersion + 2 }),
  },
  {
    name: 'repeated-failure-clears-flag',
    clauses: ['R05'],
    expected: ['WQ-18', 'WQ-17'],
    story: 'The same failure reported a second time is taken for its end.',
    rules: withFault({
      updateVersions: (current, version, lastFailed, lastSuccess) => {
        const updated = referenceRules.updateVersions(current, version, lastFailed, lastSuccess);
        return lastFailed > 0 && lastFailed === current.lastFailedVersion
          ? { ...updated, lastFailedVersion: -1 }
          : updated;
      },
    }),
  },
];
