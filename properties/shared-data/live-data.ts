import type { SharedTableView } from '../../model/views/sharedData.ts';
import type { Say, SharedDataStep } from '../property.ts';
import { isSeen, mayMistakeGarbage } from './bounds.ts';
import { normalised } from './folders.ts';
import type { Moment } from './story.ts';

/**
 * Judges that no table of a live snapshot has lost all of the objects that it had at the capture: whatever it needs was
 * among them.
 */
export function judgeLiveData(step: SharedDataStep, say: Say): void {
  const { before, after, story, profile } = step;
  if (!isSeen(step) || mayMistakeGarbage(step) || before.bucket.data === after.bucket.data) return;
  const { command } = step;
  const isFull = story.fullyVacuumed || (command.do === 'vacuum' && command.full);
  if (command.do === 'disableSnapshots' || (isFull && !profile.fullVacuumKeepsSnapshots)) return;
  for (const name of story.protectedNames) {
    const capture = story.captures.get(name);
    if (capture?.isOver !== true || !after.jobs.some((row) => isLive(row, name))) continue;
    say.exercised();
    for (const table of capture.moments[0]?.catalog.tables ?? []) judgeTable(step, say, name, capture.moments, table);
  }
}

function isLive({ SNAPSHOT_NAME: name, STATE }: SharedDataStep['after']['jobs'][number], wanted: string): boolean {
  return name === wanted && STATE === 'FINISHED';
}

function judgeTable(
  { after, before }: SharedDataStep,
  say: Say,
  name: string,
  moments: readonly Moment[],
  table: SharedTableView,
): void {
  const isInAll = moments.every(({ catalog }) =>
    catalog.tables.some((other) => other.path === table.path && other.loads !== undefined),
  );
  if (!isInAll) return;
  const needed = objectsOf(moments, table);
  const isLost = needed.length > 0 && needed.every((key) => !after.bucket.data.has(key));
  // A volume that was moved by a restore has its data elsewhere, as has its snapshot.
  if (isLost && needed.some((key) => before.bucket.data.has(key)))
    say.violated('needed data deleted', `${name} is live and needs ${table.name}, but all objects of that are gone`);
}

/** The objects of a table that there were at any of the moments. */
function objectsOf(moments: readonly Moment[], { path }: SharedTableView): readonly string[] {
  const start = `${normalised(path)}/`;
  const keys = new Set<string>();
  for (const { data } of moments) for (const key of data.keys()) if (normalised(key).startsWith(start)) keys.add(key);
  return [...keys];
}
