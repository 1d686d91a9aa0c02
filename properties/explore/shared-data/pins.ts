import type { Extent } from '../pins.ts';

/**
 * How large the scopes of shared-data clusters are under the reference and the profile for which all pins hold. Other numbers
 * mean that the reference, the scope, the story of the properties or the key of states has changed: when that was meant,
 * these are the place to say so.
 */
export const sharedDataPins: ReadonlyMap<string, Extent> = new Map([
  ['retention', { states: 13_564, transitions: 18_999, depth: 18 }],
  ['off-race', { states: 12_049, transitions: 23_812, depth: 14 }],
  ['restore', { states: 10_611, transitions: 51_464, depth: 15 }],
]);
