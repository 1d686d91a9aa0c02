import { randomUUID } from 'node:crypto';
import { beginLoad, commitLoad } from '../../model/replication/loads.ts';
import { SCENARIO_DATABASE } from '../../model/replication/names.ts';
import type { BeginLoad, Outcome } from '../../model/scenario.ts';
import { at } from '../../model/vector.ts';
import { type Cluster, change, run } from './cluster.ts';
import { placeRows, rowsOf } from './placement.ts';
import type { Reply } from './protocol/index.ts';
import { analyzing, type Refusal, refusal } from './refusal.ts';
import { ok } from './replies.ts';
import { accept, type KnownTable, type OpenLoad, type Session, tableNamed, takeChoices } from './session.ts';
import type { Insert } from './sql/index.ts';

/** INSERT: a whole load, or only its first half inside a transaction (R02). */
export function executeInsert(session: Session, statement: Insert): Reply {
  const known = tableNamed(session, statement.table);
  const { transaction, cluster } = session;
  if (transaction?.load !== undefined) {
    throw refusal('A transaction holds one INSERT on this server; COMMIT or ROLLBACK first', 'unknownTransaction');
  }
  const { partitions, byTablet } = placeRows(known, rowsOf(statement, known.definition), statement.partitions);
  const label = labelOf(session, known, statement.label);
  const key = keyOf(known, label);
  const command: BeginLoad = { do: 'beginLoad', load: key, table: known.qualified, partitions };
  cluster.rows.set(key, { tableId: known.table.id, byTablet });
  const load = transaction === undefined ? wholeLoad(session, command, label) : firstHalf(session, command, label);
  return { kind: 'ok', affectedRows: statement.rows.length, info: load };
}

/** BEGIN; a second one goes on with the transaction that is open. */
export function beginTransaction(session: Session): Reply {
  session.transaction ??= { load: undefined };
  return ok;
}

/** COMMIT: the other half of the load that the transaction has begun. */
export function commitTransaction(session: Session): Reply {
  const load = session.transaction?.load;
  session.transaction = undefined;
  if (load === undefined) return ok;
  const { cluster } = session;
  const outcome = run(cluster, { do: 'commitLoad', load: load.key }, takeChoices(session));
  return { kind: 'ok', info: committed(cluster, load, outcome) };
}

/** ROLLBACK, or the end of the connection. */
export function rollbackTransaction(session: Session): Reply {
  const load = session.transaction?.load;
  session.transaction = undefined;
  if (load === undefined) return ok;
  run(session.cluster, { do: 'abortLoad', load: load.key }, takeChoices(session));
  forgetUnstored(session.cluster, load.key);
  return ok;
}

function wholeLoad(session: Session, command: BeginLoad, label: string): string {
  const { cluster } = session;
  let transactionId = -1;
  const outcome = change(
    cluster,
    takeChoices(session),
    (draft) => {
      const begun = beginLoad(draft, command);
      if (begun.kind === 'refused') return begun;
      transactionId = draft.state.loads.at(-1)?.id ?? -1;
      return commitLoad(draft, command.load);
    },
    true,
  );
  return committed(cluster, { key: command.load, label, transactionId }, outcome);
}

function firstHalf(session: Session, command: BeginLoad, label: string): string {
  const { cluster } = session;
  const outcome = run(cluster, command, takeChoices(session));
  if (outcome.kind === 'refused') forgetUnstored(cluster, command.load);
  accept(outcome, loadRefusal);
  const transactionId = cluster.state.loads.at(-1)?.id ?? -1;
  const load = { key: command.load, label, transactionId };
  session.transaction = { load };
  return infoOf(load, 'PREPARE');
}

/** What the client is told of a commit; throws when it was refused. */
function committed(cluster: Cluster, load: OpenLoad, outcome: Outcome): string {
  if (outcome.kind === 'refused') forgetUnstored(cluster, load.key);
  const accepted = accept(outcome, loadRefusal);
  cluster.labels.set(load.key, load.transactionId);
  return infoOf(load, accepted.kind === 'loaded' ? accepted.status : 'COMMITTED');
}

/** The info of the OK packet (replication notes 1e.32). */
function infoOf({ label, transactionId }: OpenLoad, status: 'PREPARE' | 'VISIBLE' | 'COMMITTED'): string {
  const delayed = status === 'COMMITTED' ? ", 'err':'Publish timeout. The data will be visible after a while'" : '';
  return `{'label':'${label}', 'status':'${status}', 'txnId':'${transactionId}'${delayed}}`;
}

/** Refusals of the plan are found while the statement is analyzed, those of the commit afterwards (notes 1b.11, 1d.22). */
function loadRefusal(message: string): Refusal {
  if (message.startsWith('Tablet lost replicas')) return analyzing(message);
  return refusal(message.startsWith('Commit failed') ? `fail to execute commit task: ${message}` : message);
}

function labelOf(session: Session, known: KnownTable, given: string | null): string {
  if (given === null) return `insert_${randomUUID()}`;
  if (!/^[\w-]{1,128}$/.test(given)) throw analyzing(`Incorrect label name '${given}'`, 'wrongLabel');
  const { labels, rows, state } = session.cluster;
  const key = keyOf(known, given);
  const used = labels.get(key) ?? state.loads.find((load) => load.label === key)?.id;
  if (used !== undefined) throw refusal(`Label [${given}] has already been used, relate to txn [${used}]`);
  // Rows that a failed load has left in a tablet all the same keep the name that they are found by.
  if (rows.has(key)) throw refusal(`Label [${given}] has already been used.`);
  return given;
}

/** Labels are unique within a database, the model's loads within a cluster. */
function keyOf({ table }: KnownTable, label: string): string {
  return table.database === SCENARIO_DATABASE ? label : `${table.database}.${label}`;
}

/** Forgets the rows of a load that failed, unless the model has stored them somewhere all the same. */
function forgetUnstored(cluster: Cluster, key: string): void {
  const rows = cluster.rows.get(key);
  const stored = [...(rows?.byTablet.keys() ?? [])].some((ordinal) =>
    at(cluster.state.tablets, ordinal)?.copies.some((copy) =>
      copy.rowsets.some((rowset) => rowset.loads.includes(key)),
    ),
  );
  if (!stored) cluster.rows.delete(key);
}
