import { done, refused } from '../replication/outcomes.ts';
import type { Outcome } from '../scenario.ts';
import type { Restore } from './commands.ts';
import { clockOf, type SharedDataDraft } from './draft.ts';
import { flawAt } from './restoreFlaws.ts';
import { planRestore } from './restorePlan.ts';
import { beginRun, performStep, type RestoreAtom, type RestoreRun } from './restoreRun.ts';

/**
 * The leader is stopped and started with `--cluster_snapshot` (S12 to S16). Refused without a trace when something is
 * wrong that is noticed in time; otherwise the FE stays down.
 */
export function restore(draft: SharedDataDraft, command: Restore): Outcome {
  const { rules, state } = draft;
  const plan = planRestore(draft, command);
  if (plan === undefined) return refused('there is no snapshot that could be restored');
  const run = beginRun(draft, plan);
  const early = flawAt(draft, plan, 'before');
  if (early !== undefined) return refused(early);
  let queue: readonly RestoreAtom[] = rules.restoreSteps(state.profile).map((step) => ({ step, path: undefined }));
  for (let taken = 0; queue.length > 0; taken += 1) {
    if (taken === command.killedAfter) return killed(run);
    const [atom, ...rest] = queue;
    if (atom === undefined) break;
    const { problem, more } = performStep(run, atom);
    if (problem !== undefined) return run.isTouched ? failed(run, problem) : refused(problem);
    queue = [...more, ...rest];
  }
  return done;
}

function killed(run: RestoreRun): Outcome {
  stop(run);
  if (run.isTouched) run.draft.state.disk = run.files;
  return done;
}

/** What has been loaded by then is journaled, so that the FE can start from it. */
function failed(run: RestoreRun, message: string): Outcome {
  stop(run);
  run.draft.state.disk = run.portsOpen ? 'intact' : run.files;
  return refused(message);
}

/** Nobody has seen anything of the restored cluster before the ports are open. */
function stop({ draft, portsOpen, before }: RestoreRun): void {
  const { state } = draft;
  if (state.isUp) state.lastSeenMs = clockOf(state);
  state.isUp = false;
  state.work = [];
  state.captured = undefined;
  state.retryMs = undefined;
  if (portsOpen) return;
  state.meta = before.meta;
  state.star = before.star;
  state.restore = before.restore;
}
