import type { Capability } from '../../adapters/adapter.ts';
import type { Suite } from '../property.ts';
import { emphases } from './emphasis.ts';
import { oneOf, type Random } from './random.ts';
import { type SharedDataSuite, sharedDataEmphases } from './shared-data/emphasis.ts';

/** Suites for which scenarios can be drawn. */
export const drawnSuites: readonly Suite[] = [
  ...Object.values(emphases).map(({ suite }) => suite),
  ...Object.values(sharedDataEmphases).map(({ suite }) => suite),
];

/** Whether scenarios of the suite happen on a shared-data cluster. */
export function isSharedDataSuite(suite: Suite): suite is SharedDataSuite {
  return Object.hasOwn(sharedDataEmphases, suite);
}

/**
 * The suite that a scenario is mostly about.
 *
 * @param suites names with commas between, as a scenario has them.
 * @param capabilities what the target can do; without snapshots it has no shared-data clusters.
 * @throws RangeError when a suite is unknown, or when there is none for such a target.
 */
export function drawSuite(suites: string, capabilities: ReadonlySet<Capability>, random: Random): Suite {
  const able = drawableSuites(suites.split(',').map(suiteNamed), capabilities);
  const [first] = able;
  if (first === undefined) throw new RangeError(`the target has no shared-data clusters, which ${suites} is about`);
  return able.length === 1 ? first : oneOf(random, able);
}

/** Those of these suites of which scenarios can happen on a target that can do so much. */
export function drawableSuites(suites: readonly Suite[], capabilities: ReadonlySet<Capability>): readonly Suite[] {
  return suites.filter((suite) => capabilities.has('enableSnapshots') || !isSharedDataSuite(suite));
}

function suiteNamed(name: string): Suite {
  const suite = drawnSuites.find((candidate) => candidate === name);
  if (suite !== undefined) return suite;
  const there = drawnSuites.join(', ');
  throw new RangeError(`no scenarios can be drawn for the suite '${name}'; there are: ${there}`);
}
