import type { Command, Scenario, TabletCommand, Topology } from '../../model/scenario.ts';
import { isSnapshotCommand } from '../../model/snapshot/commands.ts';
import { Names } from './names.ts';
import { newSharedDataNames, renameCluster, renameSnapshotCommand, type SharedDataNames } from './renameSharedData.ts';

/** A partition that is named in order to be refused keeps its name, which says so. */
const NO_PARTITION = 'nowhere';

/** What is given new names. */
interface Renaming {
  readonly tables: Names;
  readonly partitions: Names;
  readonly loads: Names;
}

/**
 * The scenario with every table, partition and load renamed in order of appearance, and everywhere at once, so that equal
 * bugs give equal counterexamples; on a shared-data cluster so are volumes, nodes and all other objects.
 */
export function renamed(scenario: Scenario): Scenario {
  const names = newSharedDataNames();
  const { tables, loads } = names;
  const renaming = { tables, partitions: new Names('p'), loads };
  const topology = renamedTopology(scenario.topology, names);
  return {
    ...scenario,
    topology,
    commands: scenario.commands.map((command) =>
      isSnapshotCommand(command) ? renameSnapshotCommand(command, names) : renameIn(command, renaming),
    ),
  };
}

function renamedTopology(topology: Topology, names: SharedDataNames): Topology {
  const { sharedData } = topology;
  return sharedData === undefined ? topology : { ...topology, sharedData: renameCluster(sharedData, names) };
}

function renameIn(command: TabletCommand, { tables, partitions, loads }: Renaming): TabletCommand {
  const newPartition = (name: string): string => (name === NO_PARTITION ? name : partitions.of(name));
  const withTable = 'table' in command ? { ...command, table: tables.of(command.table) } : command;
  const withPartition =
    'partition' in withTable && withTable.partition !== undefined
      ? { ...withTable, partition: newPartition(withTable.partition) }
      : withTable;
  const withPartitions =
    'partitions' in withPartition && withPartition.partitions !== undefined
      ? { ...withPartition, partitions: withPartition.partitions.map(newPartition) }
      : withPartition;
  return 'load' in withPartitions ? { ...withPartitions, load: loads.of(withPartitions.load) } : withPartitions;
}

/** The scenario with two backends in each other's place. */
export function exchanged(scenario: Scenario, left: string, right: string): Scenario {
  const swap = (name: string): string => (name === left ? right : name === right ? left : name);
  return { ...scenario, commands: scenario.commands.map((command) => exchangeIn(command, swap)) };
}

function exchangeIn(command: Command, swap: (name: string) => string): Command {
  if ('backend' in command) return { ...command, backend: swap(command.backend) };
  if (command.do !== 'showTablets' || command.where?.backend === undefined) return command;
  return { ...command, where: { ...command.where, backend: swap(command.where.backend) } };
}

/**
 * Scenarios in which a backend with a lower number takes the place of one with a higher number: among those that are there
 * at the start, and among those that join.
 */
export function* lowerBackends(scenario: Scenario): Generator<Scenario> {
  const present = scenario.topology.backends.map((backend) => backend.name);
  const used = new Set(scenario.commands.flatMap(backendsIn));
  const joining = [...used].filter((name) => !present.includes(name));
  const fresh = joining.map((_name, nth) => `b${present.length + 1 + nth}`).filter((name) => !present.includes(name));
  for (const name of used) {
    const names = present.includes(name) ? present : [...fresh, name];
    for (const lower of names.slice(0, names.indexOf(name))) {
      if (numberOf(lower) < numberOf(name)) yield exchanged(scenario, lower, name);
    }
  }
}

function backendsIn(command: Command): readonly string[] {
  if ('backend' in command) return [command.backend];
  return command.do === 'showTablets' && command.where?.backend !== undefined ? [command.where.backend] : [];
}

/** Names without a number come last. */
function numberOf(name: string): number {
  const digits = /\d+$/.exec(name)?.[0];
  return digits === undefined ? Number.POSITIVE_INFINITY : Number(digits);
}
