import type { Command, CommandKind, OnReplica, Outcome } from '../../model/scenario.ts';
import { contentAt, contentsOf } from './contents.ts';
import { resultSetOf } from './listing.ts';
import type { TableLook } from './look.ts';
import type { Names } from './names.ts';
import type { Answer } from './wire.ts';
import { unreadable } from './wireFailures.ts';

/** Errors after which a statement may still have had its effect: unknown error, interrupted, timeout, crash of backends. */
export const indefiniteErrors: ReadonlySet<number> = new Set([1105, 1317, 5024, 5077]);

const showKinds: ReadonlySet<CommandKind> = new Set<CommandKind>([
  'showReplicaStatus',
  'showReplicaDistribution',
  'showTablets',
  'showTablet',
  'showStatistic',
  'showProc',
]);

/** Whether a command only shows something: it decides nothing, and its outcome is what it showed. */
export function isShow({ do: kind }: Command): boolean {
  return showKinds.has(kind);
}

/** How the command ended, given the answer to its last statement. */
export function outcomeOf(command: Command, sql: string, answer: Answer, names: Names): Outcome {
  if (answer.kind === 'error') {
    // What only shows something has no effect that could be in doubt.
    const kind = indefiniteErrors.has(answer.errno) && !isShow(command) ? 'indefinite' : 'refused';
    return { kind, message: answer.message };
  }
  if (isShow(command)) return { kind: 'listed', results: [resultSetOf(sql, rowsOf(sql, answer))] };
  switch (command.do) {
    case 'query':
      return { kind: 'answered', contents: contentsOf(tableRead(command.table, sql, names), sql, rowsOf(sql, answer)) };
    case 'readReplica':
      return { kind: 'answered', contents: replicaContents(command, sql, answer, names) };
    case 'load':
    case 'commitLoad':
      return loaded(sql, answer);
    default:
      if (answer.kind === 'rows') throw unreadable(sql, 'it has rows, expected none');
      return { kind: 'done' };
  }
}

function replicaContents(command: OnReplica<'readReplica'>, sql: string, answer: Answer, names: Names) {
  return contentAt(tableRead(command.table, sql, names), command, sql, rowsOf(sql, answer));
}

function rowsOf(sql: string, answer: Answer): Extract<Answer, { kind: 'rows' }> {
  if (answer.kind === 'rows') return answer;
  throw unreadable(sql, 'it has no rows, expected a result set');
}

function tableRead(name: string, sql: string, names: Names): TableLook {
  const table = names.table(name);
  if (table === undefined) throw unreadable(sql, "a table was read that SHOW PROC '/dbs/<db>' does not list");
  return table;
}

/** The info of the OK packet tells whether the load is visible (replication notes 1e.32). */
export function loaded(sql: string, answer: Answer): Outcome {
  const info = answer.kind === 'ok' ? answer.info : '';
  const status = /'status':\s*'(VISIBLE|COMMITTED)'/.exec(info)?.[1];
  if (status === 'VISIBLE' || status === 'COMMITTED') return { kind: 'loaded', status };
  const found = info === '' ? 'nothing' : `"${info.slice(0, 80)}"`;
  throw unreadable(sql, `its info is ${found}, expected {'status':'VISIBLE'} or {'status':'COMMITTED'} among others`);
}
