import type { Command, Outcome } from '../../../model/scenario.ts';
import { resultSetOf } from '../listing.ts';
import { indefiniteErrors, loaded } from '../outcomes.ts';
import type { Answer } from '../wire.ts';
import { unreadable } from '../wireFailures.ts';
import type { Locations } from './locations.ts';

type Rows = Extract<Answer, { kind: 'rows' }>;

/** How a command on a cluster with shared data ended, given the answer to its statement. */
export function sharedOutcome(command: Command, sql: string, answer: Answer, locations: Locations): Outcome {
  if (answer.kind === 'error') {
    const kind = indefiniteErrors.has(answer.errno) && command.do !== 'describeVolume' ? 'indefinite' : 'refused';
    return { kind, message: locations.symbolic(answer.message) };
  }
  switch (command.do) {
    case 'writeTable':
      return loaded(sql, answer);
    case 'readTable':
      return { kind: 'answered', contents: [{ ...placeOf(command.table), loads: loadsIn(rowsOf(sql, answer)) }] };
    case 'describeVolume': {
      const { columns, rows } = resultSetOf(sql, rowsOf(sql, answer));
      const symbolic = rows.map((row) => row.map((text) => (text === null ? null : locations.symbolic(text))));
      return { kind: 'listed', results: [{ columns, rows: symbolic }] };
    }
    default:
      if (answer.kind === 'rows') throw unreadable(sql, 'it has rows, expected none');
      return { kind: 'done' };
  }
}

/** A table of a cluster with shared data has one partition of its own name. */
function placeOf(table: string) {
  return { table, partition: table, bucket: 0 };
}

function loadsIn({ rows }: Rows): string[] {
  return rows.map(([value]) => value ?? '').sort();
}

function rowsOf(sql: string, answer: Answer): Rows {
  if (answer.kind === 'rows') return answer;
  throw unreadable(sql, 'it has no rows, expected a result set');
}
