import type { Command } from '../../../model/scenario.ts';
import type { SharedDataState } from '../../../model/snapshot/state.ts';
import { oneIn, oneOf, type Random } from '../random.ts';
import { copyOf } from './copies.ts';
import { faultLetters } from './faults.ts';
import { objectLetters, openingObjects } from './objects.ts';
import { isUp, NO_TABLE, NO_VOLUME, type SharedDataLetter } from './places.ts';
import { restoreLetters } from './restores.ts';
import { switchLetters } from './switches.ts';
import { INTERVAL, secondsUntilJob, timeLetters } from './time.ts';

/** A beginning that leads to a state which drawing command by command hardly ever meets. */
export type Episode = (random: Random) => readonly SharedDataLetter[];

/** What a snapshot needs is overwritten or dropped and cleaned up while it is made; then it is restored. */
export const protection: Episode = (random) => [
  ...openingObjects,
  timeLetters.setInterval,
  switchLetters.turnOn,
  ...(oneIn(random, 2) ? [] : [intoJob(16)]),
  intoJob(3 + random.below(7)),
  ...(oneIn(random, 2) ? [] : [wait(30)]),
  oneOf(random, [objectLetters.writeTable, objectLetters.dropTable, dropDatabase]),
  ...some(random, [objectLetters.vacuum, objectLetters.fullVacuum, objectLetters.eraseRecycleBin]),
  ...(oneIn(random, 3) ? [wait(1 + random.below(10))] : []),
  ...some(random, [objectLetters.vacuum, objectLetters.fullVacuum, objectLetters.eraseRecycleBin]),
  ...(oneIn(random, 2) ? [wait(12)] : []),
  restoreNewest,
  objectLetters.readTable,
];

/** Something is left on a volume when snapshots go elsewhere, and perhaps the volume is dropped. */
export const otherVolume: Episode = (random) => [
  ...openingObjects,
  timeLetters.setInterval,
  fresh,
  turnOnFresh,
  ...(oneIn(random, 2) ? [] : [intoJob(16)]),
  intoJob(3 + random.below(14)),
  oneOf(random, [faultLetters.breakStore, faultLetters.breakStore, faultLetters.failPut, failFirstDelete]),
  wait(1 + random.below(12)),
  switchLetters.turnOff,
  ...(oneIn(random, 2) ? [dropFresh] : []),
  ...(oneIn(random, 2) ? [turnOnDefault, wait(1 + random.below(5)), mend] : [mend, turnOnDefault]),
  intoJob(20),
  wait(70),
  ...(oneIn(random, 2) ? [switchLetters.turnOff] : [wait(120)]),
];

/** One job after the other fails, until one does not and is restored. */
export const failingJobs: Episode = (random) => [
  ...openingObjects,
  intervalOf('60'),
  switchLetters.turnOn,
  ...(oneIn(random, 2) ? [] : [intoJob(20)]),
  ...Array.from({ length: 2 + random.below(4) }, () => [failUpload, intoJob(12 + random.below(20))]).flat(),
  ...(oneIn(random, 3) ? [] : [intoJob(12 + random.below(20)), restoreNewest]),
];

/** A job fails, and the next one comes long afterwards. */
export const rareJobs: Episode = (random) => [
  ...openingObjects,
  intervalOf('600'),
  switchLetters.turnOn,
  ...(oneIn(random, 2) ? [] : [intoJob(20)]),
  failUpload,
  intoJob(12 + random.below(20)),
  wait(70),
  wait(130),
];

/** What failed jobs and old snapshots leave cannot be deleted for long, and few of them are remembered. */
export const brokenStore: Episode = (random) => [
  ...openingObjects,
  timeLetters.setInterval,
  shortHistory,
  switchLetters.turnOn,
  intoJob(20),
  ...(oneIn(random, 2) ? [failUpload] : []),
  intoJob(3 + random.below(10)),
  faultLetters.breakStore,
  ...Array.from({ length: 2 + random.below(3) }, () => intoJob(5)),
  ...(oneIn(random, 2) ? [switchLetters.turnOff] : []),
  mend,
  wait(70),
  wait(130),
];

/** The old snapshot cannot be deleted when a new one is there; the cluster is restored elsewhere. */
export const leftOver: Episode = (random) => [
  ...openingObjects,
  timeLetters.setInterval,
  turnOnDefault,
  intoJob(16),
  failFirstDelete,
  intoJob(9 + random.below(10)),
  copyDefault,
  oneIn(random, 3) ? restoreNewest : restoreLetters.restoreElsewhere,
  ...(oneIn(random, 2) ? [wait(70)] : []),
];

const FRESH = 'v9';

const fresh: SharedDataLetter = {
  kind: 'createVolume',
  isEnabled: isUp,
  draw: (_state, random, serial) => ({
    do: 'createVolume',
    volume: FRESH,
    location: `s3://bucket/n${serial}${oneIn(random, 2) ? '/' : ''}`,
  }),
};

const turnOnFresh = always('enableSnapshots', () => ({ do: 'enableSnapshots', volume: FRESH }));
const dropFresh = always('dropVolume', () => ({ do: 'dropVolume', volume: FRESH }));
const turnOnDefault = always('enableSnapshots', ({ meta }) => ({
  do: 'enableSnapshots',
  volume: meta.volumes.find(({ isDefault }) => isDefault)?.name ?? NO_VOLUME,
}));
const mend: SharedDataLetter = faultLetters.mendStore;
const failFirstDelete = always('failStore', () => ({ do: 'failStore', request: 'delete', nth: 1 }));
const failUpload: SharedDataLetter = {
  kind: 'failStore',
  isEnabled: isUp,
  draw: (_state, random) => ({ do: 'failStore', request: 'put', nth: 1 + random.below(5) }),
};
const copyDefault = always('copyVolume', ({ meta, nowMs }) => {
  const volume = meta.volumes.find(({ isDefault }) => isDefault)?.name ?? NO_VOLUME;
  return { do: 'copyVolume', volume, location: copyOf(volume, nowMs) };
});
const shortHistory = always('setConfig', () => ({
  do: 'setConfig',
  name: 'max_historical_automated_cluster_snapshot_jobs',
  value: '2',
}));
const dropDatabase = always('dropObject', ({ meta }) => ({
  do: 'dropObject',
  object: { kind: 'database', name: meta.databases[0]?.name ?? NO_TABLE },
}));

/** As a whole file would say, from either path. */
const restoreNewest: SharedDataLetter = {
  kind: 'restore',
  isEnabled: () => true,
  draw: (_state, random) => ({ do: 'restore', source: { from: oneIn(random, 2) ? 'meta' : 'snapshot' } }),
};

function intervalOf(seconds: string): SharedDataLetter {
  return always('setConfig', () => ({ do: 'setConfig', name: INTERVAL, value: seconds }));
}

/** So many seconds into the next job, which may still be under way or over then. */
function intoJob(seconds: number): SharedDataLetter {
  return always('advance', (state) => ({ do: 'advance', seconds: secondsUntilJob(state) + seconds }));
}

function wait(seconds: number): SharedDataLetter {
  return always('advance', () => ({ do: 'advance', seconds }));
}

function always(kind: Command['do'], draw: (state: SharedDataState) => Command): SharedDataLetter {
  return { kind, isEnabled: () => true, draw };
}

function some(random: Random, letters: readonly SharedDataLetter[]): readonly SharedDataLetter[] {
  return letters.filter(() => oneIn(random, 2));
}
