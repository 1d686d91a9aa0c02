import { referenceRules } from '../../model/replication/rules.ts';
import { type Mutant, withFault } from './mutant.ts';

/** Faults of loads and write quorum (R02 to R05, R13). */
export const writeQuorumMutants: readonly Mutant[] = [
  {
    name: 'majority-of-even-is-half',
    clauses: ['R03'],
    expected: ['WQ-1'],
    story: 'MAJORITY of an even number of replicas is taken as half of them.',
    rules: withFault({
      quorumSize: (n, quorum) => (quorum === 'MAJORITY' ? Math.ceil(n / 2) : referenceRules.quorumSize(n, quorum)),
    }),
  },
  {
    name: 'one-means-majority',
    clauses: ['R03'],
    expected: ['WQ-1', 'WQ-12'],
    story: 'ONE is treated as MAJORITY, so loads fail that the table was configured to accept.',
    rules: withFault({
      quorumSize: (n, quorum) => referenceRules.quorumSize(n, quorum === 'ONE' ? 'MAJORITY' : quorum),
    }),
  },
  {
    name: 'all-means-default-number',
    clauses: ['R03'],
    expected: ['WQ-2', 'WQ-1'],
    story: 'ALL asks for the default number of replicas instead of the number that the table has.',
    rules: withFault({ quorumSize: (n, quorum) => (quorum === 'ALL' ? 3 : referenceRules.quorumSize(n, quorum)) }),
  },
  {
    name: 'quorums-swapped',
    clauses: ['R03'],
    expected: ['WQ-5', 'WQ-2'],
    story: 'The names ONE and ALL are mapped to each other.',
    rules: withFault({
      quorumSize: (n, quorum) =>
        referenceRules.quorumSize(n, quorum === 'ONE' ? 'ALL' : quorum === 'ALL' ? 'ONE' : quorum),
    }),
  },
  {
    name: 'quorum-of-first-tablet-only',
    clauses: ['R03'],
    expected: ['WQ-3'],
    story: 'Commit checks the quorum of the first tablet and takes the others for granted.',
    rules: withFault({ loadSucceeds: (tablets) => referenceRules.loadSucceeds(tablets.slice(0, 1)) }),
  },
  {
    name: 'quorum-on-average',
    clauses: ['R03'],
    expected: ['WQ-3'],
    story: 'Commit compares the sum of the successes of all tablets with the sum of their quorums.',
    rules: withFault({
      loadSucceeds: (tablets) => {
        const sum = (of: (tablet: (typeof tablets)[number]) => number): number =>
          tablets.reduce((total, tablet) => total + of(tablet), 0);
        return sum((tablet) => tablet.acknowledged) >= sum((tablet) => tablet.quorum);
      },
    }),
  },
  {
    name: 'quorum-exactly',
    clauses: ['R03'],
    expected: ['WQ-4', 'WQ-12'],
    story: 'A load succeeds only when exactly the quorum reports success, not more.',
    rules: withFault({ loadSucceeds: (tablets) => tablets.every((tablet) => tablet.acknowledged === tablet.quorum) }),
  },
  {
    name: 'failed-load-published-in-part',
    clauses: ['R03'],
    expected: ['WQ-6', 'RF-1'],
    story: 'A load that fails for one tablet becomes visible in the partitions whose tablets had their quorum.',
    rules: withFault({ publishesFailedLoad: (tablet) => tablet.acknowledged >= tablet.quorum }),
  },
  {
    name: 'publish-advances-all',
    clauses: ['R05'],
    expected: ['WQ-7', 'DU-1', 'WQ-11'],
    story: 'Publishing advances the version of every replica, also of those that did not store the load.',
    source: 'https://github.com/StarRocks/starrocks/issues/5153',
    rules: withFault({ afterPublish: (versions, version) => referenceRules.afterPublish(versions, version, true) }),
  },
  {
    name: 'version-skipped-under-concurrency',
    clauses: ['R02'],
    expected: ['WQ-8'],
    story: 'A commit takes the next version but one while another load is in flight.',
    rules: withFault({
      nextVersion: (committed, inFlight) => committed + (inFlight > 1 ? 2 : 1),
      mayPublish: (visible, version) => version > visible,
    }),
  },
  {
    name: 'published-out-of-order',
    clauses: ['R02'],
    expected: ['WQ-8', 'DU-1', 'WQ-9'],
    story: 'A load becomes visible before the one that was committed before it.',
    rules: withFault({ mayPublish: () => true }),
  },
  {
    name: 'gap-counts-as-success',
    clauses: ['R05'],
    expected: ['WQ-10'],
    story: 'A replica that misses an earlier version counts towards the quorum because it stored the newest load.',
    source: 'https://github.com/StarRocks/starrocks/pull/16841',
    rules: withFault({ countsAsSuccess: (replica) => !replica.bad && replica.state !== 'CLONE' }),
  },
  {
    name: 'all-replicas-must-live',
    clauses: ['R13'],
    expected: ['WQ-12', 'WQ-20'],
    story: 'A load is not even planned unless every replica of the tablet can be written.',
    rules: withFault({ admitsLoad: (targets, _quorum, replicationNum) => targets >= replicationNum }),
  },
  {
    name: 'one-succeeds-with-none',
    clauses: ['R03', 'R13'],
    expected: ['WQ-13', 'WQ-3'],
    story: 'A load under ONE is answered as successful when no replica could be written.',
    rules: withFault({
      admitsLoad: (targets, quorum) => quorum === 1 || targets >= quorum,
      loadSucceeds: (tablets) => tablets.every((tablet) => tablet.quorum === 1 || tablet.acknowledged >= tablet.quorum),
      countsAsSuccess: () => true,
    }),
  },
  {
    name: 'unknown-quorum-becomes-majority',
    clauses: ['R04'],
    expected: ['WQ-14'],
    story: 'An unknown write_quorum is silently taken as MAJORITY.',
    rules: withFault({ unknownWriteQuorum: () => 'MAJORITY' }),
  },
  {
    name: 'quorum-name-unchecked',
    clauses: ['R04'],
    expected: ['WQ-14'],
    story: 'Whatever begins like a known value of write_quorum is accepted.',
    rules: withFault({
      parseWriteQuorum: (text) => (text === '' || text === 'HALF' ? 'ONE' : referenceRules.parseWriteQuorum(text)),
    }),
  },
  {
    name: 'stale-report-lowers-version',
    clauses: ['R05'],
    expected: ['WQ-17'],
    story: 'A delayed report with an old version overwrites the newer one.',
    source: 'https://github.com/StarRocks/starrocks/pull/16841',
    rules: withFault({
      updateVersions: (current, version, lastFailed, lastSuccess) =>
        version < current.version
          ? { version, lastFailedVersion: lastFailed, lastSuccessVersion: lastSuccess }
          : referenceRules.updateVersions(current, version, lastFailed, lastSuccess),
    }),
  },
  {
    name: 'any-failure-fails-the-load',
    clauses: ['R03', 'R13'],
    expected: ['WQ-20', 'WQ-12'],
    story: 'The failure of a single replica fails the whole load, whatever the quorum.',
    source: 'https://github.com/StarRocks/starrocks/pull/59762',
    rules: withFault({ toleratesFailures: (failed) => failed === 0 }),
  },
  {
    name: 'quorum-plus-one-admits',
    clauses: ['R13'],
    expected: ['WQ-12', 'WQ-20'],
    story: 'The gate before a load asks for one replica more than the quorum.',
    rules: withFault({ admitsLoad: (targets, quorum, n) => targets >= Math.min(n, quorum + 1) }),
  },
];
