import { referenceSnapshotRules } from '../../model/snapshot/rules.ts';
import type { Job } from '../../model/snapshot/state.ts';
import { type Mutant, withSnapshotFault } from './mutant.ts';

const reference = referenceSnapshotRules;

/** Faults in what is kept of jobs, and what a new leader makes of them (S09). */
export const snapshotHistoryMutants: readonly Mutant[] = [
  {
    name: 'history-gives-up-the-newest',
    clauses: ['S09'],
    expected: ['SJ-14'],
    story: 'A full history gives up the job that has ended last.',
    ...withSnapshotFault({
      trimHistory: (jobs, limit, profile) => [...reference.trimHistory([...jobs].reverse(), limit, profile)].reverse(),
    }),
  },
  {
    name: 'history-gives-up-live-snapshots',
    clauses: ['S09'],
    expected: ['SJ-14', 'SN-3'],
    story: 'A full history gives up the oldest job, whatever has become of it.',
    ...withSnapshotFault({ trimHistory: (jobs, limit) => jobs.slice(-Math.min(limit, 2)) }),
  },
  {
    name: 'history-gives-up-undeleted-jobs',
    clauses: ['S06', 'S09'],
    expected: ['SN-5', 'SN-10'],
    story: 'The row of a failed job goes before its objects have, and with it the only trace of them.',
    profile: 'documented-3.4',
    ...withSnapshotFault({
      trimHistory: (jobs, limit, profile) => reference.trimHistory(jobs, limit, { ...profile, trimsFailedJobs: true }),
    }),
  },
  {
    name: 'interrupted-job-stays-under-way',
    clauses: ['S09'],
    expected: ['SJ-7', 'SJ-2', 'SJ-3'],
    story: 'After a restart the job that was under way stays in its state for ever.',
    source: 'https://github.com/StarRocks/starrocks/pull/55177',
    ...withSnapshotFault({ jobsAfterRestart: (jobs) => jobs }),
  },
  {
    name: 'interrupted-job-vanishes',
    clauses: ['S09'],
    expected: ['SJ-7', 'SJ-15'],
    story: 'After a restart nobody knows of the job that was under way.',
    ...withSnapshotFault({
      jobsAfterRestart: (jobs) => jobs.filter((job) => reference.jobsAfterRestart([job])[0] === job),
    }),
  },
  {
    name: 'interrupted-job-finished-blindly',
    clauses: ['S09', 'S12'],
    expected: ['SJ-7', 'SJ-8'],
    story: 'After a restart the job that had only begun is FINISHED, although none of its objects exist.',
    source: 'https://github.com/StarRocks/starrocks/pull/68368',
    ...withSnapshotFault({
      jobsAfterRestart: (jobs) =>
        reference.jobsAfterRestart(
          jobs.map(
            (job): Job =>
              job.state === 'INITIALIZING' ? { ...job, state: 'FINISHED', finishedMs: job.createdMs } : job,
          ),
        ),
    }),
  },
  {
    name: 'failed-job-finished-by-restart',
    clauses: ['S09'],
    expected: ['SJ-1', 'SJ-8', 'SJ-15'],
    story: 'A new leader takes up a failed job where it ended and calls it FINISHED.',
    ...withSnapshotFault({
      jobsAfterRestart: (jobs) =>
        reference
          .jobsAfterRestart(jobs)
          .map(
            (job): Job =>
              job.state === 'ERROR' ? { ...job, state: 'FINISHED', error: '', finishedMs: job.createdMs } : job,
          ),
    }),
  },
  {
    name: 'expired-finished-again-by-restart',
    clauses: ['S06', 'S09'],
    expected: ['SJ-1'],
    story: 'A new leader takes an expired snapshot for a finished one.',
    ...withSnapshotFault({
      jobsAfterRestart: (jobs) =>
        reference
          .jobsAfterRestart(jobs)
          .map((job): Job => (job.state === 'EXPIRED' ? { ...job, state: 'FINISHED' } : job)),
      cleansUpAfterRestart: () => false,
    }),
  },
  {
    name: 'restart-blames-all-jobs',
    clauses: ['S09'],
    expected: ['SJ-6', 'SJ-15'],
    story: 'A restart gives every job the message that it was interrupted.',
    ...withSnapshotFault({
      jobsAfterRestart: (jobs) =>
        reference.jobsAfterRestart(jobs).map((job) => ({ ...job, error: 'failed because of FE restart' })),
    }),
  },
  {
    name: 'history-is-only-in-memory',
    clauses: ['S09'],
    expected: ['SJ-15', 'SN-3'],
    story: 'A new leader knows of no jobs, and so of no snapshot.',
    ...withSnapshotFault({ managerOfNewLeader: (manager) => ({ ...manager, jobs: [] }) }),
  },
  {
    name: 'record-of-deletion-not-replayed',
    clauses: ['S09'],
    expected: ['SJ-15', 'SJ-1'],
    story: 'One kind of record is taken for an invalid one when it is replayed: deleted snapshots are expired again.',
    source: 'https://github.com/StarRocks/starrocks/issues/64258',
    ...withSnapshotFault({
      managerOfNewLeader: (manager) => ({
        ...manager,
        jobs: manager.jobs.map((job) => (job.state === 'DELETED' ? { ...job, state: 'EXPIRED' } : job)),
      }),
    }),
  },
  {
    name: 'clean-up-forgotten-by-restart',
    clauses: ['S06'],
    expected: ['SP-7'],
    story: 'A clean-up that a crash has interrupted is not taken up again.',
    profile: 'documented-3.4',
    ...withSnapshotFault({ cleansUpAfterRestart: () => false }),
  },
];
