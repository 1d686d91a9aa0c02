import { slotRows, taskRow } from '../../model/replication/show.ts';
import type { State, Task } from '../../model/replication/state.ts';
import { at } from '../../model/vector.ts';
import { balanceView, slotsView, tasksView } from '../../model/views/replication.ts';
import { encodeRow } from '../../model/views/view.ts';
import { type ProcNode, UnknownNode } from './procNode.ts';
import type { Cell, Reply } from './protocol/index.ts';
import { cellRows, textRows, viewRows } from './replies.ts';

/** One list below '/cluster_balance': how long it is, and what it shows. */
interface BalanceItem {
  readonly count: (state: State) => number;
  readonly show: (state: State) => Reply;
}

/** At most so many rows of each task list are shown (replication notes 8.46). */
const mostTasks = 1_000;

const items: ReadonlyMap<string, BalanceItem> = new Map<string, BalanceItem>([
  [
    'working_slots',
    {
      count: (state) => state.slots.size,
      show: (state) => viewRows(slotsView, slotRows(state.slots), state.profile),
    },
  ],
  ['pending_tablets', taskList((state) => state.pending)],
  ['running_tablets', taskList((state) => state.running)],
  ['history_tablets', taskList((state) => state.history)],
  ['all_tablets', { count: (state) => state.scheduled.size, show: scheduledTablets }],
]);

/** SHOW PROC '/cluster_balance' and what is below (R28, R29; replication notes 8.7). */
export const balanceNode: ProcNode = {
  show: ({ state }) => {
    const rows = [...items].map(([name, { count }]) => ({ Item: name, Number: count(state) }));
    return viewRows(balanceView, rows, state.profile);
  },
  child: (_cluster, name) => {
    const item = items.get(name);
    if (item === undefined) throw new UnknownNode(`invalid type: ${name}`);
    return { show: ({ state }) => item.show(state) };
  },
};

function taskList(list: (state: State) => readonly Task[]): BalanceItem {
  return {
    count: (state) => list(state).length,
    show: (state) => {
      const rows = list(state).slice(0, mostTasks);
      return cellRows(
        tasksView,
        rows.map((task) => taskCells(task, state)),
        state.profile,
      );
    },
  };
}

// A task never changes once it is made, and most rows of a history were already asked for.
const known = new WeakMap<Task, readonly Cell[]>();

function taskCells(task: Task, { profile }: State): readonly Cell[] {
  const before = known.get(task);
  if (before !== undefined) return before;
  const cells = encodeRow(tasksView, taskRow(task, profile.timeoutUnit), profile);
  known.set(task, cells);
  return cells;
}

function scheduledTablets(state: State): Reply {
  const rows = [...state.scheduled].map((ordinal) => [String(at(state.tablets, ordinal)?.id ?? -1)]);
  return textRows(['TabletId'], rows);
}
