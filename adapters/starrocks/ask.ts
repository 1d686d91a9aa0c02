import { TargetError } from '../adapter.ts';
import type { Answer, Wire } from './wire.ts';
import { unreadable } from './wireFailures.ts';

/** Asks for rows; rejects with a TargetError when the target refuses a statement that is documented. */
export async function askRows(wire: Wire, sql: string): Promise<Extract<Answer, { kind: 'rows' }>> {
  const answer = await wire.ask(sql);
  if (answer.kind === 'rows') return answer;
  if (answer.kind === 'ok') throw unreadable(sql, 'it has no rows, expected a result set');
  throw refusedStatement(sql, answer);
}

/** Asks for one column of texts. */
export async function askTexts(wire: Wire, sql: string): Promise<string[]> {
  const { rows } = await askRows(wire, sql);
  return rows.map(([cell]) => {
    if (cell === undefined || cell === null) throw unreadable(sql, 'the first column is NULL, expected a text');
    return cell;
  });
}

/** Asks for one cell. */
export async function askText(wire: Wire, sql: string): Promise<string> {
  const texts = await askTexts(wire, sql);
  const [text] = texts;
  if (text === undefined || texts.length > 1) throw unreadable(sql, `it has ${texts.length} rows, expected one`);
  return text;
}

/** Runs a statement that must work; rejects with a TargetError when it is refused. */
export async function mustDo(wire: Wire, sql: string): Promise<void> {
  const answer = await wire.ask(sql);
  if (answer.kind === 'error') throw refusedStatement(sql, answer);
}

function refusedStatement(sql: string, { errno, message }: Extract<Answer, { kind: 'error' }>): TargetError {
  return new TargetError('unable', `the target refused "${sql}" (${errno}: ${message}), which the kit needs`);
}
