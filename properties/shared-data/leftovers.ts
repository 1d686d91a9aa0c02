import type { SnapshotFolderView } from '../../model/views/sharedData.ts';
import type { ClusterSnapshotJobRow } from '../../model/views/snapshot.ts';
import type { Say, SharedDataStep, SharedDataWatcher } from '../property.ts';
import { canDelete, deletionBoundMs, isSeen, isStoreUsable, jobBoundMs } from './bounds.ts';
import { contentOf, folderKey, folderWithKey, ownFolders } from './folders.ts';
import { jobNamed, turned } from './jobs.ts';

/** A folder that nobody needs any more. */
export interface Leftover {
  readonly folder: SnapshotFolderView;
  /** The row of its job; undefined when the history has given it up. */
  readonly row: ClusterSnapshotJobRow | undefined;
  /** Since when it should have been going, on a store that works, in milliseconds of the target's clock. */
  sinceMs: number;
  /** Whether a request to the store may have failed since it was first seen. */
  hadTrouble: boolean;
  /** Whether some of its files went, and not by the kit. */
  isPartial: boolean;
  /** Whether the next clean-up after it was left behind has begun. */
  wasCleanedUp: boolean;
}

/** What a property says about folders that stay. */
export interface LeftoverPromise {
  readonly kind: string;
  readonly message: string;
  concerns(step: SharedDataStep, leftover: Leftover): boolean;
}

/**
 * Watches that folders of superseded and failed jobs go within the bound for deletions, as long as the FE is up and the
 * store works.
 */
export function watchLeftovers({ kind, message, concerns }: LeftoverPromise): SharedDataWatcher {
  const leftovers = new Map<string, Leftover>();
  return (step, say) => {
    if (!isSeen(step) || !step.before.isUp || !isStoreUsable(step)) {
      restart(step, leftovers);
      return;
    }
    const wanted = new Set(leftovers.keys());
    for (const leftover of leftoversIn(step)) {
      const key = folderKey(step.after, leftover.folder);
      wanted.delete(key);
      follow(step, leftovers, key, leftover);
    }
    for (const key of wanted) {
      const gone = leftovers.get(key);
      leftovers.delete(key);
      if (gone !== undefined && concerns(step, gone)) say.exercised();
    }
    for (const leftover of leftovers.values()) {
      if (!isDue(step, leftover) || !concerns(step, leftover)) continue;
      judge(step, say, leftover, kind, message);
    }
  };
}

function judge(step: SharedDataStep, say: Say, leftover: Leftover, kind: string, message: string): void {
  say.exercised();
  const seconds = Math.round((step.afterMs - leftover.sinceMs) / 1000);
  const state = leftover.row?.STATE ?? 'no longer listed';
  say.violated(kind, `${message}: ${leftover.folder.name} (${state}) is still there after ${seconds} s`);
}

/** What happens to the store or the FE begins the time anew. */
function restart({ afterMs, command }: SharedDataStep, leftovers: Map<string, Leftover>): void {
  if (command.do === 'restore') leftovers.clear();
  for (const leftover of leftovers.values()) {
    leftover.sinceMs = afterMs;
    leftover.hadTrouble = true;
  }
}

function leftoversIn(step: SharedDataStep): Leftover[] {
  const { after, afterMs, profile } = step;
  return ownFolders(step).flatMap((folder) => {
    const row = jobNamed(after, folder.name);
    // A release may have forgotten a failed job before its folder was gone (snapshot notes 2.22).
    if (row === undefined && profile.trimsFailedJobs) return [];
    if (row !== undefined && !isLeftBehind(row)) return [];
    // What was left behind before and is seen only now was out of reach for a while.
    const hadTrouble = !canDelete(step) || isLeftBehind(jobNamed(step.before, folder.name));
    return [{ folder, row, sinceMs: afterMs, hadTrouble, isPartial: false, wasCleanedUp: false }];
  });
}

function isLeftBehind(row: ClusterSnapshotJobRow | undefined): boolean {
  return row?.STATE === 'ERROR' || row?.STATE === 'EXPIRED' || row?.STATE === 'DELETED';
}

function follow(step: SharedDataStep, leftovers: Map<string, Leftover>, key: string, now: Leftover): void {
  const { before, after, command, outcome, afterMs } = step;
  const was = leftovers.get(key);
  if (was === undefined) {
    leftovers.set(key, now);
    return;
  }
  const earlier = folderWithKey(before, key);
  const shrank = earlier !== undefined && contentOf(earlier) !== contentOf(now.folder);
  const cleansUp =
    turned(step, 'FINISHED').length > 0 || (command.do === 'disableSnapshots' && outcome.kind === 'done');
  // Whether a fault comes and goes or OFF is said, the deletion has the whole time again.
  const begins = command.do === 'failStore' || command.do === 'breakStore' || command.do === 'heal';
  const cleanedNow = cleansUp && jobNamed(after, now.folder.name) !== undefined;
  leftovers.set(key, {
    ...now,
    sinceMs: begins || (cleansUp && !was.wasCleanedUp) ? afterMs : was.sinceMs,
    hadTrouble: was.hadTrouble || !canDelete(step),
    isPartial: was.isPartial || (shrank && command.do !== 'damageSnapshot'),
    wasCleanedUp: was.wasCleanedUp || cleanedNow,
  });
}

/** A release without retries deletes in the next clean-up alone, and what fails then waits for the one after it. */
function isDue(step: SharedDataStep, { sinceMs, hadTrouble, wasCleanedUp }: Leftover): boolean {
  const { profile, afterMs } = step;
  if (profile.deleteRetryMs === null) {
    return !hadTrouble && wasCleanedUp && afterMs - sinceMs > 2 * jobBoundMs(step);
  }
  return afterMs - sinceMs > deletionBoundMs(step);
}
