import type { SharedDataState } from '../../../model/snapshot/state.ts';
import { oneIn, oneOf, type Random } from '../random.ts';
import {
  drawVolume,
  freeName,
  idleVolumes,
  isBusy,
  isOff,
  isOn,
  isUp,
  NO_VOLUME,
  namesOf,
  type SharedDataLetter,
} from './places.ts';

/** So many volumes at a time. */
const mostVolumes = 4;

const comments: readonly string[] = ['cold', 'moved soon', ''];

/** ON, OFF and what happens to volumes; those that must be refused have letters of their own so that they are seldom. */
export const switchLetters = {
  turnOn: { kind: 'enableSnapshots', isEnabled: isOff, draw: drawOn },
  turnOnAgain: { kind: 'enableSnapshots', isEnabled: isOn, draw: drawOn },
  turnOff: { kind: 'disableSnapshots', isEnabled: isOn, draw: () => ({ do: 'disableSnapshots' }) },
  turnOffAgain: { kind: 'disableSnapshots', isEnabled: isOff, draw: () => ({ do: 'disableSnapshots' }) },
  turnOffBusy: {
    kind: 'disableSnapshots',
    isEnabled: (state) => isOn(state) && isBusy(state),
    draw: () => ({ do: 'disableSnapshots' }),
  },
  createSnapshot: { kind: 'createSnapshot', isEnabled: isUp, draw: () => ({ do: 'createSnapshot' }) },
  createVolume: {
    kind: 'createVolume',
    isEnabled: (state) => state.isUp && state.meta.volumes.length < mostVolumes,
    draw: drawCreateVolume,
  },
  alterVolume: {
    kind: 'alterVolume',
    isEnabled: isUp,
    draw: (state, random) => ({
      do: 'alterVolume',
      volume: drawVolume(state, random),
      comment: oneOf(random, comments),
    }),
  },
  dropVolume: {
    kind: 'dropVolume',
    isEnabled: isUp,
    draw: (state, random) => ({ do: 'dropVolume', volume: drawVolume(state, random) }),
  },
  dropIdleVolume: {
    kind: 'dropVolume',
    isEnabled: (state) => state.isUp && idleVolumes(state).length > 0,
    draw: (state, random) => ({ do: 'dropVolume', volume: drawIdle(state, random) }),
  },
  setDefaultVolume: {
    kind: 'setDefaultVolume',
    isEnabled: isUp,
    draw: (state, random) => ({ do: 'setDefaultVolume', volume: drawVolume(state, random) }),
  },
  describeVolume: {
    kind: 'describeVolume',
    isEnabled: isUp,
    draw: (state, random) => ({ do: 'describeVolume', volume: drawVolume(state, random) }),
  },
} as const satisfies Readonly<Record<string, SharedDataLetter>>;

/** On the default volume, or on a volume by its name; now and then on one that does not exist. */
function drawOn(state: SharedDataState, random: Random): { readonly do: 'enableSnapshots'; readonly volume?: string } {
  if (oneIn(random, 3)) return { do: 'enableSnapshots' };
  return { do: 'enableSnapshots', volume: drawVolume(state, random) };
}

function drawCreateVolume({ meta }: SharedDataState, random: Random, serial: number) {
  const isTaken = meta.volumes.length > 0 && oneIn(random, 12);
  const volume = isTaken ? oneOf(random, meta.volumes).name : freeName('v', namesOf(meta.volumes));
  return { do: 'createVolume', volume, location: `s3://bucket/n${serial}${oneIn(random, 2) ? '/' : ''}` } as const;
}

/** Rather one that a job has written to. */
function drawIdle(state: SharedDataState, random: Random): string {
  const idle = namesOf(idleVolumes(state));
  const used = idle.filter((name) => state.meta.manager.jobs.some(({ volume }) => volume === name));
  return idle.length === 0 ? NO_VOLUME : oneOf(random, used.length > 0 ? used : idle);
}
