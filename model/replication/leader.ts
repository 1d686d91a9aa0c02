import { noOrdinals } from '../ordinals.ts';
import type { Outcome } from '../scenario.ts';
import { freeAllSlots } from './cloneSlots.ts';
import type { Draft } from './draft.ts';
import { done } from './outcomes.ts';
import { makeStatistics } from './statistics.ts';
import { removeUnfinishedCopy } from './tasks.ts';

/**
 * Another FE becomes the leader (R22). Queues, hints, history and what moves have left behind live in the memory of the
 * old one and are gone; what backends still copy for it will be reported to nobody.
 */
export function changeLeader(draft: Draft): Outcome {
  const { state, rules } = draft;
  const { running } = state;
  state.pending = [];
  state.running = [];
  state.history = [];
  state.scheduled = new Set();
  for (const task of running) removeUnfinishedCopy(draft, task);
  state.abandoned = [...state.abandoned, ...running.filter((task) => !task.forgotten)];
  freeAllSlots(draft);
  state.hints = rules.hintsAfterLeaderChange(state.hints);
  state.moved = new Map();
  if (!rules.newLeaderChecks()) state.suspects = noOrdinals;
  makeStatistics(draft);
  draft.changes += 1;
  return done;
}
