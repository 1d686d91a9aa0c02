import type { Observation } from '../adapters/adapter.ts';
import type { SlotsRow, TaskRow } from '../model/views/replication.ts';
import { slotsConfigured, slotsIn } from './ledger.ts';
import { backendNamed, taskKey } from './looks.ts';
import type { Property, Say, Step } from './property.ts';
import { isOfRepairPool, uses } from './slots.ts';

const described = { level: 'must', suite: 'balancing', needs: ['advance'] } as const;

/** Properties of how many slots there are (R29, R30; replication notes 6.5 to 6.8 and 10, SL). */
export const slotNumberProperties: readonly Property[] = [
  {
    ...described,
    form: 'step',
    of: 'all',
    id: 'SL-5',
    title: 'an attempt to schedule a task that fails leaves every slot as it was',
    clauses: ['R29'],
    judge: judgeFailedAttempts,
  },
  {
    ...described,
    form: 'step',
    of: 'all',
    id: 'SL-7',
    title: 'a larger number of slots holds for every path within a round of the scheduler',
    clauses: ['R30'],
    needs: ['advance', 'setConfig'],
    judge: judgeRaised,
  },
  {
    ...described,
    form: 'step',
    of: 'all',
    id: 'SL-8',
    title: 'a smaller number of slots ends nothing that runs, and lets nothing start on a path that has too many',
    clauses: ['R30'],
    needs: ['advance', 'setConfig'],
    judge: judgeLowered,
  },
  {
    ...described,
    form: 'step',
    of: 'all',
    id: 'SL-11',
    title: 'the slots of a backend or disk that is gone disappear, and one that comes has all of its slots free',
    clauses: ['R30'],
    judge: judgePaths,
  },
];

function usedSlots({ after, profile }: Step, path: SlotsRow): number {
  return after.running.filter((task) => isOfRepairPool(profile, task) && uses(task, path)).length;
}

function judgeFailedAttempts(step: Step, say: Say): void {
  if (!step.after.pending.some((task) => hasFailed(step, task))) return;
  for (const path of step.after.slots) {
    say.exercised();
    const used = usedSlots(step, path);
    if (path.AvailSlots < path.TotalSlots - used)
      say.violated(
        'slot lost in an attempt',
        `path ${path.PathHash} of backend ${path.BeId} has ${path.AvailSlots} of ${path.TotalSlots} slots free with ${used} clones, after a task could not be scheduled`,
      );
  }
}

function hasFailed({ before }: Step, task: TaskRow): boolean {
  const was = before.pending.find((other) => taskKey(other) === taskKey(task));
  return task.FailedSched > (was?.FailedSched ?? 0);
}

/** Numbers outside of what a release accepts are clamped in ways that the documents do not tell. */
function judgeRaised(step: Step, say: Say): void {
  const { command, profile, ledger, after } = step;
  if (command.do !== 'advance' || command.seconds * 1000 < 2 * profile.schedulerIntervalMs) return;
  const configured = slotsConfigured(ledger);
  if (configured === undefined || configured < 2 || configured > 64) return;
  for (const path of after.slots) {
    say.exercised();
    if (path.TotalSlots < configured)
      say.violated(
        'slots not raised',
        `path ${path.PathHash} of backend ${path.BeId} has ${path.TotalSlots} slots, but ${configured} are configured`,
      );
  }
}

function judgeLowered(step: Step, say: Say): void {
  const { command, outcome, before, after } = step;
  if (slotsIn(command) !== undefined && outcome.kind === 'done' && before.nowMs === after.nowMs) judgeKept(step, say);
  if (command.do !== 'advance' || after.running.length === 0) return;
  for (const path of after.slots) {
    const own = after.running.filter((task) => isOfRepairPool(step.profile, task) && uses(task, path));
    const older = own.filter((task) => (task.LstSched ?? 0) <= before.nowMs);
    if (older.length < path.TotalSlots) continue;
    say.exercised();
    // What has run through the whole step ran as well when the newer one started.
    if (own.length > older.length)
      say.violated(
        'started above the limit',
        `path ${path.PathHash} of backend ${path.BeId} has ${path.TotalSlots} slots, ${older.length} clones ran, and another one started`,
      );
  }
}

function judgeKept({ before, after }: Step, say: Say): void {
  for (const task of before.running) {
    say.exercised();
    if (!after.running.some((other) => taskKey(other) === taskKey(task)))
      say.violated('clone ended', `the clone of tablet ${task.TabletId} ended when the number of slots was changed`);
  }
}

/** The scheduler takes a round to notice what is gone, so only what was gone before the step as well counts. */
function judgePaths(step: Step, say: Say): void {
  const { command, outcome, before, after } = step;
  if (command.do === 'advance' && command.seconds * 1000 >= step.profile.schedulerIntervalMs) say.exercised();
  const stray =
    command.do === 'advance' ? after.slots.find((path) => !hasPath(before, path) && !hasPath(after, path)) : undefined;
  if (stray !== undefined)
    say.violated('slots of what is gone', `path ${stray.PathHash} of backend ${stray.BeId} is gone, but has slots`);
  if (outcome.kind !== 'done' || (command.do !== 'addBackend' && command.do !== 'replaceDisk')) return;
  const id = backendNamed(after, command.backend)?.id;
  for (const path of after.slots) {
    const isNew = !before.slots.some((was) => was.BeId === path.BeId && was.PathHash === path.PathHash);
    if (path.BeId !== id || (command.do === 'replaceDisk' && !isNew)) continue;
    const used = usedSlots(step, path);
    if (path.AvailSlots < path.TotalSlots - used)
      say.violated(
        'new path not free',
        `path ${path.PathHash} of backend ${path.BeId} has just come, but has ${path.AvailSlots} of ${path.TotalSlots} slots free`,
      );
  }
}

/** Paths of backends that a client still sees, on disks that work. */
function hasPath({ backends }: Observation, { BeId, PathHash }: SlotsRow): boolean {
  const disks = backends.find((backend) => backend.id === BeId)?.disks;
  return disks?.some((disk) => disk.pathHash === PathHash && disk.online) === true;
}
