import type { SharedDataStep } from '../property.ts';

const SLACK_MS = 5_000;

/** How long a job, the hand-over after it or one pass of deletions may take at most, on a store that works. */
export function jobBoundMs({ story, profile }: SharedDataStep): number {
  return (20 + 2 * story.mostFiles) * profile.snapshotStepMs + SLACK_MS;
}

/** How long it may take until a folder that nobody needs is gone, with a retry for every request that may fail. */
export function deletionBoundMs(step: SharedDataStep): number {
  const { story, profile } = step;
  return (1 + story.armedDeletes) * ((profile.deleteRetryMs ?? 0) + 2 * jobBoundMs(step));
}

/** How long it may take until the next snapshot is finished, with a new job for every request that may fail. */
export function nextSnapshotBoundMs(step: SharedDataStep): number {
  const { story, after } = step;
  return (1 + story.armed) * (after.intervalMs + 2 * jobBoundMs(step)) + story.clockBackMs;
}

/** How long another FE may lag behind the leader. */
export const followerBoundMs = 60_000;

/** Whether the step leads from one state of a cluster to a later one of the same cluster: no restore lies between. */
export function isSameLife({ command, story }: SharedDataStep): boolean {
  return command.do !== 'restore' && !story.unsettled;
}

/** Whether what the views show is current, and the cluster the same as before. */
export function isSeen(step: SharedDataStep): boolean {
  return step.after.isUp && isSameLife(step);
}

/** Whether automation was on before and after the step, as far as was acknowledged. */
export function staysOn({ command, story }: SharedDataStep): boolean {
  return story.automation.state === 'on' && command.do !== 'disableSnapshots' && command.do !== 'restore';
}

/** Whether the store works throughout the step. */
export function isStoreUsable({ command, story }: SharedDataStep): boolean {
  return !story.storeBroken && !(command.do === 'breakStore' && command.on);
}

/** Whether no deletion can have failed in the step. */
export function canDelete(step: SharedDataStep): boolean {
  const { command, story } = step;
  const isArmed = command.do === 'failStore' && (command.request === 'delete' || command.request === 'list');
  return isStoreUsable(step) && story.armedDeletes === 0 && !isArmed;
}

/** Whether no request to the store can have failed in the step. */
export function isStoreSound(step: SharedDataStep): boolean {
  return isStoreUsable(step) && step.story.armed === 0 && step.command.do !== 'failStore';
}

/** Whether the clock by which a release tells garbage was set (snapshot notes 6.1). */
export function mayMistakeGarbage({ profile, story }: SharedDataStep): boolean {
  return profile.measuredBy === 'wallClock' && story.clockSteps > 0;
}

/** Whether a clean-up may break off in the middle because a volume is gone (snapshot notes 2.20). */
export function isPoisoned({ profile, story }: SharedDataStep): boolean {
  return profile.missingVolume === 'poison' && story.volumesLost;
}
