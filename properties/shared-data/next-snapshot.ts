import type { Say, SharedDataStep, SharedDataWatcher } from '../property.ts';
import { isPoisoned, isSeen, isStoreUsable, nextSnapshotBoundMs } from './bounds.ts';
import { hasFinished, inOrder } from './jobs.ts';

/** What the wait for the next snapshot began with. */
export type WaitReason = 'on' | 'finished' | 'leader' | 'restore' | 'other';

interface Wait {
  reason: WaitReason;
  sinceMs: number;
  /** The newest snapshot when it began. */
  newest: string | undefined;
}

/** What a property says about the next snapshot. */
export interface NextSnapshotPromise {
  readonly kind: string;
  readonly message: string;
  concerns(step: SharedDataStep, reason: WaitReason): boolean;
}

/** Watches that while ON another snapshot is finished within the interval and the time of a job. */
export function watchNextSnapshot(promise: NextSnapshotPromise): SharedDataWatcher {
  let wait: Wait | undefined;
  return (step, say) => {
    const begins = beginning(step);
    if (begins === 'idle') {
      wait = undefined;
      return;
    }
    const newest = inOrder(step.after.jobs).findLast(hasFinished)?.SNAPSHOT_NAME;
    if (begins !== undefined || wait === undefined) {
      wait = { reason: keptReason(wait, begins), sinceMs: step.afterMs, newest };
      return;
    }
    if (newest !== undefined && newest !== wait.newest) {
      if (promise.concerns(step, wait.reason)) say.exercised();
      wait = { reason: 'finished', sinceMs: step.afterMs, newest };
      return;
    }
    judge(step, say, wait, promise);
  };
}

function judge(step: SharedDataStep, say: Say, wait: Wait, { kind, message, concerns }: NextSnapshotPromise): void {
  const waitedMs = step.afterMs - wait.sinceMs;
  if (waitedMs <= nextSnapshotBoundMs(step) || !concerns(step, wait.reason)) return;
  say.exercised();
  const seconds = Math.round(waitedMs / 1000);
  say.violated(kind, `${message}: none in ${seconds} s at an interval of ${step.after.intervalMs / 1000} s`);
}

/** A fault in between does not change what the wait is about. */
function keptReason(wait: Wait | undefined, begins: WaitReason | undefined): WaitReason {
  if (begins === undefined || begins === 'other') return wait?.reason ?? 'other';
  return begins;
}

/** Why the wait begins anew with this step; undefined: it goes on; idle: nothing is promised. */
function beginning(step: SharedDataStep): WaitReason | 'idle' | undefined {
  const { command, outcome, before, after, story } = step;
  if (command.do === 'restore') return after.isUp ? 'restore' : 'idle';
  if (command.do === 'disableSnapshots' && outcome.kind === 'done') return 'idle';
  if (command.do === 'enableSnapshots' && outcome.kind === 'done')
    return story.automation.state === 'off' ? 'on' : 'other';
  if (story.automation.state !== 'on' || isPoisoned(step)) return 'idle';
  if (story.unsettled) return 'restore';
  if (!isSeen(step) || !before.isUp || command.do === 'changeLeader') return 'leader';
  if (!isStoreUsable(step) || before.intervalMs !== after.intervalMs) return 'other';
  return disturbs(command.do) ? 'other' : undefined;
}

function disturbs(kind: SharedDataStep['command']['do']): boolean {
  return kind === 'failStore' || kind === 'breakStore' || kind === 'stepClock' || kind === 'heal';
}
