import type { Say, SharedDataProperty, SharedDataStep, SharedDataWatcher } from '../property.ts';
import { isSeen } from './bounds.ts';
import { movedBy } from './catalogs.ts';
import { type Ended, knownRestore, restoredDifferences } from './comparing.ts';
import { contentOf, isRestorable, locationOf, normalised } from './folders.ts';
import { calledJob, hasFinished, isNewer, jobNamed, listedAs, reachable } from './jobs.ts';
import { judgeLiveData } from './live-data.ts';
import { watchNextSnapshot } from './next-snapshot.ts';
import { agreedAutomation } from './story-restore.ts';

const described = { of: 'sharedData', level: 'must', suite: 'restore', needs: [] } as const;

/** Snapshots, data and repetitions of a restore (S11, S12, S16; snapshot notes 9, RS-8, RS-9, RS-13, RS-14, SN-19, SJ-17). */
export const restoreSnapshotProperties: readonly SharedDataProperty[] = [
  {
    ...described,
    id: 'RS-8',
    title: 'the snapshot that a cluster was restored from is finished and stays until a newer one is',
    clauses: ['S12'],
    form: 'step',
    judge: judgeRestored,
  },
  {
    ...described,
    id: 'RS-9',
    title: 'after a restore automated snapshots are ON or OFF as at the capture, and go on',
    clauses: ['S12'],
    needs: ['advance'],
    form: 'eventually',
    start: () => {
      const next = watchNextSnapshot({
        kind: 'no snapshot after a restore',
        message: 'automated snapshots were ON at the capture',
        concerns: (_, reason) => reason === 'restore',
      });
      return (step, say) => {
        next(step, say);
        judgeOff(step, say);
      };
    },
  },
  {
    ...described,
    id: 'RS-13',
    title: 'the same restore again leads to the same cluster',
    clauses: ['S12'],
    form: 'eventually',
    start: watchRepeated,
  },
  {
    ...described,
    id: 'RS-14',
    title: 'a restore from a copy leaves the original as it is',
    clauses: ['S16'],
    level: 'should',
    form: 'step',
    judge: (step, say) => {
      judgeOriginal(step, say);
      judgeUnused(step, say);
    },
  },
  {
    ...described,
    id: 'SN-19',
    title: 'the data that a live snapshot needs stays readable',
    clauses: ['S11'],
    suite: 'snapshot',
    form: 'step',
    judge: (step, say) => {
      judgeLiveData(step, say);
      judgeData(step, say, 'gone');
    },
  },
  {
    ...described,
    id: 'SJ-17',
    title: 'both images of a snapshot are of one moment: what the one knows the other knows too',
    clauses: ['S03', 'S10'],
    suite: 'snapshot',
    level: 'should',
    form: 'step',
    judge: (step, say) => judgeData(step, say, 'there'),
  },
];

function judgeRestored(step: SharedDataStep, say: Say): void {
  const ended = knownRestore(step);
  if (ended === undefined) return;
  const { after } = step;
  say.exercised();
  const row = jobNamed(after, ended.source);
  if (row === undefined) {
    say.violated('snapshot unknown after its restore', `the restored cluster knows nothing of ${ended.source}`);
    return;
  }
  if (hasFinished(row) && after.jobs.some((other) => isNewer(other, row) && hasFinished(other))) return;
  const { state } = agreedAutomation(ended.moments.map(({ automation }) => automation));
  if (row.STATE !== 'FINISHED')
    say.violated('restored snapshot not kept', `${calledJob(row)} was restored from, and is ${row.STATE} now`);
  else if (state === 'on' && listedAs(after, ended.source) === undefined)
    say.violated('restored snapshot not listed', `${calledJob(row)} was restored from, but is not listed`);
  judgeOtherJobs(step, say, ended);
  const folders = after.bucket.folders.filter((folder) => folder.name === ended.source);
  if (!step.story.damaged.has(ended.source) && !folders.some(isRestorable))
    say.violated('restored snapshot deleted', `the folder of ${ended.source} is gone since the restore from it`);
}

/** The other jobs are what they were at the capture, or what may have become of that since. */
function judgeOtherJobs({ after }: SharedDataStep, say: Say, { source, moments }: Ended): void {
  for (const is of after.jobs) {
    if (is.SNAPSHOT_NAME === source) continue;
    const was = moments.map(({ jobs }) => jobs.find((row) => row.SNAPSHOT_NAME === is.SNAPSHOT_NAME));
    if (!was.some((row) => row === undefined || reachable[row.STATE].includes(is.STATE)))
      say.violated('other job changed', `${calledJob(is)} was ${was[0]?.STATE} at the capture and is ${is.STATE} now`);
  }
}

/** With OFF at the capture no job may start. */
function judgeOff(step: SharedDataStep, say: Say): void {
  const { story, before, after, command } = step;
  if (!isSeen(step) || story.generation === 0 || story.automation.state !== 'off' || command.do !== 'advance') return;
  const known = new Set(before.jobs.map((row) => row.JOB_ID));
  const job = after.jobs.find((row) => !known.has(row.JOB_ID));
  if (job !== undefined) say.violated('ON after a restore', `${calledJob(job)} was created, but OFF was restored`);
}

/** A restored cluster as far as nothing but its snapshot and the file decide about it. */
interface Result {
  readonly source: string;
  readonly file: string;
  readonly cluster: string;
}

function watchRepeated(): SharedDataWatcher {
  const results: Result[] = [];
  return (step, say) => {
    const ended = knownRestore(step);
    if (ended === undefined || step.command.do !== 'restore') return;
    const result = resultOf(step, ended);
    const earlier = results.find(({ source, file }) => source === result.source && file === result.file);
    if (earlier === undefined) {
      results.push(result);
      return;
    }
    say.exercised();
    if (earlier.cluster !== result.cluster)
      say.violated('restored otherwise', `${ended.source} was restored twice, but not to the same cluster`);
  };
}

function resultOf({ after }: SharedDataStep, { source, restoration, volumes }: Ended): Result {
  const { frontends, computeNodes } = restoration.command;
  const { tables, functions: _, ...rest } = after.catalog;
  const cluster = {
    ...rest,
    tables: tables.map(({ name, database, volume, path }) => ({ name, database, volume, path: normalised(path) })),
    others: after.frontends.filter(({ role }) => role !== 'leader'),
    leaders: after.frontends.filter(({ role }) => role === 'leader').length,
    computeNodes: after.computeNodes,
    jobs: after.jobs.map((row) => row.SNAPSHOT_NAME),
  };
  return { source, file: JSON.stringify([frontends, computeNodes, volumes]), cluster: JSON.stringify(cluster) };
}

function judgeOriginal(step: SharedDataStep, say: Say): void {
  const { command, before, after, outcome, profile } = step;
  const ended = knownRestore(step);
  if (ended === undefined || command.do !== 'restore' || outcome.kind === 'refused') return;
  const captured = ended.moments[0]?.catalog.volumes ?? [];
  for (const { from, to } of movedBy(ended.volumes, captured).values()) {
    if (from === to || after.catalog.volumes.some(({ location }) => normalised(location) === from)) continue;
    say.exercised();
    for (const [key, etag] of before.bucket.data)
      if (normalised(key).startsWith(`${from}/`) && after.bucket.data.get(key) !== etag)
        say.violated('original data changed', `the restore went to ${to}, but changed ${key}`);
    // A hasty restore deletes before it knows that the volume has moved (snapshot notes 7.12).
    if (profile.restoreValidates === 'first' && foldersAt(step.before, from) !== foldersAt(after, from))
      say.violated('original snapshot changed', `the restore went to ${to}, but changed snapshots at ${from}`);
  }
}

/** What lies where no volume is any more is nobody's to change. */
function judgeUnused(step: SharedDataStep, say: Say): void {
  const { before, after, command, story } = step;
  if (!isSeen(step) || story.generation === 0 || before.bucket.folders === after.bucket.folders) return;
  if (command.do === 'copyVolume' || command.do === 'damageSnapshot') return;
  const used = new Set(
    [...before.catalog.volumes, ...after.catalog.volumes].map(({ location }) => normalised(location)),
  );
  for (const location of new Set(before.bucket.folders.map((folder) => locationOf(before, folder)))) {
    if (!used.has(location) && foldersAt(before, location) !== foldersAt(after, location))
      say.violated(
        'original snapshot changed',
        `no volume is at ${location} any more, but snapshots there have changed`,
      );
  }
}

function foldersAt(view: SharedDataStep['after'], location: string): string {
  const there = view.bucket.folders.filter((folder) => locationOf(view, folder) === location);
  return JSON.stringify(there.map((folder) => [folder.serviceId, folder.name, contentOf(folder)]).sort());
}

/**
 * A restored table that cannot be read: when objects of it have gone since the capture it is garbage collection that took
 * them, otherwise the metadata do not fit together.
 */
function judgeData(step: SharedDataStep, say: Say, objects: 'gone' | 'there'): void {
  const ended = knownRestore(step);
  if (ended === undefined) return;
  if (ended.moments.some(({ catalog }) => catalog.tables.length > 0)) say.exercised();
  for (const { about, message } of restoredDifferences(step, ended)) {
    if (about !== 'readability') continue;
    const kind = objects === 'gone' ? 'needed data deleted' : 'images of two moments';
    if (haveGone(step, ended) === (objects === 'gone')) say.violated(kind, `after the restore ${message}`);
  }
}

function haveGone({ before }: SharedDataStep, { moments, volumes }: Ended): boolean {
  const [first] = moments;
  if (first === undefined) return false;
  const moves = [...movedBy(volumes, first.catalog.volumes).values()];
  return [...first.data.keys()].some((key) => {
    const move = moves.find(({ from }) => normalised(key).startsWith(`${from}/`));
    const now = move === undefined ? key : move.to + normalised(key).slice(move.from.length);
    return !before.bucket.data.has(now) && !before.bucket.data.has(key);
  });
}
