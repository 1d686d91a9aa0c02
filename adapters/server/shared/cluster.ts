import type { Profile } from '../../../model/profile.ts';
import type { Choose } from '../../../model/replication/draft.ts';
import type { Command, Outcome, Topology } from '../../../model/scenario.ts';
import { clockOf } from '../../../model/snapshot/draft.ts';
import type { SnapshotRules } from '../../../model/snapshot/rules.ts';
import type { SharedDataState } from '../../../model/snapshot/state.ts';
import { initialSharedDataState, sharedDataStep } from '../../../model/snapshot/step.ts';
import { createMirror, type Mirror } from '../bucket/mirror.ts';
import { checkLocation } from '../bucket/places.ts';
import type { Row, Setup } from '../cluster.ts';
import { refusal } from '../refusal.ts';
import type { CreateTable } from '../sql/index.ts';

/** A simulated cluster with shared data: the model's state, and what a server knows beside it. */
export interface SharedCluster {
  readonly rules: SnapshotRules;
  /** The bucket of the server, and what follows the model's there. */
  readonly bucket: string;
  readonly mirror: Mirror;
  state: SharedDataState;
  /** How each table was created, by `database.table`: the model knows no columns. */
  readonly creations: Map<string, CreateTable>;
  /** The rows of each load by its name: the model knows only which load is where. */
  readonly rows: Map<string, readonly Row[]>;
  /** What the journal keeps in place of the statement that is being run, when that may hold a secret. */
  replayAs: string | undefined;
  /** How many loads came without a label. */
  unnamedLoads: number;
}

/** A cluster as a scenario finds it; throws when a volume lies outside of the server's bucket. */
export function newSharedCluster(
  { snapshotRules, objects }: Setup,
  profile: Profile,
  topology: Topology,
): SharedCluster {
  for (const { location } of topology.sharedData?.volumes ?? []) checkLocation(objects.bucket, location);
  return {
    rules: snapshotRules,
    bucket: objects.bucket,
    mirror: createMirror(objects, snapshotRules),
    state: initialSharedDataState(profile, topology),
    creations: new Map(),
    rows: new Map(),
    replayAs: undefined,
    unnamedLoads: 0,
  };
}

/** Lets the model take a command. */
export function runShared(shared: SharedCluster, command: Command, choose: Choose): Outcome {
  for (const location of locationsIn(command)) checkLocation(shared.bucket, location);
  const result = sharedDataStep(shared.rules, shared.state, command, choose);
  shared.state = result.state;
  return result.outcome;
}

/** Throws when the leader FE does not run: the error that MySQL has for a server that goes away. */
export function checkIsUp({ state }: SharedCluster): void {
  if (!state.isUp) {
    throw refusal('The FE is down; only procedures of the schema chaos are answered until it is started', 'serverDown');
  }
}

/** The wall clock of the FE, in milliseconds on the scale of the rows' times. */
export function clockIn({ state }: SharedCluster): number {
  return clockOf(state);
}

/** What the restore probe answers (snapshot notes 7.10). */
export function restoreStateOf({ rules, state }: SharedCluster): 'restoring' | 'finished' {
  return rules.restoreProbe(state.restore);
}

/** The cluster of a session; throws when it has no shared data. */
export function sharedIn({ cluster }: { readonly cluster: { readonly shared?: SharedCluster } }): SharedCluster {
  if (cluster.shared === undefined) throw refusal('This cluster keeps its data on backends and has no object store');
  return cluster.shared;
}

function locationsIn(command: Command): readonly string[] {
  switch (command.do) {
    case 'createVolume':
    case 'copyVolume':
      return [command.location];
    case 'restore':
      return (command.volumes ?? []).map(({ location }) => location);
    default:
      return [];
  }
}
