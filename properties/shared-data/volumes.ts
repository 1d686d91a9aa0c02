import type { Say, SharedDataProperty, SharedDataStep, SharedDataWatcher } from '../property.ts';
import { followerBoundMs, isPoisoned, isSeen, isStoreUsable, staysOn } from './bounds.ts';
import { foldersNamed, normalised } from './folders.ts';
import { newJobs } from './jobs.ts';
import { watchLeftovers } from './leftovers.ts';
import { watchNextSnapshot } from './next-snapshot.ts';

const described = {
  of: 'sharedData',
  level: 'must',
  suite: 'snapshot',
  needs: ['advance'],
  form: 'eventually',
} as const;

/** Where snapshots go, and what outlasts a leader or a volume (S02, S07; snapshot notes 9, SN-12 to SN-14). */
export const volumeProperties: readonly SharedDataProperty[] = [
  {
    ...described,
    id: 'SN-12',
    title: 'snapshots go to the volume of ON, and what lies on another volume is deleted there',
    clauses: ['S02'],
    start: () => together(watchVolumes(), watchOldVolume()),
  },
  {
    ...described,
    id: 'SN-13',
    title: 'automated snapshots go on under another leader, and other FEs show what the leader shows',
    clauses: ['S02', 'S08'],
    start: () => together(watchNewLeader(), watchFollower()),
  },
  {
    ...described,
    id: 'SN-14',
    title: 'the volume in use cannot be dropped, and one that is gone holds up neither snapshots nor OFF',
    clauses: ['S02', 'S07'],
    level: 'should',
    start: () => together(judgeDrop, judgeRefusedOff, watchAfterDrop()),
  },
];

/** Several watchers as one. */
export function together(...watchers: readonly SharedDataWatcher[]): SharedDataWatcher {
  return (step, say) => {
    for (const watch of watchers) watch(step, say);
  };
}

/** Jobs remember the volume that was in force when they were created. */
function watchVolumes(): SharedDataWatcher {
  const expected = new Map<string, string>();
  return (step, say) => {
    const { after, story, command } = step;
    if (!isSeen(step)) {
      if (command.do === 'restore') expected.clear();
      return;
    }
    const { volume } = story.automation;
    if (staysOn(step) && volume !== undefined && command.do !== 'enableSnapshots')
      for (const job of newJobs(step)) expected.set(job.SNAPSHOT_NAME, volume);
    for (const { SNAPSHOT_NAME: name, STORAGE_VOLUME: is } of after.snapshots) {
      const wanted = expected.get(name);
      if (wanted === undefined) continue;
      say.exercised();
      if (is !== wanted)
        say.violated('wrong volume', `${name} was begun while snapshots went to ${wanted}, but lies on ${is}`);
      else judgePlace(step, say, name, wanted);
    }
  };
}

function judgePlace({ after, story }: SharedDataStep, say: Say, name: string, wanted: string): void {
  const found = foldersNamed(after, story, name);
  const isGone = !after.catalog.volumes.some((other) => other.name === wanted);
  if (found.length === 0 || isGone || story.damaged.has(name)) return;
  const placeOf = (volume: string): string =>
    normalised(after.catalog.volumes.find((other) => other.name === volume)?.location ?? volume);
  if (!found.some((folder) => placeOf(folder.volume) === placeOf(wanted)))
    say.violated('folder on another volume', `the folder of ${name} should be on ${wanted}, but is not there`);
}

function watchOldVolume(): SharedDataWatcher {
  return watchLeftovers({
    kind: 'left on the old volume',
    message: 'snapshots go to another volume now, and the store works',
    concerns: ({ story }, { folder }) =>
      story.automation.state === 'on' &&
      story.automation.volume !== undefined &&
      folder.volume !== story.automation.volume,
  });
}

function watchNewLeader(): SharedDataWatcher {
  return watchNextSnapshot({
    kind: 'no snapshot under a new leader',
    message: 'automated snapshots were ON when the leader changed or was restarted',
    concerns: ({ story }, reason) => reason === 'leader' && story.droppedVolumes.size === 0,
  });
}

function watchFollower(): SharedDataWatcher {
  let sinceMs: number | undefined;
  return (step, say) => {
    const { before, after, afterMs, profile } = step;
    const isSettled = isSeen(step) && before.isUp && after.frontends.length > 1;
    const leader = leaderShows(after, profile.stampsFinishTwice);
    if (!isSettled || leader !== leaderShows(before, profile.stampsFinishTwice)) {
      sinceMs = undefined;
      return;
    }
    sinceMs ??= step.beforeMs;
    if (afterMs - sinceMs <= followerBoundMs || after.jobs.length === 0) return;
    say.exercised();
    if (followerShows(after, profile.stampsFinishTwice) !== leader)
      say.violated(
        'follower does not converge',
        'another FE shows other snapshots or jobs than the leader, and stays so',
      );
  };
}

type View = SharedDataStep['after'];
type Rows = readonly [snapshots: View['snapshots'], jobs: View['jobs']];

function leaderShows({ snapshots, jobs }: View, ignoresFinish: boolean): string {
  return shown([snapshots, jobs], ignoresFinish);
}

function followerShows({ followerSnapshots, followerJobs }: View, ignoresFinish: boolean): string {
  return shown([followerSnapshots, followerJobs], ignoresFinish);
}

function shown([snapshots, jobs]: Rows, ignoresFinish: boolean): string {
  const shownJobs = jobs.map((row) => JSON.stringify(ignoresFinish ? { ...row, FINISHED_TIME: null } : row));
  return JSON.stringify([snapshots.map((row) => JSON.stringify(row)).sort(), shownJobs.sort()]);
}

function judgeDrop({ command, outcome, before, story }: SharedDataStep, say: Say): void {
  if (command.do !== 'dropVolume' || !before.isUp || story.automation.state !== 'on') return;
  if (story.automation.volume !== command.volume) return;
  say.exercised();
  if (outcome.kind !== 'refused')
    say.violated('volume in use dropped', `snapshots go to ${command.volume}, but it could be dropped`);
}

/** The store may have a say in OFF, a volume that is gone may not. */
function judgeRefusedOff(step: SharedDataStep, say: Say): void {
  const { command, outcome, before, story } = step;
  if (command.do !== 'disableSnapshots' || !before.isUp || story.unsettled || !isStoreUsable(step)) return;
  if (story.automation.state !== 'on' || isPoisoned(step)) return;
  say.exercised();
  if (outcome.kind === 'refused')
    say.violated('OFF refused', `automated snapshots are ON, but cannot be switched off: ${outcome.message}`);
}

function watchAfterDrop(): SharedDataWatcher {
  return watchNextSnapshot({
    kind: 'no snapshot after a volume was dropped',
    message: 'automated snapshots are ON, and only a volume that they do not use was dropped',
    concerns: ({ story }) => story.droppedVolumes.size > 0,
  });
}
