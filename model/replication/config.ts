import type { Profile } from '../profile.ts';
import type { Outcome, SetConfig } from '../scenario.ts';
import { changeSlotsPerPath } from './cloneSlots.ts';
import type { Draft } from './draft.ts';
import { done, refused } from './outcomes.ts';
import type { Config } from './state.ts';

/** A configuration item that can be changed at run time: its name, its older names, and how a text becomes its value. */
interface Item {
  readonly names: readonly string[];
  change(draft: Draft, text: string): Outcome;
}

/** The configuration of a cluster that nobody has changed. */
export function configOf(profile: Profile): Config {
  return {
    slotsPerPath: profile.slotsPerPath,
    maxSchedulingTablets: profile.maxSchedulingTablets,
    maxBalancingTablets: profile.maxBalancingTablets,
    disableBalance: false,
    cloneTimeoutMinMs: profile.cloneTimeoutMinMs,
    cloneTimeoutMaxMs: profile.cloneTimeoutMaxMs,
  };
}

const items: readonly Item[] = [
  {
    names: ['tablet_sched_slot_num_per_path', 'schedule_slot_num_per_path'],
    change: (draft, text) => number(draft, text, (slots) => changeSlotsPerPath(draft, draft.rules.clampSlots(slots))),
  },
  setting(['tablet_sched_max_scheduling_tablets', 'max_scheduling_tablets'], (maxSchedulingTablets) => ({
    maxSchedulingTablets,
  })),
  setting(['tablet_sched_max_balancing_tablets', 'max_balancing_tablets'], (maxBalancingTablets) => ({
    maxBalancingTablets,
  })),
  setting(['tablet_sched_min_clone_task_timeout_sec', 'min_clone_task_timeout_sec'], (seconds) => ({
    cloneTimeoutMinMs: seconds * 1000,
  })),
  setting(['tablet_sched_max_clone_task_timeout_sec', 'max_clone_task_timeout_sec'], (seconds) => ({
    cloneTimeoutMaxMs: seconds * 1000,
  })),
  {
    names: ['tablet_sched_disable_balance', 'disable_balance'],
    change: (draft, text) => {
      const value = text.toLowerCase();
      if (value !== 'true' && value !== 'false') return invalid(text);
      put(draft, { disableBalance: value === 'true' });
      return done;
    },
  },
];

/** ADMIN SET FRONTEND CONFIG. */
export function setConfig(draft: Draft, command: SetConfig): Outcome {
  const item = items.find(({ names }) => names.includes(command.name));
  if (item === undefined) return refused(`Config '${command.name}' does not exist or is not mutable`);
  const outcome = item.change(draft, command.value);
  return outcome.kind === 'refused'
    ? refused(`Failed to set config '${command.name}'. err: ${outcome.message}`)
    : outcome;
}

function setting(names: readonly string[], changeOf: (value: number) => Partial<Config>): Item {
  return { names, change: (draft, text) => number(draft, text, (value) => put(draft, changeOf(value))) };
}

function number(_draft: Draft, text: string, change: (value: number) => void): Outcome {
  if (!/^-?\d{1,9}$/.test(text)) return invalid(text);
  change(Number(text));
  return done;
}

function invalid(text: string): Outcome {
  return refused(`For input string: "${text}"`);
}

function put(draft: Draft, change: Partial<Config>): void {
  draft.changes += 1;
  draft.state.config = { ...draft.state.config, ...change };
}
