import type { DiskSpec, Medium, Topology } from '../../model/scenario.ts';
import { oneIn, oneOf, type Random } from './random.ts';

const terabyte = 1_099_511_627_776;

/** Backends with one or two disks of any medium, one of them perhaps full. */
export function unevenTopology(random: Random): Topology {
  const count = 3 + random.below(4);
  const disks = oneIn(random, 4) ? 2 : 1;
  const full = oneIn(random, 6) ? random.below(count) : -1;
  return backends(count, (nth) =>
    Array.from({ length: disks }, () => {
      const disk = { medium: oneOf(random, ['HDD', 'HDD', 'SSD'] as const), totalBytes: terabyte };
      return nth === full ? { ...disk, usedBytes: terabyte } : disk;
    }),
  );
}

/** Three to five backends with one disk each, because few slots make tasks wait. */
export function smallTopology(random: Random): Topology {
  return backends(3 + random.below(3), () => [{ medium: 'HDD', totalBytes: terabyte }]);
}

/**
 * Four to six backends with the same media: empty, some of them filled or of another size, or all filled alike, so that only
 * the number of replicas tells them apart.
 */
export function balancedTopology(random: Random): Topology {
  const media = oneOf(random, mediaOfBackends);
  const diskOf = oneOf(random, [emptyDisk, unevenDisk, alikeDisk(oneOf(random, [0.1, 0.3]))]);
  return backends(4 + random.below(3), () => media.map((medium) => diskOf(medium, random)));
}

const mediaOfBackends: readonly (readonly Medium[])[] = [
  ['HDD'],
  ['HDD'],
  ['HDD', 'HDD'],
  ['HDD', 'HDD', 'HDD'],
  ['HDD', 'SSD'],
  ['HDD', 'SSD'],
  ['HDD', 'HDD', 'SSD'],
  ['SSD'],
];

function emptyDisk(medium: Medium): DiskSpec {
  return { medium, totalBytes: terabyte };
}

function unevenDisk(medium: Medium, random: Random): DiskSpec {
  const totalBytes = oneIn(random, 4) ? terabyte / 2 : terabyte;
  return oneIn(random, 3) ? filled({ medium, totalBytes }, oneOf(random, shares)) : { medium, totalBytes };
}

function alikeDisk(share: number): (medium: Medium) => DiskSpec {
  return (medium) => filled(emptyDisk(medium), share);
}

const shares: readonly number[] = [0.1, 0.3, 0.6, 0.8, 0.95];

function filled(disk: DiskSpec, share: number): DiskSpec {
  return { ...disk, usedBytes: Math.round(disk.totalBytes * share) };
}

function backends(count: number, disksOf: (nth: number) => readonly DiskSpec[]): Topology {
  return { backends: Array.from({ length: count }, (_, nth) => ({ name: `b${nth + 1}`, disks: disksOf(nth) })) };
}
