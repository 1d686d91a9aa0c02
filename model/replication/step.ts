import { unreachable } from '../exhaustive.ts';
import { noOrdinals } from '../ordinals.ts';
import type { Profile } from '../profile.ts';
import type { Command, Outcome, Topology } from '../scenario.ts';
import { emptyVector } from '../vector.ts';
import {
  addBackend,
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
import { setConfig } from './config.ts';
import { type Choose, type Draft, open } from './draft.ts';
import { abortLoad, beginLoad, commitLoad, load } from './loads.ts';
import { SCENARIO_DATABASE } from './names.ts';
import { done } from './outcomes.ts';
import { query } from './queries.ts';
import { type Rules, referenceRules } from './rules.ts';
import type { State } from './state.ts';
import { alterWriteQuorum, createDatabase, createTable, dropTable } from './tables.ts';

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
    slotsPerPath: profile.slotsPerPath,
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
    case 'advance':
      advance(draft, command.seconds * 1000);
      return done;
    case 'heal':
      return heal(draft);
    default:
      return unreachable(command);
  }
}

function addressed(draft: Draft, name: string): Parameters<typeof addBackend>[1] {
  const nth = /\d+$/.exec(name)?.[0] ?? String(draft.state.nextId % 250);
  return { name, host: `10.0.0.${nth}`, heartbeatPort: 9050, disks: [defaultDisk] };
}
