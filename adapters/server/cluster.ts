import type { Profile } from '../../model/profile.ts';
import { type Choose, type Draft, open } from '../../model/replication/draft.ts';
import type { Rules } from '../../model/replication/rules.ts';
import type { State, Table } from '../../model/replication/state.ts';
import { initialState, step } from '../../model/replication/step.ts';
import type { Command, Outcome, Topology } from '../../model/scenario.ts';
import type { RestoreFileRules } from '../../model/snapshot/restoreFileRules.ts';
import type { SnapshotRules } from '../../model/snapshot/rules.ts';
import type { ObjectHome } from './bucket/mirror.ts';
import type { TableDefinition } from './definition.ts';
import type { Cell } from './protocol/index.ts';
import type { DroppedTable } from './recycleBin.ts';
import { newSharedCluster, runShared, type SharedCluster } from './shared/cluster.ts';

/** The cells of a row, in the order of the table's columns. */
export type Row = readonly Cell[];

/** The rows that one load wrote, by the ordinal of their tablet. The model itself knows only which load is where. */
export interface LoadRows {
  readonly tableId: number;
  readonly byTablet: ReadonlyMap<number, readonly Row[]>;
}

/** One simulated cluster: the model's state, and what a server knows beside it. */
export interface Cluster {
  readonly name: string;
  readonly topology: Topology;
  readonly rules: Rules;
  readonly restoreFileRules: RestoreFileRules;
  /** Present when the data lies in an object store; `state` has no backends then, and only this counts. */
  readonly shared?: SharedCluster;
  readonly definitions: Map<number, TableDefinition>;
  /** By the name that the model knows the load by. */
  readonly rows: Map<string, LoadRows>;
  /** Transaction ids of the loads that were committed, by the name that the model knows the load by. */
  readonly labels: Map<string, number>;
  /** Location labels of backends such as `rack:r1`, by backend id. */
  readonly locations: Map<number, string>;
  /** Tables that were dropped and can be recovered, the latest last. */
  readonly recycled: DroppedTable[];
  state: State;
  /** How many connections work on it. */
  connections: number;
  dropped: boolean;
}

/** By what the clusters of a server decide, and where those with shared data keep their objects. */
export interface Setup {
  readonly rules: Rules;
  readonly snapshotRules: SnapshotRules;
  readonly restoreFileRules: RestoreFileRules;
  readonly objects: ObjectHome;
}

/** A cluster with the topology's backends and one empty database. */
export function newCluster(name: string, profile: Profile, setup: Setup, topology: Topology): Cluster {
  const { sharedData } = topology;
  return {
    name,
    topology,
    rules: setup.rules,
    restoreFileRules: setup.restoreFileRules,
    ...(sharedData === undefined ? {} : { shared: newSharedCluster(setup, profile, topology) }),
    definitions: new Map(),
    rows: new Map(),
    labels: new Map(),
    locations: new Map(),
    recycled: [],
    state: initialState(profile, topology),
    connections: 0,
    dropped: false,
  };
}

/** Lets the model take a command. */
export function run(cluster: Cluster, command: Command, choose: Choose): Outcome {
  if (cluster.shared !== undefined) return runShared(cluster.shared, command, choose);
  const result = step(cluster.rules, cluster.state, command, choose);
  cluster.state = result.state;
  return result.outcome;
}

/**
 * Changes the state by what the model offers beside its commands. Nothing changes when `change` refuses, unless
 * `keepRefused` says that its refusals have effects of their own.
 */
export function change(
  cluster: Cluster,
  choose: Choose,
  change: (draft: Draft) => Outcome,
  keepRefused = false,
): Outcome {
  const draft = open(cluster.rules, cluster.state, choose);
  const outcome = change(draft);
  if (outcome.kind !== 'refused' || keepRefused) cluster.state = draft.state;
  return outcome;
}

/** Scenario time in a cluster, in milliseconds. */
export function nowIn({ shared, state }: Cluster): number {
  return shared?.state.nowMs ?? state.nowMs;
}

/** Forgets rows and definitions of tables that are gone. */
export function forgetDropped(cluster: Cluster): void {
  const living = new Set(cluster.state.tables.map((table: Table) => table.id));
  for (const id of cluster.definitions.keys()) if (!living.has(id)) cluster.definitions.delete(id);
  for (const [label, { tableId }] of cluster.rows) if (!living.has(tableId)) cluster.rows.delete(label);
}
