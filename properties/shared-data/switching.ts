import type { SharedDataView } from '../../model/views/sharedData.ts';
import type { Say, SharedDataProperty, SharedDataStep, SharedDataWatcher } from '../property.ts';
import { canDelete, deletionBoundMs, isPoisoned, isSeen, isStoreUsable, jobBoundMs, staysOn } from './bounds.ts';
import { contentOf, ownFolders } from './folders.ts';
import { calledJob, jobNamed, newJobs } from './jobs.ts';
import { watchLeftovers } from './leftovers.ts';

const described = { of: 'sharedData', level: 'must', suite: 'snapshot', needs: [] } as const;

/** What ON and OFF do and leave alone (S01, S02, S07; snapshot notes 9, SN-8 to SN-11 and SN-15). */
export const switchingProperties: readonly SharedDataProperty[] = [
  {
    ...described,
    id: 'SN-8',
    title: 'after OFF no snapshot is left, neither in the views nor in the bucket',
    clauses: ['S07'],
    needs: ['advance'],
    form: 'eventually',
    start: watchOff,
  },
  {
    ...described,
    id: 'SN-9',
    title: 'a snapshot from before OFF is never offered again after the next ON',
    clauses: ['S07', 'S08'],
    level: 'should',
    form: 'always',
    judge: judgeStale,
  },
  {
    ...described,
    id: 'SN-10',
    title: 'what OFF could not delete is deleted once the store works again',
    clauses: ['S07'],
    level: 'should',
    needs: ['advance'],
    form: 'eventually',
    start: () =>
      watchLeftovers({
        kind: 'not deleted after OFF',
        message: 'automated snapshots are OFF, and the store works again',
        concerns: ({ story }, { hadTrouble }) => story.automation.state === 'off' && hadTrouble,
      }),
  },
  {
    ...described,
    id: 'SN-11',
    title: 'ON is refused for an unknown volume, a refused ON or OFF changes nothing, and no job starts while OFF',
    clauses: ['S01', 'S02'],
    form: 'step',
    judge: judgeSwitch,
  },
  {
    ...described,
    id: 'SN-15',
    title: 'a snapshot cannot be made by hand',
    clauses: ['S01'],
    form: 'outcome',
    on: ['createSnapshot'],
    judge: (step, say) => {
      if (!step.before.isUp) return;
      say.exercised();
      if (step.outcome.kind !== 'refused')
        say.violated('made by hand', 'a statement that makes a snapshot was accepted');
      judgeUnchanged(step, say);
    },
  },
];

/** Since when OFF has held on a system without faults. */
interface Quiet {
  sinceMs: number;
  hadTrouble: boolean;
}

function watchOff(): SharedDataWatcher {
  let quiet: Quiet | undefined;
  return (step, say) => {
    const { story, command, outcome, beforeMs, afterMs, profile } = step;
    const endsOff = (command.do === 'enableSnapshots' || command.do === 'restore') && outcome.kind !== 'refused';
    const isOff = story.automation.state === 'off' && !endsOff;
    if (!isOff || story.finished.size === 0) {
      quiet = undefined;
      return;
    }
    quiet ??= { sinceMs: beforeMs, hadTrouble: false };
    if (!isSeen(step) || !step.before.isUp || !isStoreUsable(step)) quiet.sinceMs = afterMs;
    if (!canDelete(step)) quiet.hadTrouble = true;
    if (!profile.offEndsJob && story.wasRunningAtOff) return;
    judgeOff(step, say, quiet);
  };
}

function judgeOff(step: SharedDataStep, say: Say, { sinceMs, hadTrouble }: Quiet): void {
  const { after, afterMs, story, profile } = step;
  if (afterMs - sinceMs <= jobBoundMs(step)) return;
  const finished = after.jobs.find((row) => row.STATE === 'FINISHED');
  if (finished !== undefined)
    say.violated('finished though OFF', `${calledJob(finished)} is FINISHED, though automated snapshots are OFF`);
  if (hadTrouble || afterMs - sinceMs <= deletionBoundMs(step)) return;
  say.exercised();
  const [listed] = after.snapshots.filter(({ STORAGE_VOLUME }) => !story.droppedVolumes.has(STORAGE_VOLUME));
  if (listed !== undefined)
    say.violated('listed though OFF', `${listed.SNAPSHOT_NAME} is still listed, though automated snapshots are OFF`);
  const left = ownFolders(step).find(
    (folder) => !profile.trimsFailedJobs || jobNamed(after, folder.name) !== undefined,
  );
  if (left !== undefined)
    say.violated('folder left after OFF', `the folder of ${left.name} is still there after OFF, and the store worked`);
}

function judgeStale(step: SharedDataStep, say: Say): void {
  const { after, afterMs, story, profile } = step;
  if (!staysOn(step) || !isSeen(step) || story.olderJobs.size === 0) return;
  if (!profile.offEndsJob && story.wasRunningAtOff) return;
  if (afterMs - story.offSinceMs <= jobBoundMs(step)) return;
  say.exercised();
  for (const { SNAPSHOT_NAME: name } of after.snapshots) {
    if (story.olderJobs.has(name) && jobNamed(after, name)?.STATE === 'FINISHED')
      say.violated('stale snapshot listed', `${name} is from before OFF, when nothing kept its data, but is listed`);
  }
}

function judgeSwitch(step: SharedDataStep, say: Say): void {
  if (step.command.do === 'enableSnapshots') judgeOn(step, say, step.command.volume);
  else if (step.command.do === 'disableSnapshots' && step.outcome.kind === 'refused') {
    if (!step.before.isUp) return;
    say.exercised();
    judgeUnchanged(step, say);
  } else judgeIdle(step, say);
}

function judgeOn(step: SharedDataStep, say: Say, volume: string | undefined): void {
  const { before, outcome, story } = step;
  if (!before.isUp || story.unsettled) return;
  say.exercised();
  const isKnown = volume === undefined || before.catalog.volumes.some(({ name }) => name === volume);
  if (!isKnown && outcome.kind !== 'refused')
    say.violated('unknown volume accepted', `ON was accepted with the volume ${volume}, which there is not`);
  if (isKnown && outcome.kind === 'refused' && story.automation.state === 'off' && isUsable(step, volume))
    say.violated('ON refused', `the volume is there and automated snapshots were OFF, but: ${outcome.message}`);
  if (outcome.kind === 'refused') judgeUnchanged(step, say);
}

/** An ON without a name goes by a default volume, which not every release finds. */
function isUsable(step: SharedDataStep, volume: string | undefined): boolean {
  return isStoreUsable(step) && (volume !== undefined || step.profile.defaultVolume === 'marked');
}

function judgeIdle(step: SharedDataStep, say: Say): void {
  const { story, command } = step;
  if (story.automation.state !== 'off' || command.do === 'disableSnapshots' || !isSeen(step)) return;
  if (command.do === 'advance') say.exercised();
  const [job] = newJobs(step);
  if (job !== undefined)
    say.violated('job while OFF', `${calledJob(job)} was created, though automated snapshots are OFF`);
}

/** Statements that are answered at once: what they change must show by then. */
function judgeUnchanged(step: SharedDataStep, say: Say): void {
  if (step.afterMs !== step.beforeMs || isPoisoned(step)) return;
  if (shown(step.before) !== shown(step.after))
    say.violated('refused but changed', 'a statement was refused, but the views of snapshots or the bucket changed');
}

function shown({ snapshots, jobs, bucket }: SharedDataView): string {
  return JSON.stringify([
    snapshots,
    jobs,
    bucket.folders.map((folder) => [folder.volume, folder.name, contentOf(folder)]),
  ]);
}
