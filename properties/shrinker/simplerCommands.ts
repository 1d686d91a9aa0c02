import type {
  AlterReplicationNum,
  Command,
  CreateTable,
  FillDisk,
  OnPartitions,
  SetConfig,
  ShowReplicaStatus,
  ShowTablets,
} from '../../model/scenario.ts';
import { isSnapshotCommand } from '../../model/snapshot/commands.ts';
import { simplerListing } from './simplerListing.ts';
import { simplerSnapshotCommands } from './simplerSnapshotCommands.ts';

/** Durations in seconds that say something: periods of the system, and the times after which things are over. */
const durations: readonly number[] = [1, 5, 14, 15, 20, 25, 40, 60, 61, 120, 181, 200, 300, 900, 1200, 14400];
const fills: readonly number[] = [0, 300_000_000_000, 600_000_000_000, 900_000_000_000];
const rowSizes: readonly number[] = [1024, 1_048_576, 1_073_741_824];

type AboutPartitions =
  | OnPartitions<'repairTable'>
  | OnPartitions<'cancelRepair'>
  | OnPartitions<'showReplicaDistribution'>
  | ShowReplicaStatus
  | ShowTablets;

/** Simpler forms of one command, the simplest first. None has a form that leads back to it. */
export function simplerCommands(command: Command): readonly Command[] {
  switch (command.do) {
    case 'advance':
      return lower(durations, command.seconds).map((seconds) => ({ ...command, seconds }));
    case 'createTable':
      return simplerTables(command);
    case 'alterReplicationNum':
      return simplerAlter(command);
    case 'load':
    case 'beginLoad':
      return command.partitions.length > 1
        ? command.partitions.map((partition) => ({ ...command, partitions: [partition] }))
        : [];
    case 'repairTable':
    case 'cancelRepair':
    case 'showReplicaDistribution':
      return withFewerPartitions(command);
    case 'showReplicaStatus':
      return [...withoutStatus(command), ...withFewerPartitions(command)];
    case 'showTablets':
      return [...simplerListing(command), ...withFewerPartitions(command)];
    case 'loseReplica':
    case 'compact':
    case 'setReplicaStatus':
    case 'readReplica':
    case 'showTablet':
      return command.bucket > 0 ? [{ ...command, bucket: 0 }] : [];
    case 'failDisk':
    case 'replaceDisk':
      return command.disk > 0 ? [{ ...command, disk: 0 }] : [];
    case 'fillDisk':
      return simplerFill(command);
    case 'setConfig':
      return simplerConfig(command);
    default:
      return isSnapshotCommand(command) ? simplerSnapshotCommands(command) : [];
  }
}

function lower(values: readonly number[], than: number): readonly number[] {
  return values.filter((value) => value < than);
}

function simplerTables(table: CreateTable): Command[] {
  const { writeQuorum, medium, rowBytes, ...plain } = table;
  const simpler: Command[] = [];
  if (table.partitions.length > 1) simpler.push({ ...table, partitions: table.partitions.slice(0, 1) });
  for (let buckets = 1; buckets < table.buckets; buckets += 1) simpler.push({ ...table, buckets });
  for (let replicationNum = 1; replicationNum < table.replicationNum; replicationNum += 1)
    simpler.push({ ...table, replicationNum });
  const given = {
    ...(writeQuorum === undefined ? {} : { writeQuorum }),
    ...(medium === undefined ? {} : { medium }),
    ...(rowBytes === undefined ? {} : { rowBytes }),
  };
  for (const name of Object.keys(given)) {
    simpler.push({ ...plain, ...Object.fromEntries(Object.entries(given).filter(([other]) => other !== name)) });
  }
  if (rowBytes !== undefined)
    for (const bytes of lower(rowSizes, rowBytes)) simpler.push({ ...table, rowBytes: bytes });
  return simpler;
}

function simplerAlter(command: AlterReplicationNum): Command[] {
  const { partition, ...whole } = command;
  return [
    ...(partition === undefined ? [] : [whole]),
    ...lower([1, 2, 3], command.replicationNum).map((replicationNum) => ({ ...command, replicationNum })),
  ];
}

/** About all partitions, which need no names, or about a single one of several. */
function withFewerPartitions(command: AboutPartitions): Command[] {
  const { partitions, ...whole } = command;
  if (partitions === undefined) return [];
  const single = partitions.length > 1 ? partitions.map((partition) => ({ ...command, partitions: [partition] })) : [];
  return [whole, ...single];
}

function withoutStatus(command: ShowReplicaStatus): Command[] {
  const { status, ...all } = command;
  if (status === undefined) return [];
  return status.operator === '=' ? [all] : [all, { ...command, status: { ...status, operator: '=' } }];
}

function simplerFill(command: FillDisk): Command[] {
  return [
    ...(command.disk > 0 ? [{ ...command, disk: 0 }] : []),
    ...lower(fills, command.usedBytes).map((usedBytes) => ({ ...command, usedBytes })),
  ];
}

function simplerConfig(command: SetConfig): Command[] {
  const value = Number(command.value);
  return Number.isNaN(value) ? [] : lower([0, 1, 2], value).map((number) => ({ ...command, value: String(number) }));
}
