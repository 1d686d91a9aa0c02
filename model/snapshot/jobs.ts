import { hasFolder, stored, withObject } from './bucket.ts';
import type { SnapshotPart } from './commands.ts';
import { runLoadJob } from './data.ts';
import {
  addWork,
  asks,
  clockOf,
  dirOf,
  jobOf,
  measureOf,
  putJob,
  putManager,
  type SharedDataDraft,
  takeId,
  volumeNamed,
} from './draft.ts';
import { imageMeta } from './images.ts';
import { epochMs } from './jobRules.ts';
import type { HandOverStep } from './retentionRules.ts';
import { newestFinished } from './shownRules.ts';
import type { Cut, Job, StoredObject, Task } from './state.ts';

const ATTEMPTS = 10;

/** A job starts: it is recorded, and what it has to do is planned (S03, S09). */
export function startJob(draft: SharedDataDraft, volume: string): void {
  const { rules, state } = draft;
  const job = newJob(draft, volume);
  const jobs = [...state.meta.manager.jobs, job];
  putManager(draft, { jobs: rules.trimHistory(jobs, state.config.historyLimit, state.profile) });
  state.lastStartedHereMs = job.startedMs;
  const location = volumeNamed(state.meta, volume)?.location ?? '';
  const { serviceId } = state.star;
  state.launched = [...state.launched, { name: job.name, volume, location, serviceId }];
  addWork(draft, planOf(draft, job.id));
}

function newJob(draft: SharedDataDraft, volume: string): Job {
  const { rules, state } = draft;
  const { jobs } = state.meta.manager;
  const last = jobs.at(-1);
  const lastMs = jobs.length === 0 ? undefined : epochMs(Math.max(...jobs.map(({ createdMs }) => createdMs)));
  const isTaken = (ms: number) => {
    const dir = dirOf(draft, volume, rules.snapshotName(ms));
    return dir !== undefined && hasFolder(state.bucket, dir);
  };
  const createdMs = rules.createdTime(epochMs(clockOf(state)), lastMs, isTaken, state.profile);
  return {
    id: rules.jobId(takeId(draft), last?.id),
    name: rules.snapshotName(createdMs),
    volume,
    createdMs: createdMs - epochMs(0),
    startedMs: measureOf(state),
    state: 'INITIALIZING',
    feJournalId: 0,
    starmgrJournalId: 0,
    finishedMs: null,
    journaledFinishedMs: null,
    detail: '',
    error: '',
    leftovers: 'none',
  };
}

function planOf({ rules, state }: SharedDataDraft, jobId: number): readonly Task[] {
  const handOver: Readonly<Record<HandOverStep, Task>> = {
    upload: { do: 'upload', jobId, parts: rules.uploads() },
    record: { do: 'finish', jobId },
    cleanUp: { do: 'cleanUp', jobId },
  };
  return [
    { do: 'capture', jobId },
    { do: 'feImage', jobId },
    { do: 'starmgrImage', jobId },
    ...rules.handOver(state.profile).map((step) => handOver[step]),
  ];
}

/** Both journals are read until neither has moved meanwhile (snapshot notes 2.10). */
export function capture(draft: SharedDataDraft, job: Job): void {
  const { rules, state } = draft;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const before: Cut = { meta: state.meta, star: state.star };
    if (attempt === 0) mayDisturb(draft);
    const cut = rules.capturePair(before, { meta: state.meta, star: state.star });
    if (cut === undefined) continue;
    state.captured = cut;
    putJob(draft, { ...job, ...rules.recordedIds(cut), state: rules.nextJobState('captured', state.profile) });
    return;
  }
  failJob(draft, job.id, 'failed to capture consistent journal id for checkpoint');
}

/** A continuous load commits while the journals are read, or does not. */
function mayDisturb(draft: SharedDataDraft): void {
  const { loadJobs } = draft.state.meta;
  if (loadJobs.length === 0 || draft.state.faults.isBroken) return;
  const disturbing = loadJobs[draft.choose(loadJobs.length + 1) - 1];
  if (disturbing !== undefined) runLoadJob(draft, disturbing);
}

/** A checkpoint to exactly the journal id that was captured (snapshot notes 2.12). */
export function makeImage(draft: SharedDataDraft, job: Job, of: 'feImage' | 'starmgrImage'): void {
  const { rules, state } = draft;
  const { captured, images, profile } = state;
  if (captured === undefined) return;
  if (of === 'feImage') {
    state.images = { ...images, meta: rules.imageOf(captured.meta, images.meta) };
    return;
  }
  state.images = { ...images, star: rules.imageOf(captured.star, images.star) };
  // Recorded before the first object is put, so that whoever comes after a crash knows what to look for.
  putJob(draft, { ...job, state: rules.nextJobState('imaged', profile), leftovers: 'unknown' });
}

/** Puts one of the parts that are left; which one is open (snapshot notes 4.7). */
export function upload(draft: SharedDataDraft, job: Job, parts: readonly SnapshotPart[]): void {
  const { rules, state } = draft;
  const part = parts[parts.length < 2 ? 0 : draft.choose(parts.length)];
  const problem = part === undefined ? undefined : putPart(draft, job, part);
  if (problem !== undefined && !rules.goesOnAfterFailedPut()) {
    failJob(draft, job.id, problem, parts.length < rules.uploads().length ? 'unknown' : 'none');
    return;
  }
  const rest = parts.filter((other) => other !== part);
  if (rest.length > 0) state.work = [{ do: 'upload', jobId: job.id, parts: rest }, ...state.work];
  else if (state.profile.stampsFinishTwice) noteFinish(draft, job);
}

/** Answers why the part is not in the bucket, or undefined. */
function putPart(draft: SharedDataDraft, job: Job, part: SnapshotPart): string | undefined {
  const { rules, state } = draft;
  const dir = dirOf(draft, job.volume, job.name);
  if (dir === undefined) return `Unknown storage volume: ${job.volume}`;
  if (!rules.canPut(asks(draft, 'put'))) return `upload image failed, err msg: Failed to copy local image to ${dir}`;
  const key = `${dir}/${rules.partPath(part, state.images)}`;
  state.bucket = withObject(state.bucket, key, objectFor(draft, job, part));
  return undefined;
}

/** The main branch makes the record before the clean-up and writes it after that (snapshot notes 2.23). */
function noteFinish({ state }: SharedDataDraft, job: Job): void {
  const { manager } = state.meta;
  const noted = { ...job, journaledFinishedMs: clockOf(state) };
  const jobs = manager.jobs.map((other) => (other.id === job.id ? noted : other));
  state.meta = { ...state.meta, manager: { ...manager, jobs } };
}

function objectFor({ rules, state }: SharedDataDraft, job: Job, part: SnapshotPart): StoredObject {
  const { meta, star } = state.images;
  const image = imageMeta(rules, meta);
  const again = job.state === 'FINISHED' ? '-again' : '';
  const feTag = `fe-${image.serial}-${image === meta ? 'all' : 'part'}${again}`;
  switch (part) {
    case 'feImage':
      return stored({ kind: 'feImage', meta: image }, feTag, 4096);
    case 'checksum':
      return stored({ kind: 'checksum', of: feTag }, `crc-${feTag}`, 10);
    case 'starmgrImage':
      return stored({ kind: 'starmgrImage', star }, `star-${star.serial}${again}`, 1024);
    default: {
      const text = part === 'VERSION' ? star.serviceId : state.host;
      return stored({ kind: part, text }, `${part}-${text}${again}`, 128);
    }
  }
}

/** The job is FINISHED, whatever lies in the bucket by now. */
export function finishJob(draft: SharedDataDraft, job: Job): void {
  const { rules, state } = draft;
  const finishedMs = rules.finishedTime(clockOf(state), job.finishedMs);
  const journaledFinishedMs = job.journaledFinishedMs ?? finishedMs;
  putJob(draft, { ...job, state: rules.nextJobState('uploaded', state.profile), finishedMs, journaledFinishedMs });
  state.captured = undefined;
  if (rules.rewritesFinished()) addWork(draft, [{ do: 'upload', jobId: job.id, parts: ['ROLE'] }]);
}

/**
 * The job is over without a snapshot; what else it had to do is dropped.
 * @param leftovers what may lie in its folder, when that is better known than from the records
 */
export function failJob(draft: SharedDataDraft, jobId: number, reason: string, leftovers?: Job['leftovers']): void {
  const { rules, state } = draft;
  const job = jobOf(state, jobId);
  state.work = state.work.filter((task) => task.jobId !== jobId);
  if (job === undefined) return;
  state.captured = undefined;
  const failed: Job = {
    ...job,
    state: rules.stateOfFailed(),
    error: rules.errorMessage(reason),
    finishedMs: null,
    journaledFinishedMs: null,
    leftovers: leftovers ?? job.leftovers,
  };
  const jobs = state.meta.manager.jobs.map((other) => (other.id === jobId ? failed : other));
  putManager(draft, { jobs: rules.othersAfterFailure(jobs) });
  if (failed.leftovers !== 'unknown' || !rules.deletesAfterFailure(state.profile)) return;
  const target = rules.deletedAfterFailure(failed, newestFinished(jobs)).id;
  addWork(draft, [
    { do: 'delete', jobId: undefined, target, keys: undefined },
    { do: 'markDeleted', jobId: undefined, target },
  ]);
}
