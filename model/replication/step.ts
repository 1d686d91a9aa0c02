import { show } from '../operations/show.ts';
import { noOrdinals } from '../ordinals.ts';
import type { Profile } from '../profile.ts';
import type { Command, Outcome, Topology } from '../scenario.ts';
import type { SnapshotCommand } from '../snapshot/commands.ts';
import { emptyVector } from '../vector.ts';
import {
  addBackend,
  cancelDecommission,
  compact,
  crashBackend,
  decommissionBackend,
  dropBackend,
  heal,
  joinBackend,
  loseReplica,
  restartBackend,
  setFaults,
  setReplicaStatus,
} from './backends.ts';
import { advance } from './clock.ts';
import { configOf, setConfig } from './config.ts';
import { failDisk, fillDisk, replaceDisk } from './disks.ts';
import { type Choose, type Draft, open } from './draft.ts';
import { cancelRepair, repairTable } from './hints.ts';
import { changeLeader } from './leader.ts';
import { abortLoad, beginLoad, commitLoad, load } from './loads.ts';
import { SCENARIO_DATABASE } from './names.ts';
import { done, refused } from './outcomes.ts';
import { query, readReplica } from './queries.ts';
import { type Rules, referenceRules } from './rules.ts';
import type { State } from './state.ts';
import { makeStatistics, noBytes, noStatistics } from './statistics.ts';
import {
  alterReplicationNum,
  alterWriteQuorum,
  createDatabase,
  createTable,
  dropTable,
  setAltering,
} from './tables.ts';

/** What a step gives: the state after it, how the command ended, and which tablets a client may see changed. */
export interface StepResult {
  readonly state: State;
  readonly outcome: Outcome;
  /** Ordinals of tablets. */
  readonly touched: ReadonlySet<number>;
}

const firstId = 10_001;

/** The disk of a backend that joins later. */
export const defaultDisk = { medium: 'HDD', totalBytes: 1_099_511_627_776 } as const;

/** A cluster as a scenario finds it: the topology's backends and one empty database. */
export function initialState(profile: Profile, topology: Topology): State {
  const empty: State = {
    profile,
    nowMs: 0,
    config: configOf(profile),
    backends: [],
    databases: [],
    tables: [],
    tablets: emptyVector(),
    loads: [],
    pending: [],
    running: [],
    history: [],
    scheduled: new Set(),
    suspects: noOrdinals,
    holdings: new Map(),
    slots: new Map(),
    balanceSlots: new Map(),
    usedBytes: noBytes,
    replicaCounts: noBytes,
    statistics: noStatistics,
    hints: [],
    moved: new Map(),
    abandoned: [],
    lost: [],
    garbage: [],
    nextId: firstId,
  };
  const draft = open(referenceRules, empty, () => 0);
  topology.backends.forEach((backend, nth) => {
    joinBackend(draft, { ...backend, host: `10.0.0.${nth + 1}`, heartbeatPort: 9050 });
  });
  createDatabase(draft, SCENARIO_DATABASE);
  makeStatistics(draft);
  return draft.state;
}

/**
 * One step of the reference: pure; `choose` decides what the specification leaves open. A refused command leaves the
 * state as it was.
 */
export function step(rules: Rules, state: State, command: Command, choose: Choose): StepResult {
  const draft = open(rules, state, choose);
  const outcome = apply(draft, command);
  return { state: draft.state, outcome, touched: draft.touched };
}

function apply(draft: Draft, command: Command): Outcome {
  switch (command.do) {
    case 'createTable':
      return createTable(draft, command);
    case 'dropTable':
      return dropTable(draft, command);
    case 'alterWriteQuorum':
      return alterWriteQuorum(draft, command);
    case 'load':
      return load(draft, command);
    case 'beginLoad':
      return beginLoad(draft, command);
    case 'commitLoad':
      return commitLoad(draft, command.load);
    case 'abortLoad':
      return abortLoad(draft, command.load);
    case 'query':
      return query(draft, command.table);
    case 'crashBackend':
      return crashBackend(draft, command.backend);
    case 'restartBackend':
      return restartBackend(draft, command.backend);
    case 'addBackend':
      return addBackend(draft, addressed(draft, command.backend));
    case 'dropBackend':
      return dropBackend(draft, command.backend);
    case 'decommissionBackend':
      return decommissionBackend(draft, command.backend);
    case 'loseReplica':
      return loseReplica(draft, command);
    case 'compact':
      return compact(draft, command);
    case 'setReplicaStatus':
      return setReplicaStatus(draft, command);
    case 'failWrites':
      return setFaults(draft, command.backend, { writesFail: command.on });
    case 'failClones':
      return setFaults(draft, command.backend, { clonesFail: command.on });
    case 'stallClones':
      return setFaults(draft, command.backend, { clonesStall: command.on });
    case 'stallPublish':
      return setFaults(draft, command.backend, { publishStalls: command.on });
    case 'setConfig':
      return setConfig(draft, command);
    case 'repeatReports':
      return setFaults(draft, command.backend, { reportsTwice: command.on });
    case 'alterReplicationNum':
      return alterReplicationNum(draft, command);
    case 'repairTable':
      return repairTable(draft, command);
    case 'cancelRepair':
      return cancelRepair(draft, command);
    case 'beginSchemaChange':
      return setAltering(draft, command.table, true);
    case 'endSchemaChange':
      return setAltering(draft, command.table, false);
    case 'cancelDecommission':
      return cancelDecommission(draft, command.backend);
    case 'failDisk':
      return failDisk(draft, command);
    case 'replaceDisk':
      return replaceDisk(draft, command);
    case 'fillDisk':
      return fillDisk(draft, command);
    case 'changeLeader':
      return changeLeader(draft);
    case 'readReplica':
      return readReplica(draft, command);
    case 'showReplicaStatus':
    case 'showReplicaDistribution':
    case 'showTablets':
    case 'showTablet':
    case 'showStatistic':
    case 'showProc':
      return answer(draft, command);
    case 'advance':
      advance(draft, command.seconds * 1000);
      return done;
    case 'heal':
      return heal(draft);
    default:
      return refused(onlySharedData(command));
  }
}

/** S01: what concerns snapshots exists on shared-data clusters only. */
function onlySharedData(command: SnapshotCommand): string {
  return command.do === 'enableSnapshots' || command.do === 'disableSnapshots'
    ? 'Automated snapshot only support share data mode'
    : `${command.do} needs a shared-data cluster`;
}

/** R15 to R20: an operator looks at something, which changes nothing. */
function answer(draft: Draft, command: Parameters<typeof show>[2]): Outcome {
  const outcome = show(draft.state, draft.rules, command);
  Object.assign(draft.state, draft.rules.afterShow(draft.state));
  return outcome;
}

function addressed(draft: Draft, name: string): Parameters<typeof addBackend>[1] {
  const nth = /\d+$/.exec(name)?.[0] ?? String(draft.state.nextId % 250);
  return { name, host: `10.0.0.${nth}`, heartbeatPort: 9050, disks: [defaultDisk] };
}
