import type { Profile } from '../model/profile.ts';
import { homeOf } from '../model/replication/facts.ts';
import { nameOf } from '../model/replication/names.ts';
import { type Rules, referenceRules } from '../model/replication/rules.ts';
import { freeBytesOf, replicaStatusRows, slotRows, taskRow } from '../model/replication/show.ts';
import type { State, Tablet, Task } from '../model/replication/state.ts';
import { initialState, step } from '../model/replication/step.ts';
import type { Command, Outcome, Topology } from '../model/scenario.ts';
import { at, emptyVector, set, type Vector } from '../model/vector.ts';
import type { TaskRow } from '../model/views/replication.ts';
import {
  type BackendView,
  type Capability,
  commandKinds,
  type LawCall,
  type Observation,
  type SyncAdapter,
  type SyncSession,
  type TabletView,
  type TableView,
} from './adapter.ts';

const everything: ReadonlySet<Capability> = new Set<Capability>([...commandKinds, 'laws', 'choices']);

/**
 * The model itself as a target: the reference when `rules` are the reference's, a mutant when one of them was replaced.
 * `target` is its name in reports.
 */
export function memoryAdapter(profile: Profile, rules: Rules = referenceRules, target = 'memory'): SyncAdapter {
  return {
    mode: 'sync',
    target,
    profile: profile.name,
    capabilities: everything,
    open: (topology) => new MemorySession(profile, rules, topology),
    law: (call) => answer(rules, call),
  };
}

/** The answer of a pure decision; the arguments are the kit's own and have the types of the law. */
export function answer(rules: Rules, { law, args }: LawCall): unknown {
  const decision: (...values: never[]) => unknown = rules[law];
  return Reflect.apply(decision, undefined, [...args]);
}

/** Answers `choose` from a list, and 0 when it has run out. */
export function choiceTape(choices: readonly number[]): (count: number) => number {
  let next = 0;
  return (count) => {
    const choice = choices[next] ?? 0;
    next += 1;
    return choice % count;
  };
}

const noTouch: readonly number[] = [];
const noRows: readonly TaskRow[] = [];

/** Keeps the views beside the state, so that an observation renews only what a step touched. */
class MemorySession implements SyncSession {
  #state: State;
  #shown: State;
  readonly #rules: Rules;
  #touched = new Set<number>();
  #observation: Observation;
  readonly #indices = new Map<string, number>();

  constructor(profile: Profile, rules: Rules, topology: Topology) {
    this.#state = initialState(profile, topology);
    this.#shown = this.#state;
    this.#rules = rules;
    this.#observation = { ...firstObservation(this.#state), indices: this.#indices };
  }

  apply(command: Command, choices: readonly number[]): Outcome {
    const result = step(this.#rules, this.#state, command, choiceTape(choices));
    this.#state = result.state;
    for (const ordinal of result.touched) this.#touched.add(ordinal);
    return result.outcome;
  }

  observe(): Observation {
    const touched = this.#touched.size === 0 ? noTouch : [...this.#touched];
    this.#observation = nextObservation(this.#state, this.#shown, this.#observation, touched);
    for (const ordinal of touched) this.#index(ordinal);
    this.#shown = this.#state;
    if (touched.length > 0) this.#touched = new Set();
    return this.#observation;
  }

  #index(ordinal: number): void {
    const tablet = at(this.#state.tablets, ordinal);
    if (tablet !== undefined) this.#indices.set(String(tablet.id), ordinal);
  }
}

function firstObservation(state: State): Observation {
  return {
    nowMs: state.nowMs,
    backends: backendViews(state),
    tables: tableViews(state),
    tablets: emptyVector(),
    indices: new Map(),
    touched: noTouch,
    pending: noRows,
    running: noRows,
    scheduled: [],
    ended: noRows,
    slots: slotRows(state.slots),
  };
}

function nextObservation(state: State, shown: State, previous: Observation, touched: readonly number[]): Observation {
  return {
    nowMs: state.nowMs,
    backends: state.backends === shown.backends ? previous.backends : backendViews(state),
    tables: state.tables === shown.tables ? previous.tables : tableViews(state),
    tablets: touched.length === 0 ? previous.tablets : withViews(state, previous.tablets, touched),
    indices: previous.indices,
    touched,
    pending: state.pending === shown.pending ? previous.pending : taskRows(state, state.pending),
    running: state.running === shown.running ? previous.running : taskRows(state, state.running),
    scheduled: state.scheduled === shown.scheduled ? previous.scheduled : scheduledIds(state),
    ended: state.history === shown.history ? noRows : taskRows(state, newRows(state.history, shown.history)),
    slots: state.slots === shown.slots ? previous.slots : slotRows(state.slots),
  };
}

function backendViews(state: State): BackendView[] {
  return state.backends.map((backend) => ({
    name: backend.name,
    id: String(backend.id),
    alive: backend.alive,
    decommissioned: backend.decommissioned,
    freeBytes: freeBytesOf(backend),
  }));
}

function tableViews(state: State): TableView[] {
  return state.tables.map((table) => ({
    name: nameOf(table),
    replicationNum: table.replicationNum,
    writeQuorum: table.writeQuorum,
    partitions: table.partitions.map((partition) => ({
      name: partition.name,
      visibleVersion: partition.visibleVersion,
      first: partition.firstTablet,
      buckets: partition.buckets,
    })),
  }));
}

function withViews(
  state: State,
  views: Vector<TabletView | undefined>,
  touched: readonly number[],
): Vector<TabletView | undefined> {
  let renewed = views;
  while (renewed.size < state.tablets.size) renewed = set<TabletView | undefined>(renewed, renewed.size, undefined);
  for (const ordinal of touched) {
    const tablet = at(state.tablets, ordinal);
    renewed = set(renewed, ordinal, tablet === undefined ? undefined : tabletView(state, tablet));
  }
  return renewed;
}

function tabletView(state: State, tablet: Tablet): TabletView | undefined {
  const home = homeOf(state, tablet);
  if (home === undefined) return undefined;
  const { visibleVersion } = home.partition;
  return {
    index: tablet.ordinal,
    table: nameOf(home.table),
    partition: home.partition.name,
    bucket: tablet.bucket,
    tabletId: String(tablet.id),
    replicationNum: home.table.replicationNum,
    visibleVersion,
    replicas: replicaStatusRows(state, tablet, visibleVersion),
    missing: Math.max(0, home.table.replicationNum - tablet.replicas.length),
  };
}

function taskRows(state: State, tasks: readonly Task[]): TaskRow[] {
  return tasks.map((task) => taskRow(task, state.profile.timeoutUnit));
}

function scheduledIds(state: State): string[] {
  return [...state.scheduled].map((ordinal) => String(at(state.tablets, ordinal)?.id ?? -1));
}

function newRows(history: readonly Task[], shown: readonly Task[]): readonly Task[] {
  const last = shown[shown.length - 1];
  return last === undefined ? history : history.slice(history.lastIndexOf(last) + 1);
}
