import type { Command, CreateTable, Scenario } from '../../model/scenario.ts';
import { without } from './scenarios.ts';
import { sharedDataInsertions } from './searchSharedData.ts';

/**
 * Scenarios that are one command shorter because a single command takes the place of two: what deletion alone cannot
 * reach. The commands to insert are made of the names that the scenario uses; the table may be another one, because a
 * fault often needs fewer commands with more replicas or a weaker quorum.
 */
export function* shorterBySearch(scenario: Scenario): Generator<Scenario> {
  for (const base of otherTables(scenario)) {
    for (const [left, right] of pairsOf(base.commands.length)) {
      const rest = without(base, new Set([left, right]));
      yield rest;
      for (const place of new Set([left, right - 1])) {
        for (const command of insertionsFor(base)) yield inserted(rest, place, command);
      }
    }
  }
}

function* pairsOf(length: number): Generator<readonly [number, number]> {
  for (let right = length - 1; right > 0; right -= 1)
    for (let left = right - 1; left >= 0; left -= 1) yield [left, right];
}

/** The scenario as it is and with plain tables of three replicas, on enough backends for a spare one. */
function otherTables(scenario: Scenario): Scenario[] {
  if (scenario.topology.sharedData !== undefined) return [scenario];
  const { backends } = scenario.topology;
  const disk = { medium: 'HDD', totalBytes: 1_099_511_627_776 } as const;
  const names = ['b1', 'b2', 'b3', 'b4'].filter((name) => !backends.some((backend) => backend.name === name));
  const roomy = { backends: [...backends, ...names.map((name) => ({ name, disks: [disk] }))] };
  const withTables = (change: (table: CreateTable) => CreateTable): Scenario => ({
    ...scenario,
    topology: roomy,
    commands: scenario.commands.map((command) => (command.do === 'createTable' ? change(command) : command)),
  });
  const plain = ({ table, partitions, buckets }: CreateTable): CreateTable => ({
    do: 'createTable',
    table,
    replicationNum: 3,
    partitions,
    buckets,
  });
  return [
    scenario,
    withTables(plain),
    withTables((table) => ({ ...plain(table), writeQuorum: 'ONE' })),
    withTables((table) => ({ ...plain(table), replicationNum: 1 })),
  ];
}

function inserted(scenario: Scenario, place: number, command: Command): Scenario {
  return {
    ...scenario,
    commands: [...scenario.commands.slice(0, place), command, ...scenario.commands.slice(place)],
    choices: [...scenario.choices.slice(0, place), [], ...scenario.choices.slice(place)],
  };
}

function insertionsFor(scenario: Scenario): Command[] {
  if (scenario.topology.sharedData !== undefined) return sharedDataInsertions(scenario);
  const backends = scenario.topology.backends.map((backend) => backend.name).slice(0, 4);
  const tables = scenario.commands.filter((command) => command.do === 'createTable');
  return [
    ...[1, 5, 20, 25, 45, 61, 225].map((seconds): Command => ({ do: 'advance', seconds })),
    ...tables.flatMap((table): Command[] => [
      { do: 'load', load: 'l99', table: table.table, partitions: table.partitions },
      { do: 'query', table: table.table },
      { do: 'repairTable', table: table.table },
    ]),
    ...backends.flatMap((backend) => onBackend(backend)),
    ...tables.flatMap((table) => backends.flatMap((backend) => onReplica(table, backend))),
    { do: 'heal' },
    { do: 'changeLeader' },
    { do: 'addBackend', backend: `b${scenario.topology.backends.length + 1}` },
  ];
}

function onBackend(backend: string): Command[] {
  return [
    { do: 'decommissionBackend', backend },
    { do: 'failWrites', backend, on: true },
    { do: 'crashBackend', backend },
    { do: 'dropBackend', backend },
    { do: 'stallClones', backend, on: true },
    { do: 'failClones', backend, on: true },
    { do: 'failDisk', backend, disk: 0 },
  ];
}

function onReplica(table: CreateTable, backend: string): Command[] {
  const place = { table: table.table, partition: table.partitions[0] ?? 'p1', bucket: 0, backend };
  return [
    { do: 'setReplicaStatus', ...place, status: 'bad' },
    { do: 'loseReplica', ...place },
    { do: 'compact', ...place },
    { do: 'readReplica', ...place },
  ];
}
