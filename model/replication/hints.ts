import type { OnPartitions, Outcome } from '../scenario.ts';
import { taskWith } from './change.ts';
import { type Draft, tabletAt } from './draft.ts';
import { homeOf } from './facts.ts';
import { splitName, tableNamed } from './names.ts';
import { done, refused } from './outcomes.ts';
import type { RepairHint, Table, Tablet, Task } from './state.ts';
import { end } from './tasks.ts';

/** ADMIN REPAIR TABLE: waiting tasks of the partitions rise at once, later ones are born urgent (R21). */
export function repairTable(draft: Draft, command: OnPartitions<'repairTable'>): Outcome {
  const named = partitionsOf(draft, command);
  if (typeof named === 'string') return refused(named);
  const { table, partitionIds } = named;
  const untilMs = draft.state.nowMs + draft.state.profile.hintLifetimeMs;
  const given = partitionIds.map((partitionId): RepairHint => ({ tableId: table.id, partitionId, untilMs }));
  draft.state.hints = draft.rules.addHints(draft.state.hints, given);
  draft.state.pending = draft.state.pending.map((task) =>
    draft.rules.raisesPending(task, isOf(draft, task, partitionIds)) ? raised(draft, task) : task,
  );
  draft.changes += 1;
  return done;
}

/** ADMIN CANCEL REPAIR TABLE: the hints go, the tasks stay as they are (R22). */
export function cancelRepair(draft: Draft, command: OnPartitions<'cancelRepair'>): Outcome {
  const named = partitionsOf(draft, command);
  if (typeof named === 'string') return refused(named);
  const { table, partitionIds } = named;
  draft.state.hints = draft.state.hints.filter((hint) => !draft.rules.withdraws(hint, table.id, partitionIds));
  if (draft.rules.cancelEndsTasks()) {
    for (const task of draft.state.pending) {
      if (isOf(draft, task, partitionIds)) end(draft, task, 'CANCELLED', 'repair is cancelled');
    }
  }
  return done;
}

/** Whether somebody wants this tablet to be repaired first. */
export function isHinted(draft: Draft, tablet: Tablet): boolean {
  const { hints, nowMs } = draft.state;
  if (hints.length === 0) return false;
  const id = homeOf(draft.state, tablet)?.partition.id;
  return hints.some((hint) => hint.partitionId === id && !draft.rules.isHintOver(nowMs, hint.untilMs));
}

/** Takes away hints that are over. */
export function dropOldHints(draft: Draft): void {
  const { hints, nowMs } = draft.state;
  if (hints.some((hint) => draft.rules.isHintOver(nowMs, hint.untilMs))) {
    draft.state.hints = hints.filter((hint) => !draft.rules.isHintOver(nowMs, hint.untilMs));
  }
}

function partitionsOf(
  draft: Draft,
  command: OnPartitions<string>,
): { readonly table: Table; readonly partitionIds: readonly number[] } | string {
  const table = tableNamed(draft.state, command.table);
  if (table === undefined) return `Unknown table '${splitName(command.table).table}'`;
  const names = command.partitions ?? table.partitions.map(({ name }) => name);
  const partitionIds: number[] = [];
  for (const name of names) {
    const partition = table.partitions.find((candidate) => candidate.name === name);
    if (partition === undefined) return `Partition does not exist: ${name}`;
    partitionIds.push(partition.id);
  }
  return { table, partitionIds };
}

function isOf(draft: Draft, task: Task, partitionIds: readonly number[]): boolean {
  const tablet = tabletAt(draft, task.ordinal);
  const partition = tablet === undefined ? undefined : homeOf(draft.state, tablet)?.partition;
  return partition !== undefined && partitionIds.includes(partition.id);
}

/** A new priority of origin begins everything anew (replication notes 4a.7). */
function raised(draft: Draft, task: Task): Task {
  const priority = draft.rules.hintedPriority(task.priority);
  return taskWith(task, { originalPriority: priority, priority, failedScheduling: 0, lastAdjustedMs: -1 });
}
