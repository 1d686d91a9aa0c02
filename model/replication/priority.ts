/** How urgent a task is, least first. */
export type Priority = 'LOW' | 'NORMAL' | 'HIGH' | 'VERY_HIGH';

const RANK: Readonly<Record<Priority, number>> = { LOW: 0, NORMAL: 1, HIGH: 2, VERY_HIGH: 3 };

/**
 * Negative when `left` is less urgent than `right`, positive when more, 0 when equal.
 *
 * Source: replication notes 4a.4.
 */
export function comparePriority(left: Priority, right: Priority): number {
  return RANK[left] - RANK[right];
}

/**
 * The priority of a task that has waited too long: one step up, but a task born LOW never gets beyond HIGH.
 *
 * @param dynamic the priority it waits with.
 * @param original the priority it was born with.
 * Source: R21, replication notes 4a.6.
 */
export function raisePriority(dynamic: Priority, original: Priority): Priority {
  switch (dynamic) {
    case 'LOW':
      return 'NORMAL';
    case 'NORMAL':
      return 'HIGH';
    case 'HIGH':
      return original === 'LOW' ? 'HIGH' : 'VERY_HIGH';
    case 'VERY_HIGH':
      return 'VERY_HIGH';
  }
}

/** What the order of the pending queue depends on. */
export interface QueuedTask {
  /** The dynamic priority. */
  readonly priority: Priority;
  /** When the scheduler last looked at the task, in milliseconds; -1 while it never has. */
  readonly lastVisitedMs: number;
}

/**
 * The order of the pending queue: negative when `left` goes first. The more urgent task goes first, among equals the one
 * that was visited longest ago, so one that never was comes before all of them. Equal tasks give 0: whoever needs a total
 * order breaks the tie, for instance by id.
 *
 * Source: R09, R21, replication notes 4a.4.
 */
export function compareTasks(left: QueuedTask, right: QueuedTask): number {
  return comparePriority(right.priority, left.priority) || Math.sign(left.lastVisitedMs - right.lastVisitedMs);
}
