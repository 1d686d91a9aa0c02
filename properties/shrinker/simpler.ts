import type { Command, CreateTable, Scenario } from '../../model/scenario.ts';
import { replaced } from './scenarios.ts';

/** Simpler forms of one command, the simplest first. */
export function simplerCommands(command: Command): Command[] {
  switch (command.do) {
    case 'advance':
      return [1, 5, 20, 25, 40, 60, 181, 200]
        .filter((seconds) => seconds < command.seconds)
        .map((seconds) => ({ ...command, seconds }));
    case 'createTable':
      return simplerTables(command);
    case 'load':
    case 'beginLoad':
      return command.partitions.length > 1
        ? command.partitions.map((partition) => ({ ...command, partitions: [partition] }))
        : [];
    case 'loseReplica':
    case 'compact':
    case 'setReplicaStatus':
      return command.bucket > 0 ? [{ ...command, bucket: 0 }] : [];
    default:
      return [];
  }
}

function simplerTables(table: CreateTable): Command[] {
  const simpler: Command[] = [];
  if (table.partitions.length > 1) simpler.push({ ...table, partitions: table.partitions.slice(0, 1) });
  for (let buckets = 1; buckets < table.buckets; buckets += 1) simpler.push({ ...table, buckets });
  for (let replicationNum = 1; replicationNum < table.replicationNum; replicationNum += 1)
    simpler.push({ ...table, replicationNum });
  if (table.writeQuorum !== undefined) {
    const { writeQuorum: _given, ...plain } = table;
    simpler.push(plain);
  }
  return simpler;
}

/** Scenarios of the same length with one simpler command, fewer backends, or fewer decisions. */
export function* simplerScenarios(scenario: Scenario): Generator<Scenario> {
  yield* simplerTopologies(scenario);
  if (scenario.choices.some((choices) => choices.length > 0)) {
    yield { ...scenario, choices: scenario.choices.map(() => []) };
    yield* fewerChoices(scenario);
  }
  for (const [place, command] of scenario.commands.entries()) {
    for (const simpler of simplerCommands(command)) yield replaced(scenario, place, simpler);
  }
}

function* simplerTopologies(scenario: Scenario): Generator<Scenario> {
  const { backends } = scenario.topology;
  if (backends.length > 1) yield { ...scenario, topology: { backends: backends.slice(0, -1) } };
  if (backends.some((backend) => backend.disks.length > 1)) {
    yield {
      ...scenario,
      topology: { backends: backends.map((backend) => ({ ...backend, disks: backend.disks.slice(0, 1) })) },
    };
  }
  const plain = { medium: 'HDD', totalBytes: 1_099_511_627_776 } as const;
  if (
    backends.some((backend) =>
      backend.disks.some(
        (disk) => disk.medium !== 'HDD' || disk.totalBytes !== plain.totalBytes || disk.usedBytes !== undefined,
      ),
    )
  ) {
    yield {
      ...scenario,
      topology: { backends: backends.map((backend) => ({ ...backend, disks: backend.disks.map(() => plain) })) },
    };
  }
}

/** Decisions of one command forgotten, or lowered one by one. */
function* fewerChoices(scenario: Scenario): Generator<Scenario> {
  for (const [place, choices] of scenario.choices.entries()) {
    if (choices.length === 0) continue;
    const put = (fewer: readonly number[]): Scenario => ({
      ...scenario,
      choices: scenario.choices.map((other, nth) => (nth === place ? fewer : other)),
    });
    yield put([]);
    if (choices[choices.length - 1] === 0) yield put(choices.slice(0, -1));
    for (const [nth, choice] of choices.entries()) {
      if (choice > 0) yield put(choices.map((other, at) => (at === nth ? 0 : other)));
    }
  }
}
