import type { Backend, Disk, State } from '../../../model/replication/state.ts';
import type { Letter } from '../letter.ts';
import { oneIn, oneOf, type Random } from '../random.ts';

/** So many disks are broken at a time, so that there is a place left to repair on. */
const maxBroken = 2;

/** What happens to storage paths. */
export const diskLetters: readonly Letter[] = [
  {
    kind: 'failDisk',
    isEnabled: (state) => broken(state) < maxBroken,
    draw: (state, random) => ({ do: 'failDisk', ...drawDisk(state, random, isOnline) }),
  },
  {
    kind: 'replaceDisk',
    isEnabled: (state) => broken(state) > 0,
    draw: (state, random) => ({ do: 'replaceDisk', ...drawDisk(state, random, isBroken) }),
  },
  {
    kind: 'fillDisk',
    isEnabled: hasRunning,
    draw: (state, random) => {
      const { totalBytes, ...place } = drawDiskWithSize(state, random);
      return { do: 'fillDisk', ...place, usedBytes: Math.round(totalBytes * oneOf(random, shares)) };
    },
  },
];

/** Parts of the whole disk; more than all of it must be refused. */
const shares: readonly number[] = [0, 0.1, 0.3, 0.3, 0.6, 0.6, 0.8, 0.8, 0.95, 0.95, 1, 1.2];

function isOnline({ online }: Disk): boolean {
  return online;
}

function isBroken({ online }: Disk): boolean {
  return !online;
}

function hasRunning(state: State): boolean {
  return state.backends.some(({ running }) => running);
}

function broken(state: State): number {
  let count = 0;
  for (const { disks } of state.backends) for (const { online } of disks) if (!online) count += 1;
  return count;
}

/** A disk of a running backend that suits; now and then one that does not, which must be refused. */
function drawDisk(
  state: State,
  random: Random,
  suits: (disk: Disk) => boolean,
): { readonly backend: string; readonly disk: number } {
  const suiting = oneIn(random, 20) ? [] : state.backends.filter(({ running, disks }) => running && disks.some(suits));
  const backend = oneOf(random, suiting.length > 0 ? suiting : state.backends);
  if (oneIn(random, 30)) return { backend: backend.name, disk: backend.disks.length };
  return { backend: backend.name, disk: nthSuiting(backend, random, suits) };
}

function nthSuiting({ disks }: Backend, random: Random, suits: (disk: Disk) => boolean): number {
  const places = disks.flatMap((disk, nth) => (suits(disk) ? [nth] : []));
  return places.length === 0 ? 0 : oneOf(random, places);
}

function drawDiskWithSize(
  state: State,
  random: Random,
): { readonly backend: string; readonly disk: number; readonly totalBytes: number } {
  const place = drawDisk(state, random, isOnline);
  const disks = state.backends.find(({ name }) => name === place.backend)?.disks;
  return { ...place, totalBytes: disks?.[place.disk]?.totalBytes ?? 1 };
}
