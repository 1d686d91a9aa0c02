import type { Observation } from '../adapters/adapter.ts';
import type { Command, OnPartitions } from '../model/scenario.ts';
import { tabletsView } from '../model/views/replication.ts';
import { partitionIn, tableIn } from './looks.ts';
import type { Property, Say, Step } from './property.ts';

const common = { level: 'must', suite: 'operations' } as const;

/** Statements that name what does not exist (R17 to R19, R28; replication notes 10, SQL-14). */
export const unknownProperties: readonly Property[] = [
  {
    ...common,
    id: 'SQL-14',
    title: 'a statement that names what does not exist is refused and shows nothing',
    clauses: ['R17', 'R18', 'R19', 'R28'],
    needs: [],
    form: 'outcome',
    on: ['showReplicaStatus', 'showReplicaDistribution', 'showTablets', 'showProc'],
    judge: judgeUnknown,
  },
];

/** The statuses of a replica that the documents name (R17). */
export const documentedStatuses: readonly string[] = ['OK', 'DEAD', 'VERSION_ERROR', 'SCHEMA_ERROR', 'MISSING'];

/** No row has the status BAD, but releases take it in a filter (replication notes 8.8). */
const knownStatuses = [...documentedStatuses, 'BAD'];
const knownStates = ['NORMAL', 'ROLLUP', 'CLONE', 'SCHEMA_CHANGE', 'ALTER', 'DECOMMISSION', 'RECOVER'];
const tabletColumns = Object.keys(tabletsView.columns).map((name) => name.toLowerCase());
const balancePaths = [
  'balance_stat',
  'cluster_load_stat',
  'working_slots',
  'sched_stat',
  'priority_repair',
  'pending_tablets',
  'running_tablets',
  'history_tablets',
  'all_tablets',
];

function judgeUnknown({ command, outcome, before, after }: Step, say: Say): void {
  const unknown = unknownName(command, before);
  if (unknown === undefined || unknownName(command, after) === undefined) return;
  say.exercised();
  if (outcome.kind === 'listed')
    say.violated('unknown name accepted', `${command.do} was answered although there is no ${unknown}`);
}

/** What the statement names and there is not, in words. */
function unknownName(command: Command, observation: Observation): string | undefined {
  switch (command.do) {
    case 'showReplicaStatus':
      return unknownPlace(command, observation) ?? notAmong('status', command.status?.value, knownStatuses);
    case 'showReplicaDistribution':
      return unknownPlace(command, observation);
    case 'showTablets':
      return (
        unknownPlace(command, observation) ??
        notAmong('state', command.where?.state, knownStates) ??
        unknownColumn(command.orderBy?.map(({ column }) => column) ?? [])
      );
    case 'showProc':
      return unknownPath(command.path);
    default:
      return undefined;
  }
}

function unknownPlace({ table, partitions = [] }: OnPartitions<string>, observation: Observation): string | undefined {
  const known = tableIn(observation, table);
  if (known === undefined) return `table ${table}`;
  const unknown = partitions.find((name) => partitionIn(known, name) === undefined);
  return unknown === undefined ? undefined : `partition ${unknown}`;
}

function notAmong(what: string, value: string | undefined, known: readonly string[]): string | undefined {
  return value === undefined || known.includes(value.toUpperCase()) ? undefined : `${what} ${value}`;
}

function unknownColumn(columns: readonly string[]): string | undefined {
  const unknown = columns.find((column) => !tabletColumns.includes(column.toLowerCase()));
  return unknown === undefined ? undefined : `column ${unknown}`;
}

/** Releases have more roots than the documents name, so only what lies below a known one can be judged. */
function unknownPath(path: string): string | undefined {
  const [first, second] = path.split('/').filter((name) => name !== '');
  if (first === 'cluster_balance' && second !== undefined && !balancePaths.includes(second)) return `path ${path}`;
  const isNumber = second === undefined || /^\d+$/.test(second);
  return first === 'statistic' && !isNumber ? `path ${path}` : undefined;
}
