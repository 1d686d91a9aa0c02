import type { State } from '../../model/replication/state.ts';
import type { Command } from '../../model/scenario.ts';
import type { Frame } from './frame.ts';

/**
 * The backends of the state whose key was made last that are in the same situation as one before them, as bits of their
 * positions. Exchanging the two gives the very same state, so what happens to the one tells what happens to the other.
 */
export function twinsIn(frame: Frame, { backends }: State): number {
  let twins = 0;
  for (let nth = 1; nth < backends.length; nth += 1) if (hasTwinBefore(frame, nth)) twins |= 1 << nth;
  return twins;
}

/** The class is in the print. */
function hasTwinBefore(frame: Frame, nth: number): boolean {
  const print = frame.backends[nth];
  for (let other = 0; other < nth; other += 1) {
    const before = frame.backends[other];
    if (before?.left === print?.left && before?.right === print?.right) return true;
  }
  return false;
}

/** Whether the command is about a backend that has a twin before it, so that it was taken with that one already. */
export function isRepetition({ backends }: State, twins: number, command: Command): boolean {
  if (twins === 0 || !('backend' in command)) return false;
  const { backend: name } = command;
  for (let nth = 1; nth < backends.length; nth += 1) {
    if ((twins & (1 << nth)) !== 0 && backends[nth]?.name === name) return true;
  }
  return false;
}
