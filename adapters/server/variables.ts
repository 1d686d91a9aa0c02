import { evaluate, truth, type Value } from './evaluate.ts';
import { isLikeName } from './like.ts';
import { textOfLiteral } from './literals.ts';
import type { Cell, Reply } from './protocol/index.ts';
import { refusal } from './refusal.ts';
import { ok, textRows } from './replies.ts';
import type { Session } from './session.ts';
import type { SessionStatement, ShowFilter, VariableValue } from './sql/index.ts';

/** The version that clients see; releases answer the same. */
export const serverVersion = '8.0.33';

/** Variables that a client can read but not set. */
const fixed: Readonly<Record<string, string>> = {
  version: serverVersion,
  version_comment: 'tabletproof reference server',
  license: 'Apache License 2.0',
  lower_case_table_names: '0',
  system_time_zone: 'UTC',
};

/** Variables that clients set out of habit, with what they have at first. */
const settable: Readonly<Record<string, string>> = {
  auto_increment_increment: '1',
  autocommit: '1',
  character_set_client: 'utf8mb4',
  character_set_connection: 'utf8mb4',
  character_set_database: 'utf8mb4',
  character_set_results: 'utf8mb4',
  character_set_server: 'utf8mb4',
  collation_connection: 'utf8mb4_general_ci',
  collation_database: 'utf8mb4_general_ci',
  collation_server: 'utf8mb4_general_ci',
  foreign_key_checks: '1',
  init_connect: '',
  interactive_timeout: '3600',
  max_allowed_packet: '33554432',
  net_buffer_length: '16384',
  net_read_timeout: '60',
  net_write_timeout: '60',
  performance_schema: '0',
  query_timeout: '300',
  sql_auto_is_null: '0',
  sql_mode: 'ONLY_FULL_GROUP_BY',
  sql_safe_updates: '0',
  sql_select_limit: '18446744073709551615',
  time_zone: 'UTC',
  transaction_isolation: 'REPEATABLE-READ',
  transaction_read_only: '0',
  tx_isolation: 'REPEATABLE-READ',
  tx_read_only: '0',
  unique_checks: '1',
  wait_timeout: '28800',
};

/** The value of a variable as the session sees it; throws a refusal for an unknown one. */
export function variableNamed(session: Session, name: string): string {
  const value = settingOf(session, name.toLowerCase());
  if (value === undefined) throw unknown(name);
  return value;
}

/** The value of a function without arguments, or undefined for an unknown one. */
export function functionNamed(session: Session, name: string): Value | undefined {
  switch (name) {
    case 'version':
      return serverVersion;
    case 'database':
    case 'schema':
      return session.database ?? null;
    case 'current_user':
    case 'user':
    case 'session_user':
      return `'${session.user}'@'%'`;
    case 'connection_id':
      return BigInt(session.connectionId);
    default:
      return undefined;
  }
}

/** SET x = v, ... */
export function setVariables(session: Session, statement: Extract<SessionStatement, { kind: 'setVariables' }>): Reply {
  for (const { name } of statement.assignments) {
    const known = name.toLowerCase();
    if (Object.hasOwn(fixed, known)) throw refusal(`Variable '${name}' is a read only variable`, 'readOnlyVariable');
    if (!Object.hasOwn(settable, known)) throw unknown(name);
  }
  for (const { name, value } of statement.assignments) {
    const text = textOf(value);
    const known = name.toLowerCase();
    if (text === undefined) session.variables.delete(known);
    else session.variables.set(known, text);
  }
  return ok;
}

/** SET NAMES. */
export function setNames(session: Session, charset: string): Reply {
  const wanted = charset.toLowerCase() === 'default' ? 'utf8mb4' : charset;
  for (const end of ['client', 'connection', 'results']) session.variables.set(`character_set_${end}`, wanted);
  return ok;
}

/** SHOW VARIABLES. */
export function showVariables(session: Session, filter: ShowFilter | null): Reply {
  const names = [...Object.keys(fixed), ...Object.keys(settable)].sort();
  const rows = names.map((name): Cell[] => [name, variableNamed(session, name)]);
  return variableRows(session, rows, filter);
}

/** SHOW STATUS: this server counts nothing. */
export function showStatus(session: Session, filter: ShowFilter | null): Reply {
  return variableRows(session, [], filter);
}

const columns = ['Variable_name', 'Value'] as const;

function variableRows(session: Session, rows: readonly Cell[][], filter: ShowFilter | null): Reply {
  if (filter === null) return textRows(columns, rows);
  return textRows(
    columns,
    rows.filter((row) => passes(session, row, filter)),
  );
}

function passes(session: Session, row: readonly Cell[], filter: ShowFilter): boolean {
  if (filter.type === 'like') return isLikeName(row[0] ?? '', filter.pattern);
  const scope = {
    rows: [],
    variable: (name: string) => variableNamed(session, name),
    call: () => undefined,
    column: (name: string) => row[columns.findIndex((column) => column.toLowerCase() === name.toLowerCase())] ?? null,
  };
  return truth(evaluate(filter.condition, scope)) === true;
}

function settingOf(session: Session, name: string): string | undefined {
  const standing = Object.hasOwn(fixed, name) ? fixed[name] : undefined;
  return standing ?? session.variables.get(name) ?? (Object.hasOwn(settable, name) ? settable[name] : undefined);
}

const switches: ReadonlyMap<string, string> = new Map([
  ['on', '1'],
  ['off', '0'],
]);

/** What a variable is set to; undefined for DEFAULT. */
function textOf(value: VariableValue): string | undefined {
  if (value.type !== 'word') return textOfLiteral(value) ?? '';
  if (value.text.toUpperCase() === 'DEFAULT') return undefined;
  return switches.get(value.text.toLowerCase()) ?? value.text;
}

function unknown(name: string) {
  return refusal(`Unknown system variable '${name}'`, 'unknownVariable');
}
