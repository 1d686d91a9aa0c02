import type { Profile } from '../profile.ts';
import { done, refused } from '../replication/outcomes.ts';
import type { Command, Outcome, Topology } from '../scenario.ts';
import { emptyBucket } from './bucket.ts';
import { advance } from './clock.ts';
import { isSnapshotCommand, type SharedDataSpec, type SnapshotCommand } from './commands.ts';
import { setConfig } from './config.ts';
import { holdPublish, readTable, writeTable } from './data.ts';
import { type Choose, openSharedData, type SharedDataDraft } from './draft.ts';
import { breakStore, copyVolume, damageSnapshot, failStore, heal, noFaults } from './faults.ts';
import { changeLeader, crashFrontend, restartFrontend } from './frontends.ts';
import { eraseRecycleBin, vacuum } from './garbage.ts';
import { checkpoint } from './images.ts';
import { neighbourIn } from './neighbour.ts';
import { createObject, dropObject, recoverTable } from './objects.ts';
import { restore } from './restore.ts';
import type { SnapshotRules } from './rules.ts';
import { type Meta, noObjects, type SharedDataState, type StarMeta } from './state.ts';
import { createSnapshot, disableSnapshots, enableSnapshots } from './switching.ts';
import { alterVolume, createVolume, describeVolume, dropVolume, setDefaultVolume } from './volumes.ts';

/** What a step gives: the state after it, and how the command ended. */
export interface SharedDataStepResult {
  readonly state: SharedDataState;
  readonly outcome: Outcome;
}

const SERVICE_ID = 'f7265e80-631c-44d3-a8ac-cf7cdc7adec8';
const FIRST_ID = 10_001;
// A real cluster has journaled its bootstrap; the two journals have nothing to do with each other.
const FIRST_FE_JOURNAL_ID = 11;
const FIRST_STARMGR_JOURNAL_ID = 7;

/** A shared-data cluster as a scenario finds it: running, OFF, without tables. */
export function initialSharedDataState(profile: Profile, topology: Topology): SharedDataState {
  const spec = topology.sharedData ?? { volumes: [], frontends: [], computeNodes: [] };
  const meta = firstMeta(spec);
  const star: StarMeta = {
    journalId: FIRST_STARMGR_JOURNAL_ID,
    serial: 2,
    serviceId: SERVICE_ID,
    shards: new Map(),
  };
  return {
    profile,
    nowMs: 0,
    clockOffsetMs: 0,
    config: { intervalMs: profile.snapshotIntervalMs, historyLimit: profile.jobHistoryLimit },
    isUp: true,
    lastSeenMs: 0,
    host: spec.frontends[0] ?? '',
    leaderSinceMs: 0,
    lastStartedHereMs: undefined,
    intervalAtStartMs: profile.snapshotIntervalMs,
    upSinceMs: 0,
    meta,
    star,
    images: { meta, star },
    disk: 'intact',
    work: [],
    captured: undefined,
    nextTaskMs: 0,
    retryMs: undefined,
    bucket: spec.neighbour === true ? neighbourIn(spec.volumes[0]?.location, { meta, star }) : emptyBucket,
    faults: noFaults,
    publishIsHeld: false,
    builtinVolume: spec.volumes[0]?.name ?? '',
    launched: [],
    restore: { isRestoring: false, portsOpen: true, frontends: true, computeNodes: true, volumes: true },
    nextSerial: 3,
  };
}

function firstMeta({ volumes, frontends, computeNodes }: SharedDataSpec): Meta {
  return {
    journalId: FIRST_FE_JOURNAL_ID,
    serial: 1,
    nextId: FIRST_ID,
    ...noObjects,
    volumes: volumes.map((volume, nth) => ({ ...volume, isDefault: nth === 0, comment: '' })),
    frontends: frontends.map((host, nth) => ({ host, role: nth === 0 ? 'leader' : 'follower' })),
    computeNodes,
    txns: [],
    manager: { volume: undefined, onSinceMs: 0, jobs: [] },
  };
}

/**
 * One step of the reference: pure; `choose` decides what the specification leaves open. A refused command leaves the
 * state as it was, except where the profile of a release says that it does not.
 */
export function sharedDataStep(
  rules: SnapshotRules,
  state: SharedDataState,
  command: Command,
  choose: Choose,
): SharedDataStepResult {
  const draft = openSharedData(rules, state, choose);
  const outcome = apply(draft, command);
  return { state: draft.state, outcome };
}

const whileDown: ReadonlySet<Command['do']> = new Set<Command['do']>(['restartFrontend', 'restore', 'advance', 'heal']);

function apply(draft: SharedDataDraft, command: Command): Outcome {
  if (!draft.state.isUp && !whileDown.has(command.do)) return refused('the leader FE is down');
  if (isSnapshotCommand(command)) return applySnapshot(draft, command);
  switch (command.do) {
    case 'advance':
      advance(draft, command.seconds * 1000);
      return done;
    case 'heal':
      return heal(draft);
    case 'setConfig':
      return setConfig(draft, command);
    case 'changeLeader':
      return changeLeader(draft);
    default:
      return refused(`${command.do} is for clusters that keep replicated tablets; this one has shared data`);
  }
}

function applySnapshot(draft: SharedDataDraft, command: SnapshotCommand): Outcome {
  switch (command.do) {
    case 'enableSnapshots':
      return enableSnapshots(draft, command.volume);
    case 'disableSnapshots':
      return disableSnapshots(draft);
    case 'createSnapshot':
      return createSnapshot(draft);
    case 'createVolume':
      return createVolume(draft, command);
    case 'alterVolume':
      return alterVolume(draft, command);
    case 'dropVolume':
      return dropVolume(draft, command.volume);
    case 'setDefaultVolume':
      return setDefaultVolume(draft, command.volume);
    case 'describeVolume':
      return describeVolume(draft, command.volume);
    case 'createObject':
      return createObject(draft, command.object);
    case 'dropObject':
      return dropObject(draft, command.object);
    case 'recoverTable':
      return recoverTable(draft, command.table);
    case 'writeTable':
      return writeTable(draft, command);
    case 'readTable':
      return readTable(draft, command.table);
    case 'holdPublish':
      return holdPublish(draft, command.on);
    case 'vacuum':
      return vacuum(draft, command.full);
    case 'eraseRecycleBin':
      return eraseRecycleBin(draft);
    case 'checkpoint':
      return checkpoint(draft);
    case 'failStore':
      return failStore(draft, command);
    case 'breakStore':
      return breakStore(draft, command.on);
    case 'damageSnapshot':
      return damageSnapshot(draft, command);
    case 'copyVolume':
      return copyVolume(draft, command);
    case 'crashFrontend':
      return crashFrontend(draft);
    case 'restartFrontend':
      return restartFrontend(draft);
    case 'stepClock':
      draft.state.clockOffsetMs += command.seconds * 1000;
      return done;
    case 'restore':
      return restore(draft, command);
  }
}
