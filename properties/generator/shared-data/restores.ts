import type { Restore, RestoredFrontend, RestoreSource } from '../../../model/snapshot/commands.ts';
import type { SharedDataState } from '../../../model/snapshot/state.ts';
import { oneIn, oneOf, type Random } from '../random.ts';
import { copyVolume, drawMove } from './copies.ts';
import {
  drawVolume,
  isBusy,
  isDown,
  jobsWithFolder,
  newestFinished,
  type SharedDataLetter,
  wholeSnapshots,
} from './places.ts';

const flaws: readonly NonNullable<Restore['flaw']>[] = [
  'unknownVolume',
  'noPath',
  'wrongSuffix',
  'leaderListed',
  'duplicateHost',
  'badPort',
];

/** The steps of a restore are fewer. */
const mostSteps = 14;

/** Restores in all forms: those that must be refused and those that are broken off have letters of their own. */
export const restoreLetters = {
  restoreSnapshot: restoring(hasFinished, (state, random) => ({ source: drawSource('snapshot', state, random) })),
  restoreMeta: restoring(hasFinished, (state, random) => ({ source: drawSource('meta', state, random) })),
  /** The folder of the job under way is there in part. */
  restoreBusy: restoring(
    (state) => isBusy(state) && hasFinished(state),
    (state, random) => ({ source: drawSource('meta', state, random) }),
  ),
  /** A volume is copied and the cluster restored from the copy, unless something has changed between the two. */
  restoreElsewhere: {
    kind: 'copyVolume',
    isEnabled: (state) => state.isUp && hasFinished(state),
    draw: (state, random, serial) => {
      const move = drawMove(state, random);
      if (move === undefined) return copyVolume.draw(state, random, serial);
      const source = drawSource(oneIn(random, 2) ? 'meta' : 'snapshot', state, random);
      return { do: 'restore', source, volumes: [move], ...drawNodes(state, random) };
    },
  },
  /** With a file that lists a volume as it is. */
  restoreWithVolume: restoring(
    ({ meta }) => meta.volumes.length > 0,
    (state, random) => {
      const { name, location } = oneOf(random, state.meta.volumes);
      return { source: drawSource('snapshot', state, random), volumes: [{ name, location }] };
    },
  ),
  restoreFlawed: restoring(
    () => true,
    (state, random) => ({ source: drawAnySource(state, random), flaw: oneOf(random, flaws) }),
  ),
  restoreKilled: restoring(hasFinished, (state, random) => ({
    source: drawAnySource(state, random),
    killedAfter: random.below(mostSteps),
  })),
  /** While there are two whole snapshots, so that the other one may be restored next. */
  restoreKilledBusy: restoring(
    (state) => isBusy(state) && wholeSnapshots(state).length > 1,
    (_state, random) => ({ source: { from: 'meta' }, killedAfter: mostSteps - 1 - random.below(mostSteps - 4) }),
  ),
  /** After a restore that was broken off nothing else helps. */
  restoreAgain: restoring(
    (state) => isDown(state) && state.disk !== 'intact',
    (state, random) => ({ source: drawHelpfulSource(state, random) }),
  ),
  /** Without any snapshot there is nothing to restore. */
  restoreNothing: restoring(
    (state) => newestFinished(state) === undefined,
    (state, random) => ({ source: drawAnySource(state, random) }),
  ),
} as const satisfies Readonly<Record<string, SharedDataLetter>>;

type Wanted = Pick<Restore, 'source' | 'volumes' | 'flaw' | 'killedAfter'>;

function restoring(
  isEnabled: (state: SharedDataState) => boolean,
  draw: (state: SharedDataState, random: Random) => Wanted,
): SharedDataLetter & { readonly kind: 'restore' } {
  return {
    kind: 'restore',
    isEnabled,
    draw: (state, random) => ({ do: 'restore', ...draw(state, random), ...drawNodes(state, random) }),
  };
}

function hasFinished(state: SharedDataState): boolean {
  return state.meta.manager.jobs.some((job) => job.state === 'FINISHED');
}

function drawAnySource(state: SharedDataState, random: Random): RestoreSource {
  return drawSource(oneIn(random, 2) ? 'meta' : 'snapshot', state, random);
}

/** Mostly a snapshot that is there as a whole. */
function drawHelpfulSource(state: SharedDataState, random: Random): RestoreSource {
  const whole = wholeSnapshots(state);
  if (whole.length === 0 || oneIn(random, 4)) return drawAnySource(state, random);
  return { from: oneIn(random, 3) ? 'meta' : 'snapshot', job: oneOf(random, whole) };
}

/** Mostly the newest snapshot; also older ones that are left, and those that are gone. */
function drawSource(from: 'meta' | 'snapshot', state: SharedDataState, random: Random): RestoreSource {
  const job = drawJob(state, random);
  return {
    from,
    ...(job === undefined ? {} : { job }),
    ...(oneIn(random, 15) ? { volume: drawVolume(state, random) } : {}),
    ...(oneIn(random, 4) ? { trailingSlashes: 1 + random.below(2) } : {}),
  };
}

function drawJob(state: SharedDataState, random: Random): number | undefined {
  const { length } = state.launched;
  if (oneIn(random, 4)) return undefined;
  const newest = newestFinished(state);
  if (newest !== undefined && !oneIn(random, 4)) return newest;
  const present = jobsWithFolder(state);
  if (present.length > 0 && !oneIn(random, 4)) return oneOf(random, present);
  return oneIn(random, 12) || length === 0 ? length + 1 : 1 + random.below(length);
}

/** Sections about nodes: absent, empty, or with nodes that the cluster had and that it had not. */
function drawNodes(state: SharedDataState, random: Random): Pick<Restore, 'frontends' | 'computeNodes'> {
  return {
    ...(oneIn(random, 2) ? {} : { frontends: drawFrontends(state, random) }),
    ...(oneIn(random, 2) ? {} : { computeNodes: drawComputeNodes(state, random) }),
  };
}

const types: readonly Pick<RestoredFrontend, 'type'>[] = [{}, {}, { type: 'follower' }, { type: 'observer' }];

function drawFrontends({ host, meta }: SharedDataState, random: Random): readonly RestoredFrontend[] {
  if (oneIn(random, 6)) return [];
  const hosts = some([...meta.frontends.map((one) => one.host), 'fe2', 'fe3', 'fe4'], random);
  return hosts.filter((other) => other !== host).map((other) => ({ host: other, ...oneOf(random, types) }));
}

function drawComputeNodes({ meta }: SharedDataState, random: Random): readonly string[] {
  return oneIn(random, 6) ? [] : some([...meta.computeNodes, 'cn1', 'cn4'], random);
}

/** Each once, or not at all. */
function some(values: readonly string[], random: Random): readonly string[] {
  return [...new Set(values)].filter(() => oneIn(random, 2));
}
