import type { Command } from '../../../model/scenario.ts';
import type { SnapshotPart } from '../../../model/snapshot/commands.ts';
import type { SharedDataState } from '../../../model/snapshot/state.ts';
import { oneIn, oneOf, type Random } from '../random.ts';
import { isBusy, isDown, isUp, jobsWithFolder, newestFinished, type SharedDataLetter } from './places.ts';

const parts: readonly SnapshotPart[] = ['VERSION', 'ROLE', 'feImage', 'feImage', 'checksum', 'starmgrImage'];

/** Seconds by which a clock is set, within an interval and beyond it. */
const clockSteps: readonly number[] = [-3600, -300, -60, -20, -5, -1, 1, 5, 20, 60, 300, 3600];

/** Faults of the store, of the FE and of its clock, and damage to snapshots. */
export const faultLetters = {
  failPut: { kind: 'failStore', isEnabled: isStoreWhole, draw: failing('put', 6) },
  failDelete: { kind: 'failStore', isEnabled: isStoreWhole, draw: failing('delete', 6) },
  failBusyPut: { kind: 'failStore', isEnabled: isUploading, draw: failing('put', 5) },
  failBusyDelete: { kind: 'failStore', isEnabled: isDeleting, draw: failing('delete', 5) },
  failLook: {
    kind: 'failStore',
    isEnabled: isStoreWhole,
    draw: (state, random) => failing(oneOf(random, ['list', 'get'] as const), 4)(state, random),
  },
  breakStore: { kind: 'breakStore', isEnabled: isStoreWhole, draw: () => ({ do: 'breakStore', on: true }) },
  mendStore: { kind: 'breakStore', isEnabled: isStoreBroken, draw: () => ({ do: 'breakStore', on: false }) },
  damageSnapshot: {
    kind: 'damageSnapshot',
    isEnabled: ({ isUp: up, launched }) => up && launched.length > 0,
    draw: drawDamage,
  },
  crash: { kind: 'crashFrontend', isEnabled: isUp, draw: () => ({ do: 'crashFrontend' }) },
  crashBusy: { kind: 'crashFrontend', isEnabled: isBusy, draw: () => ({ do: 'crashFrontend' }) },
  restart: { kind: 'restartFrontend', isEnabled: isDown, draw: () => ({ do: 'restartFrontend' }) },
  restartRunning: { kind: 'restartFrontend', isEnabled: isUp, draw: () => ({ do: 'restartFrontend' }) },
  changeLeader: { kind: 'changeLeader', isEnabled: isUp, draw: () => ({ do: 'changeLeader' }) },
  changeLeaderBusy: { kind: 'changeLeader', isEnabled: isBusy, draw: () => ({ do: 'changeLeader' }) },
  stepClock: {
    kind: 'stepClock',
    isEnabled: isUp,
    draw: (_state, random) => ({ do: 'stepClock', seconds: oneOf(random, clockSteps) }),
  },
  heal: { kind: 'heal', isEnabled: hasFault, draw: () => ({ do: 'heal' }) },
} as const satisfies Readonly<Record<string, SharedDataLetter>>;

function isStoreWhole({ faults, isUp: up }: SharedDataState): boolean {
  return up && !faults.isBroken;
}

function isStoreBroken({ faults, isUp: up }: SharedDataState): boolean {
  return up && faults.isBroken;
}

function isUploading(state: SharedDataState): boolean {
  return isStoreWhole(state) && state.work.some((task) => task.do === 'upload' || task.do === 'feImage');
}

function isDeleting(state: SharedDataState): boolean {
  return isStoreWhole(state) && state.work.some((task) => task.do === 'delete' || task.do === 'finish');
}

/** Whether anything is wrong that `heal` ends. */
function hasFault({ faults, publishIsHeld, isUp: up }: SharedDataState): boolean {
  return !up || faults.isBroken || publishIsHeld || Object.keys(faults.countdown).length > 0;
}

/** One of the next requests, as many as a job makes. */
function failing(
  request: 'put' | 'delete' | 'list' | 'get',
  most: number,
): (state: SharedDataState, random: Random) => Command {
  return (_state, random) => ({ do: 'failStore', request, nth: 1 + random.below(most) });
}

/** Mostly the newest snapshot, which a restore would want. */
function drawDamage(state: SharedDataState, random: Random): Command {
  const present = jobsWithFolder(state);
  const newest = newestFinished(state);
  const any = present.length > 0 ? oneOf(random, present) : state.launched.length;
  const job = newest === undefined || oneIn(random, 3) ? any : newest;
  const how = oneIn(random, 2) ? 'remove' : 'truncate';
  return { do: 'damageSnapshot', job, part: oneOf(random, parts), how };
}
