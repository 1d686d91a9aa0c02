import type { Command, Outcome, TabletRef } from '../model/scenario.ts';
import { counted } from './text.ts';

/** A command in words, for example `crash backend b2` or `load l3 into t1 (p1)`. The words may hold untrusted text. */
export function narrate(command: Command): string {
  switch (command.do) {
    case 'createTable': {
      const quorum = command.writeQuorum === undefined ? '' : `, write quorum ${quoted(command.writeQuorum)}`;
      const size = `${counted(command.replicationNum, 'replica')}, ${counted(command.buckets, 'bucket')}${quorum}`;
      return `create table ${command.table} (${command.partitions.join(', ')}; ${size})`;
    }
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
    case 'setConfig':
      return `set ${command.name} to ${quoted(command.value)}`;
    case 'advance':
      return `let ${command.seconds} s pass`;
    case 'heal':
      return 'end every fault';
    default:
      return command satisfies never;
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

function loads(names: readonly string[]): string {
  return names.length === 0 ? 'nothing' : names.join(', ');
}

function quoted(word: string): string {
  return `"${word}"`;
}
