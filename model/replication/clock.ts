import { hasNews, heartbeat } from './backends.ts';
import { nextStatisticsMs, refreshStatistics } from './balance.ts';
import { checkTablets } from './checker.ts';
import { nextReportMs, progressClones } from './clones.ts';
import type { Draft } from './draft.ts';
import { dropOldHints } from './hints.ts';
import { publishCommitted } from './loads.ts';
import { nextAgingMs, scheduleTasks } from './scheduler.ts';

const never = Number.POSITIVE_INFINITY;

/** Lets virtual time pass; moments at which nothing can happen are skipped. */
export function advance(draft: Draft, durationMs: number): void {
  const endMs = draft.state.nowMs + durationMs;
  // What waited before may be able to go on now, so the first round is never skipped.
  let mayGoOn = true;
  for (let nextMs = nextEventMs(draft, mayGoOn); nextMs <= endMs; nextMs = nextEventMs(draft, mayGoOn)) {
    const before = draft.changes;
    draft.state.nowMs = nextMs;
    tick(draft, mayGoOn);
    mayGoOn = draft.changes !== before;
  }
  draft.state.nowMs = endMs;
  if (draft.state.hints.length > 0) dropOldHints(draft);
}

/** What is due at this moment, in the order in which the FE's daemons depend on each other. */
function tick(draft: Draft, mayGoOn: boolean): void {
  const { nowMs, profile } = draft.state;
  const before = draft.changes;
  if (nowMs % profile.heartbeatIntervalMs === 0 && hasNews(draft)) heartbeat(draft);
  if (draft.state.loads.length > 0) publishCommitted(draft);
  if (draft.state.running.length > 0 || draft.state.abandoned.length > 0) progressClones(draft);
  if (nowMs % profile.checkerIntervalMs === 0 && draft.state.suspects.size > 0) checkTablets(draft);
  const isRefreshed = nextStatisticsMs(draft) <= nowMs;
  if (mayGoOn || draft.changes !== before || nextAgingMs(draft) <= nowMs) scheduleTasks(draft);
  if (isRefreshed && nowMs % profile.schedulerIntervalMs === 0) refreshStatistics(draft);
}

/** When something can happen next: tasks and loads that could not go on wait until anything else has changed. */
function nextEventMs(draft: Draft, mayGoOn: boolean): number {
  const { nowMs, profile } = draft.state;
  if (mayGoOn && isBusy(draft)) return after(nowMs, profile.schedulerIntervalMs);
  const heartbeatMs = hasNews(draft) ? after(nowMs, profile.heartbeatIntervalMs) : never;
  const checkerMs = draft.state.suspects.size > 0 ? after(nowMs, profile.checkerIntervalMs) : never;
  const taskMs = Math.min(nextReportMs(draft), nextAgingMs(draft));
  const schedulerMs =
    taskMs === never
      ? never
      : Math.max(ceiling(taskMs, profile.schedulerIntervalMs), after(nowMs, profile.schedulerIntervalMs));
  return Math.min(heartbeatMs, checkerMs, schedulerMs, statisticsMs(draft));
}

function statisticsMs(draft: Draft): number {
  const { nowMs, profile } = draft.state;
  const nextMs = nextStatisticsMs(draft);
  return nextMs === never
    ? never
    : Math.max(ceiling(nextMs, profile.schedulerIntervalMs), after(nowMs, profile.schedulerIntervalMs));
}

function isBusy(draft: Draft): boolean {
  const { pending, running, abandoned, loads } = draft.state;
  if (pending.length > 0 || running.length > 0 || abandoned.length > 0) return true;
  return loads.some((load) => load.versions.length > 0);
}

function after(nowMs: number, intervalMs: number): number {
  return (Math.floor(nowMs / intervalMs) + 1) * intervalMs;
}

function ceiling(ms: number, intervalMs: number): number {
  return Math.ceil(ms / intervalMs) * intervalMs;
}
