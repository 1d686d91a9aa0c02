import type { TaskRow } from '../model/views/replication.ts';
import { partitionKey } from './ledger.ts';
import { removesReplica, tabletWithId, taskKey, where } from './looks.ts';
import type { Step, Watcher } from './property.ts';

/** Repair tasks that this step has brought, whether they wait still or not. */
export function newTasks({ before, after }: Step): TaskRow[] {
  if (before.pending === after.pending && before.running === after.running && after.ended.length === 0) return [];
  const known = new Set([...before.pending, ...before.running].map(taskKey));
  return [...after.pending, ...after.running, ...after.ended].filter(
    (task) => task.Type === 'REPAIR' && (task.Create ?? 0) > before.nowMs && !known.has(taskKey(task)),
  );
}

/**
 * Watches for repairs that are queued as VERY_HIGH although the hint for them is over (CK-6). A target may have reasons of
 * its own for such a priority, so only statuses count with which it has queued others less urgently.
 */
export function watchLateUrgency(): Watcher {
  const ordinary = new Set<string>();
  return (step, say) => {
    const born = newTasks(step);
    for (const task of born) {
      const tablet = tabletWithId(step.after, task.TabletId);
      if (tablet === undefined || task.Create === null || removesReplica(task)) continue;
      if (task.OrigPrio !== 'VERY_HIGH') ordinary.add(task.Status);
      const key = partitionKey(tablet.table, tablet.partition);
      const hint = step.ledger.hints.get(key);
      if (hint === undefined || step.ledger.statusSet.has(key) || !ordinary.has(task.Status)) continue;
      if (task.Create <= hint.latestMs + step.profile.hintLifetimeMs + 2 * step.profile.checkerIntervalMs) continue;
      say.exercised();
      if (task.OrigPrio === 'VERY_HIGH')
        say.violated(
          'urgent after its time',
          `the hint for ${where(tablet)} is over, but its repair was queued as VERY_HIGH`,
        );
    }
  };
}
