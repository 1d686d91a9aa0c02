import { type Done, deleteNext, expire, markDeleted, POISON, planCleanUp } from './cleanUp.ts';
import { jobOf, type SharedDataDraft } from './draft.ts';
import { capture, failJob, finishJob, makeImage, upload } from './jobs.ts';
import type { Task } from './state.ts';

/** A clean-up that throws is tried again this much later; nothing else is done for snapshots meanwhile. */
const JAM_MS = 60_000;

/** Does the first thing that is left to do. What takes no time is done as well, so that one call is one atom. */
export function doNextTask(draft: SharedDataDraft): void {
  const { state } = draft;
  state.nextTaskMs = state.nowMs + state.profile.snapshotStepMs;
  planNext(draft);
  const [task, ...rest] = state.work;
  if (task === undefined) return;
  state.work = rest;
  if (perform(draft, task) === 'poisoned') jam(draft, task);
  planNext(draft);
}

/** A clean-up that has nothing to do takes no time. */
function planNext(draft: SharedDataDraft): void {
  const { state } = draft;
  for (let [task, ...rest] = state.work; task?.do === 'cleanUp'; [task, ...rest] = state.work) {
    state.work = [...planCleanUp(draft, task.jobId), ...rest];
  }
}

/** Does these things at once, before anything else. Answers whether all could be done. */
export function doAtOnce(draft: SharedDataDraft, tasks: readonly Task[]): Done {
  const { state } = draft;
  const { work, nextTaskMs } = state;
  state.work = tasks;
  const ended = empty(draft);
  state.work = work;
  state.nextTaskMs = nextTaskMs;
  return ended;
}

function empty(draft: SharedDataDraft): Done {
  const { state } = draft;
  planNext(draft);
  for (let [task, ...rest] = state.work; task !== undefined; [task, ...rest] = state.work) {
    state.work = rest;
    if (perform(draft, task) === 'poisoned') return 'poisoned';
    planNext(draft);
  }
  return 'done';
}

/** Snapshot notes 2.20: an exception ends the job whose clean-up it was; after a restart it comes with every attempt. */
function jam(draft: SharedDataDraft, { jobId }: Task): void {
  const { state } = draft;
  if (jobId !== undefined) {
    failJob(draft, jobId, POISON);
    return;
  }
  state.work = [{ do: 'cleanUp', jobId: undefined }];
  state.nextTaskMs = state.nowMs + JAM_MS;
}

function perform(draft: SharedDataDraft, task: Task): Done {
  switch (task.do) {
    case 'delete':
      return deleteNext(draft, task);
    case 'expire':
      expire(draft, task.target);
      return 'done';
    case 'markDeleted':
      markDeleted(draft, task.target);
      return 'done';
    case 'cleanUp':
      return 'done';
    default:
      performForJob(draft, task);
      return 'done';
  }
}

type JobTask = Extract<Task, { do: 'capture' | 'feImage' | 'starmgrImage' | 'finish' | 'upload' }>;

function performForJob(draft: SharedDataDraft, task: JobTask): void {
  const job = jobOf(draft.state, task.jobId);
  if (job === undefined) return;
  switch (task.do) {
    case 'capture':
      capture(draft, job);
      return;
    case 'feImage':
    case 'starmgrImage':
      makeImage(draft, job, task.do);
      return;
    case 'upload':
      upload(draft, job, task.parts);
      return;
    case 'finish':
      finishJob(draft, job);
  }
}
