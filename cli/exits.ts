import type { Verdict } from '../properties/property.ts';
import { verdicts } from '../properties/property.ts';

/** Exit codes: what a script that calls the command line needs to know. 64 and above are named as in sysexits. */
export const exits = {
  /** The target conforms; the command did what it was asked. */
  conforms: 0,
  /** The target violates what it promises. */
  violates: 1,
  /** Nothing can be said: the target could not be judged, or there was nothing to judge. */
  unknown: 2,
  /** The command line is wrong. */
  usage: 64,
  /** A file does not hold what it should. */
  data: 65,
  /** A file is missing or cannot be read. */
  noInput: 66,
  /** The target cannot be reached. */
  unavailable: 69,
  /** The kit itself failed. */
  internal: 70,
  /** The surroundings are not as they must be, for example a folder that cannot be written. */
  configuration: 78,
  /** Ended by an interrupt from the keyboard. */
  interrupted: 130,
} as const;

/** The exit code of a verdict about a target. */
export function exitOf(verdict: Verdict | 'conforms' | 'violates'): number {
  switch (verdict) {
    case 'pass':
    case 'conforms':
      return exits.conforms;
    case 'fail':
    case 'violates':
      return exits.violates;
    case 'vacuous':
    case 'unknown':
      return exits.unknown;
    default:
      return verdict satisfies never;
  }
}

/** The worst of some verdicts; pass when there are none. */
export function worstOf(several: readonly Verdict[]): Verdict {
  return verdicts[Math.max(0, ...several.map((verdict) => verdicts.indexOf(verdict)))] ?? 'pass';
}
