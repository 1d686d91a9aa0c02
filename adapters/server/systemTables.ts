import { homeOf } from '../../model/replication/facts.ts';
import type { State, Task } from '../../model/replication/state.ts';
import { at } from '../../model/vector.ts';
import { time } from '../../model/views/columns.ts';
import type { Row } from './cluster.ts';
import type { Cell } from './protocol/index.ts';
import { analyzing } from './refusal.ts';
import type { Session } from './session.ts';
import { snapshotTable, snapshotTableNames } from './shared/systemTables.ts';
import type { TableName } from './sql/index.ts';
import { type SystemTable, type SystemType, systemDefinition } from './systemTable.ts';

const schema = 'information_schema';

/** The scheduling tasks as a table (R28; replication notes 8.55), with the columns that a release has. */
const scheduleColumns: readonly (readonly [name: string, type: SystemType])[] = [
  ['TABLET_ID', 'bigint'],
  ['TABLE_ID', 'bigint'],
  ['PARTITION_ID', 'bigint'],
  ['TYPE', 'varchar'],
  ['STATE', 'varchar'],
  ['SCHEDULE_REASON', 'varchar'],
  ['MEDIUM', 'varchar'],
  ['PRIORITY', 'varchar'],
  ['ORIG_PRIORITY', 'varchar'],
  ['LAST_PRIORITY_ADJUST_TIME', 'datetime'],
  ['VISIBLE_VERSION', 'bigint'],
  ['COMMITTED_VERSION', 'bigint'],
  ['SRC_BE_ID', 'bigint'],
  ['SRC_PATH', 'varchar'],
  ['DEST_BE_ID', 'bigint'],
  ['DEST_PATH', 'varchar'],
  ['TIMEOUT', 'bigint'],
  ['CREATE_TIME', 'datetime'],
  ['SCHEDULE_TIME', 'datetime'],
  ['FINISH_TIME', 'datetime'],
  ['CLONE_BYTES', 'bigint'],
  ['CLONE_DURATION', 'double'],
  ['CLONE_RATE', 'double'],
  ['FAILED_SCHEDULE_COUNT', 'int'],
  ['FAILED_RUNNING_COUNT', 'int'],
  ['MSG', 'varchar'],
];

/** The table of information_schema of that name; undefined for names of other databases, refused when there is none. */
export function systemTable({ cluster, database }: Session, name: TableName): SystemTable | undefined {
  if ((name.database ?? database)?.toLowerCase() !== schema) return undefined;
  const wanted = name.table.toLowerCase();
  const snapshots = snapshotTableNames.find((known) => known === wanted);
  if (snapshots !== undefined) return snapshotTable(snapshots, cluster.state.profile);
  if (wanted !== 'fe_tablet_schedules') {
    throw analyzing(`Unknown table '${schema}.${name.table}'`, 'unknownTable');
  }
  const { pending, running, history } = cluster.state;
  return {
    definition: scheduleDefinition,
    rows: [...pending, ...running, ...history].map((task) => scheduleRow(cluster.state, task)),
  };
}

const scheduleDefinition = systemDefinition(scheduleColumns);

function scheduleRow(state: State, task: Task): Row {
  const tablet = at(state.tablets, task.ordinal);
  const home = tablet === undefined ? undefined : homeOf(state, tablet);
  const moment = (ms: number): Cell => (ms < 0 ? null : time.encode(ms, state.profile));
  return [
    String(task.tabletId),
    String(home?.table.id ?? -1),
    String(home?.partition.id ?? -1),
    task.type,
    task.state,
    task.balance ?? task.status,
    task.medium,
    task.priority,
    task.originalPriority,
    moment(task.lastAdjustedMs),
    String(task.visibleVersion),
    String(task.committedVersion),
    String(task.source?.backendId ?? -1),
    task.source?.pathHash ?? '-1',
    String(task.destination?.backendId ?? -1),
    task.destination?.pathHash ?? '-1',
    // In seconds, unlike in the lists of SHOW PROC.
    String(task.timeoutMs / 1000),
    moment(task.createdMs),
    moment(task.lastScheduledMs),
    moment(task.finishedMs),
    null,
    null,
    null,
    String(task.failedScheduling),
    String(task.failedRunning),
    task.message,
  ];
}
