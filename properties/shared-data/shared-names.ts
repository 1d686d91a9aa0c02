import type { SharedDataView } from '../../model/views/sharedData.ts';
import type { SharedDataStep } from '../property.ts';
import { isTerminal, newJobs } from './jobs.ts';
import { isRepeated } from './story-snapshots.ts';

/**
 * Whether two snapshots of one name exist or come to exist in the step. A release names them by the wall clock as it is
 * (snapshot notes 2.6), so that they share a folder and a row in the view once the clock was set back, and the end of the one
 * is that of the other: nobody can tell what should become of them. It is over when none of them has a folder or may get one.
 */
export function areNamesShared(step: SharedDataStep): boolean {
  const { before, after, story, profile } = step;
  if (profile.measuredBy !== 'wallClock' || story.clockBackMs === 0) return false;
  const known = new Set(story.numbered);
  if (newJobs(step).some((row) => known.has(row.SNAPSHOT_NAME))) return true;
  return [before, after].some((view) => namesInUse(view).some((name) => isRepeated(story, name)));
}

function namesInUse({ bucket, jobs }: SharedDataView): readonly string[] {
  const open = jobs.filter((row) => !isTerminal(row)).map((row) => row.SNAPSHOT_NAME);
  return [...open, ...bucket.folders.map(({ name }) => name)];
}
