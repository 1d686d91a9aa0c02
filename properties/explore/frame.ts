import type { Profile } from '../../model/profile.ts';
import type { State } from '../../model/replication/state.ts';
import { type Fingerprint, newFingerprint } from './fingerprint.ts';

/**
 * Where the parts of a key are gathered. What belongs to a backend goes into that backend's own print, everything else
 * into `whole`. Nothing relates two backends with each other but through a tablet, a task or a load, whose numbers do not
 * depend on backends; so the prints of backends of one class may change places without another state.
 */
export interface Frame {
  /** The class of each backend by name. */
  readonly classes: ReadonlyMap<string, number>;
  readonly whole: Fingerprint;
  /** By position in `state.backends`. */
  readonly backends: readonly Fingerprint[];
  /** Of what lies on backends that have left the cluster. */
  readonly gone: Fingerprint;
  /** After this long all daemons are in step again. */
  readonly roundMs: number;
}

/** The most backends that a scope may have at once. */
export const MOST_BACKENDS = 8;

/** A frame for states of a scope with these classes of backends. */
export function newFrame(classes: ReadonlyMap<string, number>, profile: Profile): Frame {
  const backends = Array.from({ length: MOST_BACKENDS }, newFingerprint);
  return { classes, whole: newFingerprint(), backends, gone: newFingerprint(), roundMs: roundOf(profile) };
}

function roundOf({ heartbeatIntervalMs, checkerIntervalMs, schedulerIntervalMs }: Profile): number {
  return commonMultiple(commonMultiple(heartbeatIntervalMs, checkerIntervalMs), schedulerIntervalMs);
}

function commonMultiple(left: number, right: number): number {
  const larger = Math.max(left, right);
  let multiple = larger;
  while (multiple % left !== 0 || multiple % right !== 0) multiple += larger;
  return multiple;
}

/** The print of the backend with this id, or the common one of all that are gone. */
export function printFor(frame: Frame, state: State, backendId: number): Fingerprint {
  const { backends } = state;
  for (let nth = 0; nth < backends.length; nth += 1) {
    if (backends[nth]?.id === backendId) return frame.backends[nth] ?? frame.gone;
  }
  return frame.gone;
}

/** What a part of a print is about, so that parts which are absent cannot be taken for one another. */
export const tags = {
  replica: 101,
  copy: 102,
  loadWrote: 103,
  loadFound: 104,
  taskSource: 105,
  taskDestination: 106,
  taskReplica: 107,
  slot: 108,
  balanceSlot: 109,
  statistics: 110,
  lost: 111,
  garbage: 112,
  moved: 113,
  table: 114,
  tablet: 115,
  load: 116,
  task: 117,
  hint: 118,
  bookLost: 119,
  bookDisk: 120,
  bookHint: 121,
  orphan: 122,
  watermark: 123,
  unreachable: 124,
} as const;
