import type { Outcome, SetConfig } from '../scenario.ts';
import { changeSlotsPerPath } from './cloneSlots.ts';
import type { Draft } from './draft.ts';
import { done, refused } from './outcomes.ts';
import { clampSlotsPerPath } from './slots.ts';

/** The FE's dynamic configuration item for clone slots (R30), and the older name of it. */
const slotNames = ['tablet_sched_slot_num_per_path', 'schedule_slot_num_per_path'];

/** ADMIN SET FRONTEND CONFIG. */
export function setConfig(draft: Draft, command: SetConfig): Outcome {
  if (!slotNames.includes(command.name)) return refused(`Config '${command.name}' does not exist or is not mutable`);
  if (!/^-?\d{1,9}$/.test(command.value)) {
    return refused(`Failed to set config '${command.name}'. err: For input string: "${command.value}"`);
  }
  changeSlotsPerPath(draft, clampSlotsPerPath(Number(command.value)));
  return done;
}
