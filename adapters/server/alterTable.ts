import type { Draft } from '../../model/replication/draft.ts';
import { putTable } from '../../model/replication/draft.ts';
import { done } from '../../model/replication/outcomes.ts';
import { alterReplicationNum } from '../../model/replication/tables.ts';
import type { Outcome } from '../../model/scenario.ts';
import { change, run } from './cluster.ts';
import { wholeNumber } from './literals.ts';
import type { Reply } from './protocol/index.ts';
import { analyzing, type Refusal } from './refusal.ts';
import { ok } from './replies.ts';
import { accept, type KnownTable, type Session, takeChoices } from './session.ts';
import type { Property } from './sql/index.ts';

/** ALTER TABLE ... SET (R01, R04): one property at a time (replication notes 1a.5). */
export function alterTable(session: Session, known: KnownTable, properties: readonly Property[]): Reply {
  const [property] = properties;
  if (properties.length !== 1 || property === undefined) throw analyzing('Can only set one table property at a time');
  switch (property.key.toLowerCase()) {
    case 'write_quorum':
      return alterWriteQuorum(session, known, property.value);
    case 'replication_num':
      checkUnpartitioned(known);
      return alterPartitions(session, known, 'all', properties);
    case 'default.replication_num':
      return alterDefault(session, known, replicationNumIn(property));
    default:
      // The words of the release for what it knows and this table cannot have.
      throw analyzing(`Property ${property.key} not valid`, 'badProperty');
  }
}

/** ALTER TABLE ... MODIFY PARTITION ... SET: all partitions named, or none (R01). */
export function alterPartitions(
  session: Session,
  { qualified }: KnownTable,
  partitions: 'all' | readonly string[],
  properties: readonly Property[],
): Reply {
  const [property] = properties;
  if (properties.length !== 1 || property?.key.toLowerCase() !== 'replication_num') {
    throw analyzing(`Property ${property?.key ?? ''} cannot be changed on this server`, 'badProperty');
  }
  const command = { do: 'alterReplicationNum' as const, table: qualified, replicationNum: replicationNumIn(property) };
  const outcome = change(session.cluster, takeChoices(session), (draft) =>
    partitions === 'all'
      ? alterReplicationNum(draft, command)
      : eachOf(partitions, (partition) => alterReplicationNum(draft, { ...command, partition })),
  );
  accept(outcome, replicationRefusal);
  return ok;
}

function alterWriteQuorum(session: Session, { qualified }: KnownTable, writeQuorum: string): Reply {
  const command = { do: 'alterWriteQuorum' as const, table: qualified, writeQuorum };
  accept(run(session.cluster, command, takeChoices(session)), (message) => analyzing(message, 'badProperty'));
  return ok;
}

/** The number of the partitions to come; those that are there keep theirs. */
function alterDefault(session: Session, known: KnownTable, replicationNum: number): Reply {
  const outcome = change(session.cluster, takeChoices(session), (draft) => {
    const possible = wouldAccept(draft, known, replicationNum);
    if (possible.kind === 'done') putTable(draft, { ...known.table, replicationNum });
    return possible;
  });
  accept(outcome, replicationRefusal);
  return ok;
}

/** Whether the model takes this number, found out on a table without partitions. */
function wouldAccept(draft: Draft, { table, qualified }: KnownTable, replicationNum: number): Outcome {
  const empty = { ...draft, state: { ...draft.state, tables: [{ ...table, partitions: [] }] } };
  return alterReplicationNum(empty, { do: 'alterReplicationNum', table: qualified, replicationNum });
}

function eachOf(names: readonly string[], alter: (name: string) => Outcome): Outcome {
  for (const name of names) {
    const outcome = alter(name);
    if (outcome.kind === 'refused') return outcome;
  }
  return done;
}

function checkUnpartitioned({ definition }: KnownTable): void {
  if (definition.partitionColumn === undefined) return;
  throw analyzing(
    'This is a range partitioned table, you should specify partitions with MODIFY PARTITION clause. If you want to set ' +
      "default replication number, please use 'default.replication_num' instead of 'replication_num' to escape misleading",
  );
}

function replicationNumIn({ value }: Property): number {
  return wholeNumber(value.trim(), 'replication_num');
}

/** The model's words with the dot that the frame puts behind them only once where the release has one. */
export function replicationRefusal(message: string): Refusal {
  return analyzing(message.replace(/num should larger than 0\.$/, 'num should larger than 0'));
}
