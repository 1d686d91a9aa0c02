import { id, int, oneOf, text, time } from './columns.ts';
import { type RowOf, view } from './view.ts';

/** information_schema.cluster_snapshots (S08; snapshot notes 5.1). */
export const clusterSnapshotsView = view('information_schema.cluster_snapshots', {
  SNAPSHOT_NAME: text,
  SNAPSHOT_TYPE: text,
  CREATED_TIME: time,
  FE_JOURNAL_ID: int,
  STARMGR_JOURNAL_ID: int,
  PROPERTIES: text,
  STORAGE_VOLUME: text,
  STORAGE_PATH: text,
});
export type ClusterSnapshotRow = RowOf<typeof clusterSnapshotsView>;

/** information_schema.cluster_snapshot_jobs (S09; snapshot notes 2.1 and 5.2). */
export const clusterSnapshotJobsView = view('information_schema.cluster_snapshot_jobs', {
  SNAPSHOT_NAME: text,
  JOB_ID: id,
  CREATED_TIME: time,
  FINISHED_TIME: time,
  STATE: oneOf('INITIALIZING', 'SNAPSHOTING', 'UPLOADING', 'FINISHED', 'EXPIRED', 'DELETED', 'ERROR'),
  DETAIL_INFO: text,
  ERROR_MESSAGE: text,
});
export type ClusterSnapshotJobRow = RowOf<typeof clusterSnapshotJobsView>;
