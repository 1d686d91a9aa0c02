import type { State } from '../../model/replication/state.ts';
import type { CommandKind, Topology } from '../../model/scenario.ts';
import type { Suite } from '../property.ts';
import { backendLetters } from './draws/backends.ts';
import { diskLetters } from './draws/disks.ts';
import { loadLetters } from './draws/loads.ts';
import { rush } from './draws/rush.ts';
import { statementLetters } from './draws/statements.ts';
import { createTableLetter, type TableShape, tableLetters } from './draws/tables.ts';
import { advanceLetter, type Setting, setConfigLetter } from './draws/time.ts';
import { deckOf, type Letter, type Weights } from './letter.ts';
import { oneIn, oneOf, type Random } from './random.ts';
import { balancedTopology, smallTopology, unevenTopology } from './topologies.ts';
import { balancingWeights, operationsWeights, replicationWeights } from './weights.ts';

/** What a walk is mostly about: one suite. */
export interface Emphasis<S = State> {
  readonly suite: Suite;
  /** Each kind as often as it weighs. */
  readonly letters: readonly Letter<S>[];
  /** The same for every other run, without what keeps others from happening. */
  readonly calmLetters: readonly Letter<S>[];
  /** Kinds without which a run says nothing. */
  readonly indispensable: readonly CommandKind[];
  readonly start: (random: Random) => Start<S>;
}

/** How a walk begins. */
export interface Start<S = State> {
  readonly topology: Topology;
  /** What is drawn first, in this order. */
  readonly opening: readonly Letter<S>[];
}

/** Suites whose scenarios happen on a cluster that keeps replicated tablets. */
export type TabletSuite = 'replication' | 'operations' | 'balancing';

/** What differs between emphases. */
interface Shape {
  readonly weights: Weights;
  /** Kinds that every other run does without. */
  readonly disturbing: readonly CommandKind[];
  readonly durations: readonly number[];
  readonly tables: TableShape;
  readonly settings: readonly Setting[];
  readonly topology: (random: Random) => Topology;
  readonly opening: (random: Random) => readonly Setting[];
}

/** One in so many walks begins with a rush of repairs. */
const RUSH_ONE_IN = 4;

const SLOTS = 'tablet_sched_slot_num_per_path';
const NO_BALANCE: Setting = ['tablet_sched_disable_balance', 'true'];

const kilobyte = 1024;
const gigabyte = 1024 ** 3;

const replication: Shape = {
  weights: replicationWeights,
  disturbing: [],
  durations: [1, 1, 2, 3, 5, 5, 10, 20, 20, 25, 40, 60, 200],
  tables: {
    most: 2,
    partitions: ['p1', 'p2'],
    buckets: { least: 1, most: 3 },
    crowdedOneIn: 8,
    mostReplicas: 4,
    mediumOneIn: 8,
    rowBytes: [],
  },
  settings: [
    [SLOTS, '2'],
    [SLOTS, '3'],
    [SLOTS, '4'],
    ['tablet_sched_max_scheduling_tablets', '2'],
    ['tablet_sched_max_scheduling_tablets', '10000'],
  ],
  topology: unevenTopology,
  // Moves would cover up what repairs alone should have done.
  opening: (random) => (oneIn(random, 4) ? [] : [NO_BALANCE]),
};

const operations: Shape = {
  weights: operationsWeights,
  disturbing: [],
  durations: [1, 1, 1, 2, 3, 5, 5, 10, 14, 15, 20, 20, 25, 40, 60, 200],
  tables: {
    most: 3,
    partitions: ['p1', 'p2', 'p3'],
    buckets: { least: 1, most: 4 },
    crowdedOneIn: 3,
    mostReplicas: 3,
    mediumOneIn: 12,
    rowBytes: [],
  },
  settings: [
    [SLOTS, '2'],
    [SLOTS, '2'],
    [SLOTS, '3'],
    ['tablet_sched_max_scheduling_tablets', '3'],
    ['tablet_sched_max_scheduling_tablets', '10000'],
    ['no_such_item', '1'],
  ],
  topology: smallTopology,
  // On few slots many tasks wait, and only what waits can be raised.
  opening: (random) => [[SLOTS, '2'], ...(oneIn(random, 2) ? [] : [NO_BALANCE])],
};

const balancing: Shape = {
  weights: balancingWeights,
  // Only healthy tablets are moved.
  disturbing: ['failWrites', 'failClones', 'stallClones', 'stallPublish', 'crashBackend', 'loseReplica', 'failDisk'],
  durations: [1, 1, 5, 20, 30, 60, 60, 60, 90, 120, 120, 300],
  tables: {
    most: 3,
    partitions: ['p1', 'p2'],
    buckets: { least: 3, most: 8 },
    crowdedOneIn: 4,
    mostReplicas: 3,
    mediumOneIn: 3,
    rowBytes: [kilobyte, 1024 * kilobyte, gigabyte, gigabyte, 10 * gigabyte, 100 * gigabyte],
  },
  settings: [
    ...['true', 'false', 'false', 'FALSE'].map((value): Setting => ['tablet_sched_disable_balance', value]),
    ...['0', '1', '2', '500', '500'].map((value): Setting => ['tablet_sched_max_balancing_tablets', value]),
    ...['2', '2', '3', '8', '0', '-1', '100'].map((value): Setting => [SLOTS, value]),
    ...['0', '1', '3', '10000'].map((value): Setting => ['tablet_sched_max_scheduling_tablets', value]),
    ['tablet_sched_min_clone_task_timeout_sec', '60'],
    ['tablet_sched_min_clone_task_timeout_sec', '180'],
    ['tablet_sched_max_clone_task_timeout_sec', '300'],
    ['tablet_sched_max_clone_task_timeout_sec', '7200'],
    ['max_balancing_tablets', '500'],
    ['schedule_slot_num_per_path', '2'],
    [SLOTS, 'many'],
    ['no_such_item', '1'],
  ],
  topology: balancedTopology,
  opening: () => [],
};

/** How the commands of each of these suites are drawn. */
export const emphases: Readonly<Record<TabletSuite, Emphasis>> = {
  replication: emphasisOf('replication', replication),
  operations: emphasisOf('operations', operations),
  balancing: emphasisOf('balancing', balancing),
};

/** Every kind of command that is drawn on tablets, and how often in all emphases together. */
export const alphabet: readonly { readonly kind: CommandKind; readonly weight: number }[] = [
  ...weighed(emphases.replication, emphases.operations, emphases.balancing),
].map(([kind, weight]) => ({ kind, weight }));

/**
 * The emphasis of one of these suites.
 *
 * @param suite names with commas between, as a scenario has them.
 * @throws RangeError when a suite is unknown, because nothing could be drawn for it.
 */
export function drawEmphasis(suite: string, random: Random): Emphasis {
  const names = suite.split(',');
  const name = names.length === 1 ? suite : oneOf(random, names);
  const emphasis = Object.values(emphases).find((candidate) => candidate.suite === name);
  if (emphasis !== undefined) return emphasis;
  const known = Object.keys(emphases).join(', ');
  throw new RangeError(`no scenarios can be drawn for the suite '${name}'; there are: ${known}`);
}

function emphasisOf(suite: TabletSuite, shape: Shape): Emphasis {
  const createTable = createTableLetter(shape.tables);
  const letters = [
    advanceLetter(shape.durations),
    createTable,
    ...loadLetters,
    ...tableLetters,
    ...backendLetters,
    ...diskLetters,
    ...statementLetters,
    setConfigLetter(shape.settings),
  ];
  const start = (random: Random): Start => {
    const settings = shape.opening(random).map((setting) => setConfigLetter([setting]));
    if (oneIn(random, RUSH_ONE_IN)) {
      // Only where each backend has a single path it is known which slots a task waits for.
      return { topology: smallTopology(random), opening: [...settings, ...rush(random, suite === 'operations')] };
    }
    // Without a table hardly anything can happen; but now and then the first commands should find none.
    const opening = oneIn(random, 12) ? settings : [...settings, createTable];
    return { topology: shape.topology(random), opening };
  };
  const deck = deckOf(letters, shape.weights);
  const calmLetters = deck.filter(({ kind }) => !shape.disturbing.includes(kind));
  return { suite, letters: deck, calmLetters, indispensable: ['advance', 'load', 'createTable'], start };
}

function weighed(...all: readonly Emphasis[]): ReadonlyMap<CommandKind, number> {
  const weights = new Map<CommandKind, number>();
  for (const { kind } of all.flatMap(({ letters }) => letters)) weights.set(kind, (weights.get(kind) ?? 0) + 1);
  return weights;
}
