import type { Profile } from '../profile.ts';
import { mediums } from '../replication/clusterLoad.ts';
import { hintRowsOf, loadRows, slotRows, taskRow } from '../replication/show.ts';
import type { State, Task } from '../replication/state.ts';
import type { Medium } from '../scenario.ts';
import { at } from '../vector.ts';
import { balanceView, hintsView, loadView, slotsView, tasksView } from '../views/replication.ts';
import { encodeRow } from '../views/view.ts';
import { type Answer, listing, listingCells, type Shown, titlesOf } from './answer.ts';
import { balanceStatistic, schedulerStatistic } from './balanceStatistics.ts';
import type { ProcNode } from './procNode.ts';
import type { Cell } from './rules.ts';
import { balanceStatView, mediaView, schedulerStatView } from './views.ts';

/** One item below '/cluster_balance': how many entries it has, and what it shows. */
interface BalanceItem extends ProcNode {
  readonly count: (shown: Shown) => number;
}

/** At most so many rows of each task list are shown (replication notes 8.46). */
const mostTasks = 1_000;

const inEveryProfile: readonly (readonly [string, BalanceItem])[] = [
  ['cluster_load_stat', { count: ({ state }) => mediaOf(state).length, show: showMedia, child: mediumNode }],
  [
    'working_slots',
    {
      count: ({ state }) => state.slots.size,
      show: (shown) => listing(shown, slotsView, slotRows(shown.state.slots)),
    },
  ],
  [
    'sched_stat',
    { count: () => 1, show: (shown) => listing(shown, schedulerStatView, schedulerStatistic(shown.state)) },
  ],
  ['priority_repair', { count: (shown) => hintsIn(shown).length, show: showHints }],
  ['pending_tablets', taskList((state) => state.pending)],
  ['running_tablets', taskList((state) => state.running)],
  ['history_tablets', taskList((state) => state.history)],
  ['all_tablets', { count: ({ state }) => state.scheduled.size, show: showScheduled }],
];

const balanceStat: BalanceItem = {
  count: () => 1,
  show: (shown) => listing(shown, balanceStatView, balanceStatistic(shown.state, mediaOf(shown.state))),
};

const onlyInReleases: readonly (readonly [string, BalanceItem])[] = [['balance_stat', balanceStat]];

/** The items of '/cluster_balance' in their order (replication notes 8.43). */
function itemsIn({ columns }: Profile): readonly (readonly [string, BalanceItem])[] {
  return columns === 'main' ? [...onlyInReleases, ...inEveryProfile] : inEveryProfile;
}

/** SHOW PROC '/cluster_balance' and what is below (R21, R25, R28, R29; replication notes 8.7). */
export const balanceNode: ProcNode = {
  show: (shown) => {
    const items = itemsIn(shown.state.profile);
    const rows = items.map(([Item, { count }]) => ({ Item, Number: shown.rules.itemNumber(count(shown)) }));
    return listing(shown, balanceView, rows);
  },
  child: ({ state }, name) => itemsIn(state.profile).find(([item]) => item === name)?.[1] ?? `invalid type: ${name}`,
};

function mediaOf({ statistics }: State): readonly Medium[] {
  return mediums.filter((medium) => statistics.load[medium] !== undefined);
}

function showMedia(shown: Shown): Answer {
  const rows = mediaOf(shown.state).map((medium) => ({
    StorageMedium: medium,
    ClusterDiskBalanceStat: `{"balanced":${isBalanced(shown.state, medium)}}`,
  }));
  return listing(shown, mediaView, rows);
}

function isBalanced({ statistics }: State, medium: Medium): boolean {
  return (
    statistics.load[medium]?.backends.every(({ loadClass }) => loadClass !== 'LOW' && loadClass !== 'HIGH') ?? true
  );
}

function mediumNode({ state }: Shown, name: string): ProcNode | string {
  const medium = mediaOf(state).find((known) => known === name.toUpperCase());
  if (medium === undefined) return `no such storage medium: ${name}`;
  return { show: (shown) => listing(shown, loadView, loadRows(shown.state)[medium]) };
}

function hintsIn({ state, rules }: Shown): State['hints'] {
  return rules.listedHints(state.hints, state.nowMs);
}

function showHints(shown: Shown): Answer {
  const { state, rules } = shown;
  return listing(
    shown,
    hintsView,
    hintRowsOf(state, hintsIn(shown), (hint) => rules.remainingMs(hint.untilMs, state.nowMs)),
  );
}

function taskList(list: (state: State) => readonly Task[]): BalanceItem {
  return {
    count: ({ state }) => list(state).length,
    show: (shown) => {
      const { rules, state } = shown;
      const cells = rules.listedTasks(list(state), mostTasks).map((task) => taskCells(task, state.profile));
      return listingCells(shown, titlesOf(shown, tasksView), cells);
    },
  };
}

// A task never changes once it is made, and most rows of a history were already asked for.
const known = new WeakMap<Profile, WeakMap<Task, readonly Cell[]>>();

function taskCells(task: Task, profile: Profile): readonly Cell[] {
  const cache = known.get(profile) ?? new WeakMap<Task, readonly Cell[]>();
  known.set(profile, cache);
  const before = cache.get(task);
  if (before !== undefined) return before;
  const cells = encodeRow(tasksView, taskRow(task, profile), profile);
  cache.set(task, cells);
  return cells;
}

function showScheduled(shown: Shown): Answer {
  const { state } = shown;
  const rows = [...state.scheduled].map((ordinal) => [String(at(state.tablets, ordinal)?.id ?? -1)]);
  return listingCells(shown, ['TabletId'], rows);
}
