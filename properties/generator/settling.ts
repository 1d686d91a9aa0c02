import type { Capability } from '../../adapters/adapter.ts';
import { nameOf } from '../../model/replication/names.ts';
import type { State } from '../../model/replication/state.ts';
import type { Command } from '../../model/scenario.ts';
import type { Suite } from '../property.ts';
import { openLoads } from './draws/loads.ts';

/** How often and in which steps balancing is looked at while it comes to rest, in seconds: statistics are made each minute. */
const BALANCE_SECONDS: readonly number[] = [90, 90, 90, 90, 60];

/**
 * An end without faults: what is under way ends, what is broken is replaced, everything that can be repaired has the time
 * for it, and is read. Where balancing is judged, it comes to rest as well.
 *
 * @param capabilities what the target can do; the rest is left out.
 */
export function settling(state: State, suite: Suite, capabilities: ReadonlySet<Capability>): readonly Command[] {
  const reads = state.tables.map((table): Command => ({ do: 'query', table: nameOf(table) }));
  const all: readonly Command[] = [
    { do: 'heal' },
    ...endings(state),
    ...(suite === 'balancing' ? balancingAgain(state) : []),
    ...quiet(state, suite),
    ...reads,
  ];
  return all.filter((command) => capabilities.has(command.do));
}

function endings(state: State): Command[] {
  return [
    ...openLoads(state).map((load): Command => ({ do: 'commitLoad', load })),
    ...state.tables.flatMap((table): Command[] =>
      table.altering ? [{ do: 'endSchemaChange', table: nameOf(table) }] : [],
    ),
    ...replacements(state),
    ...queueingAgain(state),
  ];
}

/** New disks where broken ones are. */
function replacements({ backends }: State): Command[] {
  return backends.flatMap(({ name, disks }) =>
    disks.flatMap(({ online }, disk): Command[] => (online ? [] : [{ do: 'replaceDisk', backend: name, disk }])),
  );
}

/** A queue that takes too little keeps repairs back for ever. */
function queueingAgain({ config, profile }: State): Command[] {
  return config.maxSchedulingTablets < profile.maxSchedulingTablets
    ? [setting('tablet_sched_max_scheduling_tablets', String(profile.maxSchedulingTablets))]
    : [];
}

function balancingAgain({ config, profile }: State): Command[] {
  const { disableBalance, maxBalancingTablets } = config;
  return [
    ...(disableBalance ? [setting('tablet_sched_disable_balance', 'false')] : []),
    ...(maxBalancingTablets < profile.maxBalancingTablets
      ? [setting('tablet_sched_max_balancing_tablets', String(profile.maxBalancingTablets))]
      : []),
  ];
}

function setting(name: string, value: string): Command {
  return { do: 'setConfig', name, value };
}

/** The bound of a repair twice, because what is judged begins when the faults have ended. */
function quiet({ profile, config }: State, suite: Suite): Command[] {
  const timeoutMs = Math.max(config.cloneTimeoutMinMs, profile.cloneTimeoutMinMs);
  const repairMs = profile.backendDownToleranceMs + 3 * profile.repairDelayMs + timeoutMs;
  const repairSeconds = Math.ceil(repairMs / 1000) + 70;
  const durations = [repairSeconds, repairSeconds, ...(suite === 'balancing' ? BALANCE_SECONDS : [])];
  return durations.map((seconds) => ({ do: 'advance', seconds }));
}
