import { keysUnder, withoutObject } from './bucket.ts';
import { asks, clockOf, dirOf, jobOf, putJob, type SharedDataDraft, volumeNamed } from './draft.ts';
import { failJob } from './jobs.ts';
import { newestFinished } from './shownRules.ts';
import type { Job, Task } from './state.ts';

type Deletion = Extract<Task, { do: 'delete' }>;

/** What the main branch throws when the volume of a job is gone (snapshot notes 2.20). */
export const POISON = 'java.lang.NullPointerException';

/** Whether a task could be done at all. */
export type Done = 'done' | 'poisoned';

/** What has to be expired and deleted now, in the order of the jobs; `jobId` is the job that has just succeeded. */
export function planCleanUp({ rules, state }: SharedDataDraft, jobId: number | undefined): readonly Task[] {
  const { jobs } = state.meta.manager;
  const keep = jobOf(state, jobId) ?? newestFinished(jobs);
  return jobs.flatMap((job) => {
    const facts = { job, keep };
    if (rules.expires(facts)) return tasksFor(job, jobId, true);
    return rules.deletesFolder(facts, state.profile) ? tasksFor(job, jobId, false) : [];
  });
}

/** What OFF has to expire and delete. */
export function planOff({ rules, state }: SharedDataDraft): readonly Task[] {
  return state.meta.manager.jobs.flatMap((job) => {
    if (rules.offExpires(job)) return tasksFor(job, undefined, true);
    return rules.deletesFolder({ job, keep: undefined }, state.profile) ? tasksFor(job, undefined, false) : [];
  });
}

function tasksFor({ id: target }: Job, jobId: number | undefined, expires: boolean): readonly Task[] {
  const deletion: readonly Task[] = [
    { do: 'delete', jobId, target, keys: undefined },
    { do: 'markDeleted', jobId, target },
  ];
  return expires ? [{ do: 'expire', jobId, target }, ...deletion] : deletion;
}

/** The record that a snapshot is not valid any more. */
export function expire(draft: SharedDataDraft, target: number): void {
  const job = jobOf(draft.state, target);
  if (job?.state !== 'FINISHED') return;
  putJob(draft, {
    ...job,
    state: 'EXPIRED',
    finishedMs: draft.rules.finishedTime(clockOf(draft.state), job.finishedMs),
  });
}

/** Deletes one object of a folder; the rest is put back in front of the work. */
export function deleteNext(draft: SharedDataDraft, task: Deletion): Done {
  const { rules, state } = draft;
  const job = jobOf(state, task.target);
  if (job === undefined) return 'done';
  const volume = rules.volumeOfDeletion(job.volume, state.meta.manager.volume);
  if (volumeNamed(state.meta, volume) === undefined) return onMissingVolume(draft, job);
  const keys = task.keys ?? listed(draft, job, volume);
  if (keys === undefined) return failedDelete(draft, task, job);
  const [key, ...rest] = keys;
  if (key === undefined) return 'done';
  if (asks(draft, 'delete')) state.bucket = withoutObject(state.bucket, key);
  else if (rules.noticesFailedDelete()) return failedDelete(draft, task, job);
  if (rest.length > 0) state.work = [{ ...task, keys: rest }, ...state.work];
  return 'done';
}

function listed(draft: SharedDataDraft, { name }: Job, volume: string): readonly string[] | undefined {
  const { rules, state } = draft;
  const dir = dirOf(draft, volume, name);
  if (dir === undefined || !asks(draft, 'list')) return undefined;
  return rules.keysToDelete(keysUnder(state.bucket, rules.deletionPrefix(dir)));
}

function onMissingVolume(draft: SharedDataDraft, job: Job): Done {
  if (draft.rules.failsWithoutVolume(draft.state.profile)) return 'poisoned';
  dropTasksFor(draft, job.id);
  putJob(draft, { ...job, leftovers: 'abandoned' });
  return 'done';
}

/** Nothing is lost by a delete that fails: the job keeps its state and the folder's turn comes again. */
function failedDelete(draft: SharedDataDraft, { jobId, target }: Deletion, job: Job): Done {
  const { rules, state } = draft;
  const dir = dirOf(draft, job.volume, job.name) ?? job.name;
  const remaining = keysUnder(state.bucket, `${dir}/`).length;
  if (rules.isDeleted({ failed: true, remaining })) return 'done';
  dropTasksFor(draft, target);
  const { deleteRetryMs } = state.profile;
  if (deleteRetryMs !== null) state.retryMs = state.nowMs + deleteRetryMs;
  if (jobId !== undefined && rules.failedDeleteEndsJob()) failJob(draft, jobId, `failed to delete ${dir}`);
  return 'done';
}

/** The record that a folder is gone. */
export function markDeleted(draft: SharedDataDraft, target: number): void {
  const { rules, state } = draft;
  const job = jobOf(state, target);
  if (job === undefined) return;
  const dir = dirOf(draft, job.volume, job.name);
  const remaining = dir === undefined ? 0 : keysUnder(state.bucket, `${dir}/`).length;
  if (!rules.isDeleted({ failed: false, remaining })) return;
  if (job.state === 'EXPIRED') putJob(draft, { ...job, state: 'DELETED', leftovers: 'none' });
  else if (job.state === 'ERROR' && state.profile.failedFolders === 'atOnce') {
    putJob(draft, { ...job, leftovers: 'none' });
  }
}

function dropTasksFor({ state }: SharedDataDraft, target: number): void {
  state.work = state.work.filter((task) => !('target' in task) || task.target !== target);
}
