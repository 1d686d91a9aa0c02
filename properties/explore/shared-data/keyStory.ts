import { isUnfinished } from '../../../model/snapshot/jobRules.ts';
import type { SharedDataState } from '../../../model/snapshot/state.ts';
import type { Capture, Moment, Story } from '../../shared-data/story.ts';
import { mix } from '../fingerprint.ts';
import type { Lens } from './lens.ts';
import { add, append, type Skeleton } from './skeleton.ts';

/** How long properties may remember OFF. */
const LONGEST_WAIT_MS = 120_000;

/** What the story knows and the state does not. When there was trouble last, and ON, only watchers of whole runs may ask. */
export function mixStory(lens: Lens, state: SharedDataState, story: Story): void {
  const { troubleMs, onSinceMs, offSinceMs, captures, restoration, ...rest } = story;
  const { anatomy, bones } = lens;
  for (const part of Object.values(rest)) add(anatomy, bones, '', part);
  mix(bones, remembersOff(story) ? Math.min(state.nowMs - offSinceMs, LONGEST_WAIT_MS) : -1);
  mixCaptures(lens, state, captures);
  // What a restore that is over was about is never asked again.
  if (restoration?.isOver === false) append(bones, anatomy.of(restoration));
  else mix(bones, restoration === undefined ? 1 : 2);
}

/** Whether snapshots from before OFF may be taken for others. */
function remembersOff({ olderJobs, automation, numbered }: Story): boolean {
  return olderJobs.size > 0 || (automation.state === 'off' && numbered.length > 0);
}

/** A snapshot without a folder cannot be restored, so that it does not matter what it was. */
function mixCaptures(lens: Lens, state: SharedDataState, captures: Story['captures']): void {
  for (const [name, capture] of captures) {
    if (!isUnderWay(state, name) && !hasSomewhere(state, name)) continue;
    add(lens.anatomy, lens.bones, 'name', name);
    mixCapture(lens, capture);
  }
}

function isUnderWay({ meta }: SharedDataState, name: string): boolean {
  return meta.manager.jobs.some((job) => job.name === name && isUnfinished(job));
}

function hasSomewhere({ bucket }: SharedDataState, name: string): boolean {
  for (const folder of bucket.keys()) if (folder.includes(name)) return true;
  return false;
}

function mixCapture({ anatomy, bones }: Lens, { moments, isOver, generation }: Capture): void {
  mix(bones, isOver ? 1 : 0);
  mix(bones, generation);
  let before: Skeleton | undefined;
  for (const moment of moments) {
    const skeleton = anatomy.of(moment satisfies Moment);
    // A moment that is like the one before adds nothing to what may have been captured.
    if (before === undefined || !isSame(before, skeleton)) append(bones, skeleton);
    before = skeleton;
  }
}

function isSame(one: Skeleton, other: Skeleton): boolean {
  return (
    one.left === other.left &&
    one.right === other.right &&
    one.values.length === other.values.length &&
    one.values.every((value, nth) => value === other.values[nth])
  );
}
