import type { SharedDataView } from '../../model/views/sharedData.ts';
import type { ClusterSnapshotJobRow, ClusterSnapshotRow } from '../../model/views/snapshot.ts';
import type { SharedDataStep } from '../property.ts';

export type JobState = ClusterSnapshotJobRow['STATE'];

/** What may become of a state within any time (snapshot notes 2.3). */
export const reachable: Readonly<Record<JobState, readonly JobState[]>> = {
  INITIALIZING: ['INITIALIZING', 'SNAPSHOTING', 'UPLOADING', 'FINISHED', 'EXPIRED', 'DELETED', 'ERROR'],
  SNAPSHOTING: ['SNAPSHOTING', 'UPLOADING', 'FINISHED', 'EXPIRED', 'DELETED', 'ERROR'],
  UPLOADING: ['UPLOADING', 'FINISHED', 'EXPIRED', 'DELETED', 'ERROR'],
  FINISHED: ['FINISHED', 'EXPIRED', 'DELETED'],
  EXPIRED: ['EXPIRED', 'DELETED'],
  DELETED: ['DELETED'],
  ERROR: ['ERROR'],
};

/** Whether a job is under way (snapshot notes 2.3). */
export function isUnfinished({ STATE }: ClusterSnapshotJobRow): boolean {
  return STATE === 'INITIALIZING' || STATE === 'SNAPSHOTING' || STATE === 'UPLOADING';
}

/** Whether a job has made a snapshot, whatever became of it. */
export function hasFinished({ STATE }: ClusterSnapshotJobRow): boolean {
  return STATE === 'FINISHED' || STATE === 'EXPIRED' || STATE === 'DELETED';
}

/** Whether nothing more becomes of a job. */
export function isTerminal({ STATE }: ClusterSnapshotJobRow): boolean {
  return STATE === 'DELETED' || STATE === 'ERROR';
}

/** Order of ids, which are 64-bit numbers as text: negative when the first one is smaller. */
export function compareIds(one: string, other: string): number {
  const [a, b] = [BigInt(one), BigInt(other)];
  return a < b ? -1 : Number(a > b);
}

/** Rows in the order in which the jobs were created. */
export function inOrder(rows: readonly ClusterSnapshotJobRow[]): readonly ClusterSnapshotJobRow[] {
  return [...rows].sort((one, other) => compareIds(one.JOB_ID, other.JOB_ID));
}

export function isNewer(one: ClusterSnapshotJobRow, other: ClusterSnapshotJobRow): boolean {
  return compareIds(one.JOB_ID, other.JOB_ID) > 0;
}

export function jobWithId({ jobs }: SharedDataView, id: string): ClusterSnapshotJobRow | undefined {
  return jobs.find((row) => row.JOB_ID === id);
}

export function jobNamed({ jobs }: SharedDataView, name: string): ClusterSnapshotJobRow | undefined {
  return jobs.find((row) => row.SNAPSHOT_NAME === name);
}

export function listedAs({ snapshots }: SharedDataView, name: string): ClusterSnapshotRow | undefined {
  return snapshots.find((row) => row.SNAPSHOT_NAME === name);
}

/** The finished snapshot of the newest job. */
export function newestFinished({ jobs }: SharedDataView): ClusterSnapshotJobRow | undefined {
  return inOrder(jobs).findLast((row) => row.STATE === 'FINISHED');
}

/** Jobs that were seen first after the step, in order of creation. */
export function newJobs({ before, after }: SharedDataStep): readonly ClusterSnapshotJobRow[] {
  return inOrder(after.jobs.filter((row) => jobWithId(before, row.JOB_ID) === undefined));
}

/** Jobs that came into a state in the step, as far as both ends of it show. */
export function turned({ before, after }: SharedDataStep, state: JobState): readonly ClusterSnapshotJobRow[] {
  return after.jobs.filter((row) => row.STATE === state && jobWithId(before, row.JOB_ID)?.STATE !== state);
}

/** A job in words. */
export function calledJob({ JOB_ID, SNAPSHOT_NAME }: ClusterSnapshotJobRow): string {
  return `job ${JOB_ID} (${SNAPSHOT_NAME})`;
}
