import type { AlterWriteQuorum, CreateTable, DropTable, Outcome } from '../scenario.ts';
import { newCopy } from './copies.ts';
import { type Draft, pick, putTable, putTablet, removeTablet, suspect, takeId } from './draft.ts';
import { splitName, tableNamed } from './names.ts';
import { done, refused } from './outcomes.ts';
import type { WriteQuorum } from './quorum.ts';
import { type Backend, isAvailable, type Partition, type Replica, type Tablet } from './state.ts';
import { endTasksOf } from './tasks.ts';

/** CREATE DATABASE. */
export function createDatabase(draft: Draft, name: string): Outcome {
  if (draft.state.databases.some((database) => database.name === name)) {
    return refused(`Can't create database '${name}'; database exists`);
  }
  draft.state.databases = [...draft.state.databases, { id: takeId(draft), name }];
  return done;
}

/** DROP DATABASE, with all its tables. */
export function dropDatabase(draft: Draft, name: string): Outcome {
  if (!draft.state.databases.some((database) => database.name === name)) {
    return refused(`Can't drop database '${name}'; database doesn't exist`);
  }
  for (const table of draft.state.tables.filter((candidate) => candidate.database === name)) {
    dropTable(draft, { do: 'dropTable', table: `${name}.${table.name}` });
  }
  draft.state.databases = draft.state.databases.filter((database) => database.name !== name);
  return done;
}

/** CREATE TABLE (R01, R04): n replicas of each tablet, each on a different available backend. */
export function createTable(draft: Draft, command: CreateTable): Outcome {
  const refusal = refusalOf(draft, command);
  if (refusal !== undefined) return refused(refusal);
  const writeQuorum = command.writeQuorum === undefined ? 'MAJORITY' : quorumFor(draft, command.writeQuorum);
  if (writeQuorum === undefined) return refused(`unknown write quorum: ${command.writeQuorum}`);
  const { database, table: name } = splitName(command.table);
  const id = takeId(draft);
  const partitions = command.partitions.map((partition, index) =>
    createPartition(draft, id, partition, index, command),
  );
  const table = { id, database, name, replicationNum: command.replicationNum, writeQuorum, partitions };
  draft.state.tables = [...draft.state.tables, table];
  return done;
}

/** DROP TABLE: its tablets, loads and tasks go with it. */
export function dropTable(draft: Draft, command: DropTable): Outcome {
  const table = tableNamed(draft.state, command.table);
  if (table === undefined) return refused(`Unknown table '${splitName(command.table).table}'`);
  draft.state.tables = draft.state.tables.filter((other) => other.id !== table.id);
  draft.state.loads = draft.state.loads.filter((load) => load.tableId !== table.id);
  for (const partition of table.partitions) {
    for (let bucket = 0; bucket < partition.buckets; bucket += 1) dropTablet(draft, partition.firstTablet + bucket);
  }
  return done;
}

/** ALTER TABLE ... SET ("write_quorum" = ...) (R04): an unknown value is refused and the old one kept. */
export function alterWriteQuorum(draft: Draft, command: AlterWriteQuorum): Outcome {
  const table = tableNamed(draft.state, command.table);
  if (table === undefined) return refused(`Unknown table '${splitName(command.table).table}'`);
  const writeQuorum = quorumFor(draft, command.writeQuorum);
  if (writeQuorum === undefined) return refused('Property write_quorum not valid');
  putTable(draft, { ...table, writeQuorum });
  return done;
}

function quorumFor(draft: Draft, text: string): WriteQuorum | undefined {
  return draft.rules.parseWriteQuorum(text) ?? draft.rules.unknownWriteQuorum();
}

function refusalOf(draft: Draft, command: CreateTable): string | undefined {
  const { database, table } = splitName(command.table);
  if (!draft.state.databases.some((candidate) => candidate.name === database)) return `Unknown database '${database}'`;
  if (tableNamed(draft.state, command.table) !== undefined) return `Table '${table}' already exists`;
  if (command.replicationNum < 1) return 'Replication num should larger than 0.';
  const available = draft.state.backends.filter(isAvailable);
  if (command.replicationNum <= available.length) return undefined;
  const ids = available.map((backend) => backend.id).join(',');
  return (
    'Table replication num should be less than of equal to the number of available BE nodes. ' +
    `You can change this default by setting the replication_num table properties. Current alive backend is [${ids}].`
  );
}

function createPartition(draft: Draft, tableId: number, name: string, index: number, table: CreateTable): Partition {
  const firstTablet = draft.state.tablets.size;
  const partition = { id: takeId(draft), indexId: takeId(draft), name, firstTablet, buckets: table.buckets };
  const available = draft.state.backends.filter(isAvailable);
  const start = available.length > 1 ? draft.choose(available.length) : 0;
  for (let bucket = 0; bucket < table.buckets; bucket += 1) {
    const hosts = Array.from(
      { length: table.replicationNum },
      (_, nth) => available[(start + bucket + nth) % available.length],
    );
    createTablet(
      draft,
      tableId,
      index,
      bucket,
      hosts.filter((host) => host !== undefined),
    );
  }
  return { ...partition, visibleVersion: 1, committedVersion: 1 };
}

function createTablet(draft: Draft, tableId: number, partition: number, bucket: number, hosts: Backend[]): void {
  const ordinal = draft.state.tablets.size;
  const tablet: Tablet = {
    id: takeId(draft),
    ordinal,
    tableId,
    partition,
    bucket,
    replicas: hosts.map((host) => newReplica(draft, host)),
    copies: hosts.map((host) => newCopy(host.id)),
    unhealthySinceMs: -1,
  };
  putTablet(draft, tablet);
  suspect(draft, ordinal);
}

function newReplica(draft: Draft, host: Backend): Replica {
  return {
    id: takeId(draft),
    backendId: host.id,
    pathHash: pick(draft, host.disks)?.pathHash ?? '-1',
    version: 1,
    lastFailedVersion: -1,
    lastSuccessVersion: 1,
    state: 'NORMAL',
    bad: false,
    setBadForce: false,
    needFurtherRepair: false,
    tooFarBehind: false,
  };
}

function dropTablet(draft: Draft, ordinal: number): void {
  endTasksOf(draft, ordinal, 'table is dropped');
  removeTablet(draft, ordinal);
  draft.state.lost = draft.state.lost.filter((placement) => placement.ordinal !== ordinal);
  draft.state.garbage = draft.state.garbage.filter((placement) => placement.ordinal !== ordinal);
}
