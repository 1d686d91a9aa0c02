import type { SharedDataState } from '../../../model/snapshot/state.ts';
import type { Story } from '../../shared-data/story.ts';
import { type Fingerprint, mix, restart } from '../fingerprint.ts';
import { mixStory } from './keyStory.ts';
import { type Lens, mixAtoms } from './lens.ts';
import { add, addNumber } from './skeleton.ts';

/**
 * The canonical key of a state of a shared-data cluster and of what has happened to it: equal for those that differ only in
 * what can never matter again. That is the absolute value of times, ids, journal ids and serial numbers, and what was asked
 * for the last time.
 *
 * @param spent what has been used of the scope's budgets.
 * @returns the lens's own print, which the next call overwrites.
 */
export function keyOf(lens: Lens, state: SharedDataState, story: Story, spent: number): Fingerprint {
  const { bones } = lens;
  restart(bones, spent);
  bones.kinds.length = 0;
  bones.values.length = 0;
  mixCluster(lens, state);
  mixTimes(lens, state);
  mixStory(lens, state, story);
  mixAtoms(lens, state);
  return bones;
}

function mixCluster({ anatomy, bones }: Lens, state: SharedDataState): void {
  add(anatomy, bones, 'config', state.config);
  mix(bones, state.isUp ? 1 : 0);
  add(anatomy, bones, 'host', state.host);
  mix(bones, state.intervalAtStartMs);
  add(anatomy, bones, 'meta', state.meta);
  add(anatomy, bones, 'star', state.star);
  add(anatomy, bones, 'images', state.images);
  add(anatomy, bones, 'disk', state.disk);
  add(anatomy, bones, 'work', state.work);
  add(anatomy, bones, 'captured', state.captured);
  add(anatomy, bones, 'bucket', state.bucket);
  add(anatomy, bones, 'faults', state.faults);
  mix(bones, state.publishIsHeld ? 1 : 0);
  add(anatomy, bones, 'builtinVolume', state.builtinVolume);
  add(anatomy, bones, 'launched', state.launched);
  add(anatomy, bones, 'restore', state.restore);
}

/** Times of what is not awaited do not matter. */
function mixTimes({ anatomy, bones }: Lens, state: SharedDataState): void {
  const { nowMs, nextTaskMs, retryMs, work, meta } = state;
  addNumber(bones, 'leaderSinceMs', state.leaderSinceMs);
  add(anatomy, bones, 'lastStartedHereMs', state.lastStartedHereMs);
  if (meta.loadJobs.length > 0) addNumber(bones, 'upSinceMs', state.upSinceMs);
  if (!state.isUp) addNumber(bones, 'lastSeenMs', state.lastSeenMs);
  mix(bones, work.length === 0 ? -1 : Math.max(0, nextTaskMs - nowMs));
  mix(bones, retryMs === undefined ? -1 : Math.max(0, retryMs - nowMs));
}
