import { addOrdinal, noOrdinals, type OrdinalSet, ordinalsIn, removeOrdinal } from '../ordinals.ts';
import { at, set } from '../vector.ts';
import { type Mutable, openState, tabletWith } from './change.ts';
import type { Rules } from './rules.ts';
import type { Backend, Copy, Partition, Replica, State, Table, Tablet } from './state.ts';
import { account } from './usage.ts';

/** Picks one of `count` allowed continuations, 0 up to `count` - 1. */
export type Choose = (count: number) => number;

/**
 * A step in the making: a shallow copy of the state whose fields are replaced by new immutable values, so that the state
 * before the step stays as it was and shares what did not change.
 */
export interface Draft {
  readonly rules: Rules;
  readonly choose: Choose;
  readonly state: Mutable<State>;
  /** Ordinals of the tablets that a client may see changed. */
  readonly touched: Set<number>;
  /** The maps of the state that this step has made its own, and may therefore write to. */
  readonly own: OwnMaps;
  /** Grows with everything that may let a waiting task or load go on. */
  changes: number;
}

/** Maps that a step copies when it first changes them. */
export interface OwnMaps {
  usedBytes: Map<string, number> | undefined;
  replicaCounts: Map<string, number> | undefined;
}

/** Opens a step over `state`. */
export function open(rules: Rules, state: State, choose: Choose): Draft {
  return {
    rules,
    choose,
    state: openState(state),
    touched: new Set(),
    own: { usedBytes: undefined, replicaCounts: undefined },
    changes: 0,
  };
}

/** A fresh id; ids are never used twice. */
export function takeId(draft: Draft): number {
  const id = draft.state.nextId;
  draft.state.nextId = id + 1;
  return id;
}

/** One of `candidates`, as the specification leaves it open; undefined when there is none. */
export function pick<T>(draft: Draft, candidates: readonly T[]): T | undefined {
  return candidates.length < 2 ? candidates[0] : candidates[draft.choose(candidates.length)];
}

export function tabletAt(draft: Draft, ordinal: number): Tablet | undefined {
  return at(draft.state.tablets, ordinal);
}

/** Replaces a tablet; a client may see it changed and the checker has to look at it. */
export function putTablet(draft: Draft, tablet: Tablet): void {
  const before = tabletAt(draft, tablet.ordinal);
  if (before?.replicas !== tablet.replicas) {
    updateHoldings(draft, tablet.ordinal, before?.replicas, tablet.replicas);
    account(draft, before, tablet);
  }
  draft.state.tablets = set<Tablet | undefined>(draft.state.tablets, tablet.ordinal, tablet);
  draft.touched.add(tablet.ordinal);
  draft.changes += 1;
}

/** Takes a tablet away, and with it all that is known of it. */
export function removeTablet(draft: Draft, ordinal: number): void {
  const before = tabletAt(draft, ordinal);
  updateHoldings(draft, ordinal, before?.replicas, []);
  account(draft, before, undefined);
  draft.state.tablets = set<Tablet | undefined>(draft.state.tablets, ordinal, undefined);
  draft.state.suspects = removeOrdinal(draft.state.suspects, ordinal);
  draft.touched.add(ordinal);
  draft.changes += 1;
}

function updateHoldings(
  draft: Draft,
  ordinal: number,
  before: readonly Replica[] | undefined,
  after: readonly Replica[],
): void {
  for (const { backendId } of before ?? []) {
    if (!isOn(after, backendId)) putHolding(draft, backendId, removeOrdinal(holdingOf(draft, backendId), ordinal));
  }
  for (const { backendId } of after) {
    if (before === undefined || !isOn(before, backendId)) {
      putHolding(draft, backendId, addOrdinal(holdingOf(draft, backendId), ordinal));
    }
  }
}

function isOn(replicas: readonly Replica[], backendId: number): boolean {
  return replicas.some((replica) => replica.backendId === backendId);
}

function holdingOf(draft: Draft, backendId: number): OrdinalSet {
  return draft.state.holdings.get(backendId) ?? noOrdinals;
}

function putHolding(draft: Draft, backendId: number, holding: OrdinalSet): void {
  draft.state.holdings = new Map(draft.state.holdings).set(backendId, holding);
}

/** Tells the checker to look at a tablet. */
export function suspect(draft: Draft, ordinal: number): void {
  draft.state.suspects = addOrdinal(draft.state.suspects, ordinal);
}

export function putReplica(draft: Draft, tablet: Tablet, replica: Replica): Tablet {
  const replicas = tablet.replicas.map((other) => (other.id === replica.id ? replica : other));
  const changed = tabletWith(tablet, { replicas });
  putTablet(draft, changed);
  suspect(draft, tablet.ordinal);
  return changed;
}

export function copyOn(tablet: Tablet, backendId: number): Copy | undefined {
  return tablet.copies.find((copy) => copy.backendId === backendId);
}

/** The tablet with this copy on the copy's backend, in place of any other there. */
export function withCopy(tablet: Tablet, copy: Copy): Tablet {
  const present = tablet.copies.some((other) => other.backendId === copy.backendId);
  const copies = present
    ? tablet.copies.map((other) => (other.backendId === copy.backendId ? copy : other))
    : [...tablet.copies, copy];
  return tabletWith(tablet, { copies });
}

export function withoutCopy(tablet: Tablet, backendId: number): Tablet {
  return tabletWith(tablet, { copies: tablet.copies.filter((copy) => copy.backendId !== backendId) });
}

export function backendById(state: State, id: number): Backend | undefined {
  return state.backends.find((backend) => backend.id === id);
}

export function backendNamed(state: State, name: string): Backend | undefined {
  return state.backends.find((backend) => backend.name === name);
}

export function putBackend(draft: Draft, backend: Backend): void {
  draft.changes += 1;
  draft.state.backends = draft.state.backends.map((other) => (other.id === backend.id ? backend : other));
}

export function tableById(state: State, id: number): Table | undefined {
  return state.tables.find((table) => table.id === id);
}

export function putTable(draft: Draft, table: Table): void {
  draft.state.tables = draft.state.tables.map((other) => (other.id === table.id ? table : other));
}

export function putPartition(draft: Draft, table: Table, index: number, partition: Partition): Table {
  const changed = { ...table, partitions: table.partitions.map((other, at) => (at === index ? partition : other)) };
  putTable(draft, changed);
  return changed;
}

/** The tablets of a partition, in bucket order. */
export function tabletsOf(draft: Draft, partition: Partition): Tablet[] {
  const tablets: Tablet[] = [];
  for (let bucket = 0; bucket < partition.buckets; bucket += 1) {
    const tablet = tabletAt(draft, partition.firstTablet + bucket);
    if (tablet !== undefined) tablets.push(tablet);
  }
  return tablets;
}

/** Marks every tablet with a replica on the backend: what a client sees of it may have changed. */
export function touchBackend(draft: Draft, backendId: number): void {
  draft.changes += 1;
  for (const ordinal of ordinalsIn(holdingOf(draft, backendId))) {
    draft.touched.add(ordinal);
    suspect(draft, ordinal);
  }
}
