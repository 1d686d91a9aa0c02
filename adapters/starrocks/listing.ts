import { SCENARIO_DATABASE } from '../../model/replication/names.ts';
import type { Command, ResultSet } from '../../model/scenario.ts';
import type { Answer } from './wire.ts';
import { unreadable } from './wireFailures.ts';

type RowsAnswer = Extract<Answer, { kind: 'rows' }>;

/** The most rows, and the most characters of a cell, that an answer is judged with: a target is not trusted. */
const mostRows = 100_000;
const longestCell = 1_000_000;

/** The answer as a client is shown it. Throws a TargetError `nonsense` when it is larger than any scenario can make it. */
export function resultSetOf(sql: string, { columns, rows }: RowsAnswer): ResultSet {
  if (rows.length > mostRows) throw unreadable(sql, `it has ${rows.length} rows, expected at most ${mostRows}`);
  const longest = rows.flat().find((cell) => (cell?.length ?? 0) > longestCell);
  if (longest !== undefined) {
    throw unreadable(sql, `a cell has ${longest?.length} characters, expected at most ${longestCell}`);
  }
  return { columns, rows };
}

/**
 * The statement that the answer to a command leads to: that of the column DetailCmd (R20), or the statistic of the
 * scenario's database (R16). Undefined when there is none, or none that a client would dare to run.
 * @param command what was sent
 * @param answer what came back, which is not trusted
 */
export function followUpOf(command: Command, answer: ResultSet): string | undefined {
  switch (command.do) {
    case 'showTablet':
      return procStatementIn(cellOf(answer, answer.rows[0], 'DetailCmd'));
    case 'showStatistic':
      return databaseStatistic(answer);
    default:
      return undefined;
  }
}

/** Only a statement that shows something is run: the text comes from the target. */
function procStatementIn(text: string | null): string | undefined {
  return /^\s*(SHOW\s+PROC\s+(?:'[^'\\]*'|"[^"\\]*"))\s*;?\s*$/i.exec(text ?? '')?.[1];
}

function databaseStatistic(answer: ResultSet): string | undefined {
  const row = answer.rows.find((cells) => cellOf(answer, cells, 'DbName') === SCENARIO_DATABASE);
  const id = cellOf(answer, row, 'DbId') ?? '';
  return /^\d+$/.test(id) ? `SHOW PROC '/statistic/${id}'` : undefined;
}

function cellOf({ columns }: ResultSet, row: ResultSet['rows'][number] | undefined, name: string): string | null {
  return row?.[columns.indexOf(name)] ?? null;
}
