import { mayPublish, nextLoadMs, publishCommitted, runLoadJobs } from './data.ts';
import { addWork, measureOf, type SharedDataDraft } from './draft.ts';
import { startJob } from './jobs.ts';
import type { SharedDataState } from './state.ts';
import { doNextTask } from './work.ts';

const never = Number.POSITIVE_INFINITY;
const TICK_MS = 1_000;

/** Lets time pass; moments at which nothing can happen are skipped. */
export function advance(draft: SharedDataDraft, durationMs: number): void {
  const { state } = draft;
  const endMs = state.nowMs + durationMs;
  for (let nextMs = nextEventMs(draft); nextMs <= endMs; nextMs = nextEventMs(draft)) {
    state.nowMs = nextMs;
    tick(draft);
  }
  state.nowMs = endMs;
}

function tick(draft: SharedDataDraft): void {
  const { state } = draft;
  runLoadJobs(draft);
  if (state.meta.txns.length > 0) publishCommitted(draft);
  const { volume } = state.meta.manager;
  if (state.work.length > 0) {
    const starts = startsJob(draft, state.nowMs);
    if (state.nextTaskMs <= state.nowMs) doNextTask(draft);
    if (starts) startJob(draft, volume ?? state.builtinVolume);
    return;
  }
  if (retries(draft, state.nowMs)) {
    state.retryMs = undefined;
    addWork(draft, [{ do: 'cleanUp', jobId: undefined }]);
  } else if (startsJob(draft, state.nowMs)) startJob(draft, volume ?? state.builtinVolume);
}

/** When something can happen next, in scenario time. */
function nextEventMs(draft: SharedDataDraft): number {
  const { state } = draft;
  if (!state.isUp) return never;
  const soonMs = state.nowMs + TICK_MS;
  const workMs = state.work.length > 0 ? state.nextTaskMs : idleMs(draft);
  const publishMs = state.meta.txns.length > 0 && mayPublish(state) && hasPublishable(state) ? soonMs : never;
  return Math.max(soonMs, Math.min(workMs, nextLoadMs(state) ?? never, publishMs));
}

/** When an idle leader starts a job, or tries again to delete. */
function idleMs(draft: SharedDataDraft): number {
  const { state } = draft;
  const soonMs = state.nowMs + TICK_MS;
  const jobMs = Math.max(soonMs, dueMs(draft) + state.nowMs - measureOf(state));
  const retryMs = Math.max(soonMs, state.retryMs ?? never);
  return Math.min(startsJob(draft, jobMs) ? jobMs : never, retries(draft, retryMs) ? retryMs : never);
}

function startsJob(draft: SharedDataDraft, atMs: number): boolean {
  const { rules, state } = draft;
  if (atMs === never) return false;
  return rules.mayStartJob({
    isOn: state.meta.manager.volume !== undefined,
    isBusy: state.work.length > 0,
    nowMs: measureOf(state) + atMs - state.nowMs,
    dueMs: dueMs(draft),
  });
}

/** On the clock by which intervals are measured. */
function dueMs({ rules, state }: SharedDataDraft): number {
  const { onSinceMs, jobs } = state.meta.manager;
  const last = jobs.at(-1);
  const facts = {
    onSinceMs,
    leaderSinceMs: state.leaderSinceMs,
    lastStartedMs: last !== undefined && last.startedMs >= onSinceMs ? last.startedMs : undefined,
    lastStartedHereMs: state.lastStartedHereMs,
    lastFailed: last?.state === 'ERROR',
  };
  return rules.jobDueMs(facts, rules.intervalMs(state.config.intervalMs, state.intervalAtStartMs), state.profile);
}

function retries({ rules, state }: SharedDataDraft, atMs: number): boolean {
  if (state.retryMs === undefined || atMs === never) return false;
  return rules.retriesDeletes({ nowMs: atMs, retryMs: state.retryMs, isOn: state.meta.manager.volume !== undefined });
}

/** A load of a dropped table waits for the table. */
function hasPublishable({ meta }: SharedDataState): boolean {
  return meta.txns.some(({ tableId, version }) =>
    meta.tables.some((table) => table.id === tableId && table.visibleVersion + 1 === version),
  );
}
