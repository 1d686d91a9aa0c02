import { type Profile, type ProfileName, profileNamed } from '../../profile.ts';
import type { Command, Outcome } from '../../scenario.ts';
import type { SharedDataView } from '../../views/sharedData.ts';
import type { ClusterObject, SharedDataSpec } from '../commands.ts';
import { type Looked, lookAt } from '../look.ts';
import { referenceSnapshotRules, type SnapshotRules } from '../rules.ts';
import type { Job, SharedDataState } from '../state.ts';
import { initialSharedDataState, sharedDataStep } from '../step.ts';

/** A shared-data cluster under test. */
export interface TestCluster {
  state(): SharedDataState;
  look(): SharedDataView;
  /** Runs the commands; answers the outcome of the last one. */
  run(...commands: readonly Command[]): Outcome;
  /** Runs commands none of which may be refused. */
  ok(...commands: readonly Command[]): void;
  jobs(): readonly Job[];
  /** States of all jobs, by id. */
  states(): readonly string[];
  /** Names of the snapshots in the view. */
  listed(): readonly string[];
  /** How many objects lie in the folder of the job of this position from 0. */
  filesOf(nth: number): number;
  /** Another cluster in the same state. */
  fork(rules?: SnapshotRules): TestCluster;
}

export const twoVolumes: SharedDataSpec = {
  volumes: [
    { name: 'v1', location: 's3://bucket/one/' },
    { name: 'v2', location: 's3://bucket/two' },
  ],
  frontends: ['fe1', 'fe2', 'fe3'],
  computeNodes: ['cn1', 'cn2'],
};

export function profileFor(name: ProfileName): Profile {
  const profile = profileNamed(name);
  if (profile === undefined) throw new Error(`no profile ${name}`);
  return profile;
}

/** A new cluster; the choices are taken from the list in turn, and are 0 after its end. */
export function testCluster(
  name: ProfileName = 'documented-3.4',
  rules: SnapshotRules = referenceSnapshotRules,
  spec: SharedDataSpec = twoVolumes,
  choices: readonly number[] = [],
): TestCluster {
  const state = initialSharedDataState(profileFor(name), { backends: [], sharedData: spec });
  return clusterIn(state, rules, [...choices]);
}

function clusterIn(start: SharedDataState, rules: SnapshotRules, choices: number[]): TestCluster {
  let state = start;
  let looked: Looked | undefined;
  const run = (...commands: readonly Command[]): Outcome => {
    let outcome: Outcome = { kind: 'done' };
    for (const command of commands) {
      const result = sharedDataStep(rules, state, command, (count) => (choices.shift() ?? 0) % count);
      state = result.state;
      outcome = result.outcome;
    }
    return outcome;
  };
  const look = (): SharedDataView => {
    looked = { state, look: lookAt(rules, state, looked) };
    return looked.look;
  };
  return {
    state: () => state,
    look,
    run,
    ok: (...commands) => {
      for (const command of commands) {
        const outcome = run(command);
        if (outcome.kind === 'refused') throw new Error(`${JSON.stringify(command)}: ${outcome.message}`);
      }
    },
    jobs: () => state.meta.manager.jobs,
    states: () => state.meta.manager.jobs.map((job) => job.state),
    listed: () => look().snapshots.map((row) => row.SNAPSHOT_NAME),
    filesOf: (nth) => {
      const name = state.launched[nth]?.name;
      return look().bucket.folders.find((folder) => folder.name === name)?.files.length ?? 0;
    },
    fork: (other = rules) => clusterIn(state, other, []),
  };
}

/** One of everything that a snapshot must hold. */
export const everyObject: readonly ClusterObject[] = [
  { kind: 'catalog', name: 'c1' },
  { kind: 'database', name: 'd1' },
  { kind: 'table', name: 't1', database: 'd1' },
  { kind: 'table', name: 't2', database: 'd1', volume: 'v2' },
  { kind: 'view', name: 'w1', database: 'd1' },
  { kind: 'user', name: 'u1' },
  { kind: 'role', name: 'r1' },
  { kind: 'grant', user: 'u1', table: 't1' },
  { kind: 'loadJob', name: 'j1', table: 't2' },
  { kind: 'resourceGroup', name: 'g1' },
  { kind: 'function', name: 'f1', database: 'd1' },
];

export function advance(seconds: number): Command {
  return { do: 'advance', seconds };
}

export function create(object: ClusterObject): Command {
  return { do: 'createObject', object };
}

export function write(load: string, table: string): Command {
  return { do: 'writeTable', load, table };
}

export function interval(seconds: number): Command {
  return { do: 'setConfig', name: 'automated_cluster_snapshot_interval_seconds', value: String(seconds) };
}
