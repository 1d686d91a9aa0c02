import { referenceSnapshotRules } from '../../model/snapshot/rules.ts';
import type { Frontend } from '../../model/snapshot/state.ts';
import { type Mutant, withSnapshotFault } from './mutant.ts';

const reference = referenceSnapshotRules;

/** Faults in what the sections of the file lead to (S14, S15, S16). */
export const restoreSectionMutants: readonly Mutant[] = [
  {
    name: 'old-frontends-stay',
    clauses: ['S14'],
    expected: ['RS-10'],
    story: 'The FEs of the original cluster are still there after a restore without a section frontends.',
    ...withSnapshotFault({
      restoredFrontends: (leader, listed, before) => {
        if (listed !== undefined) return reference.restoredFrontends(leader, listed, before);
        const others = before.filter(({ host }) => host !== leader);
        return [{ host: leader, role: 'leader' }, ...others.map(({ host }): Frontend => ({ host, role: 'follower' }))];
      },
    }),
  },
  {
    name: 'frontends-observe-by-default',
    clauses: ['S14'],
    expected: ['RS-10'],
    story: 'An FE without a type becomes an observer.',
    ...withSnapshotFault({
      restoredFrontends: (leader, listed, before) =>
        reference.restoredFrontends(
          leader,
          listed?.map(({ host, type }) => ({ host, type: type ?? 'observer' })),
          before,
        ),
    }),
  },
  {
    name: 'fails-while-adding-frontends',
    clauses: ['S14'],
    expected: ['RS-1', 'RS-19'],
    story: 'A restore with several FEs ends with an exception, because the leader is not alive yet in its own eyes.',
    source: 'https://github.com/StarRocks/starrocks/pull/60604',
    ...withSnapshotFault({
      frontendsProblem: (listed) => (listed.length > 1 ? 'java.lang.NullPointerException' : undefined),
    }),
  },
  {
    name: 'compute-nodes-merged',
    clauses: ['S15'],
    expected: ['RS-11'],
    story: 'Compute nodes of the original cluster cannot be dropped and stay beside those of the file.',
    source: 'https://github.com/StarRocks/starrocks/pull/63023',
    ...withSnapshotFault({
      restoredComputeNodes: (listed, before) => [...new Set([...before, ...(listed ?? [])])],
    }),
  },
  {
    name: 'empty-compute-nodes-ignored',
    clauses: ['S15'],
    expected: ['RS-11'],
    story: 'An empty section compute_nodes is taken for an absent one.',
    ...withSnapshotFault({
      restoredComputeNodes: (listed, before) => (listed === undefined || listed.length === 0 ? before : listed),
    }),
  },
  {
    name: 'no-compute-nodes-without-section',
    clauses: ['S15'],
    expected: ['RS-11'],
    story: 'Without a section compute_nodes no compute nodes are left.',
    ...withSnapshotFault({ restoredComputeNodes: (listed) => listed ?? [] }),
  },
  {
    name: 'nodes-add-up',
    clauses: ['S12'],
    expected: ['RS-13', 'RS-11'],
    story: 'Every restore adds the compute nodes of the snapshot to those that the FE knew before.',
    ...withSnapshotFault({
      restoredCut: ({ meta, star }, before) => ({
        star,
        meta: { ...meta, computeNodes: [...meta.computeNodes, ...before.meta.computeNodes] },
      }),
    }),
  },
  {
    name: 'users-of-today-stay',
    clauses: ['S12'],
    expected: ['RS-1', 'RS-13'],
    story: 'Users who came after the capture are still there after the restore.',
    ...withSnapshotFault({
      restoredCut: ({ meta, star }, before) => ({
        star,
        meta: { ...meta, users: [...new Set([...meta.users, ...before.meta.users])] },
      }),
    }),
  },
  {
    name: 'tables-stay-at-the-old-location',
    clauses: ['S16'],
    expected: ['RS-12', 'RS-1'],
    story: 'A moved volume has its new location, but the paths of its tables are the old ones.',
    ...withSnapshotFault({ restoredTablePath: ({ path }) => path }),
  },
  {
    name: 'volumes-not-moved',
    clauses: ['S16'],
    expected: ['RS-12'],
    story: 'The section storage_volumes changes nothing.',
    ...withSnapshotFault({ restoredVolumes: (_listed, before) => before }),
  },
  {
    name: 'unlisted-volumes-lost',
    clauses: ['S16'],
    expected: ['RS-12'],
    story: 'Volumes that are not listed in the section storage_volumes are gone after the restore.',
    ...withSnapshotFault({
      restoredVolumes: (listed, before) =>
        reference.restoredVolumes(listed, before).filter(({ name }) => listed.some((volume) => volume.name === name)),
    }),
  },
  {
    name: 'volumes-need-frontends',
    clauses: ['S16'],
    expected: ['RS-12'],
    story: 'The section storage_volumes is skipped when there is no section frontends.',
    ...withSnapshotFault({ sectionsAreIndependent: () => false }),
  },
];
