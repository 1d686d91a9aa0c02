import type { Observation, TabletView } from '../adapters/adapter.ts';
import type { OnPartitions, ShowReplicaStatus } from '../model/scenario.ts';
import { at } from '../model/vector.ts';
import {
  backendIn,
  backendNamed,
  isBad,
  isComplete,
  partitionIn,
  rowOn,
  tableIn,
  tabletWithId,
  where,
} from './looks.ts';
import {
  isSame,
  replicaKey,
  resultsOf,
  type Shown,
  shownKey,
  shownRows,
  some,
  steadyTablets,
  surplus,
  wholeNumber,
} from './operations-results.ts';
import type { Say, Step, TabletProperty, Watcher } from './property.ts';

const common = { level: 'must', suite: 'operations' } as const;

/** ADMIN SHOW REPLICA STATUS and ADMIN SET REPLICA STATUS (R17; replication notes 8.1, 8.3 and 10, SQL-3 to SQL-6, SQL-13). */
export const statusProperties: readonly TabletProperty[] = [
  {
    ...common,
    id: 'SQL-3',
    title: 'a filter by status shows the replicas with that status and no others',
    clauses: ['R17'],
    needs: ['showReplicaStatus'],
    form: 'outcome',
    on: ['showReplicaStatus'],
    judge: (step, say) => onStatus(step, (tablets, rows, command) => judgeFilter(say, tablets, rows, command)),
  },
  {
    ...common,
    id: 'SQL-4',
    title: 'every replica has a row, and so has each that is missing',
    clauses: ['R17'],
    needs: ['showReplicaStatus'],
    form: 'outcome',
    on: ['showReplicaStatus'],
    judge: (step, say) => onStatus(step, (tablets, rows, command) => judgeNumbers(say, tablets, rows, command)),
  },
  {
    ...common,
    id: 'SQL-5',
    title: 'a replica is shown as OK exactly when it is complete, not bad and on a living backend',
    clauses: ['R17'],
    needs: ['showReplicaStatus'],
    form: 'outcome',
    on: ['showReplicaStatus'],
    judge: (step, say) => onStatus(step, (_tablets, rows) => judgeStatuses(step, say, rows)),
  },
  {
    ...common,
    id: 'SQL-6',
    title: 'a statement about partitions is about all of them and no others, and about the whole table without any',
    clauses: ['R17', 'R18'],
    needs: [],
    form: 'outcome',
    on: ['showReplicaStatus', 'showTablets'],
    judge: judgePartitions,
  },
  {
    ...common,
    id: 'SQL-13',
    title: 'a replica that is set bad is bad, and is what it was when it is set ok again',
    clauses: ['R17'],
    needs: ['setReplicaStatus'],
    form: 'eventually',
    start: watchFlags,
  },
];

type JudgeStatus = (tablets: readonly TabletView[], rows: readonly Shown[], command: ShowReplicaStatus) => void;

function onStatus(step: Step, judge: JudgeStatus): void {
  const { command } = step;
  const [result] = resultsOf(step);
  const tablets = command.do === 'showReplicaStatus' ? steadyTablets(step, command) : undefined;
  if (command.do !== 'showReplicaStatus' || result === undefined || tablets === undefined) return;
  judge(tablets, shownRows(result), command);
}

/** Each replica with its status, and each tablet once for each replica that it lacks. */
function statusesOf(tablets: readonly TabletView[]): { readonly key: string; readonly status: string }[] {
  return tablets.flatMap((tablet) => [
    ...tablet.replicas.map((row) => ({ key: replicaKey(row), status: row.Status })),
    ...Array.from({ length: tablet.missing }, () => ({ key: `${tablet.tabletId}/missing`, status: 'MISSING' })),
  ]);
}

function statusKey(row: Shown): string {
  return row.cell('Status') === 'MISSING' ? `${row.cell('TabletId')}/missing` : shownKey(row);
}

function judgeFilter(
  say: Say,
  tablets: readonly TabletView[],
  rows: readonly Shown[],
  { status }: ShowReplicaStatus,
): void {
  if (status === undefined) return;
  say.exercised();
  const wanted = status.value.toUpperCase();
  const expected = statusesOf(tablets).filter((row) => (row.status === wanted) === (status.operator === '='));
  const text = `WHERE STATUS ${status.operator} ${status.value}`;
  const stray = rows.find((row) => (row.cell('Status') === wanted) !== (status.operator === '='));
  if (stray !== undefined)
    say.violated('filter ignored', `${text} shows replica ${shownKey(stray)} as ${stray.cell('Status')}`);
  const shown = rows.map(statusKey);
  const missing = surplus(
    expected.map(({ key }) => key),
    shown,
  );
  if (missing.length > 0) say.violated('filtered out', `${text} does not show ${some(missing)}`);
  const extra = surplus(
    shown,
    expected.map(({ key }) => key),
  );
  if (extra.length > 0) say.violated('filtered in', `${text} shows ${some(extra)}`);
}

function judgeNumbers(
  say: Say,
  tablets: readonly TabletView[],
  rows: readonly Shown[],
  { status }: ShowReplicaStatus,
): void {
  if (status !== undefined) return;
  for (const tablet of tablets) {
    say.exercised();
    const own = rows.filter((row) => row.cell('TabletId') === tablet.tabletId);
    const records = tablet.replicas.map(replicaKey);
    const shown = own.filter((row) => row.cell('Status') !== 'MISSING').map(shownKey);
    const [absent, extra] = [surplus(records, shown), surplus(shown, records)];
    if (absent.length > 0) say.violated('replica not shown', `${where(tablet)} has ${some(absent)} without a row`);
    if (extra.length > 0) say.violated('replica invented', `${where(tablet)} does not have ${some(extra)}`);
    const expected = Math.max(tablet.replicationNum, tablet.replicas.length);
    if (own.length !== expected)
      say.violated('wrong number of rows', `${where(tablet)} has ${own.length} rows, expected ${expected}`);
  }
}

function judgeStatuses(step: Step, say: Say, rows: readonly Shown[]): void {
  for (const row of rows) {
    const tablet = tabletWithId(step.before, row.cell('TabletId'));
    if (tablet === undefined || row.cell('Status') === 'MISSING') continue;
    say.exercised();
    const isOk = row.cell('Status') === 'OK';
    const flaw = flawOf(step.before, tablet, row);
    if (isOk && flaw !== undefined && flawOf(step.after, tablet, row) !== undefined)
      say.violated('shown as OK', `replica ${shownKey(row)} is shown as OK, but ${flaw}`);
    if (!isOk && isSound(step, tablet, row))
      say.violated(
        'not shown as OK',
        `replica ${shownKey(row)} is shown as ${row.cell('Status')}, but nothing ails it`,
      );
  }
}

/** Why the replica is not OK, or undefined. */
function flawOf(observation: Observation, { visibleVersion }: TabletView, row: Shown): string | undefined {
  const backend = backendIn(observation, row.cell('BackendId'));
  if (backend === undefined) return `backend ${row.cell('BackendId')} is not in the cluster`;
  if (!backend.alive) return `backend ${backend.name} is dead`;
  if (row.cell('IsBad').toLowerCase() === 'true') return 'it is bad';
  const version = wholeNumber(row.cell('Version'));
  if (version !== undefined && version < visibleVersion) return `it has version ${version} of ${visibleVersion}`;
  const failed = wholeNumber(row.cell('LastFailedVersion')) ?? -1;
  return failed > 0 ? `it misses version ${failed}` : undefined;
}

/** Whether nothing speaks against OK: a decommissioned backend or a schema change may. */
function isSound(step: Step, tablet: TabletView, row: Shown): boolean {
  const table = tableIn(step.before, tablet.table);
  if (table?.altering !== false || row.cell('State') !== 'NORMAL') return false;
  return [step.before, step.after].every((observation) => {
    const backend = backendIn(observation, row.cell('BackendId'));
    return backend?.alive === true && !backend.decommissioned && flawOf(observation, tablet, row) === undefined;
  });
}

function judgePartitions(step: Step, say: Say): void {
  const { command } = step;
  if (command.do !== 'showReplicaStatus' && command.do !== 'showTablets') return;
  if (isNarrowed(command)) return;
  const [result] = resultsOf(step);
  const tablets = result === undefined ? undefined : steadyTablets(step, command);
  if (result === undefined || tablets === undefined) return;
  say.exercised();
  const shown = new Set(shownRows(result).map((row) => row.cell('TabletId')));
  const asked = new Set(tablets.map(({ tabletId }) => tabletId));
  const stray = [...shown].filter((tabletId) => !asked.has(tabletId));
  const absent = tablets.filter(({ tabletId, replicas }) => replicas.length > 0 && !shown.has(tabletId));
  const names = command.partitions?.join(', ') ?? 'all partitions';
  if (stray.length > 0) say.violated('partition too many', `${names} of ${command.table} do not have ${some(stray)}`);
  if (absent.length > 0)
    say.violated('partition too few', `${names} of ${command.table}: ${some(absent.map(where))} has no row`);
}

/** Whether anything but partitions decides what is shown. */
function isNarrowed(command: OnPartitions<string>): boolean {
  return 'status' in command || 'where' in command || 'limit' in command;
}

/** The replica that was set bad last, while nothing else has happened. */
function watchFlags(): Watcher {
  let spoiled: { readonly key: string; readonly before: string } | undefined;
  return (step, say) => {
    const { command, outcome } = step;
    if (command.do !== 'setReplicaStatus' || outcome.kind !== 'done') {
      if (command.do !== 'query' && !command.do.startsWith('show')) spoiled = undefined;
      return;
    }
    const index = partitionIn(tableIn(step.before, command.table), command.partition)?.first;
    const backend = backendNamed(step.before, command.backend);
    const before = index === undefined ? undefined : at(step.before.tablets, index + command.bucket);
    const after = index === undefined ? undefined : at(step.after.tablets, index + command.bucket);
    if (before === undefined || after === undefined || backend === undefined) return;
    const was = rowOn(before, backend.id);
    const is = rowOn(after, backend.id);
    if (was === undefined) {
      if (step.before.nowMs !== step.after.nowMs) return;
      say.exercised();
      if (!isSame(before, after))
        say.violated('no replica, but an effect', `${where(after)} has none on ${backend.name}`);
      return;
    }
    if (is?.ReplicaId !== was.ReplicaId) return;
    say.exercised();
    const status = command.status.toLowerCase();
    if (isBad(is) !== (status === 'bad'))
      say.violated('flag not set', `replica ${replicaKey(is)} was set ${status}, and IsBad is ${is.IsBad}`);
    if (status === 'bad' && is.Status === 'OK')
      say.violated('bad, but OK', `replica ${replicaKey(is)} was set bad, and its status is OK`);
    if (status === 'ok' && spoiled?.key === replicaKey(is) && is.Status !== spoiled.before)
      say.violated(
        'not what it was',
        `replica ${replicaKey(is)} was ${spoiled.before} and is ${is.Status} after bad and ok`,
      );
    const isFresh = status === 'bad' && !isBad(was) && isComplete(was, before.visibleVersion);
    spoiled = isFresh ? { key: replicaKey(is), before: was.Status } : undefined;
  };
}
