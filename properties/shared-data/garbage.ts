import type { ClusterSnapshotJobRow } from '../../model/views/snapshot.ts';
import type { Say, SharedDataProperty, SharedDataStep, SharedDataWatcher } from '../property.ts';
import { isSeen, isStoreSound, mayMistakeGarbage, staysOn } from './bounds.ts';
import { hasFinished, inOrder, isUnfinished, newJobs } from './jobs.ts';

/** What may go of data, and what must go in the end (S11; snapshot notes 6.1 and 9, SN-20). */
export const garbageProperties: readonly SharedDataProperty[] = [
  {
    of: 'sharedData',
    id: 'SN-20',
    title: 'dropped tables can be erased when no snapshot needs them',
    clauses: ['S11'],
    level: 'should',
    suite: 'snapshot',
    needs: [],
    form: 'eventually',
    start: watchGarbage,
  },
];

/** When tables came into the recycle bin, and when jobs were seen first, in milliseconds of the target's clock. */
interface Times {
  readonly dropped: Map<string, number>;
  readonly started: Map<string, number>;
}

function watchGarbage(): SharedDataWatcher {
  const times: Times = { dropped: new Map(), started: new Map() };
  return (step, say) => {
    const { before, after, beforeMs, afterMs } = step;
    if (!isSeen(step)) {
      times.dropped.clear();
      times.started.clear();
      return;
    }
    for (const row of newJobs(step)) times.started.set(row.SNAPSHOT_NAME, beforeMs);
    if (step.command.do === 'eraseRecycleBin') judgeErasure(step, say, times);
    for (const name of new Set(after.catalog.recycled)) {
      // Of tables of the same name the last one was dropped last.
      if (count(after, name) > count(before, name)) times.dropped.set(name, afterMs);
    }
  };
}

function count({ catalog }: SharedDataStep['after'], name: string): number {
  return catalog.recycled.filter((other) => other === name).length;
}

function judgeErasure(step: SharedDataStep, say: Say, { dropped, started }: Times): void {
  const { before, after, outcome } = step;
  if (outcome.kind !== 'done' || !isStoreSound(step)) return;
  if (mayMistakeGarbage(step)) return;
  const boundaryMs = boundaryOf(step, started);
  if (boundaryMs === undefined) return;
  for (const name of new Set(before.catalog.recycled)) {
    const droppedMs = dropped.get(name);
    if (droppedMs === undefined || droppedMs >= boundaryMs) continue;
    say.exercised();
    if (after.catalog.recycled.includes(name))
      say.violated('garbage kept', `${name} was dropped before every snapshot that anyone needs, but cannot be erased`);
  }
}

/** What was dropped before this moment must go; undefined when nothing must. */
function boundaryOf(step: SharedDataStep, started: ReadonlyMap<string, number>): number | undefined {
  const { before, story, profile } = step;
  if (story.automation.state === 'off') {
    const isRunning = before.jobs.some((row) => isUnfinished(row) || row.STATE === 'FINISHED');
    return isRunning ? undefined : Number.POSITIVE_INFINITY;
  }
  if (!staysOn(step)) return undefined;
  const rows = inOrder(before.jobs).filter((row) => hasFinished(row) || isUnfinished(row));
  const live = rows.findLastIndex((row) => row.STATE === 'FINISHED');
  if (live < 0) {
    if (profile.beforeFirstSnapshot === 'keepAll' || rows.some(isUnfinished)) return undefined;
    return Number.POSITIVE_INFINITY;
  }
  return startOf(rows.slice(0, live).findLast(hasFinished), started);
}

function startOf(row: ClusterSnapshotJobRow | undefined, started: ReadonlyMap<string, number>): number | undefined {
  return row === undefined ? undefined : started.get(row.SNAPSHOT_NAME);
}
