import type { AlterReplicationNum, AlterWriteQuorum, CreateTable, DropTable, Medium, Outcome } from '../scenario.ts';
import { newCopy } from './copies.ts';
import { type Draft, pick, putTable, putTablet, removeTablet, suspect, takeId } from './draft.ts';
import { splitName, tableNamed } from './names.ts';
import { done, refused } from './outcomes.ts';
import type { WriteQuorum } from './quorum.ts';
import { type Backend, isAvailable, type Partition, type Replica, type Tablet } from './state.ts';
import { endTasksOf, forgetMoved } from './tasks.ts';
import { DEFAULT_ROW_BYTES } from './usage.ts';

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
  const { replicationNum } = command;
  const medium = mediumOf(draft, command);
  const table = { id, database, name, replicationNum, writeQuorum, medium, altering: false, partitions };
  draft.state.tables = [...draft.state.tables, table];
  return done;
}

/** DROP TABLE: its tablets, loads and tasks go with it. */
export function dropTable(draft: Draft, command: DropTable): Outcome {
  const table = tableNamed(draft.state, command.table);
  if (table === undefined) return refused(`Unknown table '${splitName(command.table).table}'`);
  draft.state.tables = draft.state.tables.filter((other) => other.id !== table.id);
  draft.state.loads = draft.state.loads.filter((load) => load.tableId !== table.id);
  draft.state.hints = draft.state.hints.filter((hint) => hint.tableId !== table.id);
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

/** ALTER TABLE ... SET ("replication_num" = ...), of one partition or of all and of those to come. */
export function alterReplicationNum(draft: Draft, command: AlterReplicationNum): Outcome {
  const table = tableNamed(draft.state, command.table);
  if (table === undefined) return refused(`Unknown table '${splitName(command.table).table}'`);
  const { partition: named, replicationNum } = command;
  if (named !== undefined && !table.partitions.some(({ name }) => name === named)) {
    return refused(`Partition does not exist: ${named}`);
  }
  const refusal = unfitReplicationNum(draft, replicationNum);
  if (refusal !== undefined) return refused(refusal);
  const partitions = table.partitions.map((partition) =>
    named === undefined || partition.name === named ? { ...partition, replicationNum } : partition,
  );
  putTable(draft, {
    ...table,
    replicationNum: named === undefined ? replicationNum : table.replicationNum,
    partitions,
  });
  draft.changes += 1;
  for (const partition of partitions) {
    if (named !== undefined && partition.name !== named) continue;
    for (let bucket = 0; bucket < partition.buckets; bucket += 1) {
      draft.touched.add(partition.firstTablet + bucket);
      suspect(draft, partition.firstTablet + bucket);
    }
  }
  return done;
}

/** The schema of a table begins or ends to change: meanwhile only lagging replicas of it are repaired. */
export function setAltering(draft: Draft, name: string, altering: boolean): Outcome {
  const table = tableNamed(draft.state, name);
  if (table === undefined) return refused(`Unknown table '${splitName(name).table}'`);
  if (table.altering === altering)
    return refused(`Table '${table.name}' is${altering ? '' : ' not'} in a schema change`);
  putTable(draft, { ...table, altering });
  draft.changes += 1;
  return done;
}

/** Whether a backend can be given the replicas of a new table. */
function takesReplicas(backend: Backend): boolean {
  return isAvailable(backend) && backend.disks.some(({ online }) => online);
}

/** The medium that the table asks for; when it does not say, HDD where there is any. */
function mediumOf({ state }: Draft, { medium }: CreateTable): Medium {
  if (medium !== undefined) return medium;
  return state.backends.some(({ disks }) => disks.some((disk) => disk.medium === 'HDD')) ? 'HDD' : 'SSD';
}

function quorumFor(draft: Draft, text: string): WriteQuorum | undefined {
  return draft.rules.parseWriteQuorum(text) ?? draft.rules.unknownWriteQuorum();
}

function refusalOf(draft: Draft, command: CreateTable): string | undefined {
  const { database, table } = splitName(command.table);
  if (!draft.state.databases.some((candidate) => candidate.name === database)) return `Unknown database '${database}'`;
  if (tableNamed(draft.state, command.table) !== undefined) return `Table '${table}' already exists`;
  return unfitReplicationNum(draft, command.replicationNum);
}

/** R01: n replicas need n backends. */
function unfitReplicationNum(draft: Draft, replicationNum: number): string | undefined {
  if (replicationNum < 1) return 'Replication num should larger than 0.';
  const available = draft.state.backends.filter(takesReplicas);
  if (replicationNum <= available.length) return undefined;
  const ids = available.map((backend) => backend.id).join(',');
  return (
    'Table replication num should be less than of equal to the number of available BE nodes. ' +
    `You can change this default by setting the replication_num table properties. Current alive backend is [${ids}].`
  );
}

function createPartition(draft: Draft, tableId: number, name: string, index: number, table: CreateTable): Partition {
  const firstTablet = draft.state.tablets.size;
  const { buckets, replicationNum } = table;
  const partition = { id: takeId(draft), indexId: takeId(draft), name, replicationNum, firstTablet, buckets };
  const available = draft.state.backends.filter(takesReplicas);
  const start = available.length > 1 ? draft.choose(available.length) : 0;
  for (let bucket = 0; bucket < table.buckets; bucket += 1) {
    const hosts = Array.from(
      { length: table.replicationNum },
      (_, nth) => available[(start + bucket + nth) % available.length],
    );
    createTablet(
      draft,
      {
        tableId,
        partition: index,
        bucket,
        medium: mediumOf(draft, table),
        rowBytes: table.rowBytes ?? DEFAULT_ROW_BYTES,
      },
      hosts.filter((host) => host !== undefined),
    );
  }
  return { ...partition, visibleVersion: 1, committedVersion: 1 };
}

type NewTablet = Pick<Tablet, 'tableId' | 'partition' | 'bucket' | 'medium' | 'rowBytes'>;

function createTablet(draft: Draft, created: NewTablet, hosts: Backend[]): void {
  const ordinal = draft.state.tablets.size;
  const tablet: Tablet = {
    id: takeId(draft),
    ordinal,
    ...created,
    replicas: hosts.map((host) => newReplica(draft, host, created.medium)),
    copies: hosts.map((host) => newCopy(host.id)),
    unhealthySinceMs: -1,
  };
  putTablet(draft, tablet);
  suspect(draft, ordinal);
}

/** R24: on a disk of the medium where there is one. */
function newReplica(draft: Draft, host: Backend, medium: Medium): Replica {
  const online = host.disks.filter((disk) => disk.online);
  const suiting = online.filter((disk) => draft.rules.suitsMedium(disk.medium, medium));
  return {
    id: takeId(draft),
    backendId: host.id,
    pathHash: pick(draft, suiting.length > 0 ? suiting : online)?.pathHash ?? '-1',
    version: 1,
    lastFailedVersion: -1,
    lastSuccessVersion: 1,
    state: 'NORMAL',
    bad: false,
    setBadForce: false,
    furtherRepairUntilMs: -1,
    watermark: -1,
    tooFarBehind: false,
  };
}

function dropTablet(draft: Draft, ordinal: number): void {
  endTasksOf(draft, ordinal, 'table is dropped');
  removeTablet(draft, ordinal);
  draft.state.lost = draft.state.lost.filter((placement) => placement.ordinal !== ordinal);
  if (draft.state.moved.has(ordinal)) forgetMoved(draft, ordinal);
  draft.state.garbage = draft.state.garbage.filter((placement) => placement.ordinal !== ordinal);
}
