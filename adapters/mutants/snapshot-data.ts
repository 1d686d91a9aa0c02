import { referenceSnapshotRules } from '../../model/snapshot/rules.ts';
import { newestFinished } from '../../model/snapshot/shownRules.ts';
import { type Mutant, withSnapshotFault } from './mutant.ts';

const reference = referenceSnapshotRules;
const never = Number.POSITIVE_INFINITY;

/** Faults in what garbage collection spares for snapshots, and what it spares in vain (S11). */
const boundaryMutants: readonly Mutant[] = [
  {
    name: 'snapshots-protect-nothing',
    clauses: ['S11'],
    expected: ['SN-19'],
    story: 'Garbage is collected as if there were no snapshots.',
    ...withSnapshotFault({ safeDeletionTime: () => never }),
  },
  {
    name: 'boundary-is-the-finish',
    clauses: ['S11'],
    expected: ['SN-19'],
    story: 'What was superseded before the newest snapshot finished may go, although it was captured long before that.',
    ...withSnapshotFault({
      safeDeletionTime: (manager, profile) => {
        const live = newestFinished(manager.jobs);
        if (manager.volume === undefined || live === undefined) return reference.safeDeletionTime(manager, profile);
        return live.startedMs + ((live.finishedMs ?? live.createdMs) - live.createdMs);
      },
    }),
  },
  {
    name: 'first-snapshot-unprotected',
    clauses: ['S11'],
    expected: ['SN-19'],
    story: 'After ON nothing is protected until there are two snapshots: the first one has none before it to go by.',
    source: 'https://github.com/cockroachdb/cockroach/issues/173234',
    ...withSnapshotFault({
      safeDeletionTime: (manager, profile) => {
        const { onSinceMs, jobs } = manager;
        const own = jobs.filter(({ startedMs, finishedMs }) => startedMs >= onSinceMs && finishedMs !== null);
        return own.length < 2 ? never : reference.safeDeletionTime(manager, profile);
      },
    }),
  },
  {
    name: 'full-vacuum-ignores-boundary',
    clauses: ['S11'],
    expected: ['SN-19'],
    story: 'A full vacuum removes every version that is not visible any more, whoever needs it.',
    profile: 'documented-3.4',
    ...withSnapshotFault({
      mayVacuum: (facts, profile) => facts.isFull || reference.mayVacuum(facts, profile),
    }),
  },
  {
    name: 'vacuum-goes-by-commit-time',
    clauses: ['S11'],
    expected: ['SN-19'],
    story: 'The vacuum removes what was committed before the boundary, also the last version before it.',
    ...withSnapshotFault({
      mayVacuum: ({ committedMs, boundaryMs, nowMs }) => committedMs < Math.min(nowMs + 1, boundaryMs),
    }),
  },
  {
    name: 'split-drops-parents',
    clauses: ['S11'],
    expected: ['SN-19'],
    story: 'What a change of tablets has replaced is dropped although a live snapshot needs it, after a short while.',
    source: 'https://github.com/StarRocks/starrocks/pull/75638',
    ...withSnapshotFault({
      mayVacuum: (facts, profile) => facts.supersededMs + 10_000 < facts.nowMs || reference.mayVacuum(facts, profile),
    }),
  },
  {
    name: 'recycle-bin-unprotected',
    clauses: ['S11'],
    expected: ['SN-19'],
    story: 'The recycle bin is emptied without a look at snapshots.',
    ...withSnapshotFault({ mayErase: () => true }),
  },
  {
    name: 'dropped-database-unprotected',
    clauses: ['S11'],
    expected: ['SN-19'],
    story: 'The tables of a dropped database are erased although a snapshot needs them.',
    source: 'https://github.com/StarRocks/starrocks/pull/56338',
    ...withSnapshotFault({ mayErase: (facts) => facts.withDatabase || reference.mayErase(facts) }),
  },
  {
    name: 'data-goes-with-the-drop',
    clauses: ['S11'],
    expected: ['SN-19'],
    story: 'The data of a dropped table is deleted at once: who synchronises shards does not know of the protection.',
    source: 'https://github.com/StarRocks/starrocks/pull/78800',
    ...withSnapshotFault({ keepsDataOfDropped: () => false }),
  },
  {
    name: 'boundary-stuck-at-zero',
    clauses: ['S11'],
    expected: ['SN-20'],
    story: 'While ON nothing may ever be deleted.',
    ...withSnapshotFault({
      safeDeletionTime: (manager, profile) =>
        manager.volume === undefined ? reference.safeDeletionTime(manager, profile) : 0,
    }),
  },
  {
    name: 'nothing-erased-before-the-first-snapshot',
    clauses: ['S11'],
    expected: ['SN-20'],
    story: 'While ON and without a snapshot that has finished the recycle bin is frozen, and grows for ever.',
    profile: 'documented-3.4',
    source: 'https://github.com/StarRocks/starrocks/pull/74379',
    ...withSnapshotFault({
      safeDeletionTime: (manager, profile) =>
        reference.safeDeletionTime(manager, { ...profile, beforeFirstSnapshot: 'keepAll' }),
    }),
  },
  {
    name: 'protection-outlives-off',
    clauses: ['S07', 'S11'],
    expected: ['SN-20'],
    story: 'What was protected for snapshots stays protected after OFF.',
    source: 'https://github.com/pingcap/tidb/issues/69033',
    ...withSnapshotFault({
      safeDeletionTime: (manager, profile) => {
        const last = manager.jobs.findLast(({ state }) => state === 'EXPIRED' || state === 'DELETED');
        const isOff = manager.volume === undefined && last !== undefined;
        return isOff ? last.startedMs : reference.safeDeletionTime(manager, profile);
      },
    }),
  },
];

/** Faults in what a restored cluster makes of the data that it finds (S10). */
const rowMutants: readonly Mutant[] = [
  {
    name: 'newest-version-read',
    clauses: ['S10'],
    expected: ['RS-2'],
    story: 'A table is read at the newest version that lies in the bucket, so that a restored one shows later loads.',
    ...withSnapshotFault({ versionRead: (visible, newestStored) => Math.max(visible, newestStored) }),
  },
  {
    name: 'version-of-another-load-kept',
    clauses: ['S10'],
    expected: ['RS-2', 'RS-3'],
    story: 'When a version is published that lies in the bucket already it is taken as it is, whoever wrote it.',
    ...withSnapshotFault({ isPublishedAlready: () => true }),
  },
  {
    name: 'rows-of-today-kept',
    clauses: ['S10', 'S12'],
    expected: ['RS-2', 'RS-1'],
    story: 'A restored table keeps the version that the cluster had before the restore.',
    ...withSnapshotFault({
      restoredCut: ({ meta, star }, before) => ({
        star,
        meta: {
          ...meta,
          tables: meta.tables.map((table) => before.meta.tables.find(({ id }) => id === table.id) ?? table),
        },
      }),
    }),
  },
];

/** Faults of rows, versions and garbage (S10, S11). */
export const snapshotDataMutants: readonly Mutant[] = [...boundaryMutants, ...rowMutants];
