import type { Profile } from '../profile.ts';
import { EPOCH_MS } from '../views/columns.ts';
import { hasFolder, stored, withObject } from './bucket.ts';
import { planOff } from './cleanUp.ts';
import { dirOf, jobOf, measureOf, openSharedData, putJob, putManager, type SharedDataDraft } from './draft.ts';
import { failJob, startJob } from './jobs.ts';
import type { SnapshotRules } from './rules.ts';
import type { Job, SharedDataState, Task } from './state.ts';
import { initialSharedDataState } from './step.ts';
import { doAtOnce } from './work.ts';

/**
 * The snapshot manager by itself, driven by single operations, so that recorded decisions can be compared with the rules.
 * Nothing is refused and nothing takes time; folders of jobs are never empty before an operation.
 */
export interface RecordedManager {
  readonly rules: SnapshotRules;
  readonly state: SharedDataState;
}

/** An operation's result: the manager after it, and the names of the snapshots whose folders it deleted. */
export interface ManagerStep {
  readonly manager: RecordedManager;
  readonly deleted: readonly string[];
}

/** The state into which a recorded job goes. */
export type RecordedProgress = 'SNAPSHOTING' | 'UPLOADING' | 'FINISHED';

/** The journal ids that a recorded job captured. */
export interface RecordedIds {
  readonly feJournalId: number;
  readonly starmgrJournalId: number;
}

/** A manager that is OFF and has no jobs. */
export function newManager(
  rules: SnapshotRules,
  profile: Profile,
  volume: string,
  historyLimit: number,
): RecordedManager {
  const sharedData = {
    volumes: [{ name: volume, location: `s3://recorded/${volume}` }],
    frontends: [],
    computeNodes: [],
  };
  const state = initialSharedDataState(profile, { backends: [], sharedData });
  return { rules, state: { ...state, config: { ...state.config, historyLimit } } };
}

/**
 * ON.
 * @param intervalSeconds 0: what the profile says
 */
export function managerOn(manager: RecordedManager, volume: string, intervalSeconds: number): ManagerStep {
  return operate(manager, false, (draft) => {
    const { state } = draft;
    const intervalMs = intervalSeconds > 0 ? intervalSeconds * 1000 : state.profile.snapshotIntervalMs;
    state.config = { ...state.config, intervalMs };
    putManager(draft, { volume, onSinceMs: measureOf(state) });
  });
}

/** OFF. */
export function managerOff(manager: RecordedManager, deletesFail: boolean): ManagerStep {
  return operate(manager, deletesFail, (draft) => {
    doAtOnce(draft, planOff(draft));
    putManager(draft, { volume: undefined });
  });
}

/** A job is created at this time, in milliseconds since 1970. */
export function createJob(manager: RecordedManager, id: number, createdMs: number): ManagerStep {
  return operate(manager, false, (draft) => {
    const { state } = draft;
    state.nowMs = createdMs - EPOCH_MS;
    state.meta = { ...state.meta, nextId: id };
    startJob(draft, state.meta.manager.volume ?? state.builtinVolume);
    state.work = [];
  });
}

/** A job goes well; `ids` are what it captures when it becomes SNAPSHOTING. */
export function advanceJob(
  manager: RecordedManager,
  id: number,
  to: RecordedProgress,
  ids: RecordedIds,
  deletesFail: boolean,
): ManagerStep {
  return operate(manager, deletesFail, (draft) => {
    const job = jobOf(draft.state, id);
    if (job !== undefined) progress(draft, job, to, ids);
  });
}

function progress(draft: SharedDataDraft, job: Job, to: RecordedProgress, ids: RecordedIds): void {
  const { rules, state } = draft;
  const { profile } = state;
  switch (to) {
    case 'SNAPSHOTING':
      putJob(draft, { ...job, ...ids, state: rules.nextJobState('captured', profile) });
      return;
    case 'UPLOADING':
      putJob(draft, { ...job, state: rules.nextJobState('imaged', profile) });
      return;
    case 'FINISHED': {
      const steps = rules.handOver(profile).filter((step) => step !== 'upload');
      const tasks = steps.map((step): Task => ({ do: step === 'record' ? 'finish' : 'cleanUp', jobId: job.id }));
      doAtOnce(draft, tasks);
    }
  }
}

/** A job fails for this reason. */
export function jobError(manager: RecordedManager, id: number, reason: string, deletesFail: boolean): ManagerStep {
  return operate(manager, deletesFail, (draft) => {
    draft.state.work = [];
    failJob(draft, id, reason);
    const { work } = draft.state;
    draft.state.work = [];
    doAtOnce(draft, work);
  });
}

/**
 * The FE starts again.
 * @param restoredFrom the snapshot that it was restored from, if any; its name is undefined when the file names none
 */
export function managerRestart(
  manager: RecordedManager,
  restoredFrom: ({ readonly name: string | undefined } & RecordedIds) | undefined,
  deletesFail: boolean,
): ManagerStep {
  return operate(manager, deletesFail, (draft) => {
    const { rules, state } = draft;
    const { jobs } = state.meta.manager;
    const clockMs = measureOf(state);
    const marked = restoredFrom === undefined ? jobs : rules.jobsAfterRestore(jobs, { ...restoredFrom, clockMs });
    const found = rules.jobsAfterRestart(marked);
    putManager(draft, { jobs: found });
    if (rules.cleansUpAfterRestart(found, state.profile)) doAtOnce(draft, [{ do: 'cleanUp', jobId: undefined }]);
  });
}

/** What was dropped or superseded before this may go, in milliseconds since 1970; 0: nothing may. */
export function safeDeletionTimeMs({ rules, state }: RecordedManager): number {
  const boundaryMs = rules.safeDeletionTime(state.meta.manager, state.profile);
  return boundaryMs === 0 || !Number.isFinite(boundaryMs) ? boundaryMs : boundaryMs + EPOCH_MS;
}

/** The jobs, by id. */
export function managerJobs({ state }: RecordedManager): readonly Job[] {
  return state.meta.manager.jobs;
}

/** The names of the snapshots that the view lists. */
export function managerSnapshots({ rules, state }: RecordedManager): readonly string[] {
  return rules.listedSnapshots(state.meta.manager, state.profile).map(({ name }) => name);
}

function operate(
  { rules, state }: RecordedManager,
  deletesFail: boolean,
  operation: (draft: SharedDataDraft) => void,
): ManagerStep {
  const draft = openSharedData(rules, state, () => 0);
  draft.state.faults = { isBroken: deletesFail, countdown: {} };
  fillFolders(draft);
  const before = draft.state.meta.manager.jobs;
  operation(draft);
  const deleted = [...before, ...draft.state.meta.manager.jobs].filter((job) => isEmpty(draft, job, before));
  return { manager: { rules, state: draft.state }, deleted: [...new Set(deleted.map(({ name }) => name))] };
}

function fillFolders(draft: SharedDataDraft): void {
  const { state } = draft;
  for (const { name, volume } of state.meta.manager.jobs) {
    const dir = dirOf(draft, volume, name);
    const file = stored({ kind: 'ROLE', text: name }, name, 1);
    if (dir !== undefined) state.bucket = withObject(state.bucket, `${dir}/ROLE`, file);
  }
}

function isEmpty(draft: SharedDataDraft, { id, name, volume }: Job, before: readonly Job[]): boolean {
  const dir = dirOf(draft, volume, name);
  return before.some((job) => job.id === id) && dir !== undefined && !hasFolder(draft.state.bucket, dir);
}
