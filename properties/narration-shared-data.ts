import type { SharedDataView } from '../model/views/sharedData.ts';
import type { ClusterSnapshotJobRow } from '../model/views/snapshot.ts';
import { bucketChanges } from './narration-bucket.ts';
import { catalogChanges } from './narration-catalog.ts';
import { comings, type Pair, pairs } from './narration-lists.ts';

/** What a client sees change from one view of a shared-data cluster to the next, in short lines. */
export function sharedDataChanges(before: SharedDataView, after: SharedDataView): string[] {
  if (before === after) return [];
  return [
    ...leaderChanges(before, after),
    ...jobChanges(before.jobs, after.jobs),
    ...comings(names(before), names(after), {
      came: (name) => `cluster_snapshots lists ${name}`,
      went: (name) => `cluster_snapshots no longer lists ${name}`,
    }),
    ...followerChanges(before, after),
    ...bucketChanges(before.bucket, after.bucket),
    ...nodeChanges(before, after),
    ...catalogChanges(before.catalog, after.catalog),
  ];
}

function leaderChanges(before: SharedDataView, after: SharedDataView): string[] {
  return [
    ...(before.isUp === after.isUp ? [] : [after.isUp ? 'the leader FE answers' : 'the leader FE does not answer']),
    ...(before.restoreState === after.restoreState ? [] : [`the restore probe answers ${after.restoreState}`]),
    ...(before.intervalMs === after.intervalMs ? [] : [`the interval of snapshots is ${after.intervalMs / 1000} s`]),
  ];
}

function jobChanges(before: readonly ClusterSnapshotJobRow[], after: readonly ClusterSnapshotJobRow[]): string[] {
  if (before === after) return [];
  return pairs(before, after, ({ JOB_ID }) => JOB_ID).flatMap(jobLine);
}

function jobLine({ was, is }: Pair<ClusterSnapshotJobRow>): string[] {
  if (is === undefined) return was === undefined ? [] : [`job ${was.JOB_ID} is no longer in the history`];
  const message = is.ERROR_MESSAGE === '' ? '' : `: ${is.ERROR_MESSAGE}`;
  if (was === undefined) return [`job ${is.JOB_ID} (${is.SNAPSHOT_NAME}) is ${is.STATE}${message}`];
  if (was.STATE !== is.STATE) return [`job ${is.JOB_ID} was ${was.STATE} and is ${is.STATE}${message}`];
  if (was.ERROR_MESSAGE !== is.ERROR_MESSAGE) return [`job ${is.JOB_ID} is ${is.STATE}${message}`];
  return was.FINISHED_TIME === is.FINISHED_TIME ? [] : [`job ${is.JOB_ID} has another time of its end`];
}

function names({ snapshots }: SharedDataView): readonly string[] {
  return snapshots.map((row) => `${row.SNAPSHOT_NAME} on ${row.STORAGE_VOLUME}`);
}

/** Told when it begins and when it ends, not all the time. */
function followerChanges(before: SharedDataView, after: SharedDataView): string[] {
  const differs = doFollowersDiffer(after);
  if (doFollowersDiffer(before) === differs) return [];
  return [differs ? 'another FE shows other snapshots or jobs than the leader' : 'all FEs show the same again'];
}

function doFollowersDiffer({ snapshots, jobs, followerSnapshots, followerJobs }: SharedDataView): boolean {
  const isSame =
    (snapshots === followerSnapshots && jobs === followerJobs) ||
    JSON.stringify([snapshots, jobs]) === JSON.stringify([followerSnapshots, followerJobs]);
  return !isSame;
}

function nodeChanges(before: SharedDataView, after: SharedDataView): string[] {
  const told = ({ frontends }: SharedDataView): readonly string[] =>
    frontends.map(({ host, role }) => `FE ${host} (${role})`);
  const words = { came: (node: string) => `${node} joined`, went: (node: string) => `${node} left` };
  const computeNodes = ({ computeNodes: hosts }: SharedDataView): readonly string[] =>
    hosts.map((host) => `CN ${host}`);
  return [...comings(told(before), told(after), words), ...comings(computeNodes(before), computeNodes(after), words)];
}
