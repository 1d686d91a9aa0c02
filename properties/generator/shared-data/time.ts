import type { SharedDataState } from '../../../model/snapshot/state.ts';
import { oneIn, oneOf, type Random } from '../random.ts';
import type { SharedDataLetter } from './places.ts';

const durations: readonly number[] = [1, 1, 2, 3, 5, 8, 10, 15, 20, 30, 60, 61];

/** Intervals in seconds that let many jobs fit into a scenario. */
const shortIntervals: readonly string[] = ['10', '15', '20', '30', '60'];

/** The item of the configuration that says how often snapshots are made. */
export const INTERVAL = 'automated_cluster_snapshot_interval_seconds';

/** Time that passes, and items of the configuration. */
export const timeLetters = {
  advance: {
    kind: 'advance',
    isEnabled: () => true,
    draw: (state, random) => ({ do: 'advance', seconds: drawSeconds(state, random) }),
  },
  setInterval: {
    kind: 'setConfig',
    isEnabled: ({ isUp }) => isUp,
    draw: (_state, random) => ({ do: 'setConfig', name: INTERVAL, value: oneOf(random, shortIntervals) }),
  },
  setConfig: {
    kind: 'setConfig',
    isEnabled: ({ isUp }) => isUp,
    draw: (_state, random) => {
      const [name, value] = oneOf(random, settings);
      return { do: 'setConfig', name, value };
    },
  },
} as const satisfies Readonly<Record<string, SharedDataLetter>>;

/** Few ended jobs that are kept, other intervals, and what must be refused. */
const settings: readonly (readonly [name: string, value: string])[] = [
  ['max_historical_automated_cluster_snapshot_jobs', '2'],
  ['max_historical_automated_cluster_snapshot_jobs', '2'],
  ['max_historical_automated_cluster_snapshot_jobs', '3'],
  ['max_historical_automated_cluster_snapshot_jobs', '100'],
  [INTERVAL, '600'],
  [INTERVAL, '1'],
  [INTERVAL, 'soon'],
  ['no_such_item', '1'],
];

/** While there is work mostly from atom to atom, for that is where mistakes show; otherwise to the next job or past it. */
function drawSeconds(state: SharedDataState, random: Random): number {
  const { work, nowMs, nextTaskMs, profile, meta, retryMs } = state;
  if (work.length > 0) {
    const stepSeconds = Math.max(1, Math.ceil((nextTaskMs - nowMs) / 1000));
    return oneIn(random, 3) ? stepSeconds * (1 + random.below(6)) : stepSeconds;
  }
  if (retryMs !== undefined && oneIn(random, 3)) return around(retryMs - nowMs, random);
  if (state.isUp && meta.manager.volume !== undefined && !oneIn(random, 3)) {
    return around(Math.max(secondsUntilJob(state) * 1000, profile.snapshotStepMs), random);
  }
  return oneOf(random, durations);
}

/** How long it is until a job starts, if all goes well; 0 when one is due. */
export function secondsUntilJob({ meta, config, nowMs }: SharedDataState): number {
  const { jobs, onSinceMs } = meta.manager;
  const sinceMs = Math.max(jobs.at(-1)?.startedMs ?? 0, onSinceMs);
  return Math.max(0, Math.ceil((sinceMs + config.intervalMs - nowMs) / 1000));
}

/** Just before, at, and after the moment. */
function around(spanMs: number, random: Random): number {
  return Math.max(1, Math.ceil(spanMs / 1000) + oneOf(random, [-1, 0, 0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 20]));
}
