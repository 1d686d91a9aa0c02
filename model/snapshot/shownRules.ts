import type { SnapshotProfile } from './profile.ts';
import type { Job, SnapshotManager } from './state.ts';

/** The decisions about what the two views show (S08, S09). */
export interface ShownRules {
  /** S08, interpretation 26: the jobs whose snapshots `cluster_snapshots` lists, by id. */
  listedSnapshots(manager: SnapshotManager, profile: SnapshotProfile): readonly Job[];
  /** S09: the jobs that `cluster_snapshot_jobs` lists, by id. */
  listedJobs(jobs: readonly Job[]): readonly Job[];
  /** S08: SNAPSHOT_TYPE. */
  shownType(profile: SnapshotProfile): string;
  /** S08, S09: CREATED_TIME, on the scale of the rows' times. */
  shownCreatedTime(job: Job): number;
  /** S08: FE_JOURNAL_ID and STARMGR_JOURNAL_ID. */
  shownIds(job: Job): readonly [feJournalId: number, starmgrJournalId: number];
  /** S08: STORAGE_VOLUME, given the job's and the one in force. */
  shownVolume(own: string, inForce: string | undefined): string;
  /** S08: STORAGE_PATH; the location is undefined when the volume is gone. */
  shownPath(location: string | undefined, serviceId: string, name: string, profile: SnapshotProfile): string;
  /** S09: FINISHED_TIME, on the scale of the rows' times. */
  shownFinishedTime(job: Job): number | null;
  /** S09: STATE. */
  shownState(job: Job): Job['state'];
  /** S09: ERROR_MESSAGE. */
  shownError(job: Job): string;
  /** S08, S09: the feature as an FE that is not the leader knows it. */
  followerManager(manager: SnapshotManager): SnapshotManager;
}

function flooredToSeconds(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}

/** The newest snapshot that is finished; undefined without one. */
export function newestFinished(jobs: readonly Job[]): Job | undefined {
  return jobs.findLast(({ state }) => state === 'FINISHED');
}

function listed({ volume, jobs }: SnapshotManager, profile: SnapshotProfile): readonly Job[] {
  if (profile.listed === 'newestFinished') {
    const newest = volume === undefined ? undefined : newestFinished(jobs);
    return newest === undefined ? [] : [newest];
  }
  return jobs.filter(
    ({ state, leftovers }) => state === 'FINISHED' || (state === 'EXPIRED' && leftovers !== 'abandoned'),
  );
}

export const referenceShownRules: ShownRules = {
  listedSnapshots: listed,
  listedJobs: (jobs) => jobs,
  shownType: ({ listed: by }) => (by === 'notYetDeleted' ? 'automated' : 'AUTOMATED'),
  shownCreatedTime: ({ createdMs }) => flooredToSeconds(createdMs),
  shownIds: ({ feJournalId, starmgrJournalId }) => [feJournalId, starmgrJournalId],
  shownVolume: (own) => own,
  shownPath: (location, serviceId, name) =>
    location === undefined ? '' : `${location}/${serviceId}/meta/image/${name}`,
  shownFinishedTime: ({ finishedMs }) => (finishedMs === null ? null : flooredToSeconds(finishedMs)),
  shownState: ({ state }) => state,
  shownError: ({ error }) => error,
  followerManager: (manager) => manager,
};
