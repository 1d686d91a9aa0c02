import { done, refused } from '../replication/outcomes.ts';
import type { Outcome } from '../scenario.ts';
import { POISON, planOff } from './cleanUp.ts';
import { measureOf, putManager, type SharedDataDraft, volumeNamed } from './draft.ts';
import { isUnfinished } from './jobRules.ts';
import { failJob, startJob } from './jobs.ts';
import { doAtOnce } from './work.ts';

/** ADMIN SET AUTOMATED CLUSTER SNAPSHOT ON (S02). */
export function enableSnapshots(draft: SharedDataDraft, named: string | undefined): Outcome {
  const { rules, state } = draft;
  const { meta, profile } = state;
  const volume = rules.volumeForOn(named, meta.volumes, state.builtinVolume, profile) ?? '';
  const inForce = meta.manager.volume;
  const refusal = rules.onRefusal({
    isOn: inForce !== undefined,
    volume,
    volumeExists: volumeNamed(meta, volume) !== undefined,
  });
  if (refusal === undefined) {
    putManager(draft, { volume: rules.volumeAfterOn(inForce, volume), onSinceMs: measureOf(state) });
    return done;
  }
  const kept = rules.volumeAfterRefusal(inForce, volume);
  if (kept !== inForce) putManager(draft, { volume: kept });
  return refused(refusal);
}

/** ADMIN SET AUTOMATED CLUSTER SNAPSHOT OFF: answers once everything that can be deleted is (S07). */
export function disableSnapshots(draft: SharedDataDraft): Outcome {
  const { rules, state } = draft;
  const refusal = rules.offRefusal(state.meta.manager.volume !== undefined);
  if (refusal !== undefined) return refused(refusal);
  if (rules.offEndsJob(state.profile)) endJob(draft);
  const { retryMs } = state;
  if (doAtOnce(draft, planOff(draft)) === 'poisoned') return refused(POISON);
  const incomplete = state.retryMs === retryMs ? undefined : rules.incompleteOffRefusal();
  if (incomplete !== undefined) return refused(incomplete);
  if (rules.offSwitchesOff()) putManager(draft, { volume: undefined });
  return done;
}

/** What was left to do is done by OFF itself. */
function endJob(draft: SharedDataDraft): void {
  const { state } = draft;
  const job = state.meta.manager.jobs.find(isUnfinished);
  if (job !== undefined) failJob(draft, job.id, 'cancelled because automated cluster snapshots were turned off');
  state.work = [];
}

/** A statement that makes a snapshot by hand (S01). */
export function createSnapshot(draft: SharedDataDraft): Outcome {
  const { rules, state } = draft;
  const refusal = rules.manualRefusal();
  if (refusal !== undefined) return refused(refusal);
  const volume = rules.volumeForOn(undefined, state.meta.volumes, state.builtinVolume, state.profile);
  if (volume !== undefined) startJob(draft, state.meta.manager.volume ?? volume);
  return done;
}
