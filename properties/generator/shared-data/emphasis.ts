import type { CommandKind } from '../../../model/scenario.ts';
import type { SharedDataState } from '../../../model/snapshot/state.ts';
import type { Emphasis, Start } from '../emphasis.ts';
import { oneIn, oneOf, type Random } from '../random.ts';
import { brokenStore, type Episode, failingJobs, leftOver, otherVolume, protection, rareJobs } from './episodes.ts';
import { objectLetters, openingObjects } from './objects.ts';
import type { SharedDataLetter } from './places.ts';
import { switchLetters } from './switches.ts';
import { timeLetters } from './time.ts';
import { sharedDataTopology } from './topologies.ts';
import {
  disturbingLetters,
  type LetterName,
  type LetterWeights,
  restoreWeights,
  sharedDataLetters,
  snapshotWeights,
} from './weights.ts';

/** Suites whose scenarios happen on a shared-data cluster. */
export type SharedDataSuite = 'snapshot' | 'restore';

/** One in so many walks begins with an episode. */
const EPISODE_ONE_IN = 3;

const letterNames: readonly LetterName[] = Object.keys(sharedDataLetters).filter(isLetterName);

/** How the commands of each of these suites are drawn. */
export const sharedDataEmphases: Readonly<Record<SharedDataSuite, Emphasis<SharedDataState>>> = {
  snapshot: emphasisOf('snapshot', snapshotWeights, 0, [protection, otherVolume, failingJobs, rareJobs, brokenStore]),
  restore: emphasisOf('restore', restoreWeights, 4, [protection, failingJobs, leftOver, leftOver]),
};

/** Every kind of command that is drawn on shared-data clusters, and how often in both emphases together. */
export const sharedDataAlphabet: readonly { readonly kind: CommandKind; readonly weight: number }[] = [
  ...kindsIn(Object.values(sharedDataEmphases).flatMap(({ letters }) => letters)),
].map(([kind, weight]) => ({ kind, weight }));

/**
 * @param others how many objects of other kinds there are from the beginning.
 * @param episodes with which some walks begin.
 */
function emphasisOf(
  suite: SharedDataSuite,
  weights: LetterWeights,
  others: number,
  episodes: readonly Episode[],
): Emphasis<SharedDataState> {
  return {
    suite,
    letters: deckOf(weights, () => true),
    calmLetters: deckOf(weights, (name) => !disturbingLetters.includes(name)),
    indispensable: ['advance', 'enableSnapshots', 'restartFrontend', 'createObject', 'writeTable', 'restore'],
    start: (random) => start(random, others, episodes),
  };
}

/** Each letter as often as it weighs. */
function deckOf(weights: LetterWeights, suits: (name: LetterName) => boolean): readonly SharedDataLetter[] {
  return letterNames.flatMap((name): readonly SharedDataLetter[] =>
    suits(name) ? Array.from({ length: weights[name] ?? 0 }, () => sharedDataLetters[name]) : [],
  );
}

function isLetterName(name: string): name is LetterName {
  return Object.hasOwn(sharedDataLetters, name);
}

/** With a short interval many jobs fit into a run; now and then the first commands find nothing at all. */
function start(random: Random, others: number, episodes: readonly Episode[]): Start<SharedDataState> {
  const topology = sharedDataTopology(random);
  if (oneIn(random, EPISODE_ONE_IN)) return { topology, opening: oneOf(random, episodes)(random) };
  if (oneIn(random, 15)) return { topology, opening: [] };
  const interval = oneIn(random, 10) ? [] : [timeLetters.setInterval];
  const more = Array.from({ length: others }, () => objectLetters.createOther);
  return { topology, opening: [...openingObjects, ...more, ...interval, switchLetters.turnOn] };
}

function kindsIn(letters: readonly SharedDataLetter[]): ReadonlyMap<CommandKind, number> {
  const weights = new Map<CommandKind, number>();
  for (const { kind } of letters) weights.set(kind, (weights.get(kind) ?? 0) + 1);
  return weights;
}
