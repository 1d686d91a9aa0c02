import { referenceRules } from '../../model/replication/rules.ts';
import { isAvailable } from '../../model/replication/state.ts';
import { type Mutant, withFault } from './mutant.ts';

/** Faults of the scheduler, of clones and of slots (R01, R07 to R12, R14, R29). */
export const repairMutants: readonly Mutant[] = [
  {
    name: 'ended-task-keeps-its-tablet',
    clauses: ['R09', 'R14'],
    expected: ['SC-1', 'SC-24', 'CK-1'],
    story: 'A task that timed out is dropped without its tablet, which is never scheduled again.',
    source: 'https://github.com/StarRocks/starrocks/pull/66718',
    rules: withFault({ freesTablet: (ended) => ended !== 'TIMEOUT' }),
  },
  {
    name: 'cancelled-task-keeps-its-tablet',
    clauses: ['R09', 'R14'],
    expected: ['SC-1', 'SC-24', 'CK-1'],
    story: 'A task that was cancelled is dropped without its tablet, which is never scheduled again.',
    source: 'https://github.com/StarRocks/starrocks/issues/5403',
    rules: withFault({ freesTablet: (ended) => ended !== 'CANCELLED' }),
  },
  {
    name: 'late-report-revives-task',
    clauses: ['R09', 'R11'],
    expected: ['SC-6'],
    story: 'The late report of a clone that was given up brings its task back.',
    source: 'https://github.com/StarRocks/starrocks/issues/5379',
    rules: withFault({ revivesTask: () => true }),
  },
  {
    name: 'clone-never-times-out',
    clauses: ['R11', 'R14'],
    expected: ['SC-9'],
    story: 'A clone that never reports keeps running for ever.',
    source: 'https://github.com/apache/doris/pull/26397',
    rules: withFault({ timesOut: () => false }),
  },
  {
    name: 'destination-already-holds-one',
    clauses: ['R01', 'R08'],
    expected: ['SC-11', 'CL-2'],
    story: 'A new replica may be put on a backend that already has one of the tablet.',
    source: 'https://github.com/apache/doris/pull/1517',
    rules: withFault({ isDestination: (backend) => isAvailable(backend) }),
  },
  {
    name: 'decommissioned-destination',
    clauses: ['R08'],
    expected: ['SC-11'],
    story: 'A backend that is being decommissioned still gets new replicas.',
    rules: withFault({ isDestination: (backend, holds) => backend.alive && !holds }),
  },
  {
    name: 'dead-destination',
    clauses: ['R08'],
    expected: ['SC-11'],
    story: 'A dead backend still gets new replicas.',
    rules: withFault({ isDestination: (backend, holds) => !backend.decommissioned && !holds }),
  },
  {
    name: 'capacity-ignored',
    clauses: ['R08'],
    expected: ['SC-11'],
    story: 'A backend without room gets new replicas.',
    rules: withFault({ fits: () => true }),
  },
  {
    name: 'lagging-source',
    clauses: ['R10'],
    expected: ['SC-13'],
    story: 'A clone may copy from a replica that is itself behind.',
    rules: withFault({
      isSource: (replica, backend) => backend?.alive === true && !replica.bad && replica.state !== 'CLONE',
    }),
  },
  {
    name: 'bad-source',
    clauses: ['R10'],
    expected: ['SC-13'],
    story: 'A clone may copy from a replica that is marked bad.',
    rules: withFault({
      isSource: (replica, backend, version) => referenceRules.isSource({ ...replica, bad: false }, backend, version),
    }),
  },
  {
    name: 'self-clone',
    clauses: ['R10'],
    expected: ['SC-14', 'SC-13'],
    story: 'The lagging replica itself is taken as the source of its repair.',
    rules: withFault({
      mayClone: () => true,
      isSource: (replica, backend) => backend?.alive === true && !replica.bad && replica.state !== 'CLONE',
    }),
  },
  {
    name: 'clean-up-removes-all',
    clauses: ['R11', 'R12'],
    expected: ['SC-15', 'SC-16'],
    story:
      'Removing redundant replicas goes on until none is left, without asking which one is the last complete copy.',
    source: 'https://github.com/StarRocks/starrocks/pull/29530',
    rules: withFault({ removals: (records) => records, mayRemove: () => true }),
  },
  {
    name: 'two-redundant-at-once',
    clauses: ['R11'],
    expected: ['SC-16'],
    story: 'One task removes two redundant replicas, also when only one is too many.',
    rules: withFault({ removals: () => 2 }),
  },
  {
    name: 'fresh-copy-removed',
    clauses: ['R11', 'R14'],
    expected: ['SC-24'],
    story: 'Of redundant replicas the complete ones go first, so what was just repaired is removed again and again.',
    source: 'https://github.com/StarRocks/starrocks/pull/62542',
    rules: withFault({ redundancyRank: (candidate) => -referenceRules.redundancyRank(candidate) }),
  },
  {
    name: 'lagging-replica-replaced',
    clauses: ['R07'],
    expected: ['CL-1'],
    story: 'A lagging replica is not repaired but replaced by a new one on the same backend.',
    rules: withFault({ keepsReplica: () => false }),
  },
  {
    name: 'no-fallback-to-full-clone',
    clauses: ['R07', 'R08', 'R14'],
    expected: ['CL-5', 'SC-24'],
    story: 'An incremental clone whose versions are gone is tried again for ever.',
    source: 'https://github.com/StarRocks/starrocks/issues/67419',
    rules: withFault({ asksForFullClone: () => false }),
  },
  {
    name: 'stale-clone-accepted',
    clauses: ['R10', 'R11'],
    expected: ['CL-6'],
    story: 'A clone that brought less than its task asked for is taken as finished.',
    rules: withFault({ acceptsReport: () => true }),
  },
  {
    name: 'unfinished-replica-read',
    clauses: ['R10', 'R12'],
    expected: ['CL-7', 'DU-1'],
    story: 'A query may read a replica that is still being copied.',
    rules: withFault({
      isReadable: (replica, backendAlive, visible) =>
        (backendAlive && replica.state === 'CLONE') || referenceRules.isReadable(replica, backendAlive, visible),
    }),
  },
  {
    name: 'unfinished-replica-counted',
    clauses: ['R10', 'R13'],
    expected: ['CL-7', 'WQ-3', 'WQ-10', 'WQ-13'],
    story: 'A replica that is still being copied counts towards the quorum of a load.',
    rules: withFault({
      isWriteTarget: (replica, backendAlive) => backendAlive && !replica.bad,
      countsAsSuccess: (replica) => replica.state === 'CLONE' || referenceRules.countsAsSuccess(replica),
    }),
  },
  {
    name: 'lagging-replica-read',
    clauses: ['R05', 'R12'],
    expected: ['DU-1'],
    story: 'A query may read a replica that misses visible loads.',
    rules: withFault({
      isReadable: (replica, backendAlive) => backendAlive && !replica.bad && replica.state === 'NORMAL',
    }),
  },
  {
    name: 'repair-blocks-queries',
    clauses: ['R12'],
    expected: ['DU-1'],
    story: 'A replica that was ever repaired is not read any more.',
    rules: withFault({
      isReadable: (replica, backendAlive, visible) =>
        replica.lastSuccessVersion === replica.version &&
        replica.id % 2 === 1 &&
        referenceRules.isReadable(replica, backendAlive, visible),
    }),
  },
  {
    name: 'cancelled-clone-leaves-replica',
    clauses: ['R10', 'R11'],
    expected: ['CL-9'],
    story: 'A full clone that was cancelled leaves its unfinished replica behind.',
    source: 'https://github.com/apache/doris/pull/644',
    rules: withFault({ removesUnfinishedCopy: (ended) => ended !== 'CANCELLED' }),
  },
  {
    name: 'timed-out-clone-leaves-replica',
    clauses: ['R10', 'R11'],
    expected: ['CL-9'],
    story: 'A full clone that timed out leaves its unfinished replica behind.',
    rules: withFault({ removesUnfinishedCopy: (ended) => ended !== 'TIMEOUT' }),
  },
  {
    name: 'one-clone-too-many',
    clauses: ['R10', 'R29'],
    expected: ['SL-1'],
    story: 'A path takes one clone more than it has slots.',
    rules: withFault({ hasFreeSlot: (path) => path.available >= 0 }),
  },
  {
    name: 'slot-kept-on-cancel',
    clauses: ['R11', 'R29'],
    expected: ['SL-2', 'SL-4'],
    story: 'A clone that was cancelled does not give its slots back.',
    source: 'https://github.com/apache/doris/issues/6659',
    rules: withFault({ releasesSlots: (ended) => ended !== 'CANCELLED' }),
  },
  {
    name: 'slot-kept-on-timeout',
    clauses: ['R11', 'R29'],
    expected: ['SL-4', 'SL-2'],
    story: 'A clone that timed out does not give its slots back.',
    source: 'https://github.com/apache/doris/pull/589',
    rules: withFault({ releasesSlots: (ended) => ended !== 'TIMEOUT' }),
  },
  {
    name: 'source-takes-no-slot',
    clauses: ['R10', 'R29'],
    expected: ['SL-3', 'SL-2'],
    story: 'A clone occupies a slot at its destination only.',
    rules: withFault({ occupiesSlot: (end) => end === 'destination' }),
  },
];
