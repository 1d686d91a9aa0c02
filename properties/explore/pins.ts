/** How large a scope is. */
export interface Extent {
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
}

/**
 * How large the scopes are under the reference and the profile `documented-3.4`. Other numbers mean that the reference,
 * the scope or the key of states has changed: when that was meant, these are the place to say so.
 */
export const pins: ReadonlyMap<string, Extent> = new Map([
  ['two-loads', { states: 5_278, transitions: 17_151, depth: 10 }],
  ['write-quorum', { states: 12_230, transitions: 82_640, depth: 11 }],
  ['loads', { states: 17_556, transitions: 119_098, depth: 10 }],
  ['repair', { states: 40_586, transitions: 338_057, depth: 9 }],
  ['slots', { states: 15_691, transitions: 37_092, depth: 7 }],
  ['hints', { states: 27_845, transitions: 111_019, depth: 10 }],
  ['redundancy', { states: 55_875, transitions: 309_935, depth: 13 }],
  ['balance', { states: 57_741, transitions: 560_422, depth: 10 }],
]);

/** The profile for which the pins hold. */
export const pinnedProfile = 'documented-3.4';
