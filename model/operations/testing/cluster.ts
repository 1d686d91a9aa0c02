import { type Profile, type ProfileName, profileNamed } from '../../profile.ts';
import { type Rules, referenceRules } from '../../replication/rules.ts';
import type { State } from '../../replication/state.ts';
import { initialState, step } from '../../replication/step.ts';
import type { Command, ResultSet, Topology } from '../../scenario.ts';
import { type ShowCommand, show } from '../show.ts';

/** The profile of that name. */
export function profileOf(name: ProfileName): Profile {
  const profile = profileNamed(name);
  if (profile === undefined) throw new RangeError(`no profile ${name}`);
  return profile;
}

/** So many backends with a disk of 1 TiB each. */
export function backends(count: number): Topology {
  const disks = [{ medium: 'HDD', totalBytes: 2 ** 40 }] as const;
  return { backends: Array.from({ length: count }, (_, nth) => ({ name: `b${nth + 1}`, disks })) };
}

/** The state after some commands, with every open decision taken as 0; throws when one is refused. */
export function stateAfter(
  commands: readonly Command[],
  profile: Profile = profileOf('documented-3.4'),
  topology: Topology = backends(3),
): State {
  return commands.reduce(
    (state, command) => {
      const result = step(referenceRules, state, command, () => 0);
      if (result.outcome.kind === 'refused') throw new RangeError(`${command.do}: ${result.outcome.message}`);
      return result.state;
    },
    initialState(profile, topology),
  );
}

/** What a command shows, row by row as records; throws when it shows nothing. */
export function rowsOf(state: State, command: ShowCommand, rules: Rules = referenceRules): Record<string, unknown>[][] {
  const outcome = show(state, rules, command);
  if (outcome.kind !== 'listed') throw new RangeError(JSON.stringify(outcome));
  return outcome.results.map(recordsOf);
}

/** The rows of one result set, as records. */
export function recordsOf({ columns, rows }: ResultSet): Record<string, unknown>[] {
  return rows.map((row) => Object.fromEntries(columns.map((name, nth) => [name, row[nth]])));
}

/** A table t1 with two partitions. */
export function table(replicationNum: number, buckets: number): Command {
  return { do: 'createTable', table: 't1', replicationNum, partitions: ['p1', 'p2'], buckets };
}
