import type { Command, Scenario } from '../../model/scenario.ts';
import { without } from './scenarios.ts';

/**
 * Scenarios that are one command shorter because a single command takes the place of two: what deletion alone cannot
 * reach. The commands to insert are made of the names that the scenario uses.
 */
export function* shorterBySearch(scenario: Scenario): Generator<Scenario> {
  const insertions = insertionsFor(scenario);
  const { length } = scenario.commands;
  for (let right = length - 1; right > 0; right -= 1) {
    for (let left = right - 1; left >= 0; left -= 1) {
      const rest = without(scenario, new Set([left, right]));
      for (const place of [left, right - 1]) for (const command of insertions) yield inserted(rest, place, command);
    }
  }
}

function inserted(scenario: Scenario, place: number, command: Command): Scenario {
  return {
    ...scenario,
    commands: [...scenario.commands.slice(0, place), command, ...scenario.commands.slice(place)],
    choices: [...scenario.choices.slice(0, place), [], ...scenario.choices.slice(place)],
  };
}

function insertionsFor(scenario: Scenario): Command[] {
  const backends = scenario.topology.backends.map((backend) => backend.name);
  const tables = scenario.commands.filter((command) => command.do === 'createTable');
  return [
    ...[1, 5, 20, 25, 60, 200].map((seconds): Command => ({ do: 'advance', seconds })),
    { do: 'heal' },
    ...tables.flatMap((table): Command[] => [
      { do: 'load', load: 'l99', table: table.table, partitions: table.partitions },
      { do: 'query', table: table.table },
      ...backends.flatMap((backend): Command[] => {
        const place = { table: table.table, partition: table.partitions[0] ?? 'p1', bucket: 0, backend };
        return [
          { do: 'loseReplica', ...place },
          { do: 'compact', ...place },
          { do: 'setReplicaStatus', ...place, status: 'bad' },
        ];
      }),
    ]),
    ...backends.flatMap((backend): Command[] => [
      { do: 'crashBackend', backend },
      { do: 'failWrites', backend, on: true },
      { do: 'decommissionBackend', backend },
      { do: 'dropBackend', backend },
    ]),
  ];
}
