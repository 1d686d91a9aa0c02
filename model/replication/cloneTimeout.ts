/** The rate on which a clone's time limit is based, in bytes per second. */
const SLOWEST_RATE = 5 * 1_048_576;

/**
 * How long a clone may run: a second for every full 5 MiB of the tablet's largest replica, within limits of which the upper
 * one wins.
 *
 * @param bytes size of the tablet's largest replica.
 * @param minMs `tablet_sched_min_clone_task_timeout_sec`, in milliseconds.
 * @param maxMs `tablet_sched_max_clone_task_timeout_sec`, in milliseconds.
 * Source: R28, replication notes 4b.13.
 */
export function cloneTimeoutMs(bytes: number, minMs: number, maxMs: number): number {
  return Math.min(Math.max(Math.floor(bytes / SLOWEST_RATE) * 1000, minMs), maxMs);
}
