import type { Command, Outcome } from '../../model/scenario.ts';
import { contentsOf } from './contents.ts';
import type { Names } from './names.ts';
import type { Answer } from './wire.ts';
import { unreadable } from './wireFailures.ts';

/** Errors after which a statement may still have had its effect: unknown error, interrupted, timeout, crash of backends. */
const indefiniteErrors: ReadonlySet<number> = new Set([1105, 1317, 5024, 5077]);

/** How the command ended, given the answer to its last statement. */
export function outcomeOf(command: Command, sql: string, answer: Answer, names: Names): Outcome {
  if (answer.kind === 'error') {
    const kind = indefiniteErrors.has(answer.errno) ? 'indefinite' : 'refused';
    return { kind, message: answer.message };
  }
  switch (command.do) {
    case 'query':
      return answered(command.table, sql, answer, names);
    case 'load':
    case 'commitLoad':
      return loaded(sql, answer);
    default:
      if (answer.kind === 'rows') throw unreadable(sql, 'it has rows, expected none');
      return { kind: 'done' };
  }
}

function answered(name: string, sql: string, answer: Answer, names: Names): Outcome {
  if (answer.kind !== 'rows') throw unreadable(sql, 'it has no rows, expected a result set');
  const table = names.table(name);
  if (table === undefined) throw unreadable(sql, 'a table was read that SHOW TABLES does not list');
  return { kind: 'answered', contents: contentsOf(table, sql, answer) };
}

/** The info of the OK packet tells whether the load is visible (replication notes 1e.32). */
function loaded(sql: string, answer: Answer): Outcome {
  const info = answer.kind === 'ok' ? answer.info : '';
  const status = /'status':\s*'(VISIBLE|COMMITTED)'/.exec(info)?.[1];
  if (status === 'VISIBLE' || status === 'COMMITTED') return { kind: 'loaded', status };
  const found = info === '' ? 'nothing' : `"${info.slice(0, 80)}"`;
  throw unreadable(sql, `its info is ${found}, expected {'status':'VISIBLE'} or {'status':'COMMITTED'} among others`);
}
