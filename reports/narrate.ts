import type {
  Command,
  CreateTable,
  OnPartitions,
  Outcome,
  ShowTablets,
  StatusFilter,
  TabletRef,
} from '../model/scenario.ts';
import { narrateSharedData } from './narrateSharedData.ts';
import { counted, quoted } from './text.ts';

/** A command in words, for example `crash backend b2` or `load l3 into t1 (p1)`. The words may hold untrusted text. */
export function narrate(command: Command): string {
  switch (command.do) {
    case 'createTable':
      return `create table ${command.table} (${command.partitions.join(', ')}; ${shape(command)})`;
    case 'dropTable':
      return `drop table ${command.table}`;
    case 'alterWriteQuorum':
      return `set the write quorum of ${command.table} to ${quoted(command.writeQuorum)}`;
    case 'load':
      return `load ${command.load} into ${command.table} (${command.partitions.join(', ')})`;
    case 'beginLoad':
      return `begin load ${command.load} into ${command.table} (${command.partitions.join(', ')})`;
    case 'commitLoad':
      return `commit load ${command.load}`;
    case 'abortLoad':
      return `abort load ${command.load}`;
    case 'query':
      return `query ${command.table}`;
    case 'crashBackend':
      return `crash backend ${command.backend}`;
    case 'restartBackend':
      return `restart backend ${command.backend}`;
    case 'addBackend':
      return `add backend ${command.backend}`;
    case 'dropBackend':
      return `drop backend ${command.backend}`;
    case 'decommissionBackend':
      return `decommission backend ${command.backend}`;
    case 'loseReplica':
      return `lose the replica of ${place(command)} on ${command.backend}`;
    case 'compact':
      return `compact the replica of ${place(command)} on ${command.backend}`;
    case 'setReplicaStatus':
      return `mark the replica of ${place(command)} on ${command.backend} as ${quoted(command.status)}`;
    case 'failWrites':
      return command.on ? `let writes to ${command.backend} fail` : `let writes to ${command.backend} work again`;
    case 'failClones':
      return command.on ? `let clones to ${command.backend} fail` : `let clones to ${command.backend} work again`;
    case 'stallClones':
      return command.on ? `stall clones to ${command.backend}` : `let clones to ${command.backend} go on`;
    case 'stallPublish':
      return command.on ? `stall publishing on ${command.backend}` : `let ${command.backend} publish again`;
    case 'repeatReports':
      return command.on
        ? `let ${command.backend} report finished clones twice`
        : `let ${command.backend} report finished clones once again`;
    case 'alterReplicationNum': {
      const what = command.partition === undefined ? command.table : `${command.table}.${command.partition}`;
      return `set the replication number of ${what} to ${command.replicationNum}`;
    }
    case 'repairTable':
      return `ask for the repair of ${object(command)}`;
    case 'cancelRepair':
      return `cancel the repair of ${object(command)}`;
    case 'beginSchemaChange':
      return `begin a schema change of ${command.table}`;
    case 'endSchemaChange':
      return `end the schema change of ${command.table}`;
    case 'cancelDecommission':
      return `cancel the decommission of backend ${command.backend}`;
    case 'failDisk':
      return `let disk ${command.disk} of ${command.backend} fail`;
    case 'replaceDisk':
      return `replace disk ${command.disk} of ${command.backend}`;
    case 'fillDisk':
      return `let others use ${command.usedBytes} bytes of disk ${command.disk} of ${command.backend}`;
    case 'changeLeader':
      return 'change the leader';
    case 'readReplica':
      return `read the replica of ${place(command)} on ${command.backend}`;
    case 'showReplicaStatus': {
      const filter = command.status === undefined ? '' : ` where it ${condition(command.status)}`;
      return `show the replica status of ${object(command)}${filter}`;
    }
    case 'showReplicaDistribution':
      return `show the replica distribution of ${object(command)}`;
    case 'showTablets':
      return `show the tablets of ${object(command)}${selection(command)}`;
    case 'showTablet':
      return `show tablet ${place(command)} and its replicas`;
    case 'showStatistic':
      return 'show the statistic, in all and of the database';
    case 'showProc':
      return `show ${quoted(command.path)}`;
    case 'setConfig':
      return `set ${command.name} to ${quoted(command.value)}`;
    case 'advance':
      return `let ${command.seconds} s pass`;
    case 'heal':
      return 'end every fault';
    default:
      return narrateSharedData(command);
  }
}

/** How a command ended, in words. The words may hold untrusted text. */
export function narrateOutcome(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'done':
      return 'done';
    case 'loaded':
      return outcome.status === 'VISIBLE' ? 'loaded, visible' : 'loaded, committed but not yet visible';
    case 'answered':
      return `answered: ${outcome.contents.map((tablet) => `${place(tablet)} has ${loads(tablet.loads)}`).join('; ')}`;
    case 'listed':
      return `listed ${outcome.results.map(({ rows }) => counted(rows.length, 'row')).join(', then ')}`;
    case 'refused':
      return `refused: ${outcome.message}`;
    case 'indefinite':
      return `indefinite: ${outcome.message}`;
    default:
      return outcome satisfies never;
  }
}

function place(tablet: TabletRef): string {
  return `${tablet.table}.${tablet.partition}[${tablet.bucket}]`;
}

function shape({ replicationNum, buckets, writeQuorum, medium, rowBytes }: CreateTable): string {
  return [
    counted(replicationNum, 'replica'),
    counted(buckets, 'bucket'),
    ...(writeQuorum === undefined ? [] : [`write quorum ${quoted(writeQuorum)}`]),
    ...(medium === undefined ? [] : [medium]),
    ...(rowBytes === undefined ? [] : [`${rowBytes} bytes a row`]),
  ].join(', ');
}

/** A table, and its partitions where they are named. */
function object({ table, partitions }: OnPartitions<string>): string {
  return partitions === undefined ? table : `${table} (${partitions.join(', ')})`;
}

function condition({ operator, value }: StatusFilter): string {
  return `is${operator === '=' ? '' : ' not'} ${quoted(value)}`;
}

/** Which rows, in which order, and which page of them. */
function selection({ where, orderBy, limit, offset }: ShowTablets): string {
  const conditions = Object.entries(where ?? {}).map(([column, value]) => `${column} is ${quoted(String(value))}`);
  const order = (orderBy ?? []).map(({ column, descending }) => `${quoted(column)}${descending ? ' descending' : ''}`);
  return [
    conditions.length === 0 ? '' : ` where ${conditions.join(' and ')}`,
    order.length === 0 ? '' : ` ordered by ${order.join(', ')}`,
    limit === undefined ? '' : `, at most ${limit}`,
    offset === undefined ? '' : ` after the first ${offset}`,
  ].join('');
}

function loads(names: readonly string[]): string {
  return names.length === 0 ? 'nothing' : names.join(', ');
}
