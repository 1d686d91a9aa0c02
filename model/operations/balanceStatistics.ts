import type { BalanceKind, State, Task } from '../replication/state.ts';
import type { Medium } from '../scenario.ts';
import type { BalanceStatRow } from './views.ts';

/** What releases tell apart in balance_stat, and the moves that belong to it (replication notes 8.47). */
const balanceTypes: readonly (readonly [string, readonly BalanceKind[]])[] = [
  ['inter-node disk usage', ['INTER_NODE_DISK_USAGE', 'INTER_NODE_LOAD_SCORE']],
  ['inter-node tablet distribution', ['INTER_NODE_TABLET_DISTRIBUTION']],
  ['intra-node disk usage', ['INTRA_NODE_DISK_USAGE']],
  ['intra-node tablet distribution', ['INTRA_NODE_TABLET_DISTRIBUTION']],
  // No table here is in a colocation group or asks for locations: these are balanced.
  ['colocation group', []],
  ['label-aware location', []],
];

/** The rows of SHOW PROC '/cluster_balance/balance_stat': what waits and runs, by medium and kind of move. */
export function balanceStatistic(state: State, media: readonly Medium[]): BalanceStatRow[] {
  return media.flatMap((medium) => balanceTypes.map(([name, kinds]) => balanceRow(state, medium, name, kinds)));
}

function balanceRow(state: State, medium: Medium, name: string, kinds: readonly BalanceKind[]): BalanceStatRow {
  const isOf = (task: Task): boolean =>
    task.medium === medium && task.balance !== undefined && kinds.includes(task.balance);
  const pending = state.pending.filter(isOf).length;
  const running = state.running.filter(isOf).length;
  return {
    StorageMedium: medium,
    BalanceType: name,
    Balanced: String(pending + running === 0),
    PendingTablets: pending,
    RunningTablets: running,
  };
}

/** A row of SHOW PROC '/cluster_balance/sched_stat'. */
interface SchedulerStatRow {
  readonly Item: string;
  readonly Value: string;
  readonly Increase: string;
}

/**
 * The rows of SHOW PROC '/cluster_balance/sched_stat', in the words of releases: rounds since the start, and what the tasks
 * that the leader remembers have come to. Nothing is counted between two looks, so that nothing increases.
 */
export function schedulerStatistic(state: State): SchedulerStatRow[] {
  const { history, pending, running, nowMs, profile } = state;
  const count = (isCounted: (task: Task) => boolean): number =>
    [...pending, ...running, ...history].filter(isCounted).length;
  const clones = (isCounted: (task: Task) => boolean): number =>
    count((task) => task.clone !== undefined && isCounted(task));
  const ofStatus = (...statuses: readonly Task['status'][]): number =>
    count((task) => task.type === 'REPAIR' && statuses.includes(task.status));
  const values: readonly (readonly [string, number])[] = [
    ['num of tablet check round', Math.floor(nowMs / profile.checkerIntervalMs)],
    ['num of tablet being added to tablet scheduler', count(() => true)],
    ['num of tablet schedule round', Math.floor(nowMs / profile.schedulerIntervalMs)],
    ['num of tablet being scheduled', count((task) => task.lastScheduledMs >= 0)],
    ['num of tablet being scheduled succeeded', count((task) => task.state === 'FINISHED')],
    [
      'num of tablet being scheduled failed',
      sumOf([...pending, ...running, ...history].map((task) => task.failedScheduling)),
    ],
    ['num of tablet being scheduled discard', count((task) => task.state === 'CANCELLED')],
    ['num of tablet priority upgraded', count((task) => task.priority !== task.originalPriority)],
    ['num of clone task', clones(() => true)],
    ['num of clone task succeeded', clones((task) => task.state === 'FINISHED')],
    ['num of clone task failed', clones((task) => task.state === 'CANCELLED')],
    ['num of clone task timeout', clones((task) => task.state === 'TIMEOUT')],
    ['num of replica missing error', ofStatus('REPLICA_MISSING')],
    ['num of replica version missing error', ofStatus('VERSION_INCOMPLETE')],
    ['num of replica unavailable error', ofStatus('REPLICA_RELOCATING', 'DISK_MIGRATION')],
    ['num of replica location mismatch error', ofStatus('LOCATION_MISMATCH')],
    ['num of replica redundant error', ofStatus('REDUNDANT', 'FORCE_REDUNDANT')],
    ['num of balance scheduled', count((task) => task.type === 'BALANCE' && task.lastScheduledMs >= 0)],
  ];
  return values.map(([Item, value]) => ({ Item, Value: String(value), Increase: '0' }));
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
