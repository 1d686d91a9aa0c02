import { ordinalsIn, removeOrdinal } from '../ordinals.ts';
import { set } from '../vector.ts';
import { tabletWith } from './change.ts';
import { backendById, type Draft, tabletAt } from './draft.ts';
import { diagnosisOf } from './facts.ts';
import type { Diagnosis } from './health.ts';
import { isHinted } from './hints.ts';
import { isReadyForRepair } from './repairDelay.ts';
import type { Tablet } from './state.ts';
import { enqueue } from './tasks.ts';

/**
 * One round of the tablet checker (R06): every tablet that may be unhealthy is judged, and queued when it needs a task
 * and has none. Tablets outside `suspects` are known to be healthy, which is why a round need not look at them.
 */
export function checkTablets(draft: Draft): void {
  for (const ordinal of ordinalsIn(draft.state.suspects)) {
    const tablet = tabletAt(draft, ordinal);
    if (tablet === undefined || !remainsSuspect(draft, tablet)) {
      draft.state.suspects = removeOrdinal(draft.state.suspects, ordinal);
    }
  }
}

function remainsSuspect(draft: Draft, tablet: Tablet): boolean {
  const diagnosis = diagnosisOf(draft, tablet);
  if (diagnosis === undefined) return false;
  if (!draft.rules.needsTask(diagnosis)) {
    setUnhealthySince(draft, tablet, -1);
    return tablet.replicas.some((replica) => backendById(draft.state, replica.backendId)?.alive !== true);
  }
  const sinceMs = tablet.unhealthySinceMs < 0 ? lastRoundMs(draft) : tablet.unhealthySinceMs;
  setUnhealthySince(draft, tablet, sinceMs);
  if (draft.rules.checks(tablet.bucket) && isReady(draft, tablet, diagnosis, sinceMs) && !isQueued(draft, tablet)) {
    enqueue(draft, tablet, diagnosis);
  }
  return true;
}

function isQueued(draft: Draft, tablet: Tablet): boolean {
  if (!draft.state.scheduled.has(tablet.ordinal)) return false;
  const running = draft.state.running.some((task) => task.ordinal === tablet.ordinal);
  return draft.rules.hasTask(!running, running);
}

function lastRoundMs(draft: Draft): number {
  return draft.state.nowMs - draft.state.profile.checkerIntervalMs;
}

/** Whether the start delay of a repair is over (replication notes 2.12). */
function isReady(draft: Draft, tablet: Tablet, diagnosis: Diagnosis, sinceMs: number): boolean {
  const hinted = isHinted(draft, tablet);
  if (hinted && draft.rules.skipsDelay(draft.rules.hintedPriority(diagnosis.priority))) return true;
  const { nowMs, profile } = draft.state;
  return isReadyForRepair(diagnosis.status, diagnosis.priority, nowMs - sinceMs, profile.repairDelayMs);
}

/** Not something that a client sees, so the tablet is not marked as touched. */
function setUnhealthySince(draft: Draft, tablet: Tablet, sinceMs: number): void {
  if (tablet.unhealthySinceMs === sinceMs) return;
  draft.state.tablets = set<Tablet | undefined>(
    draft.state.tablets,
    tablet.ordinal,
    tabletWith(tablet, { unhealthySinceMs: sinceMs }),
  );
}
