import type { SharedDataState } from '../../../model/snapshot/state.ts';
import { namesOf, type SharedDataLetter } from './places.ts';

/** So many seconds pass, each time, while a cluster comes to rest. */
const restSeconds: readonly number[] = [60, 61, 120, 120];

/**
 * An end without faults: the store and the FE work again, what is under way ends and what is left over is deleted, and all
 * tables are read. Each letter is skipped where it is not enabled.
 */
export const settling: readonly SharedDataLetter[] = [
  { kind: 'heal', isEnabled: () => true, draw: () => ({ do: 'heal' }) },
  { kind: 'breakStore', isEnabled: ({ faults }) => faults.isBroken, draw: () => ({ do: 'breakStore', on: false }) },
  { kind: 'restartFrontend', isEnabled: isStopped, draw: () => ({ do: 'restartFrontend' }) },
  // Where one of them cannot be restored the other may.
  ...(['meta', 'snapshot'] as const).map(
    (from): SharedDataLetter => ({
      kind: 'restore',
      isEnabled: ({ isUp }) => !isUp,
      draw: () => ({ do: 'restore', source: { from } }),
    }),
  ),
  {
    kind: 'holdPublish',
    isEnabled: ({ isUp, publishIsHeld }) => isUp && publishIsHeld,
    draw: () => ({ do: 'holdPublish', on: false }),
  },
  ...restSeconds.map(
    (seconds): SharedDataLetter => ({
      kind: 'advance',
      isEnabled: () => true,
      draw: (state) => ({
        do: 'advance',
        seconds: state.work.length > 0 ? Math.max(seconds, workSeconds(state)) : seconds,
      }),
    }),
  ),
  // One more job, so that what only another clean-up deletes goes.
  { kind: 'advance', isEnabled: isOnAndUp, draw: (state) => ({ do: 'advance', seconds: intervalSeconds(state) + 60 }) },
  ...[0, 1, 2, 3].map(
    (nth): SharedDataLetter => ({
      kind: 'readTable',
      isEnabled: ({ isUp, meta }) => isUp && meta.tables.length > nth,
      draw: ({ meta }) => ({ do: 'readTable', table: namesOf(meta.tables)[nth] ?? 't1' }),
    }),
  ),
];

function isStopped({ isUp, disk }: SharedDataState): boolean {
  return !isUp && disk === 'intact';
}

function isOnAndUp({ isUp, meta }: SharedDataState): boolean {
  return isUp && meta.manager.volume !== undefined;
}

/** Each task is one atom, deletes are several. */
function workSeconds({ work, profile }: SharedDataState): number {
  return Math.ceil((work.length * 8 * profile.snapshotStepMs) / 1000);
}

function intervalSeconds({ config }: SharedDataState): number {
  return Math.ceil(config.intervalMs / 1000);
}
