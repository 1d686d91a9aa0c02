import type { Observation } from '../adapters/adapter.ts';
import {
  backendViews,
  firstObservation,
  newRows,
  nextObservation,
  scheduledIds,
  tabletView,
  tableViews,
  taskRows,
} from '../adapters/views.ts';
import type { Profile } from '../model/profile.ts';
import type { Choose } from '../model/replication/draft.ts';
import type { Rules } from '../model/replication/rules.ts';
import { hintRows, loadRows, slotRows } from '../model/replication/show.ts';
import type { State } from '../model/replication/state.ts';
import { initialState, step } from '../model/replication/step.ts';
import type { Command, Outcome, Topology } from '../model/scenario.ts';
import { at, emptyVector, push } from '../model/vector.ts';

/** The memory target with its state in the open, so that commands can be drawn from where it is. */
export interface LiveSession {
  readonly state: State;
  apply(command: Command, choose: Choose): Outcome;
  /** What a client sees now. */
  observe(): Observation;
}

/** Opens a session over an empty cluster; only what a command touched is looked at again. */
export function openSession(profile: Profile, rules: Rules, topology: Topology): LiveSession {
  return open(profile, rules, topology, nextObservation);
}

/** Opens a session as it is for someone who does not know what a command touched: everything is looked at again. */
export function openPlainSession(profile: Profile, rules: Rules, topology: Topology): LiveSession {
  return open(profile, rules, topology, wholeObservation);
}

type Look = typeof nextObservation;

function open(profile: Profile, rules: Rules, topology: Topology, look: Look): LiveSession {
  let state = initialState(profile, topology);
  const indices = new Map<string, number>();
  let shown = state;
  let view = firstObservation(state, indices);
  let touched = new Set<number>();
  return {
    get state() {
      return state;
    },
    apply: (command, choose) => {
      const result = step(rules, state, command, choose);
      state = result.state;
      for (const ordinal of result.touched) touched.add(ordinal);
      return result.outcome;
    },
    observe: () => {
      view = look(state, shown, view, [...touched]);
      for (const ordinal of touched) index(state, indices, ordinal);
      shown = state;
      touched = new Set();
      return view;
    },
  };
}

function index(state: State, indices: Map<string, number>, ordinal: number): void {
  const tablet = at(state.tablets, ordinal);
  if (tablet !== undefined) indices.set(String(tablet.id), ordinal);
}

function wholeObservation(state: State, shown: State, view: Observation): Observation {
  let tablets: Observation['tablets'] = emptyVector();
  for (let ordinal = 0; ordinal < state.tablets.size; ordinal += 1) tablets = push(tablets, viewAt(state, ordinal));
  return {
    nowMs: state.nowMs,
    backends: backendViews(state),
    tables: tableViews(state),
    tablets,
    indices: view.indices,
    touched: Array.from({ length: tablets.size }, (_, ordinal) => ordinal),
    pending: taskRows(state, state.pending),
    running: taskRows(state, state.running),
    scheduled: scheduledIds(state),
    ended: taskRows(state, newRows(state.history, shown.history)),
    slots: slotRows(state.slots),
    hints: hintRows(state),
    load: loadRows(state),
  };
}

function viewAt(state: State, ordinal: number): ReturnType<typeof tabletView> {
  const tablet = at(state.tablets, ordinal);
  return tablet === undefined ? undefined : tabletView(state, tablet);
}
