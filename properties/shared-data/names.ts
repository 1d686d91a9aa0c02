import { EPOCH_MS } from '../../model/views/columns.ts';
import type { ClusterSnapshotJobRow } from '../../model/views/snapshot.ts';
import type { Say, SharedDataProperty, SharedDataStep, SharedDataWatcher } from '../property.ts';
import { isSameLife, isSeen } from './bounds.ts';
import { knownRestore } from './comparing.ts';
import { calledJob, compareIds, inOrder, jobNamed, newJobs } from './jobs.ts';

const described = { of: 'sharedData', level: 'must', suite: 'snapshot', needs: [] } as const;

/** Names, times and journal ids of snapshots (S03, S04, S08; snapshot notes 9, SN-7, SN-16 and SN-17). */
export const nameProperties: readonly SharedDataProperty[] = [
  {
    ...described,
    id: 'SN-7',
    title: 'the FE journal id grows from snapshot to snapshot, the StarMgr journal id never falls',
    clauses: ['S03', 'S08'],
    form: 'eventually',
    start: watchJournalIds,
  },
  {
    ...described,
    id: 'SN-16',
    title: 'a snapshot is named after the time of its creation in milliseconds, and both views show that time',
    clauses: ['S04', 'S08', 'S09'],
    form: 'always',
    judge: judgeTimes,
  },
  {
    ...described,
    id: 'SN-17',
    title: 'no two snapshots have the same name, also when the clock was set back',
    clauses: ['S04'],
    level: 'should',
    form: 'eventually',
    start: watchNames,
  },
];

interface Ids {
  readonly jobId: string;
  readonly fe: number;
  readonly starmgr: number;
}

function watchJournalIds(): SharedDataWatcher {
  const known = new Map<string, Ids>();
  return (step, say) => {
    const { after } = step;
    if (!isSeen(step)) {
      if (step.command.do === 'restore' && knownRestore(step) === undefined) known.clear();
      else if (!isSameLife(step)) forgetLost(step, known);
      return;
    }
    for (const row of after.snapshots) {
      const job = jobNamed(after, row.SNAPSHOT_NAME);
      if (job === undefined || step.story.damaged.has(row.SNAPSHOT_NAME)) continue;
      const ids = { jobId: job.JOB_ID, fe: row.FE_JOURNAL_ID, starmgr: row.STARMGR_JOURNAL_ID };
      judgeIds(say, row.SNAPSHOT_NAME, ids, known);
      known.set(row.SNAPSHOT_NAME, ids);
    }
  };
}

/** A restore takes the journals back to where the snapshot was captured. */
function forgetLost({ after }: SharedDataStep, known: Map<string, Ids>): void {
  for (const name of known.keys()) if (jobNamed(after, name) === undefined) known.delete(name);
}

function judgeIds(say: Say, name: string, ids: Ids, known: ReadonlyMap<string, Ids>): void {
  say.exercised();
  if (ids.fe <= 0 || ids.starmgr <= 0)
    say.violated('no journal id', `${name} is listed with the journal ids ${ids.fe} and ${ids.starmgr}`);
  const was = known.get(name);
  if (was !== undefined && (was.fe !== ids.fe || was.starmgr !== ids.starmgr))
    say.violated('journal ids changed', `the journal ids of ${name} changed from ${was.fe}/${was.starmgr}`);
  for (const [other, { jobId, fe, starmgr }] of known) {
    if (compareIds(jobId, ids.jobId) >= 0) continue;
    if (fe >= ids.fe)
      say.violated('FE journal id did not grow', `${name} has FE journal id ${ids.fe}, ${other} before it had ${fe}`);
    if (starmgr > ids.starmgr)
      say.violated(
        'StarMgr journal id fell',
        `${name} has StarMgr journal id ${ids.starmgr}, ${other} before it had ${starmgr}`,
      );
  }
}

function judgeTimes(step: SharedDataStep, say: Say): void {
  const { after } = step;
  if (!after.isUp) return;
  for (const row of after.jobs) {
    say.exercised();
    judgeName(say, row);
  }
  for (const { SNAPSHOT_NAME: name, CREATED_TIME: time, SNAPSHOT_TYPE: type } of after.snapshots) {
    const job = jobNamed(after, name);
    if (job !== undefined && job.CREATED_TIME !== time)
      say.violated('views disagree', `${name} was created at another time in cluster_snapshots than in its job's row`);
    if (type.toLowerCase() !== 'automated') say.violated('wrong type', `${name} has the type ${type}`);
  }
  judgeClock(step, say);
}

function judgeName(say: Say, { SNAPSHOT_NAME: name, CREATED_TIME: created }: ClusterSnapshotJobRow): void {
  const [, digits] = /^automated_cluster_snapshot_([1-9]\d{12})$/.exec(name) ?? [];
  if (digits === undefined) {
    say.violated('malformed name', `${name} is not automated_cluster_snapshot_ and a time in milliseconds`);
    return;
  }
  const seconds = Math.floor(Number(digits) / 1000);
  if (created === null || Math.floor((EPOCH_MS + created) / 1000) !== seconds)
    say.violated('time of the name', `${name} does not carry the CREATED_TIME of its job`);
}

/** Whoever avoids names that were used before the clock was set back may be ahead of it. */
function judgeClock(step: SharedDataStep, say: Say): void {
  const { before, after, story, command } = step;
  if (!isSeen(step) || !before.isUp || story.clockBackMs > 0 || command.do === 'stepClock') return;
  const fromMs = Math.floor(before.clockMs / 1000) * 1000;
  for (const row of newJobs(step)) {
    const created = row.CREATED_TIME ?? Number.NaN;
    if (!(created >= fromMs && created <= after.clockMs))
      say.violated('not the time of creation', `${calledJob(row)} was created within this step, but says otherwise`);
  }
}

function watchNames(): SharedDataWatcher {
  const named = new Map<string, string>();
  return (step, say) => {
    if (!step.after.isUp) return;
    if (!isSameLife(step)) {
      named.clear();
      return;
    }
    for (const { JOB_ID: id, SNAPSHOT_NAME: name } of inOrder(step.after.jobs)) {
      const owner = named.get(name);
      if (owner === undefined) {
        if (named.size > 0) say.exercised();
        named.set(name, id);
      } else if (owner !== id) say.violated('name used twice', `jobs ${owner} and ${id} both make ${name}`);
    }
  };
}
