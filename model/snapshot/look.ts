import type { SharedDataView } from '../views/sharedData.ts';
import type { ClusterSnapshotJobRow, ClusterSnapshotRow } from '../views/snapshot.ts';
import { clockOf, volumeNamed } from './draft.ts';
import { lookAtBucket } from './lookBucket.ts';
import { lookAtCatalog } from './lookCatalog.ts';
import type { SnapshotRules } from './rules.ts';
import type { Job, SharedDataState, SnapshotManager } from './state.ts';

/** A look and the state that it was taken of. */
export interface Looked {
  readonly state: SharedDataState;
  readonly look: SharedDataView;
}

/**
 * What a client sees now; what did not change since the look before is the same object.
 * @param previous a look at an earlier state under the same rules
 */
export function lookAt(rules: SnapshotRules, state: SharedDataState, previous?: Looked): SharedDataView {
  const shown = previous?.state;
  const before = previous?.look;
  return {
    isUp: state.isUp,
    clockMs: state.isUp ? clockOf(state) : state.lastSeenMs,
    intervalMs: state.config.intervalMs,
    ...rowsSeen(rules, state, shown, before),
    catalog: lookAtCatalog(rules, state, shown, before?.catalog),
    frontends: state.meta.frontends,
    computeNodes: state.meta.computeNodes,
    bucket: lookAtBucket(state, shown, before?.bucket),
    restoreState: rules.restoreProbe(state.restore),
  };
}

type RowsSeen = Pick<SharedDataView, 'snapshots' | 'jobs' | 'followerSnapshots' | 'followerJobs'>;

function rowsSeen(
  rules: SnapshotRules,
  state: SharedDataState,
  shown: SharedDataState | undefined,
  before: SharedDataView | undefined,
): RowsSeen {
  const { meta, star } = state;
  const isSame =
    shown?.meta.manager === meta.manager &&
    shown.meta.volumes === meta.volumes &&
    shown.star.serviceId === star.serviceId;
  if (before !== undefined && isSame) {
    const { snapshots, jobs, followerSnapshots, followerJobs } = before;
    return { snapshots, jobs, followerSnapshots, followerJobs };
  }
  const follower = rules.followerManager(asFollowed(meta.manager));
  return {
    snapshots: snapshotRows(rules, state, meta.manager),
    jobs: jobRows(rules, meta.manager),
    followerSnapshots: snapshotRows(rules, state, follower),
    followerJobs: jobRows(rules, follower),
  };
}

/** Other FEs know what is journaled. */
function asFollowed(manager: SnapshotManager): SnapshotManager {
  const jobs = manager.jobs.map((job) => {
    const { finishedMs, journaledFinishedMs } = job;
    return finishedMs === null || finishedMs === journaledFinishedMs
      ? job
      : { ...job, finishedMs: journaledFinishedMs };
  });
  return { ...manager, jobs };
}

/** The rows of information_schema.cluster_snapshots, as an FE with this knowledge shows them (S08). */
export function snapshotRows(
  rules: SnapshotRules,
  state: SharedDataState,
  manager: SnapshotManager,
): readonly ClusterSnapshotRow[] {
  return rules.listedSnapshots(manager, state.profile).map((job) => snapshotRow(rules, state, manager, job));
}

function snapshotRow(
  rules: SnapshotRules,
  { profile, meta, star }: SharedDataState,
  manager: SnapshotManager,
  job: Job,
): ClusterSnapshotRow {
  const [feJournalId, starmgrJournalId] = rules.shownIds(job);
  const volume = rules.shownVolume(job.volume, manager.volume);
  return {
    SNAPSHOT_NAME: job.name,
    SNAPSHOT_TYPE: rules.shownType(profile),
    CREATED_TIME: rules.shownCreatedTime(job),
    FE_JOURNAL_ID: feJournalId,
    STARMGR_JOURNAL_ID: starmgrJournalId,
    PROPERTIES: '',
    STORAGE_VOLUME: volume,
    STORAGE_PATH: rules.shownPath(volumeNamed(meta, job.volume)?.location, star.serviceId, job.name, profile),
  };
}

/** The rows of information_schema.cluster_snapshot_jobs, as an FE with this knowledge shows them (S09). */
export function jobRows(rules: SnapshotRules, { jobs }: SnapshotManager): readonly ClusterSnapshotJobRow[] {
  return rules.listedJobs(jobs).map((job) => ({
    SNAPSHOT_NAME: job.name,
    JOB_ID: String(job.id),
    CREATED_TIME: rules.shownCreatedTime(job),
    FINISHED_TIME: rules.shownFinishedTime(job),
    STATE: rules.shownState(job),
    DETAIL_INFO: job.detail,
    ERROR_MESSAGE: rules.shownError(job),
  }));
}
