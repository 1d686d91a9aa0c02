import { done, refused } from '../replication/outcomes.ts';
import type { Outcome } from '../scenario.ts';
import { publishCommitted } from './data.ts';
import { addWork, clockOf, journal, measureOf, putManager, type SharedDataDraft } from './draft.ts';
import type { Frontend, Job, SnapshotManager } from './state.ts';

/** The leader FE dies; what was only in its memory is gone. */
export function crashFrontend({ state }: SharedDataDraft): Outcome {
  state.lastSeenMs = clockOf(state);
  state.isUp = false;
  state.work = [];
  state.captured = undefined;
  state.retryMs = undefined;
  return done;
}

/** The leader FE comes up again from its own folder. */
export function restartFrontend(draft: SharedDataDraft): Outcome {
  const { state } = draft;
  if (state.isUp) return refused('the leader FE is running');
  if (state.disk !== 'intact') {
    return refused('the leader FE has no metadata since a restore broke off; restore it again');
  }
  lead(draft);
  return done;
}

/** Another FE becomes the leader: what the old one only had in memory is gone. */
export function changeLeader(draft: SharedDataDraft): Outcome {
  const { state } = draft;
  const { frontends } = state.meta;
  const next = frontends.find(({ role }) => role === 'follower');
  if (next === undefined) return refused('there is no other FE that can become the leader');
  state.host = next.host;
  journal(draft, { frontends: frontends.map((frontend) => elected(frontend, next.host)) });
  lead(draft);
  return done;
}

function elected({ host, role }: Frontend, leader: string): Frontend {
  if (host === leader) return { host, role: 'leader' };
  return { host, role: role === 'leader' ? 'follower' : role };
}

/** An FE becomes the leader with the metadata that is journaled (S02, S09; interpretation 25). */
export function lead(draft: SharedDataDraft): void {
  const { rules, state } = draft;
  becomeLeader(draft);
  const { manager } = state.meta;
  const known: SnapshotManager = { ...manager, jobs: manager.jobs.map(asJournaled) };
  const found = rules.managerOfNewLeader(known);
  const jobs = rules.jobsAfterRestart(found.jobs);
  if (!isSame(manager, { ...found, jobs })) putManager(draft, { ...found, jobs });
  if (rules.cleansUpAfterRestart(jobs, state.profile)) addWork(draft, [{ do: 'cleanUp', jobId: undefined }]);
  if (rules.publishesAfterStart()) publishCommitted(draft);
}

/** Everything that a leader only has in its memory begins anew. */
export function becomeLeader({ state }: SharedDataDraft): void {
  state.isUp = true;
  state.disk = 'intact';
  state.leaderSinceMs = measureOf(state);
  state.lastStartedHereMs = undefined;
  state.intervalAtStartMs = state.config.intervalMs;
  state.upSinceMs = state.nowMs;
  state.work = [];
  state.captured = undefined;
  state.retryMs = undefined;
  // An FE that is started as usual restores nothing, whatever was broken off before (snapshot notes 7.10).
  state.restore = { isRestoring: false, portsOpen: true, frontends: true, computeNodes: true, volumes: true };
}

function asJournaled(job: Job): Job {
  const { finishedMs, journaledFinishedMs } = job;
  if (finishedMs === journaledFinishedMs) return job;
  return finishedMs === null ? { ...job, journaledFinishedMs: null } : { ...job, finishedMs: journaledFinishedMs };
}

function isSame(left: SnapshotManager, right: SnapshotManager): boolean {
  return (
    left.volume === right.volume &&
    left.onSinceMs === right.onSinceMs &&
    left.jobs.length === right.jobs.length &&
    left.jobs.every((job, nth) => job === right.jobs[nth])
  );
}
