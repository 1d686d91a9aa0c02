import { isUnfinished } from './jobRules.ts';
import type { SnapshotProfile } from './profile.ts';
import type { Job } from './state.ts';

/** What a clean-up knows of a job when it decides about it. */
export interface CleanUpFacts {
  readonly job: Job;
  /** The newest FINISHED job, or the one that is about to be; undefined without one. */
  readonly keep: Job | undefined;
}

/** What happens once the images of a new snapshot are there: its objects are put, it is recorded, the old one goes. */
export type HandOverStep = 'upload' | 'record' | 'cleanUp';

/** How a folder was found after its deletion. */
export interface DeletionFacts {
  readonly failed: boolean;
  readonly remaining: number;
}

/** When deletes that failed may be tried again; in scenario time. */
export interface RetryFacts {
  readonly nowMs: number;
  readonly retryMs: number;
  readonly isOn: boolean;
}

/** The decisions about what follows on a finished or failed job (S06, S07, S09). */
export interface RetentionRules {
  /** S06, interpretation 24: in which order the hand-over runs once the images are there. */
  handOver(profile: SnapshotProfile): readonly HandOverStep[];
  /** S06: whether a clean-up expires this job. */
  expires(facts: CleanUpFacts): boolean;
  /** S06: whether a clean-up deletes the folder of this job. */
  deletesFolder(facts: CleanUpFacts, profile: SnapshotProfile): boolean;
  /** S05: what keys of objects that a deletion removes begin with. */
  deletionPrefix(dir: string): string;
  /** S06: the keys that are deleted, of those that were listed. */
  keysToDelete(keys: readonly string[]): readonly string[];
  /** S06: whether a delete that the store has refused counts as one that failed. */
  noticesFailedDelete(): boolean;
  /** S06: whether the job is DELETED now. */
  isDeleted(facts: DeletionFacts): boolean;
  /** S06: the volume on which a job's folder is deleted, given the job's and the one in force. */
  volumeOfDeletion(own: string, inForce: string | undefined): string;
  /** S02, S06: whether a folder whose volume is gone makes every clean-up fail that comes to it. */
  failsWithoutVolume(profile: SnapshotProfile): boolean;
  /** S06: whether a delete that fails ends the job that has just finished as well. */
  failedDeleteEndsJob(): boolean;
  /** S06, interpretation 24: whether failed deletes are tried again now. */
  retriesDeletes(facts: RetryFacts): boolean;
  /** S09, interpretation 24: whether what a failed job has left behind is deleted at once. */
  deletesAfterFailure(profile: SnapshotProfile): boolean;
  /** S06, S09: the job whose folder is deleted after a job has failed, given the newest that is FINISHED. */
  deletedAfterFailure(failed: Job, live: Job | undefined): Job;
  /** S06, S09: the other jobs after one has failed. */
  othersAfterFailure(jobs: readonly Job[]): readonly Job[];
  /** S09: the jobs that are kept when another one was added. */
  trimHistory(jobs: readonly Job[], limit: number, profile: SnapshotProfile): readonly Job[];
  /** S09, interpretation 25: the jobs as a restarted or another FE finds them. */
  jobsAfterRestart(jobs: readonly Job[]): readonly Job[];
  /** S06: whether a restarted or another FE goes on with the clean-up. */
  cleansUpAfterRestart(jobs: readonly Job[], profile: SnapshotProfile): boolean;
}

const INTERRUPTED = 'Snapshot job has been failed because of FE restart or leader change';

/** Whether nothing can become of the job any more and nothing is left of it. */
function isOver({ state, leftovers }: Job, { trimsFailedJobs }: SnapshotProfile): boolean {
  if (state === 'DELETED') return true;
  return state === 'ERROR' && (trimsFailedJobs || leftovers !== 'unknown');
}

function trimmed(jobs: readonly Job[], limit: number, profile: SnapshotProfile): readonly Job[] {
  let surplus = jobs.length - Math.max(limit, 2);
  if (surplus <= 0) return jobs;
  return jobs.filter((job) => {
    if (surplus <= 0 || !isOver(job, profile)) return true;
    surplus -= 1;
    return false;
  });
}

export const referenceRetentionRules: RetentionRules = {
  handOver: ({ handOver }) =>
    handOver === 'recordFirst' ? ['upload', 'record', 'cleanUp'] : ['upload', 'cleanUp', 'record', 'cleanUp'],
  expires: ({ job, keep }) => job.state === 'FINISHED' && job.id !== keep?.id,
  deletesFolder: ({ job }, { failedFolders }) => {
    if (job.leftovers === 'abandoned') return false;
    return (
      job.state === 'EXPIRED' ||
      (job.state === 'ERROR' && (failedFolders === 'everyCleanUp' || job.leftovers === 'unknown'))
    );
  },
  deletionPrefix: (dir) => `${dir}/`,
  keysToDelete: (keys) => keys,
  noticesFailedDelete: () => true,
  isDeleted: ({ failed }) => !failed,
  volumeOfDeletion: (own) => own,
  failsWithoutVolume: ({ missingVolume }) => missingVolume === 'poison',
  failedDeleteEndsJob: () => false,
  retriesDeletes: ({ nowMs, retryMs }) => nowMs >= retryMs,
  deletesAfterFailure: ({ failedFolders }) => failedFolders === 'atOnce',
  deletedAfterFailure: (failed) => failed,
  othersAfterFailure: (jobs) => jobs,
  trimHistory: trimmed,
  jobsAfterRestart: (jobs) =>
    jobs.map((job) => (isUnfinished(job) ? { ...job, state: 'ERROR', error: INTERRUPTED } : job)),
  cleansUpAfterRestart: (jobs, { failedFolders }) =>
    failedFolders === 'atOnce' || jobs.some(({ state }) => state === 'FINISHED'),
};
