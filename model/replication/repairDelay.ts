import type { TabletStatus } from './health.ts';
import type { Priority } from './priority.ts';

const FACTORS: Readonly<Record<Priority, number>> = { VERY_HIGH: 0, HIGH: 1, NORMAL: 2, LOW: 3 };

/**
 * How long a tablet has to have been unhealthy before its repair starts: 0 for what is urgent or is repaired in place, since
 * nothing that comes back by itself would make that superfluous.
 *
 * @param delayMs `tablet_sched_repair_delay_factor_second`, in milliseconds.
 * Source: R09, replication notes 2.12.
 */
export function startDelayMs(status: TabletStatus, priority: Priority, delayMs: number): number {
  if (status === 'VERSION_INCOMPLETE' || status === 'NEED_FURTHER_REPAIR') return 0;
  return FACTORS[priority] * delayMs;
}

/**
 * Whether the repair of a tablet may start now.
 *
 * @param unhealthyMs time since the checker last saw the tablet healthy, or first saw it at all; undefined at the first
 *   sight, which only starts the time.
 * @param delayMs `tablet_sched_repair_delay_factor_second`, in milliseconds.
 * Source: R09, replication notes 2.12.
 */
export function isReadyForRepair(
  status: TabletStatus,
  priority: Priority,
  unhealthyMs: number | undefined,
  delayMs: number,
): boolean {
  const waitMs = startDelayMs(status, priority, delayMs);
  return waitMs === 0 || (unhealthyMs !== undefined && unhealthyMs > waitMs);
}
