import type { ClusterSnapshotJobRow } from '../../model/views/snapshot.ts';
import type { SharedDataStep } from '../property.ts';
import { isSameLife } from './bounds.ts';
import { folderKey, normalised } from './folders.ts';
import { hasFinished, inOrder, jobWithId, newJobs } from './jobs.ts';
import type { Story } from './story.ts';

const historyNames = ['max_historical_automated_cluster_snapshot_jobs'];

/** Enters which jobs there have been, and whether a snapshot must be available from now on. */
export function enterSnapshots(story: Story, step: SharedDataStep): void {
  const { command, after, profile } = step;
  story.historyLimit ??= profile.jobHistoryLimit;
  if (command.do === 'setConfig' && historyNames.includes(command.name)) story.historyLimit = Number(command.value);
  if (!after.isUp) return;
  const fresh = freshJobs(story, step).map((row) => row.SNAPSHOT_NAME);
  for (const name of fresh) enterNewName(story, step, name);
  for (const { name, serviceId } of after.bucket.folders)
    if (!story.neighbours.has(serviceId) && !story.services.has(name)) story.services.set(name, serviceId);
  enterPlaces(story, step, fresh);
  if (mayHaveMissedJobs(step)) story.missedJobs = true;
  for (const row of after.jobs) {
    const name = row.SNAPSHOT_NAME;
    if (!hasFinished(row) || story.finished.has(name)) continue;
    story.finished.add(name);
    const isPromised = story.automation.state === 'on' && !story.olderJobs.has(name) && !story.damaged.has(name);
    if (isPromised && !story.unsettled && command.do !== 'restore') story.hasLive = true;
  }
}

/**
 * Whether a job may have come and gone within the step: the history is full, has given up what had ended before the step, and
 * there was time for more jobs than are seen. A job that starts gives up the row of an older one.
 */
export function mayHaveMissedJobs(step: SharedDataStep): boolean {
  const { before, after, beforeMs, afterMs, story, profile } = step;
  const limit = Math.max(story.historyLimit ?? profile.jobHistoryLimit, 2);
  const fresh = newJobs(step);
  if (fresh.length === 0 || after.jobs.length < limit) return false;
  const hasTime = afterMs - beforeMs >= fresh.length * Math.min(before.intervalMs, after.intervalMs);
  return hasTime && !before.jobs.some((row) => row.STATE === 'DELETED' && jobWithId(after, row.JOB_ID) !== undefined);
}

function freshJobs(story: Story, step: SharedDataStep): readonly ClusterSnapshotJobRow[] {
  if (isSameLife(step)) return newJobs(step);
  return inOrder(step.after.jobs.filter((row) => !story.numbered.includes(row.SNAPSHOT_NAME)));
}

/** A restored cluster may use a name of a job that it has never heard of, when the clock was set back. */
function enterNewName(story: Story, { before }: SharedDataStep, name: string): void {
  story.numbered.push(name);
  story.finished.delete(name);
  story.damaged.delete(name);
  story.unkept.delete(name);
  story.services.delete(name);
  story.places.delete(name);
  const left = new Set(before.bucket.folders.map((folder) => folderKey(before, folder)));
  for (const key of story.foreign) if (key.endsWith(`|${name}`) && !left.has(key)) story.foreign.delete(key);
}

/**
 * Whether several jobs have borne this name. A cluster that was restored and whose clock was set back cannot know which names
 * it had used before, so that such a name alone tells neither which snapshot nor which folder is meant.
 */
export function isRepeated({ numbered }: Story, name: string): boolean {
  return numbered.indexOf(name) !== numbered.lastIndexOf(name);
}

/** Jobs write to the volume that is in force; the view says so itself in the end. */
function enterPlaces(story: Story, { command, before, after }: SharedDataStep, names: readonly string[]): void {
  const { volume, state } = story.automation;
  const location = before.catalog.volumes.find(({ name }) => name === volume)?.location;
  const isSure = state === 'on' && command.do !== 'restore' && command.do !== 'enableSnapshots';
  if (volume !== undefined && location !== undefined && isSure)
    for (const name of names) story.places.set(name, { volume, location });
  for (const { SNAPSHOT_NAME: name, STORAGE_VOLUME: own, STORAGE_PATH: path } of after.snapshots) {
    if (story.places.has(name)) continue;
    const place = after.catalog.volumes.find((other) => other.name === own)?.location;
    if (place !== undefined && normalised(path).startsWith(`${normalised(place)}/`))
      story.places.set(name, { volume: own, location: place });
  }
}
