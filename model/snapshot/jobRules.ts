import { EPOCH_MS } from '../views/columns.ts';
import type { SnapshotPart } from './commands.ts';
import type { SnapshotProfile } from './profile.ts';
import type { Cut, ImagePart, Job, JobState, Meta } from './state.ts';

/** Since when the interval of the next job may count; all on the clock by which intervals are measured. */
export interface IntervalFacts {
  readonly onSinceMs: number;
  readonly leaderSinceMs: number;
  /** The newest job since ON; undefined: there was none. */
  readonly lastStartedMs: number | undefined;
  /** The newest job under this leader; undefined: there was none. */
  readonly lastStartedHereMs: number | undefined;
  /** Whether the newest job has failed. */
  readonly lastFailed: boolean;
}

/** What the scheduler knows when it decides whether a job starts. */
export interface StartFacts {
  readonly isOn: boolean;
  /** A job is under way, or the hand-over of the last one is. */
  readonly isBusy: boolean;
  readonly nowMs: number;
  readonly dueMs: number;
}

/** The state that follows in a job that goes well. */
export type Progress = 'captured' | 'imaged' | 'uploaded';

/** The decisions about when a job runs and what it puts into the bucket (S03, S04, S05, S10). */
export interface JobRules {
  /** S03: the interval in force, given the configured one and the one at the leader's start. */
  intervalMs(configuredMs: number, atStartMs: number): number;
  /** S03, interpretation 23: when the next job is due. */
  jobDueMs(facts: IntervalFacts, intervalMs: number, profile: SnapshotProfile): number;
  /** S01, S03: whether a job starts now. */
  mayStartJob(facts: StartFacts): boolean;
  /** S04: the creation time of a job, in milliseconds since 1970, given the wall clock and the newest job's time. */
  createdTime(
    clockMs: number,
    lastMs: number | undefined,
    isTaken: (ms: number) => boolean,
    profile: SnapshotProfile,
  ): number;
  /** S04: the name of the snapshot of a job that was created then, in milliseconds since 1970. */
  snapshotName(createdMs: number): string;
  /** S09: the id of a new job, given the cluster's next id and the newest job's. */
  jobId(nextId: number, lastId: number | undefined): number;
  /**
   * S10, interpretation 23: the cut that a snapshot holds, given the journals before and after they were read; undefined
   * when they moved meanwhile and must be read again.
   */
  capturePair(before: Cut, after: Cut): Cut | undefined;
  /** S08: the journal ids that the job records. */
  recordedIds(cut: Cut): { readonly feJournalId: number; readonly starmgrJournalId: number };
  /** S03, S10: the image that is put into the bucket: the one that was captured, or the newest local one. */
  imageOf<T extends { readonly journalId: number }>(captured: T, local: T): T;
  /** S10: whether an image of this metadata holds this kind of object. */
  imageHolds(part: ImagePart, meta: Meta): boolean;
  /** S09: the state of a job after this progress. */
  nextJobState(progress: Progress, profile: SnapshotProfile): JobState;
  /** S05: the parts of a snapshot that are put into the bucket; their order is open. */
  uploads(): readonly SnapshotPart[];
  /** S05: the key of a part below the folder of its snapshot. */
  partPath(part: SnapshotPart, cut: Cut): string;
  /** S05: the folder of a snapshot. */
  snapshotDir(location: string, serviceId: string, name: string): string;
  /** S05: whether an object can be put, given whether the store would take it. */
  canPut(isTaken: boolean): boolean;
  /** S06: whether a job goes on after the store has refused an object. */
  goesOnAfterFailedPut(): boolean;
  /** S05: whether the objects of a FINISHED snapshot are written again. */
  rewritesFinished(): boolean;
  /** S09: the state of a job that has failed. */
  stateOfFailed(): JobState;
  /** S09: the message of a job that has failed for this reason. */
  errorMessage(reason: string): string;
  /** S09: when a job finished, given the wall clock and what was recorded before; also asked when it expires. */
  finishedTime(clockMs: number, before: number | null): number;
}

const PREFIX = 'automated_cluster_snapshot_';

/** A location without slashes at its end (snapshot notes 4.2). */
export function withoutSlashes(location: string): string {
  return location.replace(/\/+$/, '');
}

/** Whether a job is under way in this state. */
export function isUnfinished({ state }: Job): boolean {
  return state === 'INITIALIZING' || state === 'SNAPSHOTING' || state === 'UPLOADING';
}

function due(facts: IntervalFacts, intervalMs: number, { firstJobAfter }: SnapshotProfile): number {
  const { onSinceMs, leaderSinceMs, lastStartedMs, lastStartedHereMs } = facts;
  const sinceMs = firstJobAfter === 'on' ? (lastStartedMs ?? onSinceMs) : (lastStartedHereMs ?? leaderSinceMs);
  return sinceMs + intervalMs;
}

/** Interpretation 23: never again, also when the clock has gone back. */
function unused(clockMs: number, lastMs: number | undefined, isTaken: (ms: number) => boolean): number {
  let ms = Math.max(clockMs, (lastMs ?? 0) + 1);
  while (isTaken(ms)) ms += 1;
  return ms;
}

function partPath(part: SnapshotPart, { meta, star }: Cut): string {
  switch (part) {
    case 'feImage':
      return `v2/image.${meta.journalId}`;
    case 'checksum':
      return `v2/checksum.${meta.journalId}`;
    case 'starmgrImage':
      return `starmgr/image.${star.journalId}`;
    default:
      return part;
  }
}

export const referenceJobRules: JobRules = {
  intervalMs: (configuredMs) => configuredMs,
  jobDueMs: due,
  mayStartJob: ({ isOn, isBusy, nowMs, dueMs }) => isOn && !isBusy && nowMs >= dueMs,
  createdTime: (clockMs, lastMs, isTaken, { measuredBy }) =>
    measuredBy === 'wallClock' ? clockMs : unused(clockMs, lastMs, isTaken),
  snapshotName: (createdMs) => `${PREFIX}${createdMs}`,
  jobId: (nextId) => nextId,
  capturePair: (before, after) => (before.meta === after.meta && before.star === after.star ? after : undefined),
  recordedIds: ({ meta, star }) => ({ feJournalId: meta.journalId, starmgrJournalId: star.journalId }),
  imageOf: (captured) => captured,
  imageHolds: () => true,
  nextJobState: (progress, { showsUploading }) => {
    if (progress === 'uploaded') return 'FINISHED';
    return progress === 'imaged' && showsUploading ? 'UPLOADING' : 'SNAPSHOTING';
  },
  uploads: () => ['VERSION', 'ROLE', 'feImage', 'checksum', 'starmgrImage'],
  partPath,
  snapshotDir: (location, serviceId, name) => `${withoutSlashes(location)}/${serviceId}/meta/image/${name}`,
  canPut: (isTaken) => isTaken,
  goesOnAfterFailedPut: () => false,
  rewritesFinished: () => false,
  stateOfFailed: () => 'ERROR',
  errorMessage: (reason) => reason,
  finishedTime: (clockMs, before) => before ?? clockMs,
};

/** The wall clock in milliseconds since 1970, as names hold it. */
export function epochMs(clockMs: number): number {
  return EPOCH_MS + clockMs;
}
