import type { Profile } from '../model/profile.ts';
import type { SlotsRow, TaskRow } from '../model/views/replication.ts';
import type { Property, Say, Step } from './property.ts';

const described = { level: 'must', suite: 'replication', needs: ['advance'] } as const;

/** Properties of clone slots (R29, as far as repair needs them; replication notes 6 and 10, SL). */
export const slotProperties: readonly Property[] = [
  {
    ...described,
    form: 'always',
    of: 'tasks',
    id: 'SL-1',
    title: 'no path runs more clones than it has slots',
    clauses: ['R10', 'R29'],
    judge: (step, say) => eachPath(step, say, judgeLimit),
  },
  {
    ...described,
    form: 'always',
    of: 'tasks',
    id: 'SL-2',
    title: 'the free slots of a path are its slots less the clones that use it',
    clauses: ['R10', 'R29'],
    judge: (step, say) => eachPath(step, say, judgeBooks),
  },
  {
    ...described,
    form: 'always',
    of: 'tasks',
    id: 'SL-3',
    title: 'a clone occupies a slot at its source and one at its destination',
    clauses: ['R10', 'R29'],
    judge: judgeEnds,
  },
  {
    ...described,
    form: 'always',
    of: 'tasks',
    id: 'SL-4',
    title: 'when no clone runs every slot is free',
    clauses: ['R11', 'R29'],
    judge: judgeIdle,
  },
];

type Judge = (step: Step, say: Say, path: SlotsRow, used: number) => void;

function eachPath(step: Step, say: Say, judge: Judge): void {
  const { running, slots } = step.after;
  if (running.length === 0) return;
  for (const path of slots) {
    const used = running.filter((task) => uses(task, path) && isOfRepairPool(step.profile, task)).length;
    if (used === 0) continue;
    say.exercised();
    judge(step, say, path, used);
  }
}

/** Whether the clone takes the slots that are listed: those of balancing are not, where balancing has its own (R31). */
export function isOfRepairPool(profile: Profile, task: TaskRow): boolean {
  return task.Type === 'REPAIR' || profile.balanceSlotsPerPath === 0;
}

/** Whether the clone occupies a slot of the path at either end. */
export function uses(task: TaskRow, path: SlotsRow): boolean {
  return isSource(task, path) || isDestination(task, path);
}

function isSource(task: TaskRow, path: SlotsRow): boolean {
  return task.SrcBe === path.BeId && task.SrcPath === path.PathHash;
}

function isDestination(task: TaskRow, path: SlotsRow): boolean {
  return task.DestBe === path.BeId && task.DestPath === path.PathHash;
}

/** Lowering the number of slots ends nothing that runs, so more may run for a while. */
function judgeLimit(step: Step, say: Say, path: SlotsRow, used: number): void {
  if (step.ledger.slotsLowered || step.command.do === 'setConfig') return;
  if (used > path.TotalSlots)
    say.violated(
      'too many clones',
      `${used} clones use path ${path.PathHash} of backend ${path.BeId}, which has ${path.TotalSlots} slots`,
    );
}

function judgeBooks(_step: Step, say: Say, path: SlotsRow, used: number): void {
  if (path.AvailSlots === path.TotalSlots - used) return;
  say.violated(
    'slots do not add up',
    `path ${path.PathHash} of backend ${path.BeId}: ${path.TotalSlots} slots, ${used} clones, but ${path.AvailSlots} free`,
  );
}

function judgeEnds(step: Step, say: Say): void {
  for (const task of step.after.running) {
    if (!isOfRepairPool(step.profile, task)) continue;
    for (const [end, isEnd] of [
      ['source', isSource],
      ['destination', isDestination],
    ] as const) {
      const path = step.after.slots.find((candidate) => isEnd(task, candidate));
      if (path === undefined) continue;
      say.exercised();
      if (path.AvailSlots >= path.TotalSlots)
        say.violated(
          `no slot at the ${end}`,
          `the clone of tablet ${task.TabletId} occupies no slot at its ${end}, backend ${path.BeId}`,
        );
    }
  }
}

function judgeIdle(step: Step, say: Say): void {
  if (step.after.running.some((task) => isOfRepairPool(step.profile, task))) return;
  if (step.before.running.length === 0 && step.after.ended.length === 0) return;
  say.exercised();
  const held = step.after.slots.find((path) => path.AvailSlots !== path.TotalSlots);
  if (held !== undefined)
    say.violated(
      'slot not released',
      `no clone runs, but path ${held.PathHash} of backend ${held.BeId} has ${held.AvailSlots} of ${held.TotalSlots} slots free`,
    );
}
