import type { Observation } from '../adapters/adapter.ts';
import { profileNamed } from '../model/profile.ts';
import type { Command, CommandKind } from '../model/scenario.ts';
import { distributionView } from '../model/views/catalog.ts';
import {
  replicaStatusView,
  replicasView,
  statisticDetailView,
  statisticView,
  tabletsView,
  tabletView,
  tasksView,
} from '../model/views/replication.ts';
import { columnsIn } from '../model/views/view.ts';
import { partitionIn, tableIn, taskKey } from './looks.ts';
import { askedTablets, isSame, resultsOf, showKinds } from './operations-results.ts';
import { documentedStatuses } from './operations-unknown.ts';
import type { Property, Say, Step } from './property.ts';

const common = { level: 'must', suite: 'operations' } as const;

/** What holds of every statement that shows something (R15 to R20, R28; replication notes 8 and 10, SQL). */
export const formProperties: readonly Property[] = [
  {
    ...common,
    id: 'SQL-1',
    title: 'every row has as many cells as there are columns',
    clauses: ['R15', 'R16', 'R17', 'R18', 'R19', 'R20', 'R28'],
    needs: [],
    form: 'outcome',
    on: showKinds,
    judge: judgeWidths,
  },
  {
    ...common,
    id: 'SQL-2',
    title: 'a documented statement is answered, with the documented columns in the documented order',
    clauses: ['R15', 'R16', 'R17', 'R18', 'R19', 'R20', 'R28'],
    needs: [],
    form: 'outcome',
    on: showKinds,
    judge: judgeColumns,
  },
  {
    ...common,
    id: 'SQL-15',
    title: 'a task waits, runs or has ended, one of the three',
    clauses: ['R28'],
    needs: ['advance'],
    form: 'always',
    of: 'tasks',
    judge: judgePartition,
  },
  {
    ...common,
    id: 'SQL-16',
    title: 'showing something changes nothing',
    clauses: ['R15', 'R16', 'R17', 'R18', 'R19', 'R20', 'R28'],
    needs: [],
    form: 'step',
    of: 'all',
    judge: judgeEffects,
  },
];

function judgeWidths(step: Step, say: Say): void {
  for (const { columns, rows } of resultsOf(step)) {
    if (rows.length > 0) say.exercised();
    const odd = rows.find((row) => row.length !== columns.length);
    if (odd === undefined) continue;
    const text = `${step.command.do} answered a row of ${odd.length} cells under ${columns.length} columns`;
    say.violated('cells and columns differ', `${text}: ${JSON.stringify(odd).slice(0, 200)}`);
  }
}

const documented = profileNamed('documented-3.4');

/** The columns that the documents give a view; a release has more of them. */
function documentedColumns(view: Parameters<typeof columnsIn>[0]): readonly string[] {
  return documented === undefined ? [] : columnsIn(view, documented).map(({ name }) => name);
}

const statusColumns = documentedColumns(replicaStatusView);
const taskColumns = documentedColumns(tasksView);

/** The documented columns of each result of a kind of command; those of SHOW PROC follow from the path. */
const columnsByKind: Readonly<Partial<Record<CommandKind, readonly (readonly string[])[]>>> = {
  showReplicaStatus: [statusColumns],
  showReplicaDistribution: [documentedColumns(distributionView)],
  showTablets: [documentedColumns(tabletsView)],
  showTablet: [documentedColumns(tabletView), documentedColumns(replicasView)],
  showStatistic: [documentedColumns(statisticView), documentedColumns(statisticDetailView)],
};

const columnsByPath: ReadonlyMap<string, readonly string[]> = new Map([
  ['/statistic', documentedColumns(statisticView)],
  ['/cluster_balance/pending_tablets', taskColumns],
  ['/cluster_balance/running_tablets', taskColumns],
  ['/cluster_balance/history_tablets', taskColumns],
]);

function judgeColumns(step: Step, say: Say): void {
  const { command, outcome, before } = step;
  const expected = expectedColumns(command);
  if (expected.length === 0) return;
  if (outcome.kind === 'refused') {
    if (!isDocumented(command, before)) return;
    say.exercised();
    say.violated('refused', `${command.do} is documented and was refused: ${outcome.message}`);
    return;
  }
  const results = resultsOf(step);
  expected.forEach((columns, nth) => {
    const result = results[nth];
    if (result === undefined) return;
    say.exercised();
    const missing = columns.find((column) => !result.columns.includes(column));
    if (missing !== undefined)
      say.violated('column missing', `${command.do} has no column ${missing}, but ${result.columns.join(', ')}`);
    else if (!isInOrder(columns, result.columns))
      say.violated('columns out of order', `${command.do} has its columns in the order ${result.columns.join(', ')}`);
  });
}

function expectedColumns(command: Command): readonly (readonly string[])[] {
  if (command.do !== 'showProc') return columnsByKind[command.do] ?? [];
  const columns = columnsByPath.get(command.path);
  return columns === undefined ? [] : [columns];
}

function isInOrder(columns: readonly string[], of: readonly string[]): boolean {
  const positions = columns.map((column) => of.indexOf(column));
  return positions.every((position, nth) => nth === 0 || position > (positions[nth - 1] ?? 0));
}

/** Whether the documents show the statement in this form, about things that exist. */
function isDocumented(command: Command, observation: Observation): boolean {
  switch (command.do) {
    case 'showReplicaStatus':
      return isKnown(command, observation) && (command.status === undefined || isDocumentedStatus(command.status));
    case 'showReplicaDistribution':
      return isKnown(command, observation);
    case 'showTablets':
      return (
        isKnown(command, observation) &&
        command.where === undefined &&
        command.orderBy === undefined &&
        command.limit === undefined
      );
    case 'showTablet': {
      const partition = partitionIn(tableIn(observation, command.table), command.partition);
      return partition !== undefined && command.bucket >= 0 && command.bucket < partition.buckets;
    }
    case 'showStatistic':
      return true;
    case 'showProc':
      return columnsByPath.has(command.path);
    default:
      return false;
  }
}

type OnTable = Parameters<typeof askedTablets>[1];

function isKnown(command: OnTable, observation: Observation): boolean {
  return askedTablets(observation, command) !== undefined;
}

function isDocumentedStatus({ operator, value }: { readonly operator: string; readonly value: string }): boolean {
  return operator === '=' && documentedStatuses.includes(value);
}

function judgePartition({ before, after }: Step, say: Say): void {
  const { pending, running, ended } = after;
  if (pending.length + running.length + ended.length === 0) return;
  say.exercised();
  const waiting = running.length === 0 ? undefined : new Set(pending.map(({ TabletId }) => TabletId));
  const both = running.find(({ TabletId }) => waiting?.has(TabletId));
  if (both !== undefined) say.violated('waits and runs', `a task of tablet ${both.TabletId} waits and one runs`);
  if (ended.length === 0) return;
  const open = new Set([...pending, ...running].map(taskKey));
  const known = new Set([...before.pending, ...before.running].map(taskKey));
  const undead = ended.find((task) => open.has(taskKey(task)) && known.has(taskKey(task)));
  if (undead !== undefined)
    say.violated('ended and open', `the task of tablet ${undead.TabletId} is in the history and waits or runs`);
  const early = ended.find(({ State }) => State === 'PENDING' || State === 'RUNNING');
  if (early !== undefined)
    say.violated('open task in the history', `the history shows tablet ${early.TabletId} as ${early.State}`);
}

/** A target whose clock runs on by itself may change while it answers. */
function judgeEffects({ command, before, after }: Step, say: Say): void {
  if (!showKinds.includes(command.do) || before.nowMs !== after.nowMs) return;
  say.exercised();
  const parts = ['backends', 'tables', 'pending', 'running', 'scheduled', 'slots', 'hints', 'load'] as const;
  const changed: string[] = parts.filter((part) => !isSame(before[part], after[part]));
  if (before.tablets !== after.tablets && changesTablets({ before, after })) changed.push('tablets');
  if (after.ended.length > 0) changed.push('history');
  if (changed.length > 0) say.violated('showing changes', `${command.do} changed: ${changed.join(', ')}`);
}

function changesTablets({ before, after }: Pick<Step, 'before' | 'after'>): boolean {
  return after.tables.some(({ name, partitions }) => {
    const names = partitions.map((partition) => partition.name);
    const command = { do: 'showTablets', table: name, partitions: names };
    return !isSame(askedTablets(before, command), askedTablets(after, command));
  });
}
